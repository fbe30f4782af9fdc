"""A formula's text cut into tokens, each with its 1-based column.

Names may be Chinese, and the signs a Chinese keyboard gives (（ ） ， × ÷ ≥ ≤ ％ …) stand for the plain ones.
"""

import re
from dataclasses import dataclass

from kpi.engine.errors import FormulaError, Place

MAX_LENGTH = 1000
MAX_TOKENS = 200
MAX_DIGITS = 30
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?[%％]?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|==|!=|[-+*/()<>,（），×÷≥≤≠＋－−＜＞])|(?P<space>[ \t\r\n\u3000]+)"
)
_PLAIN = str.maketrans(
    {"（": "(", "）": ")", "，": ",", "×": "*", "÷": "/", "≥": ">=", "≤": "<=", "≠": "!=", "％": "%"}
    | {"＋": "+", "－": "-", "−": "-", "＜": "<", "＞": ">"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, name, sign or end."""

    kind: str
    text: str
    column: int


def tokens_of(text: str, place: Place) -> tuple[Token, ...]:
    """The tokens and a final `end`. Raises FormulaError at the first character that fits nothing."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            place,
            MAX_LENGTH + 1,
            f"公式超过 {MAX_LENGTH} 个字符",
            f"the formula is longer than {MAX_LENGTH} characters",
        )
    found: list[Token] = []
    at = 0
    while at < len(text):
        token, length = _next(text, at, place)
        at += length
        if token.kind != "space":
            found.append(token)
    if len(found) > MAX_TOKENS:
        column = found[MAX_TOKENS].column
        raise FormulaError(place, column, f"公式超过 {MAX_TOKENS} 个词", f"the formula has over {MAX_TOKENS} tokens")
    return (*found, Token("end", "", len(text) + 1))


def _next(text: str, at: int, place: Place) -> tuple[Token, int]:
    """The next token and how many characters it takes."""
    match = _TOKEN.match(text, at)
    if match is None:
        raise FormulaError(place, at + 1, f"无法识别的字符 {text[at]!r}", f"unexpected character {text[at]!r}")
    kind, found = str(match.lastgroup), match.group()
    token = Token(kind, found if kind == "name" else found.translate(_PLAIN), at + 1)
    if token.kind == "number" and len(token.text) > MAX_DIGITS:
        raise FormulaError(
            place, at + 1, f"数字超过 {MAX_DIGITS} 位", f"the number has more than {MAX_DIGITS} characters"
        )
    return token, len(found)
