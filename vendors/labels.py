"""Enumerations whose members carry the official Chinese term beside the English one."""

from enum import Enum
from typing import Self


class Labelled(str, Enum):
    """`MEMBER = "stored value", "中文", "English"`; compares and stores as the plain value."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def from_zh(cls, text: str) -> Self | None:
        """The member whose Chinese label is `text`, or None."""
        return next((member for member in cls if member.zh == text), None)
