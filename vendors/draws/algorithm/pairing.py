"""双随机: which people go to which object. Barred pairs (回避) are out before chance has its turn."""

from collections.abc import Collection, Sequence

from vendors.draws.algorithm.generator import in_order

Pair = tuple[str, str]


def eligible(unit: str, people: Sequence[str], barred: Collection[Pair]) -> list[str]:
    """Those who may go to the object."""
    return [person for person in people if (unit, person) not in barred]


def understaffed(units: Sequence[str], people: Sequence[str], barred: Collection[Pair], *, each: int) -> list[str]:
    """Objects of the whole frame with fewer than `each` eligible people: while there is one, nothing is drawn."""
    fewest = {unit: len(people) for unit in units}
    for unit, person in barred:
        if unit in fewest and person in people:
            fewest[unit] -= 1
    return [unit for unit, left in fewest.items() if left < each]


def partners(unit: str, people: Sequence[str], barred: Collection[Pair], *, each: int, seed: str) -> list[str]:
    """`each` people by the lowest tickets of the label `partner:` + object id, lowest first."""
    return in_order(eligible(unit, people, barred), seed=seed, label=f"partner:{unit}")[:each]
