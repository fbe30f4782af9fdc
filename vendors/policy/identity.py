"""居民身份证号 (GB 11643-1999): normalise, then say what is wrong with it; and find one in a text. Pure.

Numbers of 港澳台居民居住证 (81–83 …) follow the same rule. A 永久居留 card (9 …, 18 places since 2023) is read as one.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from vendors.errors import Words
from vendors.policy.regions import ever_existed

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_LENGTH: Final = 18
_OLD_LENGTH: Final = 15  # invalid since 2013-01-01
_OLDEST: Final = 150
_PERMITS: Final = frozenset({"810000", "820000", "830000"})
_SHAPE: Final = re.compile(r"\d{17}[\dX]", re.ASCII)
_GAP: Final = "[ \u200b\u2060\ufeff\\-\u2010-\u2015\u2212_./·•・、]"  # as NFKC leaves them
_WITHIN: Final = re.compile(
    rf"(?<![0-9A-Z])(?=([1-9](?:{_GAP}{{0,2}}[0-9]){{16}}{_GAP}{{0,2}}[0-9X])(?![0-9A-Z]))", re.ASCII
)
_GAPS: Final = re.compile(_GAP)
_SOLID: Final = re.compile(
    r"(?<!\d)[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)", re.ASCII
)
_APART: Final = r"[\s\-\u2010-\u2015\u2212\u200b\u2060\ufeff－_＿.．/／·•・･、､]"
seventeen_apart: Final = re.compile(rf"\d(?:{_APART}{{0,2}}\d){{16}}").search
MASK: Final = "********"


class Sex(StrEnum):
    """By the 17th digit: odd is 男."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`sure` says that the number cannot exist; otherwise it is only unlikely (older than 150 years)."""

    words: Words
    sure: bool = True


def normalise(text: str) -> str:
    """NFKC (full-width digits), upper-case X, no white space inside or around."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def check_character(number: str) -> str:
    """The 18th place that the first 17 digits ask for."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11]


def trouble(number: str, *, on: date) -> Trouble | None:
    """What is wrong with a normalised number on a day, or None."""
    wrong = _shape(number) or _region(number) or _birth(number, on) or _check(number)
    if wrong is not None:
        return Trouble(words=wrong)
    born = born_on(number)
    if born is not None and on.year - born.year > _OLDEST:
        said = f"出生日期 {born} 距今超过 {_OLDEST} 年，请核对。"
        return Trouble(words=Words(said, f"Born on {born}, more than {_OLDEST} years ago; check it."), sure=False)
    return None


def born_on(number: str) -> date | None:
    """The day in places 7–14; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> Sex:
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def masked(number: str) -> str:
    """`620702********0013`: region and last four."""
    return number[:6] + MASK + number[-4:]


def fingerprint(number: str, *, key: bytes) -> str:
    """What a number is recognised by without being kept: HMAC-SHA-256 of its normal form under the house's secret."""
    return hmac.new(key, normalise(number).encode(), hashlib.sha256).hexdigest()


def exposed_in(text: str) -> str | None:
    """The first full and genuine number in a text, whatever the width of its digits; None when there is none.

    Blanks, hyphens and the like between its digits hide nothing: `620702 19000101 0013`.
    """
    found = _WITHIN.finditer(unicodedata.normalize("NFKC", text).upper())
    numbers = (_GAPS.sub("", one.group(1)) for one in found)
    return next((number for number in numbers if _genuine(number)), None)


def shows_identity(text: str) -> bool:
    """Whether a full identity-card number stands in a text, whatever the width of its digits or the gaps in it.

    With gaps it must be a genuine one: dates and serial numbers stand side by side too.
    """
    if len(text) < _LENGTH:
        return False
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _SOLID.search(plain) is not None or (seventeen_apart(text) is not None and exposed_in(text) is not None)


def exposures(texts: Mapping[str, str]) -> dict[str, Words]:
    """What is wrong with free texts, by field: none of them tells a full identity number (个人信息保护法 Art.28)."""
    said = Words(
        "文中有完整的居民身份证号，请脱敏（如 620702********0013）或删去后再提交。",
        "There is a full identity number in it: mask it (620702********0013) or take it out.",
    )
    return {field: said for field, text in texts.items() if shows_identity(text)}


def _genuine(number: str) -> bool:
    return born_on(number) is not None and _check(number) is None


def _shape(number: str) -> Words | None:
    if len(number) == _OLD_LENGTH and number.isdigit():
        return Words(
            "这是 15 位旧身份证号，2013 年起已停用，请填写 18 位号码。",
            "This is an old 15-digit number, void since 2013; give the 18 places.",
        )
    if len(number) != _LENGTH:
        return Words(
            f"身份证号应为 18 位，现为 {len(number)} 位。", f"The number has 18 places, this one {len(number)}."
        )
    if not _SHAPE.fullmatch(number):
        return Words("前 17 位应为数字，末位为数字或 X。", "Seventeen digits, then a digit or X.")
    return None


def _region(number: str) -> Words | None:
    code = number[:6]
    if code in _PERMITS or code.startswith("9") or ever_existed(code):
        return None
    return Words(f"前 6 位 {code} 从未是行政区划代码。", f"The first six digits, {code}, never were a region.")


def _birth(number: str, on: date) -> Words | None:
    born = born_on(number)
    said = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    if born is None:
        return Words(f"出生日期 {said} 不存在。", f"There is no day {said}.")
    if born > on:
        return Words(f"出生日期 {said} 晚于今天。", f"Born on {said}, which is still to come.")
    return None


def _check(number: str) -> Words | None:
    if number[-1] == check_character(number[:-1]):
        return None
    return Words(
        f"校验不符：末位“{number[-1]}”与前 17 位对不上，请逐位核对。",
        f"The check fails: the last place, “{number[-1]}”, does not fit the first 17; compare each.",
    )
