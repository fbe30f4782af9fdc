"""How large a sample must be: attribute, variable, discovery and acceptance. Exact but for z, which has ten decimals.

The formulas stand in docs/reference/draws.md. Confidence, rates and precisions are shares (0.95, 0.05), never per cent.
"""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, comb
from statistics import NormalDist
from typing import Final

_PLACES: Final = 10


def z(confidence: Fraction) -> Fraction:
    """The two-sided normal quantile, to ten decimals: 0.95 → 1.9599639845."""
    return Fraction(round(NormalDist().inv_cdf(float((1 + confidence) / 2)) * 10**_PLACES), 10**_PLACES)


def attribute(*, confidence: Fraction, precision: Fraction, rate: Fraction, universe: int | None = None) -> int:
    """For a share near `rate` to within ± `precision`: n₀ = z²p(1-p)/d², then the finite correction, rounded up."""
    least = z(confidence) ** 2 * rate * (1 - rate) / precision**2
    return _within(least / (1 + (least - 1) / universe) if universe else least, universe)


def variable(*, confidence: Fraction, deviation: Fraction, precision: Fraction, universe: int | None = None) -> int:
    """For a mean to within ± `precision`: n₀ = (z·s/d)², n = n₀/(1 + n₀/N), rounded up."""
    least = (z(confidence) * deviation / precision) ** 2
    return _within(least / (1 + least / universe) if universe else least, universe)


def _within(least: Fraction, universe: int | None) -> int:
    return min(max(ceil(least), 1), universe or max(ceil(least), 1))


def discovery(*, confidence: Fraction, universe: int, occurrences: int) -> int:
    """To meet at least one of `occurrences` in the universe with that confidence."""
    return acceptance(confidence=confidence, universe=universe, occurrences=occurrences, allowed=0)


def acceptance(*, confidence: Fraction, universe: int, occurrences: int, allowed: int) -> int:
    """The least n for which a universe with `occurrences` shows `allowed` or fewer at most 1 - confidence of the time.

    Exact hypergeometric; the whole universe when nothing less will do.
    """
    rare = 1 - confidence
    return _least(lambda size: few(size, universe=universe, occurrences=occurrences, allowed=allowed) <= rare, universe)


def few(size: int, *, universe: int, occurrences: int, allowed: int) -> Fraction:
    """P(X ≤ allowed) of a sample without replacement, by whole numbers."""
    small, large = sorted((size, occurrences))  # the two may change places; so the binomials stay small
    ways = sum(comb(large, hit) * comb(universe - large, small - hit) for hit in range(min(allowed, small) + 1))
    return Fraction(ways, comb(universe, small))


def _least(enough: Callable[[int], bool], most: int) -> int:
    """The smallest size that is enough, by doubling, then halving; `most` when none is."""
    high = 1
    while high < most and not enough(high):
        high *= 2
    low, high = high // 2, min(high, most)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
