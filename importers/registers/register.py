"""One register: its layout, its checks, how a good row becomes a record; and the one way to read a file of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from importers.intake.jail import Book, read
from importers.intake.refusals import Refusal
from importers.registers import messages
from importers.workbook.columns import Layout
from importers.workbook.detail import Detail
from importers.workbook.headers import Match, find
from importers.workbook.issues import Issue, Severity
from importers.workbook.meanings import Reading
from importers.workbook.messages import HEADER_NOT_FOUND
from importers.workbook.reading import read_sheet
from importers.workbook.rows import Row, Sheet
from importers.workbook.template import blank_template

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a check knows: the sheet, the day of the import, and whatever the register was given."""

    sheet: Sheet
    on: date


Check = Callable[[Row, Scene], Iterator[Issue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Generic[Record]):
    """`key` names the column that identifies a row; it comes once in a file."""

    layout: Layout
    key: str
    checks: tuple[Check, ...]
    record: Callable[[Row], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Generic[Record]):
    """All records, or none and the reason: a refusal of the file, or issues with at least one error."""

    rows: tuple[Record, ...] = ()
    issues: tuple[Issue, ...] = ()
    refusal: Refusal | None = None

    @property
    def good(self) -> bool:
        return self.refusal is None and not any(issue.severity is Severity.ERROR for issue in self.issues)


async def read_register(register: Register[Record], *, content: bytes, filename: str, on: date) -> Parsed[Record]:
    """Nothing raises for a bad file; the best matching sheet of the file is read."""
    book = await read(content, filename)
    if isinstance(book, Refusal):
        return Parsed(refusal=book)
    name, match = _best(book, register.layout)
    if match is None or not match.good:
        found = 0 if match is None else match.matched
        issue = HEADER_NOT_FOUND.at(layout=register.layout.zh, layout_en=register.layout.en, matched=found, sheet=name)
        return Parsed(issues=(issue,))
    cells = next(sheet for sheet in book.sheets if sheet.name == name)
    sheet = await read_sheet(cells, match, on=on, merges=book.merges.get(name, []))
    issues = (*sheet.issues, *_checked(register, sheet, on))
    parsed: Parsed[Record] = Parsed(issues=issues)
    return Parsed(rows=tuple(map(register.record, sheet.rows)), issues=issues) if parsed.good else parsed


def register_template(register: Register[Record], *, at: datetime) -> bytes:
    """An empty workbook of this register."""
    detail = Detail(layout=register.layout, reading=Reading(unique=(register.key,)))
    return blank_template(details=(detail,), title=register.layout.zh, at=at)


def _best(book: Book, layout: Layout) -> tuple[str, Match | None]:
    found = [(sheet.name, find(sheet.rows, (layout,))) for sheet in book.sheets]
    return max(found, key=lambda pair: pair[1].matched if pair[1] else -1)


def _checked(register: Register[Record], sheet: Sheet, on: date) -> Iterator[Issue]:
    scene = Scene(sheet=sheet, on=on)
    first: dict[str, int] = {}
    for row in sheet.rows:
        key = row.text(register.key)
        if key and first.setdefault(key, row.number) != row.number:
            yield sheet.issue(messages.REGISTER_REPEATED, row, register.key, first=first[key])
        for check in register.checks:
            yield from check(row, scene)
