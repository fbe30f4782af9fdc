from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.periods import Period, at_local, end_of_day, local_date

periods = st.sampled_from([("M", 12), ("Q", 4), ("H", 2), ("Y", 1)]).flatmap(
    lambda kind: st.builds(Period, st.integers(2000, 2099), st.just(kind[0]), st.integers(1, kind[1]))
)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(periods)
def test_a_period_reads_back_as_it_is_written(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert period.zh.startswith(f"{period.year}年")
    assert str(period.year) in period.en


@given(periods)
def test_periods_follow_each_other_without_gap(period: Period) -> None:
    assert period.previous.ends_on + timedelta(days=1) == period.starts_on
    assert (period.months[0].starts_on, period.months[-1].ends_on) == (period.starts_on, period.ends_on)


@given(days)
def test_each_day_lies_in_its_quarter(day: date) -> None:
    assert day in Period.quarter_of(day)
    assert day not in Period.quarter_of(day).previous


@given(days)
def test_a_shanghai_day_is_the_same_from_first_to_last_instant(day: date) -> None:
    assert local_date(at_local(day, hour=0)) == day
    assert local_date(end_of_day(day)) == day
    assert local_date(end_of_day(day) + timedelta(microseconds=1)) == day + timedelta(days=1)


def test_midnight_in_shanghai_is_four_in_the_afternoon_in_greenwich() -> None:
    assert local_date(datetime(2026, 9, 30, 16, 0, tzinfo=UTC)) == date(2026, 10, 1)


@pytest.mark.parametrize(("text", "written"), [("2026-09", "2026M09"), (" 2026q3 ", "2026Q3"), ("2026H2", "2026H2")])
def test_spellings_people_use_are_understood(text: str, written: str) -> None:
    assert str(Period.parse(text)) == written


@pytest.mark.parametrize("text", ["2026Q5", "2026-13", "2026M00", "Q3", "", "2026Q", "0000Q1", "0001Q1"])
def test_a_period_that_is_none_is_refused_with_the_spellings(text: str) -> None:
    with pytest.raises(ValueError, match="2026Q3"):
        Period.parse(text)
