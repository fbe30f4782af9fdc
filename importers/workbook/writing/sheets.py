"""What a sheet is, as frozen values; `book.write` turns it into bytes.

References are ordinary spreadsheet text (`B4`, `A3:F3`, `'代码表'!$A$3:$A$60`). Rows may be a generator: they are read
once, in order, and never held together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from importers.intake.cells import letters
from importers.workbook.writing.looks import PLAIN, Look


@dataclass(frozen=True, slots=True)
class Formula:
    """Our own formula, without the leading `=`, and its value as of writing (readers see it before any recalculation).

    The only way a formula gets into a workbook; text never becomes one.
    """

    text: str
    cached: int | Decimal | str = 0


Value: TypeAlias = str | int | float | Decimal | date | datetime | bool | Formula | None


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a cell; sizes in pixels."""

    text: str
    author: str = "衡鉴 Hengjian"
    width: int = 320
    height: int = 120


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with its own look, comment or link. `link` is `#'表'!B4` inside the book, or an https address."""

    value: Value = None
    look: Look | None = None
    note: Note | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row at its own number (from 1, rising): gaps cost nothing."""

    number: int
    cells: Sequence[Cell | Value]
    height: float = 0


Row: TypeAlias = Sequence[Cell | Value] | Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A column of the grid: width in characters and the look of its bare values and its empty cells below."""

    width: float = 12
    look: Look = PLAIN
    hidden: bool = False


class Shown(StrEnum):
    """`BURIED` cannot be brought back from the menu."""

    YES = "visible"
    HIDDEN = "hidden"
    BURIED = "veryHidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`wide` pages beside each other. `repeat` and `beside` are the rows (`1:3`) and columns (`A:A`) on each.

    `tall` keeps it on so many pages below each other; 0 lets it run on.
    """

    paper: Literal["A4", "A3"] = "A4"
    tall: int = 0
    landscape: bool = True
    wide: int = 1
    repeat: str = ""
    beside: str = ""
    footer: str = "第 &P 页 / 共 &N 页"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Sheet protection without a password: it keeps a hand from slipping, not a thief out.

    Sorting, filtering and resizing stay allowed; `rows` also allows inserting and deleting rows.
    """

    rows: bool = False


Check: TypeAlias = Literal["list", "date", "decimal", "whole", "textLength", "custom"]
Operator: TypeAlias = Literal["between", "notBetween", "equal", "greaterThanOrEqual", "lessThanOrEqual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What may be typed into `cells`. `strict=False` warns and lets it pass."""

    cells: str
    check: Check
    first: str
    second: str = ""
    operator: Operator = "between"
    strict: bool = True
    title: str = ""
    prompt: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A conditional format: `when` is a formula about the first cell of `cells`."""

    cells: str
    when: str
    fill: str = ""
    colour: str = ""
    bold: bool = False


class Kind(StrEnum):
    """Native charts: LINE over time, BAR lying (ranking), COLUMN standing, RADAR for a profile, PIE for shares."""

    LINE = "line"
    BAR = "bar"
    COLUMN = "column"
    RADAR = "radar"
    PIE = "pie"


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart; `values` is a range reference."""

    title: str
    values: str
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A native chart, its corner at `at`; sizes in centimetres."""

    kind: Kind
    title: str
    categories: str
    series: tuple[Series, ...]
    at: str
    width: float = 16
    height: float = 8
    axis: str = ""
    format: str = "General"
    least: float | None = None
    most: float | None = None
    labels: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One tab. `frozen` is the first cell that scrolls; `filter` the range with filter buttons.

    `spare` is the look of all columns right of `tracks` (unlocked, it lets rows be deleted under a Guard).
    """

    title: str
    rows: Iterable[Row] = ()
    tracks: tuple[Track, ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    frozen: str = ""
    filter: str = ""
    page: Page = field(default_factory=Page)
    guard: Guard | None = None
    validations: tuple[Validation, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    charts: tuple[Chart, ...] = ()
    shown: Shown = Shown.YES
    tab: str = ""
    gridlines: bool = True
    row_height: float = 18
    spare: Look | None = None


def at(row: int, column: int) -> str:
    """Row from 1, column from 0: `at(4, 1)` → `B4`."""
    return f"{letters(column)}{row}"


def down(sheet: str, column: int, first: int, last: int) -> str:
    """A whole stretch of one column, absolute: `'代码表'!$A$3:$A$60`."""
    letter = letters(column)
    return f"{quoted(sheet)}!${letter}${first}:${letter}${last}"


def quoted(sheet: str) -> str:
    """A sheet's name as references spell it."""
    return "'" + sheet.replace("'", "''") + "'"
