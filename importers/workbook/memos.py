"""What a column has read already, by the kind of cell: looking a text up costs one step, and misses are read quickly.

A memo answers `memo[text]` for every text. Clean cells take the short way written here, one class a type; everything
else, and whatever must be told, goes through `coercion.Cell`. Only cells without an issue are remembered.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from importers.workbook.columns import Type, Value
from importers.workbook.issues import Issue

if TYPE_CHECKING:
    from importers.workbook.coercion import Cell

REMEMBERED = 16_384  # texts of one column and kind
_SEVENTEEN = re.compile(r"\d{17}")  # of any width: without so many in a row nothing can be an identity number
_ISO = 10
_WHOLE = 13  # digits before the point that are surely within N(16,2)
BAD = object()  # the cell could not be read; an issue says why


class Memo(dict[str, Value]):
    """Texts of one column and one kind of cell → values; None for empty and for cells that could not be read."""

    def __init__(self, cell: "Cell", kind: str, read: Callable[[str, str], object]) -> None:
        super().__init__()
        self.cell, self.kind, self.read = cell, kind, read
        self.issues: list[Issue] = cell.reporter.issues
        self.bad = cell.reporter.bad
        self.judge = cell.column.check

    def __missing__(self, text: str) -> Value:
        return self.slowly(text)

    def slowly(self, text: str) -> Value:
        before = len(self.issues)
        value = self.read(self.kind, text)
        if self.judge is not None and value is not None and value is not BAD:
            value = self.cell.judged(value, text)
        if value is BAD:
            self.bad.append(self.cell.column.key)
            return None
        if len(self.issues) == before and len(self) < REMEMBERED:
            self[text] = value  # type: ignore[assignment]
        return value  # type: ignore[return-value]

    def kept(self, text: str, value: Value) -> Value:
        if self.judge is not None:
            return self.slowly(text)
        if len(self) < REMEMBERED:
            self[text] = value
        return value


class TextMemo(Memo):
    """Printable text without outer space, of a fitting length, nothing like an identity number."""

    def __init__(self, cell: "Cell", kind: str, read: Callable[[str, str], object]) -> None:
        super().__init__(cell, kind, read)
        column = cell.column
        self.least, self.most = max(column.shortest, 1), column.longest or 1 << 30
        self.plain = not column.masked
        self.pattern = cell.pattern

    def __missing__(self, text: str) -> Value:
        length = len(text)
        if (
            self.least <= length <= self.most
            and (self.plain or "*" in text)
            and text.isprintable()
            and text[0] != " " != text[-1]
            and (self.pattern is None or self.pattern.search(text))
            and (length < 18 or self.pattern is not None or not _SEVENTEEN.search(text))
        ):
            return self.kept(text, text)
        return self.slowly(text)


class CodeMemo(TextMemo):
    """The same in ASCII, where full-width forms cannot be."""

    def __missing__(self, text: str) -> Value:
        return super().__missing__(text) if text.isascii() else self.slowly(text)


class MoneyMemo(Memo):
    """`108`, `108.5`, `108.50` in range; as fen."""

    def __init__(self, cell: "Cell", kind: str, read: Callable[[str, str], object]) -> None:
        super().__init__(cell, kind, read)
        least, most = cell.column.least, cell.column.most
        self.least = 0 if least is None else max(0, int(least * 100))
        self.most = 10 ** (_WHOLE + 2) if most is None else int(most * 100)

    def __missing__(self, text: str) -> Value:
        whole, _, part = text.partition(".")
        if text.isascii() and whole.isdigit() and len(whole) <= _WHOLE:
            fen = -1
            if not part:
                fen = int(whole) * 100 if len(whole) == len(text) else -1
            elif len(part) <= 2 and part.isdigit():
                fen = int(whole) * 100 + int(part) * (10 if len(part) == 1 else 1)
            if self.least <= fen <= self.most and fen >= 0:
                return self.kept(text, fen)
        return self.slowly(text)


class QuantityMemo(Memo):
    """Plain digits with no more places than the column has, in range."""

    def __init__(self, cell: "Cell", kind: str, read: Callable[[str, str], object]) -> None:
        super().__init__(cell, kind, read)
        column = cell.column
        self.places, self.step = column.places, Decimal(1).scaleb(-column.places)
        self.least, self.most = column.least, cell.most

    def __missing__(self, text: str) -> Value:
        whole, _, part = text.partition(".")
        if (
            text.isascii()
            and whole.isdigit()
            and len(whole) <= _WHOLE
            and (part.isdigit() if part else len(whole) == len(text))
            and len(part) <= self.places
        ):
            value = Decimal(text).quantize(self.step)
            if (self.least is None or value >= self.least) and (self.most is None or value <= self.most):
                return self.kept(text, value)
        return self.slowly(text)


class CountMemo(Memo):
    def __init__(self, cell: "Cell", kind: str, read: Callable[[str, str], object]) -> None:
        super().__init__(cell, kind, read)
        self.least, self.most = cell.column.least, cell.column.most

    def __missing__(self, text: str) -> Value:
        if text.isascii() and text.isdigit() and len(text) <= _WHOLE:
            value = int(text)
            if (self.least is None or value >= self.least) and (self.most is None or value <= self.most):
                return self.kept(text, value)
        return self.slowly(text)


class DateMemo(Memo):
    """`2026-03-05`."""

    def __missing__(self, text: str) -> Value:
        if len(text) == _ISO and text[4] == "-" == text[7] and text.isascii():
            try:
                day = date.fromisoformat(text)
            except ValueError:
                return self.slowly(text)
            if 1900 <= day.year <= 2099:
                return self.kept(text, day)
        return self.slowly(text)


QUICK: Mapping[tuple[Type, str], type[Memo]] = {
    (Type.TEXT, "s"): TextMemo,
    (Type.CODE, "s"): CodeMemo,
    (Type.MONEY, "s"): MoneyMemo,
    (Type.MONEY, "n"): MoneyMemo,
    (Type.QUANTITY, "s"): QuantityMemo,
    (Type.QUANTITY, "n"): QuantityMemo,
    (Type.COUNT, "s"): CountMemo,
    (Type.COUNT, "n"): CountMemo,
    (Type.DATE, "s"): DateMemo,
    (Type.DATE, "d"): DateMemo,
}
