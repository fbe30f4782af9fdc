"""What must not be told of a person: full identity-card numbers, and names that are not masked. Pure."""

import re

from importers.workbook.text import cleaned, nfkc
from vendors.policy.identity import seventeen_apart as seventeen_apart  # noqa: PLC0414 - readers ask for it here
from vendors.policy.identity import shows_identity as shows_identity  # noqa: PLC0414 - readers ask for it here

_IN_BRACKETS = re.compile(r"[(\[{<【《「〔].*?(?:[)\]}>】》」〕]|$)")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SHOWN = 2  # characters of a name that may be read
_LETTERS = 3  # of another script weigh as much as one of ours
_LONG_SURNAMES = (
    "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 夏侯 东方 南宫 端木 独孤 拓跋"
    " 呼延 赫连 澹台 濮阳 淳于 申屠 钟离 闻人 万俟"
)


def masked(name: str) -> bool:
    """`张*明`, `张**`, `欧阳*`, `张某*`, `*明`: stars stand where characters were. `张小明(*)` and `张小明*` tell all.

    Two characters may be read (a surname of two counts once); in names with `·`, three for every star.
    """
    plain = nfkc(cleaned(name))
    hidden = _IN_BRACKETS.sub("", plain).count("*")
    if not hidden:
        return False
    hidden += plain.count("某")
    shown = len(_HAN.findall(plain)) - plain.count("某") - plain.startswith(tuple(_LONG_SURNAMES.split()))
    others = sum(char.isalnum() for char in plain) - len(_HAN.findall(plain))
    dotted = any(dot in plain for dot in "·•・")
    each = _SHOWN + 1 if dotted else _SHOWN
    return shown <= (each * hidden if dotted else each) and shown * _LETTERS + others <= each * _LETTERS * hidden
