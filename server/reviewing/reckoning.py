"""Agreement of reviewers from their blind pairs: by violation type, rule, pair of people and person. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kpi.engine.agreement import Agreement, agreement
from vendors.findings.rules import Opinion
from vendors.labels import Labelled
from vendors.reviewing.queries.pairs import Pair

_SAID: Final = (Opinion.PASS, Opinion.REJECT)
"""The categories; a return for evidence is neither and not counted."""


class By(Labelled):
    """What the pairs are grouped by."""

    VIOLATION = "violation", "按违规类型", "By violation type"
    RULE = "rule", "按审核规则", "By review rule"
    PAIR = "pair", "按初复审组合", "By pair of reviewers"
    REVIEWER = "reviewer", "按审核人", "By reviewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The dated parameters: below `low` agreement is low, below `least` pairs it says little."""

    low: Decimal
    least: int
    confidence: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """One group; `key` names it in an address. `returned` pairs are not among its n."""

    key: str
    name: str
    returned: int
    found: Agreement
    limits: Limits

    @property
    def kappa(self) -> Decimal | None:
        return None if self.found.kappa is None else _decimal(self.found.kappa)

    @property
    def observed(self) -> Decimal | None:
        return None if self.found.observed is None else _decimal(self.found.observed)

    @property
    def expected(self) -> Decimal | None:
        return None if self.found.expected is None else _decimal(self.found.expected)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """None where κ does not apply, and where the standard error is 0: what was said varies too little to tell."""
        if self.found.low is None or self.found.high is None or not self.found.error:
            return None
        return self.found.low, self.found.high

    @property
    def untold(self) -> bool:
        """κ is known and its interval is not."""
        return self.kappa is not None and self.interval is None

    @property
    def few(self) -> bool:
        """样本不足."""
        return self.found.n < self.limits.least

    @property
    def low(self) -> bool:
        return self.kappa is not None and self.kappa < self.limits.low

    @property
    def surely_low(self) -> bool:
        """Enough pairs, and the whole interval lies below the limit."""
        return not self.few and self.interval is not None and self.interval[1] < self.limits.low


def keys_of(pair: Pair, by: By) -> Sequence[tuple[str, str]]:
    """The groups a pair falls into, as (key, name); a violation's name is the page's to find."""
    first, second = (str(pair.first), pair.first_name), (str(pair.second), pair.second_name)
    if by is By.VIOLATION:
        return ((pair.violation, pair.violation),)
    if by is By.RULE:
        return ((pair.rule, pair.rule),) if pair.rule else ()
    if by is By.PAIR:
        return ((f"{first[0]}-{second[0]}", f"{first[1]} / {second[1]}"),)
    return (first, second)


def reckoned(pairs: Iterable[Pair], by: By, limits: Limits) -> tuple[Reckoned, ...]:
    """The groups, those with most pairs first. For one person rows are what they said, columns what the other said."""
    names: dict[str, str] = {}
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        for key, name in keys_of(pair, by):
            names[key] = name
            groups.setdefault(key, []).append(pair)
    found = (_one(key, names[key], group, limits, _turned(by, key)) for key, group in groups.items())
    return tuple(sorted(found, key=lambda row: (-row.found.n, row.name)))


def overall(pairs: Sequence[Pair], limits: Limits) -> Reckoned:
    """All of them together."""
    return _one("", "", pairs, limits, lambda _pair: False)


def _turned(by: By, key: str) -> Callable[[Pair], bool]:
    """Whether the person in question spoke second."""
    return lambda pair: by is By.REVIEWER and str(pair.second) == key


def _one(key: str, name: str, pairs: Sequence[Pair], limits: Limits, turned: Callable[[Pair], bool]) -> Reckoned:
    counted = [pair for pair in pairs if pair.counts]
    table = [[0, 0], [0, 0]]
    place: Mapping[Opinion, int] = {said: number for number, said in enumerate(_SAID)}
    for pair in counted:
        row, column = place[pair.first_said], place[pair.second_said]
        if turned(pair):
            row, column = column, row
        table[row][column] += 1
    return Reckoned(
        key=key,
        name=name,
        returned=len(pairs) - len(counted),
        found=agreement(table, confidence=limits.confidence),
        limits=limits,
    )


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / share.denominator
