"""Money is an integer count of fen (分). Nothing here is ever a float.

Text for people: tables in 元 with two decimals, prose in 万元 with two decimals, both from raw fen,
half-up (公文 practice, domain.md §7.4).
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NewType

Fen = NewType("Fen", int)

CENT = Decimal("0.01")
MAX_FEN = 10**16 - 1  # N(16,2) of the national interface
_WIDE = Context(prec=50_000)  # a spreadsheet cell may hold any number of digits


def half_up(value: Decimal, places: Decimal = CENT) -> Decimal:
    """The one rounding rule of the house: half away from zero, to `places` (default two)."""
    return value.quantize(places, rounding=ROUND_HALF_UP, context=_WIDE)


def fen_from_yuan(yuan: Decimal) -> Fen:
    """Exact yuan to fen. Raises ValueError when there are more than two decimals or it is not finite."""
    if not yuan.is_finite():
        msg = f"not a finite amount: {yuan}"
        raise ValueError(msg)
    if abs(yuan) > MAX_FEN:  # before multiplying: 1e999999 overflows
        msg = f"beyond N(16,2): {yuan}"
        raise ValueError(msg)
    fen = yuan * 100
    if fen != fen.to_integral_value():
        msg = f"more than two decimals: {yuan}"
        raise ValueError(msg)
    if abs(fen) > MAX_FEN:
        msg = f"beyond N(16,2): {yuan}"
        raise ValueError(msg)
    return Fen(int(fen))


def yuan(fen: int) -> str:
    """`123456` → `1,234.56` (元)."""
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{cents:02d}"


def wan_yuan(fen: int) -> str:
    """`33335000` → `33.34` (万元, half-up from raw fen)."""
    return f"{half_up(Decimal(fen) / 1_000_000):,}"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital(fen: int) -> str:
    """大写金额 of payment notices (domain.md §7.4): `5000000` → `伍万元整`; 整 stands after 元 and 角."""
    sign = "负" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    dime, cent = divmod(cents, 10)
    words = f"{_capital_whole(whole)}元" if whole else ""
    if not cents:
        return f"{sign}{words or '零元'}整"
    gap = "零" if words and not dime else ""
    words += f"{_DIGITS[dime]}角" if dime else gap
    return sign + words + (f"{_DIGITS[cent]}分" if cent else "整")


def _capital_whole(whole: int) -> str:
    """Groups of four digits from the right; one 零 for each run of zeros with something after it."""
    words, gap = "", False
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = whole // 10_000**place % 10_000
        if not group:
            gap = bool(words)
            continue
        words += "零" if words and (gap or group < 1_000) else ""
        words += _capital_group(group) + _GROUPS[place]
        gap = False
    return words


def _capital_group(group: int) -> str:
    digits = f"{group:04d}"
    words = "".join(
        _DIGITS[int(digit)] + _PLACES[3 - place] if digit != "0" else "零" for place, digit in enumerate(digits)
    )
    return re.sub("零+", "零", words).strip("零")
