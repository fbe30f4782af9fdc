from decimal import Decimal
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.draws.algorithm.allocation import allocate, neyman_weights, tallies
from vendors.draws.algorithm.frames import Unit

rooms = st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=2), st.integers(1, 300), min_size=1, max_size=8)


def test_proportional_by_largest_remainders() -> None:
    """10 of 100 by 47 : 33 : 20 is 4.7, 3.3, 2.0: the one left over goes to the largest remainder."""
    room = {"甘州": 47, "山丹": 33, "民乐": 20}
    assert allocate(10, weights=room, room=room) == {"甘州": 5, "山丹": 3, "民乐": 2}


def test_a_tie_goes_to_the_larger_stratum_then_to_the_earlier_name() -> None:
    room = {"B": 5, "A": 5, "C": 15}
    assert allocate(5, weights=room, room=room) == {"A": 1, "B": 1, "C": 3}
    even = {"B": 3, "A": 3}
    assert allocate(3, weights=even, room=even) == {"A": 2, "B": 1}


def test_at_least_one_of_each_takes_from_the_large() -> None:
    room = {"大": 980, "中": 15, "小": 5}
    assert allocate(10, weights=room, room=room) == {"中": 0, "大": 10, "小": 0}
    assert allocate(10, weights=room, room=room, least=1) == {"中": 1, "大": 8, "小": 1}


def test_neyman_sends_more_where_amounts_differ_more() -> None:
    """N·S with N - 1: two strata of ten, amounts 0/100 and 0/10 alternating, spread ten to one."""
    units = [Unit(f"a{n}", "宽", 100 * (n % 2)) for n in range(10)] + [
        Unit(f"b{n}", "窄", 10 * (n % 2)) for n in range(10)
    ]
    weights = neyman_weights(tallies(units), {})
    assert weights["宽"] == isqrt(10 * (10 * 50_000 - 500**2) * 10**12 // 9)
    assert allocate(4, weights=weights, room={"宽": 10, "窄": 10}) == {"宽": 4, "窄": 0}
    assert allocate(4, weights=weights, room={"宽": 10, "窄": 10}, least=1) == {"宽": 3, "窄": 1}


def test_given_deviations_come_before_computed_ones() -> None:
    strata = tallies([Unit("1", "A", 5), Unit("2", "A", 9), Unit("3", "B", 1), Unit("4", "B", 1)])
    assert neyman_weights(strata, {"B": Decimal("2.5")})["B"] == 5_000_000
    assert neyman_weights(strata, {})["B"] == 0


def test_a_full_stratum_passes_the_rest_on_by_weight() -> None:
    room = {"A": 2, "B": 100, "C": 100}
    assert allocate(32, weights={"A": 1000, "B": 1, "C": 2}, room=room, least=1) == {"A": 2, "B": 10, "C": 20}


def test_what_has_no_weight_comes_last() -> None:
    assert allocate(5, weights={"A": 7, "B": 0}, room={"A": 3, "B": 9}) == {"A": 3, "B": 2}
    assert allocate(2, weights={"A": 0, "B": 0}, room={"A": 3, "B": 9}) == {"A": 0, "B": 2}


@given(rooms, st.data())
def test_it_adds_up_and_nothing_is_overdrawn(room: dict[str, int], data: st.DataObject) -> None:
    least = data.draw(st.integers(0, 1))
    size = data.draw(st.integers(least * len(room), sum(room.values())))
    weights = {name: data.draw(st.integers(0, 10**6)) for name in room}
    found = allocate(size, weights=weights, room=room, least=least)
    assert sum(found.values()) == size
    assert all(least <= found[name] <= room[name] for name in room)


@given(rooms, st.data())
def test_proportional_shares_are_off_by_less_than_one(room: dict[str, int], data: st.DataObject) -> None:
    size = data.draw(st.integers(0, sum(room.values())))
    found = allocate(size, weights=room, room=room)
    assert all(abs(found[name] * sum(room.values()) - size * room[name]) < sum(room.values()) for name in room)


def test_too_much_or_too_little_is_no_allocation() -> None:
    for size in (1, 7):
        with pytest.raises(ValueError, match="cannot be spread"):
            allocate(size, weights={"A": 3, "B": 3}, room={"A": 3, "B": 3}, least=1)
