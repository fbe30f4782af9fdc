"""Intervals of a plain proportion: no universe, so many hits of so many trials."""

from dataclasses import dataclass
from math import sqrt

from scipy.stats import beta, norm

from kpi.engine.inference.given import Unanswerable, confidences, hits_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    rate: float
    lower: float
    upper: float


def exact(*, hits: int, trials: int, confidence: float = 0.95) -> Interval:
    """Clopper–Pearson: never covers less than it says. Raises Unanswerable."""
    tail = _tail(hits, trials, confidence)
    return Interval(
        rate=hits / trials,
        lower=float(beta.ppf(tail, hits, trials - hits + 1)) if hits else 0.0,
        upper=float(beta.isf(tail, hits + 1, trials - hits)) if hits < trials else 1.0,
    )


def wilson(*, hits: int, trials: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval without continuity correction. Raises Unanswerable."""
    z = float(norm.isf(_tail(hits, trials, confidence)))
    rate, weight = hits / trials, z * z / trials
    middle = (rate + weight / 2) / (1 + weight)
    reach = z * sqrt(rate * (1 - rate) / trials + weight / (4 * trials)) / (1 + weight)
    return Interval(
        rate=rate,
        lower=max(0.0, middle - reach) if hits else 0.0,
        upper=min(1.0, middle + reach) if hits < trials else 1.0,
    )


def _tail(hits: int, trials: int, confidence: float) -> float:
    if trials < 1:
        raise Unanswerable("样本量至少为 1。", "At least one trial is needed.")
    hits_of(hits, trials)
    (one,) = confidences((confidence,))
    return (1 - one) / 2
