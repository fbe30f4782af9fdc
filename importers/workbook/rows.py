"""A row as it was understood and as it stood; what row checks work on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from importers.intake.cells import CellRow
from importers.workbook.columns import Column, Layout, Value
from importers.workbook.issues import Issue, Message

__all__ = ["NOTHING_BAD", "Header", "Row", "Sheet", "Value"]
NOTHING_BAD: frozenset[str] = frozenset()


@dataclass(slots=True)
class Row:
    """`values` by column key (typed, see columns.Type); `cells` the texts as they stood, from column A on.

    `bad` holds the keys whose cell could not be read: their value is None and cross checks leave them alone.
    """

    sheet: str
    number: int
    values: Mapping[str, Value]
    cells: Sequence[str]
    bad: frozenset[str] = NOTHING_BAD

    def text(self, key: str) -> str:
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def fen(self, key: str) -> int | None:
        value = self.values.get(key)
        return value if isinstance(value, int) else None

    def number_of(self, key: str) -> Decimal | None:
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where the columns of a layout stand: `places` key → column from 0; `titles` key → header as written."""

    row: int
    last_row: int
    places: Mapping[str, int]
    titles: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """One detail sheet, read: `above` and `total` keep the meta rows and the 合计 row as they stood.

    `count` data rows add up to `sums` (fen by money column); `unreadable` names the columns with a cell that could
    not be read, whose sums mislead. `rows` are kept only where a whole sheet is asked for.
    """

    name: str
    layout: Layout
    header: Header
    rows: list[Row] = field(default_factory=list)
    above: list[CellRow] = field(default_factory=list)
    total: CellRow | None = None
    blank: int = 0
    count: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    unreadable: frozenset[str] = frozenset()
    columns: dict[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.columns = {column.key: column for column in self.layout.columns}

    issues: list[Issue] = field(default_factory=list)

    def issue(self, message: Message, row: Row, key: str, **words: object) -> Issue:
        """An issue at the cell of a row under a column; at the row when the column is absent."""
        if "value" not in words:
            place = self.header.places.get(key)
            words["value"] = row.cells[place] if place is not None and place < len(row.cells) else ""
        return self.at(message, row.number, key, **words)

    def at(self, message: Message, number: int, key: str, **words: object) -> Issue:
        """The same for a row that is no longer in hand."""
        column = self.columns.get(key)
        if column is not None:
            words.setdefault("example", column.example)
        title = self.header.titles.get(key) or (column.zh if column else "")
        return message.at(sheet=self.name, row=number, column=self.header.places.get(key), header=title, **words)  # type: ignore[arg-type]
