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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure and the variance its sample leaves it; 0 where nothing was sampled."""

    name: str
    figure: float
    variance: float


def shrink(observed: Sequence[Observed]) -> Shrinkage:
    """Rates, each with the variance Dᵢ = p(1-p)/nᵢ of the pooled rate p.

    With equal trials this is Efron and Morris' c = 1 - (k-3)σ²/Σ(y-m)². Raises Unanswerable for fewer than four.
    """
    for one in observed:
        if one.trials < 1:
            raise Unanswerable(f"{one.name} 没有样本。", f"{one.name} has no sample.")
        hits_of(one.hits, one.trials)
    trials = sum(one.trials for one in observed)
    pooled = sum(one.hits for one in observed) / trials if trials else 0.0
    return pull(
        [Measured(name=one.name, figure=one.rate, variance=pooled * (1 - pooled) / one.trials) for one in observed]
    )


def pull(measured: Sequence[Measured]) -> Shrinkage:
    """Estimate A, the variance between members, from Σ(y-m)²/(A+Dᵢ) = k-3, A ≥ 0; then pull each by A/(A+Dᵢ).

    What was not sampled keeps its figure. Raises Unanswerable for fewer than four.
    """
    if len(measured) < LEAST:
        raise Unanswerable(f"至少需要 {LEAST} 个对象才能收缩。", f"Shrinking needs {LEAST} members at least.")
    between = _between(measured)
    mean = _mean(measured, between)
    return Shrinkage(mean=mean, variance=between, members=tuple(_pulled(one, between, mean) for one in measured))


def _pulled(one: Measured, between: float, mean: float) -> Shrunk:
    spread = between + one.variance
    weight = between / spread if spread else 1.0
    return Shrunk(name=one.name, rate=one.figure, weight=weight, estimate=mean + weight * (one.figure - mean))


def _mean(measured: Sequence[Measured], between: float) -> float:
    """Weighted by what is known of each; the plain mean where some are known for certain."""
    spreads = [between + one.variance for one in measured]
    weights = [1 / spread for spread in spreads] if all(spreads) else [1.0] * len(spreads)
    return fsum(weight * one.figure for weight, one in zip(weights, measured, strict=True)) / fsum(weights)


def _between(measured: Sequence[Measured]) -> float:
    """By bisection: the sum falls as A grows, and is too small at the square of the widest gap."""
    free = len(measured) - LEAST + 1
    figures = [one.figure for one in measured]
    low, high = 0.0, len(figures) * (max(figures) - min(figures)) ** 2

    def excess(between: float) -> float:
        mean = _mean(measured, between)
        return fsum((one.figure - mean) ** 2 / (between + one.variance) for one in measured)

    if not high or (all(one.variance for one in measured) and excess(0.0) <= free):
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > free else (low, middle)
    return (low + high) / 2
