"""Numbers and dates as people spell them. Pure; None means: not readable, never guessed."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from math import isfinite

from importers.workbook.text import cleaned, nfkc

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_PARTS = re.compile(r"(\d{4})[-/.年、](\d{1,2})[-/.月、](\d{1,2})日?", re.ASCII)
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_CLOCK = re.compile(r"[T ]?\d{1,2}([:时]\d{1,2}([:分]\d{1,2}(\.\d+)?)?(秒|Z|分)?|时)$", re.ASCII)
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CHINESE_DATE = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 73_050  # 1954-10-03 … 2099-12-31; smaller numbers are no dates of ours
_LAST_SOLID = 20_991_231
_EPOCH = date(1899, 12, 30)
_STORED = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,6})?", re.ASCII)
_EXPONENT = 400  # beyond it, either way, are nobody's figures
_NOISE, _LAST_PLACES = Decimal("1e-9"), Decimal(2) ** -50
_POWER = re.compile(r"\d(\.\d+)?[Ee]\+?\d{2,}", re.ASCII)
DASHES = frozenset("-–—―－/无") | {"——", "--"}


def number_of(text: str) -> Decimal | None:
    """`￥1,234.50元`, `１２３`, `(50.00)` → Decimal; `1.2万`, `1,23`, `5%`, `1E3` → None."""
    plain = nfkc(cleaned(text)).replace(" ", "").removeprefix("¥").removeprefix("RMB").removesuffix("元")
    if plain.startswith("(") and plain.endswith(")"):
        inner = plain[1:-1]
        plain = "-" + inner if not inner.startswith(("-", "+")) else ""
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def stored_number(text: str) -> Decimal | None:
    """A number cell's own text; None when it is no number a spreadsheet can hold (`1E309`, `NaN`, `1_000`)."""
    if not _STORED.fullmatch(text) or not isfinite(float(text)):
        return None
    value = Decimal(text)
    return value if abs(value.adjusted()) < _EXPONENT else None


def exactly(value: Decimal, places: int, *, noisy: bool) -> Decimal | None:
    """The value at `places` decimals, or None when it has more. `noisy`: binary noise of a float is rounded half-up.

    Noise is a few units in the last place of the float, or of the larger figures it came from.
    """
    step = Decimal(1).scaleb(-places)
    try:
        rounded = value.quantize(step, rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return None
    if rounded == value:
        return rounded
    noise = max(abs(value) * _LAST_PLACES, _NOISE)
    if noisy and abs(rounded - value) <= noise and len(value.as_tuple().digits) >= 15:
        return rounded
    return None


def percent_of(text: str) -> Decimal | None:
    """`40%`, `９５．５％` → 40, 95.5; None for what is no percentage."""
    plain = nfkc(cleaned(text))
    return number_of(plain[:-1]) if plain.endswith("%") else None


def in_powers(text: str, *, signed: bool = False) -> bool:
    """Whether a text is what a spreadsheet shows for a long number, `6.20701E+17`. `signed`: only with its `+`."""
    return _POWER.fullmatch(plain := nfkc(text)) is not None and (not signed or "+" in plain)


def plain(value: Decimal) -> str:
    """Digits without exponent and without needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def date_of(text: str) -> tuple[date, bool] | None:
    """The day, and whether a time of day was cut off. Two-digit years and 3/5/2026 are never guessed."""
    plain = nfkc(cleaned(text))
    clock = _CLOCK.search(plain)
    timed = clock is not None and clock.start() > 7
    if timed and clock is not None:
        plain = plain[: clock.start()]
    plain = plain.replace(" ", "")
    found = _PARTS.fullmatch(plain) or _SOLID.fullmatch(plain)
    day = _day(*map(int, found.groups())) if found else _chinese(plain)
    return (day, timed) if day else None


def date_of_number(value: Decimal) -> date | None:
    """A serial (1900 system) or 20260305 typed as a number."""
    if not _FIRST_SERIAL <= value <= _LAST_SOLID or value != value.to_integral_value():
        return None
    whole = int(value)
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=whole)
    found = _SOLID.fullmatch(str(whole))
    return _day(*map(int, found.groups())) if found else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year <= 2099 else None


def _chinese(text: str) -> date | None:
    found = _CHINESE_DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = found.groups()
    return _day(int(year.translate(_DIGITS)), _tens(month), _tens(day))


def _tens(text: str) -> int:
    """`十` 10, `十二` 12, `二十` 20, `三十一` 31, `五` 5."""
    if "十" not in text:
        return int(text.translate(_DIGITS)) if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    return int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)
