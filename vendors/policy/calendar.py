"""Working days by the State Council's yearly notice, 调休 respected.

A day is what the bureau's own rows say; else its year is known from data/calendar.toml, from chinesecalendar, or from
the notice the bureau has loaded. Beyond them only weekdays can be assumed, and every answer that leans on the
assumption says so (暂定).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import Final

import chinese_calendar

from vendors.policy.bureau import bureau
from vendors.policy.rows import Bureau, Unfit

_DAY: Final = timedelta(days=1)
_MONDAY_TO_FRIDAY: Final = range(5)
LONGEST_TERM: Final = 10_000
"""Working days; what is longer is a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day of a term; it ends with that day in Shanghai. `provisional` (暂定): a year's notice is missing."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearNotice:
    """One year's notice: days off, weekends made up, and where it stands."""

    year: int
    source: str
    holidays: frozenset[date]
    workdays: frozenset[date]

    def works(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() in _MONDAY_TO_FRIDAY and day not in self.holidays)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bureau's calendar: its own days first, then `notices`, then the packaged library, then the `years` it knows.

    `days` say whether people work; `years` are those whose other days are plain weekdays and weekends.
    """

    notices: Mapping[int, YearNotice]
    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool | None:
        """Whether people work that day; None when no notice is known for its year."""
        if day in self.days:
            return self.days[day]
        notice = self.notices.get(day.year)
        if notice:
            return notice.works(day)
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() in _MONDAY_TO_FRIDAY if day.year in self.years else None

    def deadline(self, start: date, days: int) -> Deadline:
        """`days` working days after `start`, which is not counted (民法典 Art.201). Unfit below 1 and beyond reason."""
        if not 1 <= days <= LONGEST_TERM:
            raise Unfit(
                f"期限应为 1 到 {LONGEST_TERM} 个工作日，现为 {days}。",
                f"A term has at least one working day and at most {LONGEST_TERM}, not {days}.",
            )
        day, left, provisional = start, days, False
        while left:
            day += _DAY
            works = self.is_working_day(day)
            provisional = provisional or works is None
            left -= day.weekday() in _MONDAY_TO_FRIDAY if works is None else works
        return Deadline(on=day, provisional=provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when `end` is not later."""
        days = (start + _DAY * count for count in range(1, (end - start).days + 1))
        return sum(self._assumed(day) for day in days)

    def _assumed(self, day: date) -> bool:
        works = self.is_working_day(day)
        return day.weekday() in _MONDAY_TO_FRIDAY if works is None else works


def read_calendar(text: str) -> Calendar:
    """A calendar from TOML in the shape of data/calendar.toml."""
    notices = (
        YearNotice(
            year=row["year"],
            source=row["source"],
            holidays=frozenset(row["holidays"]),
            workdays=frozenset(row["workdays"]),
        )
        for row in tomllib.loads(text).get("year", [])
    )
    return Calendar({notice.year: notice for notice in notices})


@cache
def packaged_calendar() -> Calendar:
    return read_calendar(resources.files("vendors.policy").joinpath("data/calendar.toml").read_text("utf-8"))


@lru_cache(maxsize=4)
def calendar_of(rules: Bureau) -> Calendar:
    """The packaged calendar under one version of the bureau's days."""
    return Calendar(packaged_calendar().notices, rules.works, rules.years)


def bureau_calendar() -> Calendar:
    """The calendar of this request."""
    return calendar_of(bureau())


def is_working_day(day: date) -> bool | None:
    return bureau_calendar().is_working_day(day)


def deadline(start: date, days: int) -> Deadline:
    """`days` working days after `start`, which is not counted."""
    return bureau_calendar().deadline(start, days)


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`."""
    return bureau_calendar().working_days_between(start, end)
