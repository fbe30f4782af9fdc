from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.policy.calendar import deadline, is_working_day, read_calendar, working_days_between

DAYS_2026 = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 4, 30), 3, date(2026, 5, 8)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
    ],
)
def test_deadlines_of_the_bureaus_own_table(start: date, days: int, end: date) -> None:
    found = deadline(start, days)
    assert (found.on, found.provisional) == (end, False)


def test_a_deadline_into_a_year_without_notice_assumes_weekdays_and_says_so() -> None:
    found = deadline(date(2026, 12, 28), 5)
    assert (found.on, found.provisional) == (date(2027, 1, 4), True)


def test_the_last_deadline_inside_the_known_year_is_firm() -> None:
    assert not deadline(date(2026, 12, 28), 3).provisional


def test_2026_has_248_working_days_month_by_month() -> None:
    months = [sum(bool(is_working_day(day)) for day in DAYS_2026 if day.month == month) for month in range(1, 13)]
    assert months == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]


def test_years_before_the_packaged_notices_come_from_the_library() -> None:
    assert is_working_day(date(2025, 10, 8)) is False
    assert is_working_day(date(2025, 10, 11)) is True


def test_a_day_of_an_unknown_year_is_neither() -> None:
    assert is_working_day(date(2027, 3, 1)) is None


def test_a_loaded_notice_makes_the_next_year_known() -> None:
    calendar = read_calendar(
        '[[year]]\nyear = 2027\nsource = "通知"\nholidays = [2027-01-01]\nworkdays = [2027-01-02]\n'
    )
    found = calendar.deadline(date(2026, 12, 28), 5)
    assert (found.on, found.provisional) == (date(2027, 1, 4), False)
    assert calendar.deadline(date(2026, 12, 31), 1).on == date(2027, 1, 2)


def test_a_term_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        deadline(date(2026, 7, 6), 0)


@given(start=st.dates(date(2024, 1, 1), date(2028, 12, 31)), days=st.integers(1, 60))
def test_a_deadline_lies_exactly_so_many_working_days_on(start: date, days: int) -> None:
    found = deadline(start, days)
    assert working_days_between(start, found.on) == days
    assert working_days_between(start, found.on - timedelta(days=1)) == days - 1


@given(start=st.dates(date(2024, 1, 1), date(2028, 12, 31)), days=st.integers(1, 60))
def test_a_later_start_never_ends_earlier(start: date, days: int) -> None:
    assert deadline(start + timedelta(days=1), days).on >= deadline(start, days).on
