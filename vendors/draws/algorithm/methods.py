"""The ways units come out of a frame, each given its frame and what it needs, all chance from `generator`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import accumulate, pairwise
from typing import Final

from vendors.draws.algorithm.frames import Unit
from vendors.draws.algorithm.generator import below, in_order, tickets

PICK: Final = "pick"
ORDER: Final = "order"
START: Final = "start"


def by_stratum(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """The frame cut into strata, by name."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[unit[1]].append(unit)
    return dict(sorted(found.items()))


def first(units: Sequence[Unit], size: int, *, seed: str) -> list[Unit]:
    """The units with the lowest tickets, lowest first: simple random sampling without replacement."""
    ticket = tickets(seed, PICK)
    ranked = [(ticket(unit[0]), unit) for unit in units]
    return [unit for _, unit in (nsmallest(size, ranked) if size < len(ranked) else sorted(ranked))]


def stratified(strata: Mapping[str, Sequence[Unit]], sizes: Mapping[str, int], *, seed: str) -> list[Unit]:
    """Simple random sampling inside each stratum, stratum after stratum."""
    return [unit for name, units in strata.items() for unit in first(units, sizes.get(name, 0), seed=seed)]


def systematic(ordered: Sequence[Unit], size: int, *, seed: str) -> list[Unit]:
    """Every N/n-th of the given order from a random start: places floor((r + kN) / n), r uniform in 0 … N-1."""
    if not size:
        return []
    start = below(len(ordered), seed=seed, label=START)
    return [ordered[(start + step * len(ordered)) // size] for step in range(size)]


def certainties(units: Sequence[Unit], size: int) -> list[Unit]:
    """Units taken with certainty: n·x ≥ X, looked for anew in the rest until there is none; largest first."""
    taken: list[Unit] = []
    rest = sorted((unit for unit in units if unit.amount), key=lambda unit: (-unit.amount, unit.id))
    total = sum(unit.amount for unit in rest)
    for unit in rest:  # the largest of the rest decides: where it is not certain nothing smaller is
        if (size - len(taken)) * unit.amount < total or len(taken) == size:
            break
        taken.append(unit)
        total -= unit.amount
    return taken


def by_amount(units: Sequence[Unit], size: int, *, seed: str) -> tuple[list[Unit], list[Unit]]:
    """Probability proportional to amount, without replacement: (taken with certainty, drawn).

    Of the rest (n of them from amounts summing to X) every unit comes in with probability exactly n·x/X: laid end to
    end in random order, each n·x long, those are drawn that cover the points r + kX, r uniform in 0 … X-1.
    Units without an amount are never drawn.
    """
    certain = certainties(units, size)
    known = {unit.id for unit in certain}
    rest = {unit.id: unit for unit in units if unit.amount and unit.id not in known}
    count = size - len(certain)
    if not count or not rest:
        return certain, []
    laid = [rest[unit] for unit in in_order(rest, seed=seed, label=ORDER)]
    start = below(sum(unit.amount for unit in laid), seed=seed, label=START)
    return certain, hit(laid, count, start)


def hit(laid: Sequence[Unit], count: int, start: int) -> list[Unit]:
    """The units, laid end to end, each n·x long, that cover a point start + kX."""
    step = sum(unit.amount for unit in laid)
    edges = pairwise(accumulate((count * unit.amount for unit in laid), initial=0))
    return [
        unit
        for unit, (left, right) in zip(laid, edges, strict=True)
        if (right - 1 - start) // step > (left - 1 - start) // step
    ]
