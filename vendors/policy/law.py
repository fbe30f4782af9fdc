"""The taxonomy's short references to the law (`条例38(三) #13`), spelt out as papers cite them, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from vendors.errors import Words

_DOCUMENTS: Final = {
    "条例": (
        "REG-735",
        Words("《医疗保障基金使用监督管理条例》", "Regulation on the Supervision of Medical Insurance Funds"),
    ),
    "兰医保〔2021〕102号": (
        "LZ",
        Words(
            "《兰州市医疗保障基金使用监督管理办法》（兰医保〔2021〕102号）",
            "Lanzhou Measures on the Supervision of Medical Insurance Funds (Lanyibao [2021] 102)",
        ),
    ),
}
_PLAIN: Final = {
    "协议": Words("医保定点服务协议", "the institution's service agreement"),
    "药品管理法": Words("《中华人民共和国药品管理法》", "Drug Administration Law"),
    "市监": Words("移送市场监督管理部门", "to be handed to market supervision"),
    "税务": Words("移送税务部门", "to be handed to the tax authority"),
    "线索": Words("仅作线索", "a clue only"),
    "仅作线索": Words("仅作线索", "a clue only"),
    "第三方考核事项，非违规": Words("第三方考核事项，不作为违规认定", "for the vendor's assessment; no violation"),
    "合同": Words("服务合同", "the service contract"),
    "禁止分包转包": Words("禁止分包、转包", "no subcontracting or assignment"),
}
_ITEM_OF_LIST: Final = re.compile(r"\s*#\d+(?:–\d+)?")
_BETWEEN: Final = re.compile(r"\s*(?:/|→| 或 )\s*")
_ARTICLE: Final = re.compile(r"(\d\d)?(?:–(\d\d))?((?:\([一二三四五六七八九十\d]+\))*)\s*(第[一二三]款)?\s*(（类推）)?")
_IN_BRACKETS: Final = re.compile(r"\(([^)]+)\)")
_DIGITS: Final = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """`document` is its code among the basis documents (vendors.policy.basis); empty for one that is not there."""

    words: Words
    document: str = ""


@cache
def citations(law: str) -> tuple[Citation, ...]:
    """What an entry rests on, each once: 《医疗保障基金使用监督管理条例》第三十八条第（三）项."""
    parts = _ITEM_OF_LIST.sub("", law).split(";")
    return tuple(dict.fromkeys(found for part in parts for found in _part(part.strip())))


def _part(text: str) -> Iterator[Citation]:
    """`条例38(三)/(七)`: pieces after the first may leave out what the one before names."""
    named = number = ""
    for piece in filter(None, _BETWEEN.split(text)):
        named = next((name for name in _DOCUMENTS if piece.startswith(name)), named)
        known = _ARTICLE.fullmatch(piece.removeprefix(named).strip()) if named else None
        if known is None or not (known[1] or number):
            yield Citation(words=_PLAIN.get(piece, Words(piece, piece)))
            continue
        number = known[1] or number
        code, title = _DOCUMENTS[named]
        yield Citation(words=_cited(title, int(number), known), document=code)


def _cited(title: Words, number: int, known: re.Match[str]) -> Words:
    last, clause, alike = known[2], known[4], known[5]
    items = [int(item) if item.isdigit() else _value(item) for item in _IN_BRACKETS.findall(known[3])]
    zh = title.zh + _article(number) + (f"至{_article(int(last))}" if last else "") + (clause or "")
    zh += "、".join(f"第（{_numeral(item)}）项" for item in items) + (alike or "")
    en = f"{title.en}, Arts. {number}–{last}" if last else f"{title.en}, Art. {number}"
    en += f" para. {_value(clause[1])}" if clause else ""
    en += "".join(f"({item})" for item in items) + (" (by analogy)" if alike else "")
    return Words(zh, en)


def _article(number: int) -> str:
    return f"第{_numeral(number)}条"


def _numeral(number: int) -> str:
    """Below a hundred: 38 is 三十八."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (10 * (_DIGITS.index(tens) if tens else 1) if ten else 0) + (_DIGITS.index(ones) if ones else 0)
