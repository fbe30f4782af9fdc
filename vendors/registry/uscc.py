"""统一社会信用代码 (GB 32100-2015): normalise, then say what is wrong with it."""

import unicodedata
from typing import Final

from vendors.errors import Words

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_INNER: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_TEN: Final = 10
_LOOKS_LIKE: Final = {"O": "0", "I": "1", "S": "5", "Z": "2"}
_LENGTH: Final = 18
_OLD_LENGTH: Final = 15  # 工商注册号, replaced in 2015


def normalise(text: str) -> str:
    """NFKC (full-width digits), upper case, no white space inside or around."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def check_character(code: str) -> str:
    """The 18th character that the first 17 ask for."""
    total = sum(ALPHABET.index(letter) * weight for letter, weight in zip(code, _WEIGHTS, strict=False))
    return ALPHABET[-total % len(ALPHABET)]


def problem(code: str) -> Words | None:
    """What is wrong with a normalised code, or None. The first two places are free: all sorts of bodies register."""
    return _length(code) or _letters(code) or _region(code) or _check(code)


def _length(code: str) -> Words | None:
    if len(code) == _LENGTH:
        return None
    if len(code) == _OLD_LENGTH and code.isdigit():
        return Words(
            "这是 15 位旧工商注册号，请填写营业执照上的 18 位统一社会信用代码。",
            "This is an old 15-digit registration number; give the 18-character unified code on the licence.",
        )
    return Words(
        f"统一社会信用代码应为 18 位，现为 {len(code)} 位。",
        f"The unified code has 18 characters, this one {len(code)}.",
    )


def _letters(code: str) -> Words | None:
    for place, letter in enumerate(code, start=1):
        if letter not in ALPHABET:
            meant = _LOOKS_LIKE.get(letter)
            hint_zh, hint_en = (f"，是否应为 {meant}？", f"; is {meant} meant?") if meant else ("。", ".")
            return Words(
                f"第 {place} 位“{letter}”不是代码字符（不使用 I、O、S、V、Z）{hint_zh}",
                f"Character {place}, “{letter}”, never occurs in a code (no I, O, S, V, Z){hint_en}",
            )
    return None


def _region(code: str) -> Words | None:
    if code[2:8].isdigit():
        return None
    return Words("第 3–8 位应为 6 位数字行政区划代码。", "Characters 3 to 8 must be the six digits of a region.")


def _check(code: str) -> Words | None:
    if code[-1] == check_character(code[:-1]):
        return None
    return Words(
        f"校验不符：第 18 位“{code[-1]}”与前 17 位对不上，请逐位核对（常见为两位颠倒）。",
        f"The check fails: character 18, “{code[-1]}”, does not fit the first 17; compare each (two may be swapped).",
    )


def inner_doubt(code: str) -> Words | None:
    """Whether the 组织机构代码 inside a sound code (places 9–17, GB 11714) fails its own check; early ones may."""
    body = code[8:17]
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, _INNER, strict=False))
    wanted = "X" if (left := 11 - total % 11) == _TEN else str(left % 11)
    if body[-1] == wanted:
        return None
    return Words(
        f"其中的组织机构代码 {body} 自身校验不符（末位应为 {wanted}）；早期赋码可能如此。",
        f"The organisation code inside, {body}, fails its own check (it asks for {wanted}); some early ones do.",
    )
