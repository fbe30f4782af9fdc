"""How far a card's total may be off because some of its ratios rest on samples.

Each sampled ratio has its Wilson interval; the points at its two ends bound the line's points. The total's interval
adds the lines' reaches up and down separately, as for independent errors: the root of the sum of their squares (Zou
and Donner, Statistics in Medicine 27, 2008: MOVER). Lines that count everything there was add nothing.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Final

from kpi.engine.amounts import Absent
from kpi.engine.card import Card, Line
from kpi.engine.drafts import drafted
from kpi.engine.facts import Facts
from kpi.engine.inference.wilson import Interval, wilson
from kpi.engine.nodes import Number
from kpi.engine.numbers import decimal_of, half_up
from kpi.engine.rulebook import Formula, Indicator, Rulebook

_PLACES: Final = 12
_NIL: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledLine:
    """A line's ratio with its interval, and the points from the worse end to the better."""

    code: str
    hits: int
    trials: int
    rate: Interval
    lower: Decimal
    upper: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`lower` = `upper` = the total where nothing was sampled; all None where the card has no total."""

    total: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    lines: tuple[SampledLine, ...]

    def variance(self, confidence: Fraction) -> float:
        """Of the total, as if the interval were a normal one."""
        if self.lower is None or self.upper is None:
            return 0.0
        return (float(self.upper - self.lower) / (2 * NormalDist().inv_cdf(float(1 + confidence) / 2))) ** 2


def span(rulebook: Rulebook, facts: Facts, card: Card, *, confidence: Fraction) -> Span:
    """Within 0 and the highest total there can be; a vetoed total is 0 whatever the samples say."""
    total = card.total
    if total is None or card.vetoed:
        return Span(total=total, lower=total, upper=total, lines=())
    known = {one.code: one for one in rulebook.indicators if one.sampled}
    lines = tuple(
        _sampled(line, counts, _Scale(indicator=known[line.code], rulebook=rulebook, facts=facts), confidence)
        for line in card.lines
        if line.code in known and (counts := counts_of(line))
    )
    down = sqrt(sum(float(one.points - one.lower) ** 2 for one in lines))
    up = sqrt(sum(float(one.upper - one.points) ** 2 for one in lines))
    lower, upper = max(total - _rounded(down), _NIL), min(total + _rounded(up), half_up(rulebook.most))
    return Span(total=total, lower=lower, upper=upper, lines=lines)


def counts_of(line: Line) -> tuple[int, int] | None:
    """Hits and trials, where the line's ratio is one of counts; None otherwise, or where it does not apply."""
    hits, trials = line.numerator, line.denominator
    if line.points is None or hits is None or trials is None:
        return None
    if hits != int(hits) or trials != int(trials) or not 0 <= hits <= trials or trials < 1:
        return None
    return int(hits), int(trials)


def points_at(indicator: Indicator, rulebook: Rulebook, facts: Facts, value: Fraction, trials: int) -> Fraction:
    """What the formula gives for another value of the ratio, out of the indicator's own points; 0 where it cannot."""
    fixed = replace(
        indicator,
        value=_constant(value),
        numerator=_constant(value * trials) if indicator.numerator else None,
        denominator=_constant(Fraction(trials)) if indicator.denominator else None,
    )
    raw = drafted(fixed, rulebook, facts).raw
    return Fraction(0) if isinstance(raw, Absent) else raw


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """What turns a line's ratio into points."""

    indicator: Indicator
    rulebook: Rulebook
    facts: Facts

    def at(self, share: float, trials: int, effective: Decimal) -> Decimal:
        raw = points_at(self.indicator, self.rulebook, self.facts, _exact(share), trials)
        return half_up(raw * Fraction(effective) / Fraction(self.indicator.points))


def _sampled(line: Line, counts: tuple[int, int], scale: _Scale, confidence: Fraction) -> SampledLine:
    hits, trials = counts
    rate = wilson(hits=hits, trials=trials, confidence=float(confidence))
    points = _NIL if line.points is None else line.points
    ends = [scale.at(end, trials, line.effective_points) for end in (rate.lower, rate.upper)]
    return SampledLine(
        code=line.code,
        hits=hits,
        trials=trials,
        rate=rate,
        lower=min(*ends, points),
        upper=max(*ends, points),
        points=points,
    )


def _exact(share: float) -> Fraction:
    return Fraction(round(share * 10**_PLACES), 10**_PLACES)


def _constant(value: Fraction) -> Formula:
    return Formula(text="", tree=Number(decimal_of(value)))


def _rounded(reach: float) -> Decimal:
    return half_up(_exact(reach))
