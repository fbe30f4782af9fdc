"""What can go wrong, named for what broke; every error speaks Chinese and English.

HengjianError
├── NotFound    nothing there, or nothing this person may see (the same answer for both)
├── Forbidden   this person may not do this
├── Conflict    the act does not fit the present state
│   └── Gate    a due-process gate is closed; says which one and what is missing
└── Invalid     a value is wrong; `fields` names each one
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str


class HengjianError(Exception):
    """Base of every error a person may be shown."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.words = Words(zh, en)


class NotFound(HengjianError):
    """Not there, or not for this person: one answer for both, so that ids cannot be probed."""

    def __init__(self, zh: str = "找不到该记录。", en: str = "No such record.") -> None:
        super().__init__(zh, en)


class Forbidden(HengjianError):
    """The person is known and may not do this."""


class Conflict(HengjianError):
    """The act is not open in the object's present state."""


class Gate(Conflict):
    """A due-process gate is closed; `gate` is its stable code."""

    def __init__(self, gate: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.gate = gate


class Invalid(HengjianError):
    """One or more values are wrong; `fields` maps a field's name to what is wrong with it."""

    def __init__(self, fields: Mapping[str, Words]) -> None:
        first = next(iter(fields.values()))
        super().__init__(first.zh, first.en)
        self.fields = dict(fields)
