"""One indicator over the vendors of a kind: the plain order, and the order by what is certain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kpi.engine.amounts import Style
from kpi.engine.card import Flag, Line
from kpi.engine.facts import Facts, FactValue
from kpi.engine.inference.ranking import Placed, ranks
from kpi.engine.inference.shrinkage import Observed, shrink
from kpi.engine.inference.spans import counts_of, points_at
from kpi.engine.inference.wilson import Interval, wilson
from kpi.engine.rulebook import Indicator, Rulebook
from kpi.engine.words import Words
from kpi.ranking.rules import ENOUGH, Entry
from kpi.scorecards.queries import CardRow

_TOP: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A vendor's value. `interval` and what follows from it only where the indicator is sampled.

    `sure` is the end of the interval that speaks against the vendor; `rank` is shared where intervals overlap.
    """

    row: CardRow
    line: Line
    value: Decimal
    hits: int | None
    trials: int | None
    interval: Interval | None
    sure: float
    by_value: int
    by_sure: int
    rank: int
    shared: bool
    shrunk: float | None
    small: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`rising`: more is better. `rows` the best value first; cards without the indicator, or to which it does not
    apply, are left out.
    """

    code: str
    words: Words
    style: Style
    rising: bool
    sampled: bool
    rows: tuple[Compared, ...]

    @property
    def turned(self) -> tuple[tuple[Compared, Compared], ...]:
        """The pairs whose order by value and by what is certain contradict each other, the better value first."""
        return tuple(
            (one, other)
            for place, one in enumerate(self.rows)
            for other in self.rows[place + 1 :]
            if one.by_value < other.by_value and one.by_sure > other.by_sure
        )


def indicators(entries: Sequence[Entry]) -> Mapping[str, Indicator]:
    """The indicators that apply to somebody, by code, in the rulebook's order."""
    known = {one.code: one for entry in entries for one in entry.rulebook.indicators}
    applied = {line.code for entry in entries for line in entry.card.lines if line.value is not None}
    return {code: one for code, one in known.items() if code in applied}


def comparison(code: str, entries: Sequence[Entry], *, confidence: Fraction) -> Comparison:
    """One kind's cards compared. Raises KeyError for an indicator that applies to nobody."""
    indicator = indicators(entries)[code]
    rulebook = next(entry.rulebook for entry in entries if indicator in entry.rulebook.indicators)
    rising = rises(indicator, rulebook)
    told = [
        _told(entry.row, line, confidence=confidence, sampled=indicator.sampled, sign=1 if rising else -1)
        for entry in entries
        for line in entry.card.lines
        if line.code == code and line.value is not None and line.applicable
    ]
    return Comparison(
        code=code,
        words=indicator.words,
        style=indicator.style,
        rising=rising,
        sampled=any(one.interval for one in told),
        rows=_ranked(told),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A card's value before the others are known; `placed` is turned so that more is better."""

    row: CardRow
    line: Line
    value: Decimal
    counts: tuple[int, int] | None
    interval: Interval | None
    placed: Placed
    sure: float


def _told(row: CardRow, line: Line, *, confidence: Fraction, sampled: bool, sign: int) -> _Told:
    value = Decimal(0) if line.value is None else line.value
    counts = counts_of(line) if sampled else None
    interval = wilson(hits=counts[0], trials=counts[1], confidence=float(confidence)) if counts else None
    figure = interval.rate if interval else float(value)
    low, high = sorted((interval.lower * sign, interval.upper * sign)) if interval else (figure * sign, figure * sign)
    placed = Placed(name=str(row.id), figure=figure * sign, lower=low, upper=high)
    return _Told(row=row, line=line, value=value, counts=counts, interval=interval, placed=placed, sure=low * sign)


def _ranked(told: Sequence[_Told]) -> tuple[Compared, ...]:
    found, pulled = ranks([one.placed for one in told]), _shrunk(told)
    rows = [
        Compared(
            row=one.row,
            line=one.line,
            value=one.value,
            hits=one.counts[0] if one.counts else None,
            trials=one.counts[1] if one.counts else None,
            interval=one.interval,
            sure=one.sure,
            by_value=1 + sum(other.placed.figure > one.placed.figure for other in told),
            by_sure=1 + sum(other.placed.lower > one.placed.lower for other in told),
            rank=found[one.placed.name],
            shared=sum(rank == found[one.placed.name] for rank in found.values()) > 1,
            shrunk=pulled.get(one.placed.name),
            small=Flag.SMALL_SAMPLE in one.line.flags,
        )
        for one in told
    ]
    return tuple(sorted(rows, key=lambda one: (one.by_value, one.by_sure, one.row.id)))


def _shrunk(told: Sequence[_Told]) -> Mapping[str, float]:
    counted = [Observed(name=one.placed.name, hits=one.counts[0], trials=one.counts[1]) for one in told if one.counts]
    return {one.name: one.estimate for one in shrink(counted).members} if len(counted) >= ENOUGH else {}


def rises(indicator: Indicator, rulebook: Rulebook) -> bool:
    """Whether more of it brings no fewer points, by the formula itself at the two ends of its scale."""
    agreed = {one.fact for one in indicator.parameters.values()}
    nothing = {name: FactValue(value=Decimal(0)) for name in indicator.uses if name not in agreed}
    facts = Facts(kind=rulebook.kind, subject="", period="", values=nothing)
    top = Fraction(1) if indicator.style is Style.PERCENT else Fraction(_TOP)
    low, high = (points_at(indicator, rulebook, facts, end, _TOP) for end in (Fraction(0), top))
    return high >= low
