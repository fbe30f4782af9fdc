from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.draws.algorithm.frames import Unit
from vendors.draws.algorithm.sizes import ceiling, reaching

ratios = st.decimals(Decimal("0.0001"), Decimal(1), places=4)


@pytest.mark.parametrize(
    ("population", "size"), [(340, 17), (338, 17), (471, 24), (20, 1), (21, 2), (1993, 100), (0, 0)]
)
def test_five_per_cent_is_rounded_up_to_whole_cases(population: int, size: int) -> None:
    assert ceiling(population, Decimal("0.05")) == size


def test_seven_per_cent_of_a_hundred_is_seven_where_floats_say_eight() -> None:
    assert ceil(100 * 0.07) == 8
    assert ceiling(100, Decimal("0.07")) == 7


@given(st.integers(0, 10**9), ratios)
def test_the_size_is_the_least_that_reaches_the_ratio(population: int, ratio: Decimal) -> None:
    size = ceiling(population, ratio)
    assert size >= population * ratio > size - 1


@given(st.lists(st.integers(0, 1000), min_size=1), ratios)
def test_by_amount_no_unit_more_is_taken_than_it_needs(amounts: list[int], ratio: Decimal) -> None:
    units = [Unit(str(place), "", amount) for place, amount in enumerate(amounts)]
    target = ceiling(sum(amounts), ratio)
    taken = reaching(units, target)
    assert sum(amounts[:taken]) >= target
    assert taken == 0 or sum(amounts[: taken - 1]) < target
