"""Attribute appraisal: how many of a universe have a property, told from a sample (RAT-STATS, unrestricted)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.stats import hypergeom

from kpi.engine.inference.given import USUAL, confidences, hits_of, sample_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLimit:
    """Units of the universe, from `lower` to `upper`; `one_sided` where every or no sampled unit has the property."""

    confidence: float
    lower: int
    upper: int
    one_sided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEstimate:
    """`rate` of the sample, `point` and `se_total` in units of the universe."""

    rate: float
    point: float
    se_total: float | None
    limits: tuple[CountLimit, ...]


def attribute(*, universe: int, sample: int, hits: int, confidence: Sequence[float] = USUAL) -> CountEstimate:
    """Exact hypergeometric limits, α/2 in each tail; α in the one that is left where all or none have the property.

    `se_total` = N·√(p(1-p)/(n-1)·(1-n/N)), None for a sample of one. Raises Unanswerable.
    """
    sample_of(universe=universe, sample=sample)
    hits_of(hits, sample)
    rate = hits / sample
    spread = rate * (1 - rate) / (sample - 1) * (1 - sample / universe) if sample > 1 else None
    return CountEstimate(
        rate=rate,
        point=universe * rate,
        se_total=None if spread is None else universe * sqrt(spread),
        limits=tuple(_limit(universe, sample, hits, one) for one in confidences(confidence)),
    )


def _limit(universe: int, sample: int, hits: int, confidence: float) -> CountLimit:
    one_sided = hits in (0, sample) and sample < universe
    tail = (1 - confidence) / (1 if one_sided else 2) * (1 - 1e-12)
    least, most = hits, universe - (sample - hits)

    def not_too_few(count: int) -> bool:
        return bool(hypergeom.sf(hits - 1, universe, count, sample) >= tail)

    def too_many(count: int) -> bool:
        return bool(hypergeom.cdf(hits, universe, count, sample) < tail)

    return CountLimit(
        confidence=confidence,
        lower=_first(not_too_few, least, most),
        upper=_first(too_many, least, most + 1) - 1,
        one_sided=one_sided,
    )


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first in low..high of which `holds` is true; `high` when none before it is."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
