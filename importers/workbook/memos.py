"""What a column has read already, by the kind of cell: looking a text up costs one step, and misses are read quickly.

A memo answers `memo[text]` for every text. Clean cells take the short way written here, one function a type; everything
else, and whatever must be told, goes through `coercion.Cell`. Only cells without an issue are remembered. The short
ways are closures: a hundred thousand amounts pass through one.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from math import ceil, floor
from unicodedata import is_normalized

from importers.workbook.coercion import BAD, READABLE, Cell, Read
from importers.workbook.columns import Type, Value
from importers.workbook.issues import Issue
from importers.workbook.masks import seventeen_apart

REMEMBERED = 16_384  # texts of one column and kind
NO: Value = None  # what a short way answers when it is none
Short = Callable[[str], Value]
_SEVENTEEN = re.compile(r"\d{17}")  # of any width: without so many digits in a row nothing can be an identity number
_SAMPLE = re.compile(r"\d{4}")  # what every fourth character of so many would say
_MASKED = re.compile("[\u3400-\u9fff]\\*{1,2}|[\u3400-\u9fff]\\*[\u3400-\u9fff]").fullmatch
_POWERS = frozenset(".．EeＥｅ")  # second characters of a long number as a spreadsheet shows it
_ISO = 10
_WHOLE = 13  # digits before the point that are surely within N(16,2)
_UNBOUNDED = 1 << 62


class Memo(dict[str, Value]):
    """Texts of one column and one kind of cell → values; None for empty and for cells that could not be read."""

    def __init__(self, cell: Cell, kind: str, read: Read) -> None:
        super().__init__()
        self.cell, self.kind, self.read = cell, kind, read
        self.issues: list[Issue] = cell.reporter.issues

    def __missing__(self, text: str) -> Value:
        return self.slowly(text)

    def slowly(self, text: str) -> Value:
        before, cell = len(self.issues), self.cell
        value = self.read(self.kind, text)
        if cell.column.check is not None and value is not None and value is not BAD:
            value = cell.judged(value, text)
        if value is BAD:
            cell.reporter.bad.append(cell.column.key)
            return None
        if len(self.issues) == before and len(self) < REMEMBERED:
            self[text] = value  # type: ignore[assignment]
        return value  # type: ignore[return-value]


def memo(cell: Cell, kind: str) -> Memo:
    """A fresh memory for cells of one kind, with the short way of the column's type where there is one."""
    read, make = cell.reading(kind), QUICK.get((cell.column.type, kind))
    if make is None or kind not in READABLE or cell.column.check is not None:
        return Memo(cell, kind, read)
    short = make(cell)

    class Quick(Memo):
        __slots__ = ()

        def __missing__(self, text: str) -> Value:
            value = short(text)
            if value is None:
                return self.slowly(text)
            if len(self) < REMEMBERED:
                self[text] = value
            return value

    return Quick(cell, kind, read)


def _text(cell: Cell) -> Short:
    """Printable text without outer space, of a fitting length, nothing like an identity number.

    Codes without full-width forms.
    """
    column = cell.column
    coded = column.type is Type.CODE
    least, most, masked = max(column.shortest, 1), column.longest or _UNBOUNDED, column.masked
    matches = cell.pattern.search if cell.pattern else None
    sample, digits = _SAMPLE.search, _SEVENTEEN.search

    def short(text: str) -> Value:
        length = len(text)
        if not least <= length <= most or not text.isprintable() or text[0] == " " or text[-1] == " ":
            return NO
        if (
            text[1:2] in _POWERS
            or (masked and not _MASKED(text))
            or (coded and not (text.isascii() or is_normalized("NFKC", text)))
        ):
            return NO
        if matches is not None:
            return text if matches(text) else NO
        if length < 18:
            return text
        if (sample(text[3::4]) and digits(text)) or (not text.isalnum() and seventeen_apart(text)):
            return NO
        return text

    return short


def _money(cell: Cell) -> Short:
    """`108`, `108.5`, `108.50` in range; as fen."""
    column = cell.column
    least = 0 if column.least is None else max(0, ceil(column.least * 100))
    most = 10 ** (_WHOLE + 2) if column.most is None else floor(column.most * 100)

    def short(text: str) -> Value:
        whole, point, part = text.partition(".")
        if not text.isascii() or not whole.isdigit() or len(whole) > _WHOLE:
            return NO
        if not point:
            fen = int(whole) * 100
        elif len(part) <= 2 and part.isdigit():
            fen = int(whole) * 100 + (int(part) if len(part) == 2 else int(part) * 10)
        else:
            return NO
        return fen if least <= fen <= most else NO

    return short


def _quantity(cell: Cell) -> Short:
    """Plain digits with no more places than the column has, in range."""
    column = cell.column
    places, step = column.places, Decimal(1).scaleb(-column.places)
    least, most = column.least, cell.most

    def short(text: str) -> Value:
        whole, point, part = text.partition(".")
        if not text.isascii() or not whole.isdigit() or len(whole) > _WHOLE:
            return NO
        if point and not (part.isdigit() and len(part) <= places):
            return NO
        value = Decimal(text).quantize(step)
        if (least is not None and value < least) or (most is not None and value > most):
            return NO
        return value

    return short


def _count(cell: Cell) -> Short:
    column = cell.column
    least = 0 if column.least is None else ceil(column.least)
    most = _UNBOUNDED if cell.most is None else floor(cell.most)

    def short(text: str) -> Value:
        if text.isascii() and text.isdigit() and len(text) <= _WHOLE:
            value = int(text)
            return value if least <= value <= most else NO
        return NO

    return short


def _day(_cell: Cell) -> Short:
    """`2026-03-05`."""

    def short(text: str) -> Value:
        if len(text) != _ISO or text[4] != "-" or text[7] != "-" or not text.isascii():
            return NO
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return NO
        return day if 1900 <= day.year <= 2099 else NO

    return short


QUICK: Mapping[tuple[Type, str], Callable[[Cell], Short]] = {
    (Type.TEXT, "s"): _text,
    (Type.CODE, "s"): _text,
    (Type.MONEY, "s"): _money,
    (Type.MONEY, "n"): _money,
    (Type.QUANTITY, "s"): _quantity,
    (Type.QUANTITY, "n"): _quantity,
    (Type.COUNT, "s"): _count,
    (Type.COUNT, "n"): _count,
    (Type.DATE, "s"): _day,
    (Type.DATE, "d"): _day,
}
