from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.policy.calendar import Calendar, YearNotice, packaged_calendar
from vendors.tasks.clock.reckoning import Cause, Segment, read_clock, reckon

CALENDAR = packaged_calendar()
SPRING = YearNotice(year=2027, source="国办通知", holidays=frozenset({date(2027, 1, 1)}), workdays=frozenset())
KNOWN = Calendar({**CALENDAR.notices, 2027: SPRING})


def issued(on: date, days: int) -> Segment:
    return Segment(cause=Cause.ISSUED, running=True, began_on=on, days=days)


def stopped(segments: list[Segment], *, on: date) -> list[Segment]:
    pause = Segment(cause=Cause.PAUSED, running=False, began_on=on)
    return [*segments[:-1], replace(segments[-1], ended_on=on), pause]


def resumed(segments: list[Segment], *, on: date) -> list[Segment]:
    again = Segment(cause=Cause.RESUMED, running=True, began_on=on)
    return [*segments[:-1], replace(segments[-1], ended_on=on), again]


@pytest.mark.parametrize(
    ("start", "days", "ends"),
    [
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 4, 30), 3, date(2026, 5, 8)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
    ],
)
def test_the_table_of_deadlines_holds_to_the_day(start: date, days: int, ends: date) -> None:
    due = reckon([issued(start, days)], CALENDAR)
    assert due is not None
    assert (due.on, due.provisional) == (ends, False)


def test_a_deadline_over_new_year_without_a_calendar_is_provisional_and_firm_with_one() -> None:
    segments = [issued(date(2026, 12, 28), 5)]
    guessed, known = reckon(segments, CALENDAR), reckon(segments, KNOWN)
    assert guessed is not None
    assert known is not None
    assert guessed.provisional
    assert (known.on, known.provisional) == (date(2027, 1, 5), False)


def test_days_counted_in_a_year_without_a_calendar_keep_the_deadline_provisional() -> None:
    segments = stopped([issued(date(2026, 12, 28), 10)], on=date(2027, 1, 4))
    due = reckon(resumed(segments, on=date(2027, 1, 8)), CALENDAR)
    assert due is not None
    assert due.provisional
    firm = reckon(resumed(segments, on=date(2027, 1, 8)), KNOWN)
    assert firm is not None
    assert not firm.provisional


def test_a_stopped_clock_has_no_deadline_and_uses_no_day() -> None:
    segments = stopped([issued(date(2026, 9, 18), 5)], on=date(2026, 9, 22))
    late = read_clock(segments, CALENDAR, today=date(2026, 10, 20))
    assert (late.due, late.used, late.left, late.stopped_since) == (None, 3, 2, date(2026, 9, 22))


def test_the_clock_goes_on_with_the_days_that_were_left() -> None:
    segments = stopped([issued(date(2026, 9, 18), 5)], on=date(2026, 9, 22))
    due = reckon(resumed(segments, on=date(2026, 9, 30)), CALENDAR)
    assert due is not None
    assert due.on == date(2026, 10, 9)


def test_stopped_on_the_last_day_it_ends_the_day_it_resumes() -> None:
    segments = stopped([issued(date(2026, 9, 18), 5)], on=date(2026, 9, 24))
    due = reckon(resumed(segments, on=date(2026, 10, 12)), CALENDAR)
    assert due is not None
    assert due.on == date(2026, 10, 12)


def test_an_extension_counts_from_the_day_it_ends_and_not_from_the_day_it_is_given() -> None:
    first = replace(issued(date(2026, 9, 18), 5), ended_on=date(2026, 9, 22))
    more = Segment(cause=Cause.EXTENDED, running=True, began_on=date(2026, 9, 22), days=3)
    due = reckon([first, more], CALENDAR)
    assert due == CALENDAR.deadline(date(2026, 9, 18), 8)


def test_a_clock_that_never_started_has_no_reading() -> None:
    with pytest.raises(ValueError, match="never started"):
        reckon([], CALENDAR)


starts = st.dates(date(2025, 12, 20), date(2026, 11, 1))
gaps = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20)), max_size=4)


@given(starts, st.integers(1, 40), gaps)
def test_pausing_and_resuming_never_loses_or_gains_a_working_day(
    start: date, days: int, stops: list[tuple[int, int]]
) -> None:
    segments, on = [issued(start, days)], start
    for run, rest in stops:
        due = reckon(segments, CALENDAR)
        assert due is not None
        pause = min(on + timedelta(days=run), due.on)
        on = pause + timedelta(days=rest)
        segments = resumed(stopped(segments, on=pause), on=on)
    due = reckon(segments, CALENDAR)
    assert due is not None
    assert sum(one.used(CALENDAR, until=due.on) for one in segments) == days


@given(starts, st.integers(1, 40), st.integers(0, 30))
def test_a_stop_that_ends_the_day_it_begins_changes_nothing(start: date, days: int, run: int) -> None:
    due = reckon([issued(start, days)], CALENDAR)
    assert due is not None
    day = min(start + timedelta(days=run), due.on)
    again = reckon(resumed(stopped([issued(start, days)], on=day), on=day), CALENDAR)
    assert again is not None
    assert again.on == due.on
