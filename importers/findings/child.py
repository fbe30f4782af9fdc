"""The jailed child of a check: a vendor's file becomes records ready to be kept, and nothing else leaves.

Frames: `m` the stamp's rows, first (JSON) · `p` progress [done, total] · `r` rows · `i` issues · then, of a clean book
that is to be admitted, `f` findings, `l` lines, `v` visits passed, `t` results of record sheets · `s` the summary.
"""

import gc
from dataclasses import dataclass

import msgspec

from importers.findings.cases import Cases
from importers.findings.examining import Examination
from importers.findings.filing import (
    FRAME,
    Marks,
    finding_record,
    issue_record,
    line_record,
    proof_record,
    result_record,
    row_record,
    visit_record,
)
from importers.findings.kinds import kind_named
from importers.findings.orders import Orders, Summary, taken
from importers.findings.recognising import stamp_rows
from importers.findings.scene import Kind
from importers.intake.cells import CellRow
from importers.intake.child import Emit, cpu, run
from importers.intake.opening import SheetSource
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.copying import escaped
from vendors.policy.bureau import adopt

PIECE = 128 * 1024  # characters in a frame, about twice as many bytes
FLUSHED = 500
_json = msgspec.json.encode


def work(sheets: list[SheetSource], orders: bytes, emit: Emit) -> None:
    """Everything that is done with a vendor's cells. Raises Refused."""
    order = taken(orders)
    if order.rules:
        adopt(order.rules)
    emit("m", _json(stamp_rows(sheets)))
    wanted = kind_named(order.kind) if order.kind else None
    examination = Examination(sheets, wanted=wanted, context=order.context, on=order.on)
    said = _Said(order, emit)
    examination.run(said)
    said.end(admit=order.admit and not examination.counts.errors)
    examination.counts.cases = len(said.cases)
    summary = Summary(
        kind=examination.kind.key,
        counts=examination.counts,
        sheets=examination.sheets,
        lines=said.lines.count,
        visits=said.visits.count,
        results=said.results.count,
        cpu=cpu(),
    )
    emit("s", _json(summary))


class _Pieces:
    """Records of one kind on their way out, or held until it is known whether they may go."""

    def __init__(self, tag: str, emit: Emit, *, held: bool = False) -> None:
        self.tag, self.emit, self.held = tag, emit, held
        self.records: list[str] = []
        self.add = self.records.append
        self.passed = 0
        self.pieces: list[bytes] = []

    @property
    def count(self) -> int:
        return self.passed + len(self.records)

    def flush(self) -> None:
        """Whole records in each piece; called often enough that few wait."""
        self.passed += len(self.records)
        piece: list[str] = []
        size = 0
        for record in self.records:
            piece.append(record)
            size += len(record)
            if size >= PIECE:
                self._out(piece)
                size = 0
        if piece:
            self._out(piece)
        self.records.clear()

    def _out(self, piece: list[str]) -> None:
        said = "".join(piece).encode(errors="replace")
        piece.clear()
        if self.held:
            self.pieces.append(said)
        else:
            self.emit(self.tag, said)

    def release(self) -> None:
        self.flush()
        for piece in self.pieces:
            self.emit(self.tag, piece)
        self.pieces.clear()


@dataclass(slots=True)
class _Known:
    """What the rows of one sheet have in common."""

    name: str
    sheet: str = ""
    marks: Marks | None = None


class _Said:
    """The outlet that says everything in frames."""

    def __init__(self, orders: Orders, emit: Emit) -> None:
        self.orders, self.emit = orders, emit
        self.rows, self.issues = _Pieces("r", emit), _Pieces("i", emit)
        self.lines, self.visits = _Pieces("l", emit, held=True), _Pieces("v", emit, held=True)
        self.results = _Pieces("t", emit, held=True)
        self.cases = Cases()
        self.proofs: list[str] = []
        self.plain: list[Issue] = []
        self.position = 0
        self.positions: dict[str, int] = {}
        self.known = _Known("")
        self.content = ""

    def row(self, tab: str, cells: CellRow, kind: Kind | None, row: Row | None, exposed: frozenset[int]) -> None:
        if not self.orders.keep:
            return
        if tab != self.known.name:
            self.known = _Known(tab, escaped(tab))
        tail = FRAME
        if row is not None and kind is not None:
            if self.known.marks is None:
                self.known.marks = Marks(kind, row.values)
            self.content = self.known.marks.content(row)
            tail = self.known.marks.tail(row, self.content)
        self.rows.add(row_record(self.known.sheet, cells, exposed=exposed, tail=tail))

    def finding(self, row: Row, kind: Kind) -> None:
        case = self.cases.take(row, self.content, kind.source)
        if self.orders.admit:
            self.lines.add(line_record(row, case, self.known.sheet))
            if case.lines == 1:
                self.proofs.append(proof_record(case.evidences))

    def result(self, row: Row, kind: Kind) -> None:
        position = self.positions[kind.key] = self.positions.get(kind.key, 0) + 1
        if self.orders.admit:
            self.results.add(result_record(row, kind, position=position, content=self.content))

    def passed(self, row: Row) -> None:
        if self.orders.admit:
            self.visits.add(visit_record(row, self.visits.count + 1))

    def told(self, issue: Issue) -> None:
        self.position += 1
        if self.orders.keep:
            self.issues.add(issue_record(issue, self.position))
            return
        self.plain.append(issue)
        if len(self.plain) >= 500:
            self._say_plainly()

    def progress(self, done: int, total: int) -> None:
        self.emit("p", b"[%d,%d]" % (done, total))
        for pieces in (self.rows, self.issues, self.lines, self.visits, self.results):
            pieces.flush()

    def end(self, *, admit: bool) -> None:
        self.rows.flush()
        self.issues.flush()
        self._say_plainly()
        if admit:
            self._admit()

    def _admit(self) -> None:
        findings = _Pieces("f", self.emit)
        for case, proof in zip(self.cases, self.proofs, strict=True):
            findings.add(finding_record(case, proof))
            if len(findings.records) == FLUSHED:
                findings.flush()
        findings.flush()
        for held in (self.lines, self.visits, self.results):
            held.release()

    def _say_plainly(self) -> None:
        if self.plain:
            self.emit("i", msgspec.msgpack.encode(self.plain))
            self.plain.clear()


if __name__ == "__main__":
    gc.disable()  # nothing here goes in circles, and there is much of it
    run(work)
