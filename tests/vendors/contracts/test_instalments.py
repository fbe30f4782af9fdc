from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.contracts.instalments import assessed_periods, cut, plan, share, slices, spread
from vendors.contracts.supplement_rules import must_stay_within, room_left
from vendors.errors import Gate
from vendors.periods import Period

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
ratios = st.decimals(0, 1, places=4)
starts = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_the_worked_example_falls_into_four_equal_quarters() -> None:
    found = plan(amount_fen=480_000_00, linked_ratio=Decimal("0.2"), instalments=4, starts_on=YEAR[0], ends_on=YEAR[1])
    assert {(one.fixed_fen, one.linked_fen) for one in found} == {(96_000_00, 24_000_00)}
    assert [assessed_periods(one.covers_from, one.covers_to) for one in found] == [
        (Period(2026, "Q", number),) for number in (1, 2, 3, 4)
    ]


@given(st.integers(0, 10**14), st.integers(1, 60))
def test_the_last_instalment_takes_the_rest(total: int, parts: int) -> None:
    shares = [share(total, number, parts) for number in range(1, parts + 1)]
    assert sum(shares) == total
    assert len(set(shares[:-1])) <= 1
    assert shares[-1] >= shares[0] >= 0


@given(st.integers(0, 10**14), ratios, st.integers(1, 60), starts, st.integers(0, 1095))
def test_a_plan_is_exactly_the_amount_whatever_the_ratio(
    amount: int, ratio: Decimal, parts: int, begins: date, days: int
) -> None:
    found = plan(
        amount_fen=amount, linked_ratio=ratio, instalments=parts, starts_on=begins, ends_on=begins + timedelta(days)
    )
    assert sum(one.fixed_fen + one.linked_fen for one in found) == amount
    assert all(one.fixed_fen >= 0 and one.linked_fen >= 0 for one in found)


@given(starts, st.integers(0, 1095), st.integers(1, 60))
def test_the_stretches_cover_the_term_in_order(begins: date, days: int, parts: int) -> None:
    ends = begins + timedelta(days)
    found = slices(begins, ends, parts)
    assert (len(found), found[0][0], found[-1][1]) == (parts, begins, ends)
    assert all(first <= last for first, last in found)


def test_two_instalments_a_year_hang_on_two_quarters_each_and_monthly_ones_on_the_quarter_they_lie_in() -> None:
    (first, _) = slices(*YEAR, 2)
    assert assessed_periods(*first) == (Period(2026, "Q", 1), Period(2026, "Q", 2))
    monthly = slices(*YEAR, 12)
    assert assessed_periods(*monthly[4]) == (Period(2026, "Q", 2),)
    assert spread(101, assessed_periods(*first)) == ((Period(2026, "Q", 1), 50), (Period(2026, "Q", 2), 51))


@given(st.integers(1, 10**13), ratios)
def test_the_tenth_itself_may_be_added_and_one_fen_more_not(original: int, ratio: Decimal) -> None:
    room = room_left(original_fen=original, earlier_fen=0, ratio=ratio)
    assert room <= original * ratio < room + 1
    must_stay_within(original_fen=original, earlier_fen=room // 3, added_fen=room - room // 3, ratio=ratio)
    with pytest.raises(Gate) as caught:
        must_stay_within(original_fen=original, earlier_fen=room // 3, added_fen=room - room // 3 + 1, ratio=ratio)
    assert caught.value.gate == "supplement_ratio"


@given(st.integers(0, 10**14), ratios, starts, st.integers(0, 400), st.integers(1, 400))
def test_a_stretch_cut_to_the_day_never_pays_more_than_its_days(
    amount: int, ratio: Decimal, begins: date, first: int, more: int
) -> None:
    ends = begins + timedelta(days=first + more)
    (whole,) = plan(amount_fen=amount, linked_ratio=ratio, instalments=1, starts_on=begins, ends_on=ends)
    left = cut(whole, begins + timedelta(days=first))
    due = Decimal(amount) * (first + 1) / (first + more + 1)
    assert abs(left.fixed_fen + left.linked_fen - due) <= Decimal("0.5")
    assert 0 <= left.linked_fen <= whole.linked_fen
    assert left.fixed_fen >= 0
    assert cut(whole, ends) == whole
