"""Intervals of a plain proportion: no universe, so many hits of so many trials."""

from scipy.stats import beta

from kpi.engine.inference.wilson import Interval, tail, wilson

__all__ = ["Interval", "exact", "wilson"]


def exact(*, hits: int, trials: int, confidence: float = 0.95) -> Interval:
    """Clopper–Pearson: never covers less than it says. Raises Unanswerable."""
    each = tail(hits, trials, confidence)
    return Interval(
        rate=hits / trials,
        lower=float(beta.ppf(each, hits, trials - hits + 1)) if hits else 0.0,
        upper=float(beta.isf(each, hits + 1, trials - hits)) if hits < trials else 1.0,
    )
