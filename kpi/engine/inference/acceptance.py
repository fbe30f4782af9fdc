"""Acceptance plans: how likely a lot of a given fault rate passes (the operating characteristic, ISO 2859)."""

from scipy.stats import binom

from kpi.engine.inference.given import Unanswerable, countable


def accept(*, sample: int, allowed: int, rate: float) -> float:
    """P(at most `allowed` faults among `sample`), each faulty with `rate`. Raises Unanswerable."""
    countable(sample)
    if sample < 1 or not 0 <= allowed <= sample or not 0 <= rate <= 1:
        raise Unanswerable(
            "样本量至少为 1，允许数在 0 与样本量之间，比率在 0 与 1 之间。",
            "At least one unit, allowed faults between 0 and the sample, a rate between 0 and 1.",
        )
    return float(binom.cdf(allowed, sample, rate))
