"""A year as twelve small drawings: every day with what it is, by shape and word, not by colour alone."""

from calendar import Calendar as Weeks
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from server.web.i18n import _
from vendors.policy.calendar import Calendar

_CELL, _HIGH, _TOP = 30, 24, 44
_WEEKS: Final = Weeks(firstweekday=0)
_SATURDAY: Final = 5
_INK, _MUTED, _OFF, _MADE, _LINE = "#1d2939", "#5d6b82", "#fdecea", "#e6f4ee", "#98a2b3"


def month(calendar: Calendar, year: int, number: int) -> Markup:
    """One month; its text alternative gives the number of working days."""
    weeks = _WEEKS.monthdatescalendar(year, number)
    wide, high = _CELL * 7 + 4, _TOP + _HIGH * len(weeks) + 4
    days = [day for week in weeks for day in week if day.month == number]
    told = _title(calendar, days)
    heads = "".join(
        f'<text x="{_CELL * place + 17}" y="36" font-size="11" text-anchor="middle" fill="{_MUTED}">'
        f"{escape(name)}</text>"
        for place, name in enumerate(_weekdays())
    )
    cells = "".join(
        _day(calendar, day, _CELL * place + 2, _TOP + _HIGH * row)
        for row, week in enumerate(weeks)
        for place, day in enumerate(week)
        if day.month == number
    )
    return Markup(  # noqa: S704 every text in it is escaped
        f'<svg role="img" aria-label="{escape(told)}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        f'<text x="4" y="18" font-size="14" font-weight="600" fill="{_INK}">{escape(told)}</text>{heads}{cells}</svg>'
    )


def working_days(calendar: Calendar, year: int, number: int) -> int | None:
    """How many of a month people work; None when that is not known."""
    days = [day for day in _WEEKS.itermonthdates(year, number) if day.month == number]
    known = [calendar.is_working_day(day) for day in days]
    return None if None in known else sum(bool(works) for works in known)


def _title(calendar: Calendar, days: list[date]) -> str:
    number = working_days(calendar, days[0].year, days[0].month)
    month_ = days[0].month
    if number is None:
        return _("%(month)s 月　暂定", month=month_)
    return _("%(month)s 月　%(n)s 个工作日", month=month_, n=number)


def _day(calendar: Calendar, day: date, left: int, top: int) -> str:
    works, weekend = calendar.is_working_day(day), day.weekday() >= _SATURDAY
    special = works is not None and works == weekend
    fill = (_MADE if works else _OFF) if special else "none"
    word = (_("班") if works else _("休")) if special else ("?" if works is None else "")
    ink = _INK if works or (works is None and not weekend) else _MUTED
    dash = ' stroke-dasharray="2 2"' if works is None else ""
    edge = _LINE if special or works is None else "none"
    own = ' font-weight="700" text-decoration="underline"' if day in calendar.days else ""
    return (
        f'<rect x="{left}" y="{top}" width="{_CELL - 3}" height="{_HIGH - 3}" rx="4" fill="{fill}"'
        f' stroke="{edge}"{dash}/>'
        f'<text x="{left + 11}" y="{top + 15}" font-size="12" text-anchor="middle" fill="{ink}"{own}>{day.day}</text>'
        f'<text x="{left + 22}" y="{top + 10}" font-size="9" text-anchor="middle" fill="{_INK}">{escape(word)}</text>'
    )


def _weekdays() -> tuple[str, ...]:
    return (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))
