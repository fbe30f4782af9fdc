"""What a check sees: one sheet of one kind, the day, the task; and the shapes of checks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from importers.findings.context import NOTHING_KNOWN, TaskContext
from importers.workbook.columns import Layout
from importers.workbook.issues import Issue
from importers.workbook.meanings import Reading
from importers.workbook.rows import Row, Sheet

RowCheck = Callable[[Row, "Scene"], Iterator[Issue]]
SheetCheck = Callable[[Sequence[Row], "Scene"], Iterator[Issue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One findings workbook: `letter` is the kind of vendor that delivers it (A–D)."""

    letter: str
    layout: Layout
    reading: Reading
    row_checks: tuple[RowCheck, ...]
    sheet_checks: tuple[SheetCheck, ...]

    @property
    def key(self) -> str:
        return self.layout.key

    @property
    def zh(self) -> str:
        return self.layout.zh

    @property
    def en(self) -> str:
        return self.layout.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`on` is the day whose taxonomy and code lists hold."""

    kind: Kind
    sheet: Sheet
    on: date
    context: TaskContext = NOTHING_KNOWN
