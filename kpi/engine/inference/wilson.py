"""Wilson's score interval of a plain proportion. Apart from the rest because every ranking needs it and no SciPy."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from kpi.engine.inference.given import Unanswerable, confidences, hits_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    rate: float
    lower: float
    upper: float


def wilson(*, hits: int, trials: int, confidence: float = 0.95) -> Interval:
    """Without continuity correction. Raises Unanswerable."""
    z = -NormalDist().inv_cdf(tail(hits, trials, confidence))
    rate, weight = hits / trials, z * z / trials
    middle = (rate + weight / 2) / (1 + weight)
    reach = z * sqrt(rate * (1 - rate) / trials + weight / (4 * trials)) / (1 + weight)
    return Interval(
        rate=rate,
        lower=max(0.0, middle - reach) if hits else 0.0,
        upper=min(1.0, middle + reach) if hits < trials else 1.0,
    )


def tail(hits: int, trials: int, confidence: float) -> float:
    """α/2, once the figures are those of a sample. Raises Unanswerable."""
    if trials < 1:
        raise Unanswerable("样本量至少为 1。", "At least one trial is needed.")
    hits_of(hits, trials)
    (one,) = confidences((confidence,))
    return (1 - one) / 2
