"""Empirical-Bayes shrinkage of rates (Efron and Morris): few observations are pulled further to the common mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from kpi.engine.inference.given import Unanswerable, hits_of

LEAST: Final = 4
"""Fewer members say nothing of how members differ: k - 3 must be positive."""
_STEPS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """`hits` of `trials` for one member."""

    name: str
    hits: int
    trials: int

    @property
    def rate(self) -> float:
        return self.hits / self.trials


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """`weight` is what a member keeps of its own distance from the mean (Efron and Morris' c)."""

    name: str
    rate: float
    weight: float
    estimate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrinkage:
    """`mean` all are pulled to; `variance` of the true rates between members."""

    mean: float
    variance: float
    members: tuple[Shrunk, ...]


def shrink(observed: Sequence[Observed]) -> Shrinkage:
    """Estimate A, the variance between members, from Σ(y-m)²/(A+Dᵢ) = k-3 with Dᵢ = p(1-p)/nᵢ, A ≥ 0; then pull.

    With equal trials this is Efron and Morris' c = 1 - (k-3)σ²/Σ(y-m)². Raises Unanswerable for fewer than four.
    """
    if len(observed) < LEAST:
        raise Unanswerable(f"至少需要 {LEAST} 个对象才能收缩。", f"Shrinking needs {LEAST} members at least.")
    for one in observed:
        if one.trials < 1:
            raise Unanswerable(f"{one.name} 没有样本。", f"{one.name} has no sample.")
        hits_of(one.hits, one.trials)
    pooled = sum(one.hits for one in observed) / sum(one.trials for one in observed)
    own = [pooled * (1 - pooled) / one.trials for one in observed]
    between = _between(observed, own)
    mean = _mean(observed, own, between)
    return Shrinkage(
        mean=mean,
        variance=between,
        members=tuple(_pulled(*pair, between, mean) for pair in zip(observed, own, strict=True)),
    )


def _pulled(one: Observed, own: float, between: float, mean: float) -> Shrunk:
    weight = between / (between + own) if between else 0.0
    return Shrunk(name=one.name, rate=one.rate, weight=weight, estimate=mean + weight * (one.rate - mean))


def _mean(observed: Sequence[Observed], own: Sequence[float], between: float) -> float:
    weights = [1 / (between + variance) if between + variance else 1.0 for variance in own]
    return fsum(weight * one.rate for weight, one in zip(weights, observed, strict=True)) / fsum(weights)


def _between(observed: Sequence[Observed], own: Sequence[float]) -> float:
    """By bisection: the sum falls as A grows."""
    free = len(observed) - LEAST + 1

    def excess(between: float) -> float:
        mean = _mean(observed, own, between)
        return fsum((one.rate - mean) ** 2 / (between + variance) for one, variance in zip(observed, own, strict=True))

    if not any(own) or excess(0.0) <= free:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > free else (low, middle)
    return (low + high) / 2
