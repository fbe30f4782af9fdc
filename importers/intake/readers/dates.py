"""Which number formats mean a date or a percentage, and what day a serial number is. Pure."""

import re
from datetime import date, datetime, time, timedelta
from enum import IntEnum

_LITERAL = re.compile(
    r"""
    "[^"]*("|$)            # quoted
  | \\.                    # escaped
  | [_*].                  # as wide as, filled with
  | \[(?!(h+|m+|s+)\])[^\]]*\]   # colours, conditions, locales; not elapsed time
  | AM/PM | A/P | 上午/下午
  | 0?E[+-]                # exponent
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GENERAL = frozenset({"general", "standard", "g/通用格式", "@", ""})
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)Z?)?", re.ASCII)
_DAY_MS = 86_400_000
_PHANTOM = 60  # 1900-02-29, which the 1900 system counts and the calendar does not
_LAST = 2_958_465  # 9999-12-31 in the 1900 system
_SHIFT_1904 = 1_462
_MIDNIGHT = time()


class Format(IntEnum):
    """What a number format makes of a number."""

    NUMBER = 0
    DATE = 1  # a day, perhaps with a time
    TIME = 2  # a time of day
    PERCENT = 3  # hundredths


# Ids without a written format: ECMA-376 18.8.30, with the East Asian ones that Excel and WPS leave unwritten.
_DATE_IDS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58, *range(71, 75), 77, 81})
_PERCENT_IDS = frozenset({9, 10})
_TIME_IDS = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56, 75, 76, 78, 80})


def format_of_id(number: int) -> Format:
    """Ids outside the standard's tables (WPS writes such) are plain numbers; 46 is elapsed time, a number too."""
    if number in _DATE_IDS:
        return Format.DATE
    if number in _PERCENT_IDS:
        return Format.PERCENT
    return Format.TIME if number in _TIME_IDS else Format.NUMBER


def format_of_code(code: str) -> Format:
    """By the first section of the format, literals aside."""
    if code.lower() in _GENERAL:
        return Format.NUMBER
    marks = _LITERAL.sub("", code).partition(";")[0].lower()
    if _ELAPSED.search(marks) or marks in _GENERAL:
        return Format.NUMBER
    if any(mark in marks for mark in "yde") or "aaa" in marks or "bb" in marks:
        return Format.DATE
    if any(mark in marks for mark in "hs"):
        return Format.TIME
    if "m" in marks:
        return Format.DATE
    return Format.PERCENT if "%" in marks else Format.NUMBER


def moment(value: float, form: Format, *, since_1904: bool) -> str | None:
    """ISO text to the millisecond: a day, a day and time, or a time alone; None where no such day exists."""
    if not 0 <= value < _LAST + 1:
        return None
    ms = round(value * _DAY_MS)
    if ms < _DAY_MS and (form is Format.TIME or not since_1904):
        return _clock(ms) if ms or form is Format.TIME else None
    days, rest = divmod(ms + (_SHIFT_1904 * _DAY_MS if since_1904 else 0), _DAY_MS)
    if days > _LAST or days == _PHANTOM:
        return None
    day = date(1899, 12, 30 if days > _PHANTOM else 31) + timedelta(days=days)
    return f"{day.isoformat()} {_clock(rest)}" if rest else day.isoformat()


def iso_moment(text: str) -> str | None:
    """An ISO 8601 cell (`t="d"`) in the same form; None where it is none."""
    found = _ISO.fullmatch(text.strip())
    if not found:
        return None
    try:
        day, clock = date.fromisoformat(found.group(1)), time.fromisoformat(found.group(2) or "00:00:00")
    except ValueError:
        return None
    return day.isoformat() if clock == _MIDNIGHT else datetime.combine(day, clock).isoformat(sep=" ")


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, ms * 1000).isoformat()
