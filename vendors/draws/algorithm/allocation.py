"""How a sample is spread over strata: whole numbers, largest remainders, the same on every machine."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from typing import Final

from vendors.draws.algorithm.frames import Unit

_FINE: Final = 10**6


@dataclass(slots=True)
class Tally:
    """A stratum: how many units, their amounts, and the amounts' squares."""

    size: int = 0
    amount: int = 0
    squares: int = 0


def tallies(units: Iterable[Unit]) -> dict[str, Tally]:
    """The strata of a frame by name, in order of code points."""
    found: dict[str, Tally] = defaultdict(Tally)
    for _, stratum, amount in units:
        tally = found[stratum]
        tally.size += 1
        tally.amount += amount
        tally.squares += amount * amount
    return dict(sorted(found.items()))


def neyman_weights(strata: Mapping[str, Tally], given: Mapping[str, Decimal]) -> dict[str, int]:
    """N·S of each stratum in millionths, rounded down; S is given, else computed with N - 1 from the amounts."""
    return {
        name: int(tally.size * given[name] * _FINE) if name in given else _spread(tally)
        for name, tally in strata.items()
    }


def _spread(tally: Tally) -> int:
    """floor(10⁶ · N · S) by integers alone: (N·S)² = N · (N·Σx² - (Σx)²) / (N - 1). One unit has no spread."""
    if tally.size == 1:
        return 0
    square = tally.size * (tally.size * tally.squares - tally.amount**2) * _FINE**2
    return isqrt(square // (tally.size - 1))


def allocate(size: int, *, weights: Mapping[str, int], room: Mapping[str, int], least: int = 0) -> dict[str, int]:
    """Spread `size` in proportion to `weights`, no stratum beyond its `room` nor (with `least` 1) without one.

    Strata whose share falls short of `least` get that, else those whose share reaches their room are taken whole, and
    the rest is spread anew over the others; fractions go to the largest remainders, ties to the larger room, then to
    the name that comes first. What is left then goes to the strata with room, likewise (by room when none of them has
    weight). ValueError when `size` exceeds the room or is too small for one each.
    """
    if not least * len(room) <= size <= sum(room.values()):
        msg = f"{size} cannot be spread over {dict(room)} with at least {least} each"
        raise ValueError(msg)
    fixed: dict[str, int] = {}
    rest, still_open = size, dict(weights)
    while still_open and (settled := _settled(rest, still_open, room, least)):
        fixed |= settled
        rest -= sum(settled.values())
        still_open = {name: weight for name, weight in still_open.items() if name not in settled}
    fixed |= _rounded(rest, still_open, room)
    left = size - sum(fixed.values())
    if left:
        spare = {name: room[name] - taken for name, taken in fixed.items() if taken < room[name]}
        wanting = {name: weights[name] for name in spare}
        more = allocate(left, weights=wanting if any(wanting.values()) else spare, room=spare)
        fixed |= {name: fixed[name] + added for name, added in more.items()}
    return {name: fixed[name] for name in sorted(fixed)}


def _settled(rest: int, weights: Mapping[str, int], room: Mapping[str, int], least: int) -> dict[str, int]:
    """Strata whose share of `rest` lies outside what they may get: short ones, else full ones."""
    total = sum(weights.values())
    if total == 0:
        return dict.fromkeys(weights, least)
    short = {name: least for name, weight in weights.items() if rest * weight < least * total}
    return short or {name: room[name] for name, weight in weights.items() if rest * weight >= room[name] * total}


def _rounded(size: int, weights: Mapping[str, int], room: Mapping[str, int]) -> dict[str, int]:
    """Largest remainders."""
    total = sum(weights.values())
    if not total:
        return {}
    parts = {name: divmod(size * weight, total) for name, weight in weights.items()}
    short = size - sum(whole for whole, _ in parts.values())
    ranked = sorted(parts, key=lambda name: (-parts[name][1], -room[name], name))
    return {name: parts[name][0] + (place < short) for place, name in enumerate(ranked)}
