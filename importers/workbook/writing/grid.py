"""Rows to sheet XML. Text is always a string cell here: nothing a person typed can become a formula.

Written by hand because it is six times faster than openpyxl's row writer, and because a formula then keeps its value.
Control characters travel as `_x000D_`-style escapes (ECMA-376 22.9.2.19), lone surrogates as U+FFFD.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from math import isfinite
from typing import Protocol
from xml.sax.saxutils import escape

from importers.intake.cells import letters
from importers.workbook.writing.looks import PLAIN, Look
from importers.workbook.writing.sheets import Cell, Formula, Line, Sheet, Value

LONGEST = 32_767  # characters Excel holds in a cell
CUT = "…〔截断 cut〕"
_STARTERS = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹫")
_SPECIAL = re.compile(r"[&<>\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LONE = re.compile(r"[\ud800-\udfff]")
_NO_DATE = frozenset({"General", "@"})
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1).toordinal()  # before it Excel counts a day that never was; such days stay text

Special = Callable[[int, int, Cell], None]


class Painter(Protocol):
    """The style number of a look; `quoted` keeps the text text when the cell is edited."""

    def __call__(self, look: Look, *, quoted: bool) -> int: ...


def risky(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula: `= + - @`, TAB, CR, LF or a full-width form first."""
    return text[:1] in _STARTERS


def printable(text: str) -> str:
    """Without what XML cannot hold, for places that know no escapes (comments, properties)."""
    return _LONE.sub("�", _UNPRINTABLE.sub("", text))


def rows_xml(sheet: Sheet, paint: Painter, special: Special) -> Iterator[str]:
    """One `<row>` per row. Cells with a note or a link are told too."""
    looks = [track.look for track in sheet.tracks]
    number = 0
    for row in sheet.rows:
        line = row if isinstance(row, Line) else Line(number + 1, row)
        number = line.number
        height = line.height or sheet.heights.get(number)
        tall = f' ht="{height:g}" customHeight="1"' if height else ""
        yield f'<row r="{number}"{tall}>{_cells(line, looks, paint, special)}</row>'


def _cells(line: Line, looks: list[Look], paint: Painter, special: Special) -> str:
    parts: list[str] = []
    number = line.number
    for index, item in enumerate(line.cells):
        look = looks[index] if index < len(looks) else PLAIN
        value: Value
        if isinstance(item, Cell):
            value, look = item.value, item.look or look
            if item.note or item.link:
                special(number, index, item)
        else:
            value = item
        head = f'<c r="{letters(index)}{number}" s="'
        if isinstance(value, str):
            parts.append(
                f'{head}{paint(look, quoted=value[:1] in _STARTERS)}" t="inlineStr"><is>{_text(value)}</is></c>'
            )
        elif value is None:
            parts.append(f'{head}{paint(look, quoted=False)}"/>')
        else:
            if isinstance(value, date) and look.format in _NO_DATE:
                look = _dated(look, moment=isinstance(value, datetime))
            parts.append(f"{head}{paint(look, quoted=False)}{_other(value)}</c>")
    return "".join(parts)


@cache
def _dated(look: Look, *, moment: bool) -> Look:
    return replace(look, format="yyyy-mm-dd hh:mm:ss" if moment else "yyyy-mm-dd")


def _other(value: float | Decimal | date | bool | Formula) -> str:
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.cached, str) else ""
        return f'"{kind}><f>{escape(value.text)}</f><v>{escape(str(value.cached))}</v>'
    if isinstance(value, bool):
        return f'" t="b"><v>{int(value)}</v>'
    if isinstance(value, date) and value.toordinal() >= _FIRST_DAY:
        return f'"><v>{_serial(value)}</v>'
    if isinstance(value, date):
        return f'" t="inlineStr"><is><t>{value.isoformat()}</t></is>'
    if isfinite(value):
        return f'"><v>{value}</v>'
    return f'" t="inlineStr"><is><t>{value}</t></is>'


def _serial(day: date) -> str:
    """The 1900 date system; a time of day is kept to the second."""
    serial = day.toordinal() - _DAY_ZERO
    if isinstance(day, datetime):
        seconds = day.hour * 3600 + day.minute * 60 + day.second
        return f"{Decimal(serial) + Decimal(seconds) / 86_400:.8f}"
    return str(serial)


def _text(text: str) -> str:
    if len(text) > LONGEST:
        text = text[: LONGEST - len(CUT)] + CUT
    if not _SPECIAL.search(text):
        return f"<t>{text}</t>"
    text = _ESCAPED.sub("_x005F_", text)
    text = _UNPRINTABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    return f'<t xml:space="preserve">{escape(_LONE.sub("�", text))}</t>'
