"""What a check sees: one sheet of one kind, the day, the task; and the shapes of checks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from importers.findings.context import NOTHING_KNOWN, TaskContext
from importers.workbook.columns import Layout
from importers.workbook.issues import Issue
from importers.workbook.meanings import Reading
from importers.workbook.rows import Row, Sheet, Value
from vendors.findings.rules import Source

RowCheck = Callable[[Row, "Scene"], Iterator[Issue]]
AnyCheck = TypeVar("AnyCheck", bound=RowCheck)


class Watch(Protocol):
    """A check over a whole sheet: it is shown every row once, in order, and holds only what it must."""

    def see(self, row: Row) -> Iterable[Issue]: ...

    def end(self) -> Iterable[Issue]: ...


SheetCheck = Callable[["Scene"], Watch]  # a fresh watch for one sheet


def reads(*keys: str) -> Callable[[AnyCheck], AnyCheck]:
    """Declares that a row check hangs on these columns alone: rows that repeat a clean combination pass unasked."""

    def declared(check: AnyCheck) -> AnyCheck:
        check.reads = keys  # type: ignore[attr-defined]
        return check

    return declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A column that follows from others. `of` works it out in the column's own type, None when something is missing.

    The cell may stay empty; a given value must agree to within `tolerance` (of the column's unit: fen, units, days).
    `formula` is what the message shows, in column names.
    """

    key: str
    of: Callable[[Row], Value]
    formula: str
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule:
    """How a row of a record sheet becomes a task result (vendors.tasks.results.incoming).

    `subject`: the columns that say what the row is about; `happened_on`: its day; `amount`: a money column or empty;
    `figures`: the columns scoring may count, stored by key; `outcome`: the row in one word, stored among them;
    `institution`: the column with the institution's code, which need not be there.
    """

    subject: tuple[str, ...]
    happened_on: str
    amount: str = ""
    figures: tuple[str, ...] = ()
    outcome: Callable[[Row], str] | None = None
    institution: str = "fixmedins_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of sheet: `letter` is the family, the kind of vendor that delivers it (A–D).

    Without `record` its rows are findings, of this `source`; with it they are results of the task.
    """

    letter: str
    layout: Layout
    reading: Reading
    row_checks: tuple[RowCheck, ...]
    sheet_checks: tuple[SheetCheck, ...]
    derived: tuple[Derived, ...] = ()
    record: RecordRule | None = None
    source: Source = Source.THIRD_PARTY

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
