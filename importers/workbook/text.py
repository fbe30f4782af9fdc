"""Text as people type it: invisible characters, full-width forms, header spellings."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIRTY = re.compile("^\\s|\\s$|[\u00a0\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WAN = re.compile(
    r"(单位|金额|人民币)[\s:为是(]*(人民币)?[百千万亿]+元|[(\[【](人民币|单位:?)?[百千万亿]+元[)\]】]|^[百千万亿]+元$"
)
_UNIT = re.compile(r"\((元|万元|必填|选填|条件必填|yuan|required|optional)\)")


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


def in_wan(text: str) -> bool:
    """Whether a title, note or group of columns states 万元 (千元, 亿元) as its unit; 3万元 in a sentence does not."""
    return "元" in text and _WAN.search(nfkc(text)) is not None
