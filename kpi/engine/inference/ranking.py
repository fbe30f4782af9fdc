"""Ranks that do not say more than the figures do: whose intervals overlap is not told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.engine.inference.given import Unanswerable

Figure = float | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What is ranked: its figure with the interval it may lie in (equal to it where nothing was sampled)."""

    name: str
    figure: Figure
    lower: Figure
    upper: Figure


def ranks(placed: Sequence[Placed]) -> Mapping[str, int]:
    """1 + how many lie wholly above: clearly better ones alone push somebody down, so overlap shares a rank (并列).

    Raises Unanswerable for a name twice or a figure outside its interval.
    """
    if len({one.name for one in placed}) != len(placed):
        raise Unanswerable("名称不得重复。", "No name may be given twice.")
    for one in placed:
        if not one.lower <= one.figure <= one.upper:
            raise Unanswerable(f"{one.name} 的数值不在区间内。", f"{one.name}'s figure lies outside its interval.")
    return {one.name: 1 + sum(other.lower > one.upper for other in placed) for one in placed}


def by_figure(placed: Sequence[Placed]) -> tuple[str, ...]:
    """Names by their plain figures, the best first."""
    return tuple(one.name for one in sorted(placed, key=lambda one: (-one.figure, one.name)))


def by_lower(placed: Sequence[Placed]) -> tuple[str, ...]:
    """Names by what is certain of them, the best first."""
    return tuple(one.name for one in sorted(placed, key=lambda one: (-one.lower, one.name)))
