"""The taxonomy's short reference to the law, as a notice spells it."""

import re
from typing import Final

_REGULATION: Final = "《医疗保障基金使用监督管理条例》"
_SHORT: Final = re.compile(r"条例(?P<article>\d\d)(?:\((?P<item>[一二三四五六七八九十]+)\))?")
_MARKS: Final = re.compile(r"\s*#\d+(?:–\d+)?")
_DIGITS: Final = "〇一二三四五六七八九"


def article_name(number: int) -> str:
    """38 → 第三十八条 (two-digit articles only)."""
    tens, ones = divmod(number, 10)
    return f"第{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}条"


def cited(law: str, *, basis: str = "") -> str:
    """A notice's 依据: the law first, then what the vendor gave as basis unless it names the same article."""
    found = _SHORT.search(law)
    if found is None:
        return "；".join(text for text in (basis, _MARKS.sub("", law)) if text)
    article = article_name(int(found["article"]))
    citation = f"{_REGULATION}{article}" + (f"第（{found['item']}）项" if found["item"] else "")
    return citation if article in basis or not basis else f"{citation}；{basis}"
