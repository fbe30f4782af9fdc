"""One sentence in both languages, and how sentences are put together."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Chinese and English."""

    zh: str
    en: str


def same(text: str) -> Words:
    """Figures and signs read alike in both languages."""
    return Words(text, text)


def fill(template: str, *parts: Words) -> Words:
    """One pattern of signs, such as `{} ÷ {}`, filled in both languages."""
    return Words(template.format(*(part.zh for part in parts)), template.format(*(part.en for part in parts)))


def listed(parts: Iterable[Words]) -> Words:
    """`甲，乙` and `a, b`."""
    found = tuple(parts)
    return Words("，".join(part.zh for part in found), ", ".join(part.en for part in found))
