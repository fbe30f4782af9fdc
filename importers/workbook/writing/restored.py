"""Cells, tab names and merged areas of a foreign workbook, made fit to be written again."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from importers.intake.cells import letters
from importers.workbook.writing import looks
from importers.workbook.writing.sheets import Cell, Value

ORDINARY = replace(looks.PLAIN, size=10)
_DAY = replace(looks.PLAIN, size=10, format="yyyy-mm-dd")
_MOMENT = replace(looks.PLAIN, size=10, format="yyyy-mm-dd hh:mm:ss")
_LONG = replace(looks.PLAIN, size=10, format="0")
_PERCENT = replace(looks.PLAIN, size=10, format="0.00%")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TAB = 31
_MERGES = 500
_FIRST_DAY = date(1900, 3, 1)  # before it the two counts of days disagree
_SHOWN_WHOLE = 11


def restored(kind: str, text: str) -> Cell | Value:
    """A stored cell by its kind letter; what is no finite number or no day of the calendar stays text."""
    if kind == "n":
        return _number(text)
    if kind == "p":
        return _percent(text)
    if kind == "d":
        return _day(text)
    if kind == "b":
        return text.upper() in {"TRUE", "1"}
    return text or None


def _number(text: str) -> Cell | Value:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return text
    return Cell(number, _LONG) if len(text) > _SHOWN_WHOLE and "." not in text else number


def _percent(text: str) -> Cell | Value:
    found = _number(text)
    number = found.value if isinstance(found, Cell) else found
    return Cell(number, _PERCENT) if isinstance(number, Decimal) else text


def _day(text: str) -> Cell | Value:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is not None or moment.date() < _FIRST_DAY:
        return text
    return Cell(moment, _MOMENT) if " " in text else Cell(moment.date(), _DAY)


def tab_names(names: Sequence[str], *, reserved: str) -> list[str]:
    """Names a spreadsheet accepts, different from each other (case aside) and from `reserved`."""
    taken = {reserved.casefold(), "history"}
    found: list[str] = []
    for name in names:
        plain = _FORBIDDEN.sub("_", name).strip("' ")[:_TAB] or "Sheet"
        tab, count = plain, 1
        while tab.casefold() in taken:
            count += 1
            mark = f" ({count})"
            tab = plain[: _TAB - len(mark)] + mark
        taken.add(tab.casefold())
        found.append(tab)
    return found


def clear_merges(areas: Iterable[tuple[int, int, int, int]]) -> tuple[str, ...]:
    """Merged areas as references, without single cells and overlaps (spreadsheets call those damage)."""
    kept: list[tuple[int, int, int, int]] = []
    for area in areas:
        top, left, bottom, right = area
        apart = all(bottom < t or b < top or right < lft or r < left for t, lft, b, r in kept)
        if len(kept) < _MERGES and (top, left) != (bottom, right) and top <= bottom and left <= right and apart:
            kept.append(area)
    return tuple(f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}" for top, left, bottom, right in kept)


def width_of(text: str) -> int:
    """Characters on screen: Chinese and full-width ones count two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def height_of(text: str, width: float) -> float:
    """Points a wrapped text of the house's size needs in a column `width` characters wide; Excel's own limit is 409."""
    lines = sum(max(-(-width_of(part) // max(int(width) - 2, 1)), 1) for part in text.split("\n"))
    return min(max(14.0 * lines + 4, 18), 409)
