"""The lines about a fault, numbered, with a caret under its column: a text field has no line numbers of its own."""

import unicodedata
from typing import Final

_AROUND: Final = 1
_WIDE: Final = 64  # characters of a line shown


def excerpt(text: str, *, line: int, column: int) -> str:
    """Empty for a line the text does not have."""
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return ""
    first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
    begin = max(0, column - 1 - _WIDE // 2)
    margin = len(str(last))
    shown = []
    for number in range(first, last + 1):
        begins = begin if number == line else 0
        shown.append(f"{number:>{margin}} | {_cut(lines[number - 1], begins)}")
        if number == line:
            before = ("…" if begins else "") + lines[line - 1][begins : column - 1]
            shown.append(f"{'':>{margin}} | {''.join(map(_blank, before))}^")
    return "\n".join(shown)


def _cut(line: str, begin: int) -> str:
    return ("…" if begin else "") + line[begin : begin + _WIDE] + ("…" if len(line) > begin + _WIDE else "")


def _blank(character: str) -> str:
    """As wide as the character: a Chinese one takes an ideographic space."""
    return "\u3000" if unicodedata.east_asian_width(character) in "WF" else " "
