from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from vendors.draws.algorithm.frames import Unit
from vendors.draws.algorithm.methods import by_amount, certainties, hit

AMOUNTS = (10, 20, 30, 40, 50, 60, 70, 80, 90, 550)
amounts = st.lists(st.integers(0, 200), min_size=1, max_size=12).filter(any)


def units(values: tuple[int, ...] | list[int]) -> list[Unit]:
    return [Unit(f"V{place:02d}", "", amount) for place, amount in enumerate(values)]


def probabilities(values: list[int], size: int) -> list[Fraction]:
    """n·x/X of what is left when the certain ones are out; 1 for those."""
    frame = units(values)
    certain = {unit.id for unit in certainties(frame, size)}
    rest = sum(unit.amount for unit in frame if unit.id not in certain)
    left = size - len(certain)
    return [Fraction(1) if unit.id in certain else Fraction(left * unit.amount, rest or 1) for unit in frame]


@given(amounts, st.data())
def test_over_every_start_each_comes_in_exactly_as_often_as_it_should(values: list[int], data: st.DataObject) -> None:
    """Exact, not by chance: the share of the X starts at which a unit is hit is n·x/X."""
    size = data.draw(st.integers(1, sum(value > 0 for value in values)))
    certain = certainties(units(values), size)
    laid = [unit for unit in units(values) if unit.amount and unit not in certain]
    starts, hits = sum(unit.amount for unit in laid) or 1, Counter[str]()
    for start in range(starts):
        drawn = hit(laid, size - len(certain), start) if laid else []
        assert len(certain) + len(drawn) == size
        hits.update(unit.id for unit in (*certain, *drawn))
    for unit, share in zip(units(values), probabilities(values, size), strict=True):
        assert Fraction(hits[unit.id], starts) == share


def test_ten_thousand_draws_come_in_by_their_probabilities() -> None:
    """Within four standard deviations each; V09 has more than its share and is certain."""
    hits: Counter[str] = Counter()
    for seed in range(10_000):
        certain, drawn = by_amount(units(AMOUNTS), 4, seed=str(seed))
        hits.update(unit.id for unit in (*certain, *drawn))
    for unit, share in zip(units(AMOUNTS), probabilities(list(AMOUNTS), 4), strict=True):
        expected, spread = float(share) * 10_000, (10_000 * float(share) * (1 - float(share))) ** 0.5
        assert abs(hits[unit.id] - expected) <= 4 * spread, unit


def test_certain_ones_are_looked_for_again_and_again() -> None:
    """3 of 100, 60, 5, 5: 100·3 ≥ 170; then 60·2 ≥ 70; then 5·1 < 10."""
    assert [unit.amount for unit in certainties(units((5, 60, 100, 5)), 3)] == [100, 60]


@given(amounts, st.integers(1, 12), st.text("0123456789", min_size=1, max_size=4))
def test_a_unit_without_an_amount_is_never_drawn(values: list[int], size: int, seed: str) -> None:
    certain, drawn = by_amount(units(values), min(size, sum(value > 0 for value in values)), seed=seed)
    found = [*certain, *drawn]
    assert all(unit.amount for unit in found)
    assert len({unit.id for unit in found}) == len(found)
