"""Text as people type it: invisible characters, full-width forms, header spellings."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIRTY = re.compile("^\\s|\\s$|[\u00a0\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WAN = re.compile(
    r"(单位|金额|人民币)[\s:为是(]*(人民币)?[百千万亿]+元|[(\[【](人民币|单位:?)?[百千万亿]+元[)\]】]|^[百千万亿]+元$"
)
_UNIT = re.compile(
    r"\((必填|选填|条件必填|yuan|required|optional|([^()]*[,、;])?(金额)?(单位)?[为是]?(人民币)?([十百千万亿]*元|[十百千万亿]+)([,、;/][^()]*)?)\)"
)
_BARE_UNIT = re.compile(r"[,、;/-]?(单位)?[十百千万亿]*元$")
_OTHER_UNIT = re.compile(r"[十百千万亿]+\s*元|\(\s*[十百千万亿]+\s*\)")


def cleaned(text: str) -> str:
    """Without outer white space and invisible characters; NBSP becomes a space. Rare characters stay as they are."""
    if not _DIRTY.search(text):
        return text
    return _INVISIBLE.sub("", text).replace("\u00a0", " ").strip()


def nfkc(text: str) -> str:
    """Full-width forms made plain; for codes and numbers only, never for names."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@lru_cache(4096)
def header_name(text: str) -> str:
    """How two spellings of a header are compared: no spaces, stars or unit, brackets and case made equal."""
    name = nfkc(cleaned(text)).lower()
    name = re.sub(r"[\s*_:]+", "", name).replace("[", "(").replace("]", ")").replace("【", "(").replace("】", ")")
    return _UNIT.sub("", name)


def without_unit(name: str) -> str:
    """A header's name without the unit behind it: 违规金额万元 → 违规金额."""
    return _BARE_UNIT.sub("", name)


def other_unit(title: str) -> str:
    """万元, 千元 and the like where a header states them; empty otherwise."""
    found = _OTHER_UNIT.search(nfkc(title))
    return found[0] if found else ""


def in_wan(text: str) -> bool:
    """Whether a title, note or group of columns states 万元 (千元, 亿元) as its unit; 3万元 in a sentence does not."""
    return "元" in text and _WAN.search(nfkc(text)) is not None
