"""A cell becomes a value by its column's type; every reinterpretation is a notice, nothing is repaired by guessing.

`Cell` reads with every issue there is to tell; `memos.py` remembers what was clean and knows the short ways.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from importers.workbook import messages
from importers.workbook.columns import Column, Type
from importers.workbook.issues import Issue, Message, Severity
from importers.workbook.masks import masked
from importers.workbook.masks import shows_identity as shows_identity  # noqa: PLC0414 - readers ask for it here
from importers.workbook.spellings import (
    DASHES,
    date_of,
    date_of_number,
    exactly,
    in_powers,
    number_of,
    percent_of,
    plain,
    stored_number,
)
from importers.workbook.text import cleaned, nfkc
from vendors.money import MAX_FEN

Read = Callable[[str, str], object]
BAD = object()  # the cell could not be read; an issue says why
READABLE = "snpdb"  # kinds of cells a type knows to read
_BEYOND = Decimal(10) ** 10  # a quantity no column can hold, unless it says so itself
_MANY = Decimal(10) ** 9  # more of anything than one row can count
_LONG = Decimal(10) ** 15
_MASKED_VALUE = "***"
_BETWEEN = re.compile(r"[\s\-:、|]+")
_PLAIN = re.compile(r"-*\d*\.?\d*", re.ASCII)
_TOO_LARGE = {"range": "整数部分最多 14 位", "range_en": "at most 14 digits before the point"}


class Reporter:
    """Collects issues and the keys of unreadable cells; `row` is set before a row's cells are read."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.row = 0
        self.issues: list[Issue] = []
        self.bad: list[str] = []


