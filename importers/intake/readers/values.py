"""What a cell of sheet XML says: (kind, text), by its type, its style and its raw value.

`Values.read` is the rule. `Values.memo` gives the fast path a dictionary from raw value to text that follows the same
rule and remembers; it raises Unusual where a cell needs the whole rule.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite

from importers.intake.cells import CellKind
from importers.intake.readers.dates import Format, iso_moment, moment
from importers.intake.readers.xml_text import Unusual, resolved, spelled_out
from importers.intake.refusals import Refused

Cell = tuple[str, str]
EMPTY: Cell = ("-", "")
_exact = re.compile(r"(?:0|-?[1-9]\d{0,14}|-?(?:0|[1-9]\d{0,13})\.\d{0,13}[1-9])", re.ASCII).fullmatch
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_REMEMBERED = 50_000
_TRUTH = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}


def shortest(value: float) -> str:
    """A finite number's shortest text that reads back to the same value, without an exponent."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f").removesuffix(".0") if "e" in text else text.removesuffix(".0")


def number(text: str) -> str:
    """The text of a number cell; what is no finite number (`1E309`, `NaN`) stays as written, for the checks to name."""
    if len(text) <= 16 and _exact(text):
        return text
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return text
    value = float(text)
    return shortest(value) if isfinite(value) else text


@dataclass(frozen=True, slots=True)
class Values:
    """What cells share: the strings, one Format a style, and the date system. `sheet` is for refusals."""

    strings: list[str] = field(default_factory=list)
    formats: bytes = b""
    since_1904: bool = False
    sheet: str = ""

    def read(self, kind: str, style: str, raw: str | None, *, formula: bool, inline: str | None = None) -> Cell:
        """`raw` is `<v>`, `inline` `<is>`; None where there is none. Raises Refused for types and strings unknown."""
        if kind == "e":
            return CellKind.ERROR.value, raw or "#ERROR!"
        if formula and (raw is None if kind == "str" else not (raw or inline)):
            return CellKind.NO_CACHE.value, ""
        if kind in {"inlineStr", "str"}:
            text = spelled_out((inline if raw is None else raw) or "")
            return (CellKind.TEXT.value, text) if text else EMPTY
        if not raw or raw.isspace():
            return EMPTY
        reads: Callable[[str, str], Cell] | None = getattr(self, f"_{kind or 'n'}", None) if kind in _OTHERS else None
        if reads is None:
            raise self.broken(f"单元格类型 {kind[:20]} (cell type)")
        return reads(raw, style)

    def _n(self, raw: str, style: str) -> Cell:
        form = self.format(style)
        text = number(raw)
        if form is Format.PERCENT:
            return CellKind.PERCENT.value, text
        if form and _NUMBER.fullmatch(text):
            found = moment(float(text), form, since_1904=self.since_1904)
            if found is not None:
                return CellKind.DATE.value, found
        return CellKind.NUMBER.value, text

    def _s(self, raw: str, _style: str) -> Cell:
        text = self.shared(raw)
        return (CellKind.TEXT.value, text) if text else EMPTY

    def _b(self, raw: str, _style: str) -> Cell:
        found = _TRUTH.get(raw.strip())
        return (CellKind.BOOLEAN.value, found) if found else (CellKind.ERROR.value, raw)

    def _d(self, raw: str, _style: str) -> Cell:
        found = iso_moment(raw)
        return (CellKind.DATE.value, found) if found else (CellKind.TEXT.value, raw)

    def format(self, style: str) -> Format:
        """Styles out of range, and styles in a workbook without any, are plain numbers."""
        index = int(style) if style.isdecimal() and len(style) < 7 else len(self.formats)
        return Format(self.formats[index]) if index < len(self.formats) else Format.NUMBER

    def shared(self, raw: str) -> str:
        raw = raw.strip()
        index = int(raw) if raw.isdecimal() and len(raw) < 10 else -1
        if not 0 <= index < len(self.strings):
            raise self.broken(f"共享字符串 {raw[:20]} 不存在，共 {len(self.strings)} 个 (no such shared string)")
        return self.strings[index]

    def broken(self, what: str) -> Refused:
        return Refused("workbook-unreadable", detail=f"{self.sheet[:40]}：{what}")

    def memo(self, kind: str, style: str) -> "Memo":
        """Raises Unusual for types the fast path leaves alone."""
        if kind in {"str", "inlineStr"}:
            return Texts("s", str)
        if kind == "s":
            return Memo("s", self.shared)
        if kind in {"", "n"}:
            form = self.format(style)
            if form is Format.PERCENT:
                return Numbers("p", number)
            return Memo("d", self._dated(style)) if form else Numbers("n", number)
        if kind in {"b", "e"}:
            return Memo(kind, _truth if kind == "b" else str)
        raise Unusual

    def _dated(self, style: str) -> Callable[[str], str]:
        def dated(raw: str) -> str:
            kind, text = self._n(raw, style)
            if kind != CellKind.DATE.value:
                raise Unusual
            return text

        return dated


_OTHERS = frozenset({"", "n", "s", "b", "d"})


def _truth(raw: str) -> str:
    if raw not in _TRUTH:
        raise Unusual
    return _TRUTH[raw]


class Memo(dict[str, str]):
    """Raw value → text; `kind` is the CellKind letter of all of them."""

    def __init__(self, kind: str, read: Callable[[str], str]) -> None:
        super().__init__()
        self.kind = kind
        self.read = read

    def __missing__(self, raw: str) -> str:
        if "&" in raw or raw.isspace():
            raise Unusual
        text = self.read(raw)
        if len(self) < _REMEMBERED:
            self[raw] = text
        return text


class Numbers(Memo):
    """Most are written as they are read."""

    def __missing__(self, raw: str) -> str:
        if len(raw) > 16 or not _exact(raw):
            return super().__missing__(raw)
        if len(self) < _REMEMBERED:
            self[raw] = raw
        return raw


class Texts(Memo):
    """Text written in the cell itself; asked only where a row holds references or escapes."""

    def __missing__(self, raw: str) -> str:
        text = spelled_out(resolved(raw) if "&" in raw else raw)
        if len(self) < _REMEMBERED:
            self[raw] = text
        return text
