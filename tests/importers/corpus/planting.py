"""A clean workbook of any kind, grown from the examples of its columns, and one defect planted in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from openpyxl import Workbook

from importers.findings.context import CaseEntry, TaskContext
from importers.findings.kinds import RECORD_REVIEW
from importers.findings.scene import Kind
from tests.support.findings_books import ON, Cell, example_rows, fill, letter, saved

FIRST = 4
"""The row of the first data row under title, meta row and header."""
ROWS = 3
CONTEXT = TaskContext(
    task_number="RW-2026-0047",
    vendor=7,
    vendor_name="陇上病历质控有限公司",
    starts=date(2026, 9, 1),
    ends=ON,
    today=ON,
    cases={
        f"620700G000012{n:06d}": CaseEntry(
            visit=f"620700G000012{n:06d}",
            institution_code="H62070299901",
            institution_name="示例市第一人民医院",
            total_fen=863_250,
            fund_fen=612_030,
            admitted=date(2026, 8, 3),
            discharged=date(2026, 8, 11),
        )
        for n in range(1, ROWS + 1)
    },
    staff=frozenset({"王某", "李某", "赵某"}),
    institutions={"H62070299901": "示例市第一人民医院", "H62070299902": "示例市第二人民医院"},
)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One defect: `changes` by (row from 0, key) or whatever `spoil` and `mend` do to the book and its bytes.

    `errors`, `warnings` and `notices` are code and place: a key's cell in a row from 0, or an address, or a row.
    """

    name: str
    layer: str
    kind: Kind = RECORD_REVIEW
    changes: Mapping[tuple[int, str], Cell] = field(default_factory=dict)
    spoil: Callable[[Workbook], None] | None = None
    mend: Callable[[bytes], bytes] | None = None
    wanted: Kind | None = None
    context: TaskContext | None = None
    filename: str = "明细.xlsx"
    errors: tuple[tuple[str, object], ...] = ()
    warnings: tuple[tuple[str, object], ...] = ()
    refused: str = ""

    def content(self) -> bytes:
        rows = example_rows(self.kind, ROWS)
        for (place, key), value in self.changes.items():
            rows[place][key] = value
        book = filled(rows, self.kind)
        if self.spoil:
            self.spoil(book)
        content = saved(book)
        return self.mend(content) if self.mend else content

    def places(self, told: tuple[tuple[str, object], ...]) -> list[tuple[str, str]]:
        return sorted((code, self._place(place)) for code, place in told)

    def _place(self, place: object) -> str:
        return cell(*place, kind=self.kind) if isinstance(place, tuple) else str(place)


def cell(place: int, key: str, *, kind: Kind = RECORD_REVIEW) -> str:
    return f"{letter(key, kind)}{FIRST + place}"


def filled(rows: list[dict[str, Cell]], kind: Kind = RECORD_REVIEW) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = kind.layout.sheet.replace("/", "")
    fill(sheet, rows, kind)
    return book
