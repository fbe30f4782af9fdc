"""The jailed child that reads a register: `python -m importers.registers.child`.

One pass over the rows: typed, checked, written as COPY text; nothing of a row is kept when it has passed, so a million
rows take the memory of their sheet's shared strings.
"""

import gc
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import msgspec

from importers.intake.cells import CellRow
from importers.intake.child import Emit, run
from importers.intake.opening import SheetSource
from importers.registers.catalogue import REGISTERS
from importers.registers.messages import REGISTER_REPEATED
from importers.registers.orders import PROGRESS, ROWS, SUMMARY, Orders, Summary, Tally
from importers.registers.register import Register, Scene
from importers.workbook.headers import SEARCHED, Match, find
from importers.workbook.issues import Issue
from importers.workbook.messages import HEADER_NOT_FOUND
from importers.workbook.reading import SheetReader
from importers.workbook.rows import Row
from vendors.copying import copy_text
from vendors.incoming.rules import SEPARATOR
from vendors.policy.bureau import adopt

_PIECE = 256 * 1024
_TELL = 2_000


def work(sheets: list[SheetSource], orders: bytes, emit: Emit) -> None:
    """Read the sheet that fits the register best, and say what it holds."""
    gc.disable()  # nothing here goes in circles
    told = msgspec.msgpack.decode(orders, type=Orders)
    adopt(told.rules)
    register = REGISTERS[told.register]
    tally = Tally()
    source, match, head = _best(sheets, register)
    if source is None or match is None or not match.good:
        tally.take([_no_header(register, source, match)])
        emit(SUMMARY, _summary(tally, 0).packed())
        return
    reader = SheetReader(
        name=source.name, hidden=source.hidden, match=match, on=told.on, head=head, merges=source.merges
    )
    known = {name: frozenset(codes) for name, codes in told.known.items()}
    scene = Scene(sheet=reader.sheet, on=told.on, known=known)
    passing = _Passing(register=register, scene=scene, tally=tally, emit=emit, issues=reader.issues)
    for cells in source.rows():
        row = reader.read(cells)
        if row is not None:
            passing.take(row, max(source.height, row.number))
    reader.end()
    passing.end()
    header = match.header
    emit(
        SUMMARY,
        _summary(
            tally, passing.rows, sheet=source.name, places=dict(header.places), titles=dict(header.titles)
        ).packed(),
    )


@dataclass(slots=True, kw_only=True)
class _Passing:
    """The rows on their way out."""

    register: Register
    scene: Scene
    tally: Tally
    emit: Emit
    issues: list[Issue]
    rows: int = 0
    seen: dict[int, int] = field(default_factory=dict)
    held: list[Row] = field(default_factory=list)
    ready: bytearray = field(default_factory=bytearray)

    def take(self, row: Row, height: int) -> None:
        self.rows += 1
        self._once(row)
        for check in self.register.checks:
            self.issues.extend(check(row, self.scene))
        if self.issues:
            self.tally.take(self.issues)
        if self.register.closing:
            self.held.append(row)
        if not self.tally.errors:
            self._write(row)
        if self.rows % _TELL == 0:
            self.emit(PROGRESS, msgspec.json.encode((self.rows, height)))

    def _once(self, row: Row) -> None:
        """The columns that identify a row come together once in a file; their hash is what is remembered."""
        unique = self.register.unique
        told = tuple([row.values.get(key) for key in unique])
        if None in told:
            return
        first = self.seen.setdefault(hash(told), row.number)
        if first != row.number:
            self.issues.append(self.scene.sheet.issue(REGISTER_REPEATED, row, unique[0], first=first))

    def _write(self, row: Row) -> None:
        texts = self.register.texts(row)
        key = self.register.target.key_of(texts)
        self.ready += copy_text((row.number, key, SEPARATOR.join(texts)))
        if len(self.ready) >= _PIECE:
            self.emit(ROWS, bytes(self.ready))
            self.ready.clear()

    def end(self) -> None:
        """After the last row."""
        if self.register.closing:
            self.issues.extend(self.register.closing(self.held, self.scene))
        self.tally.take(self.issues)
        if self.ready and not self.tally.errors:
            self.emit(ROWS, bytes(self.ready))


def _best(sheets: list[SheetSource], register: Register) -> tuple[SheetSource | None, Match | None, list[CellRow]]:
    found: tuple[SheetSource | None, Match | None, list[CellRow]] = (sheets[0] if sheets else None, None, [])
    for source in sheets:
        head = list(_first(source.rows()))
        match = find(head, (register.layout,))
        if match and (found[1] is None or match.matched > found[1].matched):
            found = source, match, head
    return found


def _first(rows: Iterator[CellRow]) -> Iterator[CellRow]:
    return islice(rows, SEARCHED)


def _no_header(register: Register, source: SheetSource | None, match: Match | None) -> Issue:
    layout = register.layout
    matched = match.matched if match else 0
    name = source.name if source else ""
    return HEADER_NOT_FOUND.at(layout=layout.zh, layout_en=layout.en, matched=matched, sheet=name)


def _summary(
    tally: Tally,
    rows: int,
    *,
    sheet: str = "",
    places: dict[str, int] | None = None,
    titles: dict[str, str] | None = None,
) -> Summary:
    return Summary(
        rows=rows,
        counts=tally.counts,
        severities=tally.severities,
        issues=tally.first,
        sheet=sheet,
        places=places or {},
        titles=titles or {},
        seconds=time.process_time(),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


if __name__ == "__main__":
    run(work)