class Cell:
    """One column at its place; its methods turn a cell's kind and text into a value or BAD."""

    def __init__(self, column: Column, *, place: int, title: str, reporter: Reporter, on: date) -> None:
        self.column = column
        self.place = place
        self.title = title
        self.reporter = reporter
        self.options = dict(column.readable(on))
        self.words = {nfkc(word): code for word, code in column.synonyms.items()} | _spellings(self.options)
        self.pattern = re.compile(column.pattern) if column.pattern else None
        self.most = _MOST.get(column.type) if column.most is None else column.most

    def reading(self, kind: str) -> Read:
        """How cells of one kind are read here: (kind, text) → value, None for empty, or BAD once an issue is told."""
        by_type = _BY_TYPE[self.column.type]
        return (lambda kind, text: by_type(self, kind, text)) if kind in READABLE else self.odd

    def report(self, message: Message, value: str, **words: object) -> None:
        """No issue repeats an identity number, whatever else is wrong with its cell."""
        if shows_identity(value):
            value = _MASKED_VALUE
            words = {name: _MASKED_VALUE if isinstance(said, str) else said for name, said in words.items()}
        self.reporter.issues.append(
            message.at(
                sheet=self.reporter.sheet,
                row=self.reporter.row,
                column=self.place,
                header=self.title,
                value=value,
                example=self.column.example,
                **words,
            )
        )

    def refuse(self, message: Message, value: str, **words: object) -> object:
        self.report(messages.ID_EXPOSED if shows_identity(value) else message, value, **words)
        return BAD

    def text(self, kind: str, text: str) -> object:
        found = cleaned(text)
        if kind == "p":
            found = f"{plain(number * 100)}%" if (number := stored_number(text)) is not None else found
            self.report(messages.NUMBER_REREAD, text, read=found)
        elif kind == "d":
            self.report(messages.DATE_AS_TEXT, text, read=text)
        elif in_powers(found, signed=True):
            return self.refuse(messages.LONG_NUMBER, text)
        elif found != text and (not self.column.masked or masked(found)):
            self.report(messages.TEXT_CLEANED, text, read=found)
        if found:
            return self.fitting(found)
        self.empty()
        return None

    def code(self, kind: str, text: str) -> object:
        trimmed = cleaned(text)
        found = nfkc(trimmed)
        wrong = self.no_code(kind, found)
        if wrong is not None:
            return self.refuse(wrong, text)
        if kind == "n":
            self.report(messages.NUMBER_AS_CODE, text, read=text)
        if self.pattern and not self.pattern.search(found) and self.pattern.search(found.upper()):
            found = found.upper()
        if found != trimmed:
            self.report(messages.CODE_NORMALISED, text, read=found)
        elif trimmed != text:
            self.report(messages.TEXT_CLEANED, text, read=found)
        if found:
            return self.fitting(found)
        self.empty()
        return None

    def no_code(self, kind: str, text: str) -> Message | None:
        """Why a cell's content is no code: a date, a share, a number whose last digits are gone."""
        if kind == "n":
            number = stored_number(text)
            return messages.LONG_NUMBER if number is None or abs(number) >= _LONG else None
        if kind in "dp":
            return messages.CODE_MALFORMED
        if in_powers(text) and not (self.pattern and self.pattern.search(text)):
            return messages.LONG_NUMBER
        return None

    def fitting(self, text: str) -> object:
        """Length, mask and pattern."""
        column = self.column
        if column.masked and not masked(text):
            return self.refuse(messages.NAME_UNMASKED, _MASKED_VALUE)
        if shows_identity(text) and not (self.pattern and self.pattern.search(text)):
            return self.refuse(messages.ID_EXPOSED, _MASKED_VALUE)
        if column.longest and len(text) > column.longest:
            return self.refuse(messages.TEXT_TOO_LONG, text, limit=column.longest, length=len(text))
        if len(text) < column.shortest:
            return self.refuse(messages.TEXT_TOO_SHORT, text, limit=column.shortest, length=len(text))
        if self.pattern and not self.pattern.search(text):
            if column.pattern_is_error:
                return self.refuse(messages.CODE_MALFORMED, text)
            self.report(messages.CODE_FORMAT, text)
        return text

    def choice(self, kind: str, text: str) -> object:
        found = nfkc(cleaned(text))
        if not found:
            self.empty()
            return None
        if found in self.options:
            if found != text:
                self.report(messages.CHOICE_REREAD, text, read=found)
            return found
        code = self.words.get(found) or self.with_words(found)
        if code is None and kind == "n":
            width = max(map(len, self.options), default=0)
            code = found.zfill(width) if found.zfill(width) in self.options else None
        if code is None and self.column.local and re.fullmatch(self.column.local, found, re.ASCII):
            self.report(messages.CODE_LOCAL, text)
            return found
        if code is None:
            return self.refuse(messages.NOT_IN_LIST, text, choices=_some(self.options))
        self.report(messages.CHOICE_REREAD, text, read=code)
        return code

    def with_words(self, text: str) -> str | None:
        """`0202 超标准收费`: a code followed by its own words, and nothing else."""
        for gap in _BETWEEN.finditer(text):
            code, words = text[: gap.start()], text[gap.end() :]
            if code in self.options and nfkc(self.options[code]) == words:
                return code
        return None

    def number(self, kind: str, text: str) -> Decimal | object | None:
        """The number before places and range are looked at."""
        if kind in "np":
            value = stored_number(text)
            if value is None:
                return self.refuse(messages.NOT_FINITE, text)
            return value if kind == "n" else self.hundredths(value * 100)
        return self.spelled(text) if kind == "s" else self.refuse(messages.NOT_A_NUMBER, text)

    def spelled(self, text: str) -> Decimal | object | None:
        """A number as people write it."""
        found = cleaned(text)
        if not found:
            self.empty()
            return None
        if found in DASHES and self.column.dash_is_zero:
            self.report(messages.NUMBER_REREAD, text, read="0")
            return Decimal(0)
        value = number_of(found)
        if value is None:
            value = percent_of(found)
            return self.refuse(messages.NOT_A_NUMBER, text) if value is None else self.hundredths(value)
        if not _PLAIN.fullmatch(text):
            self.report(messages.NUMBER_REREAD, text, read=plain(value))
        return value

    def hundredths(self, value: Decimal) -> Decimal | object:
        """`value` per cent, in a column that counts so or in one that does not."""
        shown = f"{plain(value)}%"
        if not self.column.percent:
            return self.refuse(messages.PERCENT_FORMAT, shown)
        self.report(messages.NUMBER_REREAD, shown, read=plain(value))
        return value

    def quantity(self, kind: str, text: str) -> object:
        value = self.number(kind, text)
        if not isinstance(value, Decimal):
            return value
        exact = exactly(value, self.column.places, noisy=kind in "np")
        if exact is None:
            if abs(value) > MAX_FEN:
                return self.refuse(messages.OUT_OF_RANGE, text, **_TOO_LARGE)
            return self.refuse(messages.TOO_MANY_DECIMALS, text, places=self.column.places)
        return self.ranged(exact, text)

    def money(self, kind: str, text: str) -> object:
        value = self.quantity(kind, text)
        if not isinstance(value, Decimal):
            return value
        fen = int(value * 100)
        return fen if abs(fen) <= MAX_FEN else self.refuse(messages.OUT_OF_RANGE, text, **_TOO_LARGE)

    def count(self, kind: str, text: str) -> object:
        value = self.number(kind, text)
        if not isinstance(value, Decimal):
            return value
        if value != value.to_integral_value():
            return self.refuse(messages.NOT_WHOLE, text)
        ranged = self.ranged(value, text)
        return int(value) if ranged is not BAD else BAD

    def ranged(self, value: Decimal, text: str) -> object:
        least, most = self.column.least, self.most
        if (least is not None and value < least) or (most is not None and value > most):
            allowed = _range(least, most)
            return self.refuse(messages.OUT_OF_RANGE, text, range=allowed, range_en=allowed)
        return value

    def day(self, kind: str, text: str) -> object:
        if kind == "n":
            number = stored_number(text)
            found = date_of_number(number) if number is not None else None
            if found:
                self.report(messages.DATE_REREAD, text, read=found.isoformat())
            return found or self.refuse(messages.NOT_A_DATE, text)
        trimmed = cleaned(text)
        if not trimmed:
            self.empty()
            return None
        spelled = date_of(trimmed) if kind != "p" else None
        if spelled is None:
            return self.refuse(messages.NOT_A_DATE, text)
        day, timed = spelled
        if timed:
            self.report(messages.DATE_TIME_DROPPED, text, read=day.isoformat())
        elif text != day.isoformat():
            self.report(messages.DATE_REREAD, text, read=day.isoformat())
        return day

    def judged(self, value: object, text: str) -> object:
        """The value after the column's own check: an error makes the cell BAD, anything less is only told."""
        message = self.column.check(value) if self.column.check else None  # type: ignore[arg-type]
        if message is None:
            return value
        self.report(message, text)
        return BAD if message.severity is Severity.ERROR else value

    def empty(self) -> None:
        """An empty cell is None, never BAD: whether the row had to say anything is decided later."""
        if self.column.required:
            self.report(messages.REQUIRED, "")

    def odd(self, kind: str, text: str) -> object:
        """Empty cells and the ones no type can read."""
        if kind == "e":
            return self.refuse(messages.ERROR_VALUE, text)
        if kind == "f":
            return self.refuse(messages.FORMULA_NO_VALUE, text)
        self.empty()
        return None


_MOST = {Type.QUANTITY: _BEYOND, Type.COUNT: _MANY}
_BY_TYPE: dict[Type, Callable[[Cell, str, str], object]] = {
    Type.TEXT: Cell.text,
    Type.CODE: Cell.code,
    Type.CHOICE: Cell.choice,
    Type.MONEY: Cell.money,
    Type.QUANTITY: Cell.quantity,
    Type.COUNT: Cell.count,
    Type.DATE: Cell.day,
}


def _spellings(options: dict[str, str]) -> dict[str, str]:
    """Words and codes to codes, with full-width forms made plain."""
    found = {nfkc(words): code for code, words in options.items()}
    found.update({nfkc(code): code for code in options})
    return found


def _some(options: dict[str, str], most: int = 12) -> str:
    shown = [code if code == words else f"{code} {words}" for code, words in list(options.items())[:most]]
    return "、".join(shown) + ("…" if len(options) > most else "")


def _range(least: Decimal | None, most: Decimal | None) -> str:
    if least is None:
        return f"≤ {most}"
    return f"≥ {least}" if most is None else f"{least} – {most}"
