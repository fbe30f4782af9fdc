"""The clock as a strip: what was used, where it stood still, what is left. Lengths are per cent of the strip."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from vendors.tasks.clock.queries import ClockView, Stretch

USED, STOPPED, LATE, LEFT = "#1d5fbf", "#e0a73b", "#b93815", "#e4e7ec"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One piece: where it begins, how long, in which colour."""

    start: Decimal
    width: Decimal
    fill: str


def strips(view: ClockView) -> Sequence[Strip]:
    """The pieces of the present round, from left to right."""
    reading = view.reading
    pieces = [(one.days, _fill(one)) for one in view.stretches]
    over = max(-reading.left, 0)
    if over and pieces:
        pieces[-1] = (pieces[-1][0] - over, pieces[-1][1])
    pieces += [(over, LATE), (max(reading.left, 0), LEFT)]
    kept = [(days, fill) for days, fill in pieces if days > 0]
    whole = sum(days for days, _ in kept) or 1
    starts = [0, *accumulate(days for days, _ in kept)]
    return tuple(
        Strip(start=Decimal(100 * start) / whole, width=Decimal(100 * days) / whole, fill=fill)
        for start, (days, fill) in zip(starts, kept, strict=False)
    )


def _fill(one: Stretch) -> str:
    return USED if one.segment.running else STOPPED
