"""工作日历: a year as twelve months, the bureau's own days, and a deadline reckoned to try it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from markupsafe import Markup

from importers.registers.firming import firm_every_term, running_since
from server.reference.lists import asked
from server.reference.months import month, working_days
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.periods import local_date
from vendors.policy.actions import set_day
from vendors.policy.bureau import bureau
from vendors.policy.calendar import Deadline, bureau_calendar
from vendors.policy.calendar import deadline as reckoned
from vendors.policy.rows import Day, DayKind
from vendors.transaction import transaction

_LENGTH: Final = 5
_EARLIEST: Final = 2004
"""chinesecalendar knows no year before it."""
_LONGEST: Final = 250
_WORKS: Final = {"1": True, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarScreen:
    """`tried` is the deadline asked for, `trial` what was asked; `missing`: the year's notice is not loaded."""

    year: int
    months: Sequence[Markup]
    days: Sequence[Day]
    working: int | None
    start: date
    length: int
    tried: Deadline | None
    trial: Form
    form: Form
    today: date

    @property
    def missing(self) -> bool:
        return self.working is None


@get("/calendar", opt={"right": Right.VIEW_REFERENCE})
async def calendar(request: WebRequest) -> Page:
    return _page(request, Form())


@post("/calendar", opt={"right": Right.MANAGE_REFERENCE})
async def override(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "day", "works", "note", "source")
    who, at = actor(request), clock.now()
    read = Reading(form)
    day, works = read.day("day"), _WORKS.get(read.text("works"))
    note, source = read.text("note", required=False, longest=60), read.text("source", longest=200)
    if works is None:
        read.fault("works", Words("请从列表中选择。", "Choose from the list."))
    try:
        read.finish()
        if day is not None:
            await _set(day, works=bool(works), note=note, source=source, by=who, at=at)
    except Invalid as invalid:
        return _page(request, form.failed(invalid))
    said = Words("已调整；暂定的期限已重新计算。", "Changed; provisional terms are reckoned anew.")
    return see_other(request, f"/calendar?year={day.year if day else ''}", said=said)


async def _set(day: date, *, works: bool, note: str, source: str, by: Actor, at: datetime) -> None:
    """The day, and every term that leans on it, in one transaction."""
    before = bureau_calendar()
    async with transaction():
        since = await running_since(at=at)
        await set_day(day=day, works=works, note=note, source=source, by=by, at=at, running_since=since)
        await firm_every_term(before=before, at=at)


def _page(request: WebRequest, form: Form) -> Page:
    today = local_date(clock.now())
    year = _number(asked(request, "year"), otherwise=today.year, least=_EARLIEST, most=today.year + 5)
    start, length, trial = _trial(request, today)
    known = bureau_calendar()
    counts = [working_days(known, year, number) for number in range(1, 13)]
    screen = CalendarScreen(
        year=year,
        months=[month(known, year, number) for number in range(1, 13)],
        days=[one for one in bureau().days if one.day.year == year and one.kind == DayKind.OVERRIDE],
        working=None if None in counts else sum(number or 0 for number in counts),
        start=start,
        length=length,
        tried=None if trial.errors else reckoned(start, length),
        trial=trial,
        form=form,
        today=today,
    )
    return Page("reference/calendar.html", screen, status=422 if form.errors else 200)


def _trial(request: WebRequest, today: date) -> tuple[date, int, Form]:
    """The first day and the working days to try; what cannot be reckoned is told at its field."""
    form = Form(values={"start": asked(request, "start") or f"{today}", "days": asked(request, "days") or f"{_LENGTH}"})
    read = Reading(form)
    start, length = read.day("start"), read.whole("days")
    if length is not None and not 1 <= length <= _LONGEST:
        read.fault("days", Words(f"请填写 1 到 {_LONGEST} 之间的整数。", f"A whole number from 1 to {_LONGEST}."))
    try:
        read.finish()
    except Invalid as invalid:
        form = form.failed(invalid)
    return start or today, length or _LENGTH, form


def _number(text: str, *, otherwise: int, least: int, most: int) -> int:
    return min(max(int(text), least), most) if text.isascii() and text.isdigit() else otherwise


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (calendar, override)
