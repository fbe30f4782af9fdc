"""One table on one tab: title, a line with period, cut-off and unit, header, rows, notes, charts below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from importers.workbook.writing.looks import HEADER, LONG_TEXT, META, TITLE, TOTAL, Look
from importers.workbook.writing.sheets import Cell, Chart, Page, Row, Sheet, Track, Value, at

FIRST = 4  # the first row of data
WORDS = replace(LONG_TEXT, indent=1)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the tab."""

    name: str
    width: float
    look: Look = WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """`rows` hold bare values in the order of `fields`; with `total` the last row stands out."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value | Cell, ...], ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    total: bool = False
    charts: tuple[Chart, ...] = ()
    landscape: bool = True

    @property
    def last(self) -> int:
        """The last row of data, or the header row when there is none."""
        return FIRST + len(self.rows) - 1

    def sheet(self, meta: str) -> Sheet:
        """The tab as a sheet; `meta` stands under the title."""
        wide = len(self.fields) - 1
        return Sheet(
            title=self.name,
            rows=tuple(self._rows(meta)),
            tracks=tuple(Track(width=field.width) for field in self.fields),
            heights={1: 30, 3: 32 if any(len(field.name) * 2 > field.width for field in self.fields) else 20},
            merged=(f"A1:{at(1, wide)}", f"A2:{at(2, wide)}"),
            frozen=at(FIRST, 0),
            page=Page(landscape=self.landscape, repeat="1:3"),
            charts=self.charts,
            gridlines=False,
        )

    def _rows(self, meta: str) -> Iterator[Row]:
        yield (Cell(self.title, TITLE),)
        yield (Cell(f"{meta}　{self.unit}".strip("　"), META),)
        yield tuple(Cell(field.name, HEADER) for field in self.fields)
        for place, row in enumerate(self.rows, 1):
            last = self.total and place == len(self.rows)
            yield tuple(_cell(value, field.look, last=last) for value, field in zip(row, self.fields, strict=True))
        for note in self.notes:
            yield (Cell(note, META),)


def _cell(value: Value | Cell, look: Look, *, last: bool) -> Cell:
    if isinstance(value, Cell):
        return value
    if value is None:
        return Cell("—", look.but(across="center"))
    return Cell(value, look.but(bold=True, fill=TOTAL.fill) if last else look)


def yuan(fen: int | None) -> Decimal | None:
    """Fen as a number of 元."""
    return None if fen is None else Decimal(fen) / 100


def under(tab_rows: Sequence[object], notes: int = 0) -> str:
    """Where a chart below the rows begins."""
    return at(FIRST + len(tab_rows) + notes + 1, 0)
