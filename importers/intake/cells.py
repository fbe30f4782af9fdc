"""What the reader hands on: rows of addressed cells, exactly as the file holds them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class CellKind(StrEnum):
    """One letter per kind keeps the stream from the child small."""

    TEXT = "s"
    NUMBER = "n"
    PERCENT = "p"  # a number shown as a percentage; its text is the number itself, 0.4 for 40 %
    DATE = "d"
    BOOLEAN = "b"
    ERROR = "e"
    NO_CACHE = "f"  # a formula whose result was never saved
    EMPTY = ""


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row: `kinds[i]` is the CellKind letter of column i (0 = A), `texts[i]` its text.

    `number` is the row's number in the sheet, counted from 1. Numbers travel as the shortest text that reads back
    to the same value, dates as ISO text. Trailing empty cells are cut.
    """

    number: int
    kinds: str | list[str]
    texts: list[str]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class CellSheet:
    """One sheet with its non-empty rows in order."""

    name: str
    rows: list[CellRow]
    hidden: bool = False
    height: int = 0


@cache
def letters(column: int) -> str:
    """0 → `A`, 25 → `Z`, 26 → `AA`."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def column_index(name: str) -> int:
    """`A` → 0, `AA` → 26; letters only."""
    index = 0
    for char in name:
        index = index * 26 + ord(char) - 64
    return index - 1
