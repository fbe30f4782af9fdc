"""How many are drawn, by whole numbers: no binary fraction ever decides about a case."""

from collections.abc import Iterable
from decimal import Decimal

from vendors.draws.algorithm.frames import Unit


def ceiling(amount: int, ratio: Decimal) -> int:
    """Smallest whole number not below amount × ratio: 7 % of 100 is 7, never 8 (LZ Art.17)."""
    share, whole = ratio.as_integer_ratio()
    return -(-amount * share // whole)


def reaching(ordered: Iterable[Unit], target: int) -> int:
    """How many of the first units it takes until their amounts come to `target` (金额口径)."""
    taken = total = 0
    for unit in ordered:
        if total >= target:
            break
        total += unit.amount
        taken += 1
    return taken
