"""What a row of a pre-filled sheet says: a finding, a case passed, or nothing yet.

The rule a clerk is told on 填表说明: a pre-filled case with any finding column filled is a finding; with all of them
blank but auditor and date given, it was reviewed without a finding (coverage A01 counts it); with those blank too,
it was not reviewed. Template and parser share this one predicate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What the filled cells of a row amount to."""

    FINDING = "finding"
    PASSED = "passed"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which columns speak (keys of a Layout): `finding` makes a row a finding, `reviewed` signs a case off.

    `unique` together identify a row; each pair of `not_above` says that the first amount may not exceed the second.
    """

    finding: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    not_above: tuple[tuple[str, str], ...] = ()

    def meaning(self, values: Mapping[str, object]) -> Meaning:
        """Of a row's values by key; None, empty and blank text count as not filled. Without `finding`, all findings."""
        if not self.finding or _any(values, self.finding):
            return Meaning.FINDING
        if self.reviewed and all(_filled(values.get(key)) for key in self.reviewed):
            return Meaning.PASSED
        return Meaning.UNTOUCHED


def _any(values: Mapping[str, object], keys: Iterable[str]) -> bool:
    return any(_filled(values.get(key)) for key in keys)


def _filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
