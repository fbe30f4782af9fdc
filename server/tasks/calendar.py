"""报送日历: every report the contracts owe and every deliverable of the tasks, by due day; late ones in red."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get

from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, label, words
from server.web.listing import listing
from server.web.pages import Page
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.contracts.queries import contracts, reports_due
from vendors.errors import Words
from vendors.periods import Period, local_date
from vendors.tasks.deliverables.queries import DeliverableView, due_between

_SPANS: Final = ("M", "Q", "Y")
_FIELDS: Final = (
    Field("截止日期", 12),
    Field("种类", 16),
    Field("内容", 40),
    Field("承办机构", 24),
    Field("合同/任务", 18),
    Field("交付日期", 12),
    Field("状态", 12),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One line of the calendar. `href` opens the contract or the task."""

    due_on: date
    provisional: bool
    kind: str
    title: str
    vendor: int
    vendor_name: str
    number: str
    href: str
    done_on: date | None
    state: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarScreen:
    """What is owed in a month, a quarter or a year."""

    period: Period
    days: Sequence[tuple[date, Sequence[Owed]]]
    today: date
    only_late: bool
    total: int
    late: int
    done: int
    spans: Sequence[tuple[str, Period]]

    @property
    def following(self) -> Period:
        kind = self.period.kind
        last = {"M": 12, "Q": 4, "Y": 1}[kind]
        if self.period.number < last:
            return Period(self.period.year, kind, self.period.number + 1)
        return Period(self.period.year + 1, kind, 1)

    @property
    def name(self) -> str:
        return period_words(self.period)


def period_words(period: Period) -> str:
    return words(Words(period.zh, period.en))


def _period(request: WebRequest, today: date) -> Period:
    asked = request.query_params.get("period", "")
    try:
        found = Period.parse(asked)
    except ValueError:
        return Period(today.year, "M", today.month)
    return found if found.kind in _SPANS else Period(today.year, "M", today.month)


@get("/tasks/calendar", opt={"right": Right.VIEW_TASKS})
async def calendar(request: WebRequest) -> Page:
    today = local_date(clock.now())
    period, only_late = _period(request, today), request.query_params.get("late") == "1"
    owed = await _owed(actor(request), period, today)
    shown = [one for one in owed if one.late or not only_late]
    days = {one.due_on: [other for other in shown if other.due_on == one.due_on] for one in shown}
    first = period.starts_on
    spans = [
        ("month", Period(first.year, "M", first.month)),
        ("quarter", Period.quarter_of(first)),
        ("year", Period(first.year, "Y", 1)),
    ]
    screen = CalendarScreen(
        period=period,
        days=tuple(days.items()),
        today=today,
        only_late=only_late,
        total=len(owed),
        late=sum(one.late for one in owed),
        done=sum(one.done_on is not None for one in owed),
        spans=spans,
    )
    return Page("tasks/calendar.html", screen)


@get("/tasks/calendar/export", opt={"right": Right.VIEW_TASKS})
async def export_calendar(request: WebRequest) -> Response[bytes]:
    at = clock.now()
    period = _period(request, local_date(at))
    owed = await _owed(actor(request), period, local_date(at))
    rows = (
        (
            one.due_on.isoformat(), one.kind, one.title, one.vendor_name, one.number,
            one.done_on.isoformat() if one.done_on else None, one.state,
        )
        for one in owed
        if one.late or request.query_params.get("late") != "1"
    )  # fmt: skip
    return listing(f"报送日历 {period_words(period)}", _FIELDS, rows, at=at, plain="calendar")


async def _owed(who: Actor, period: Period, today: date) -> Sequence[Owed]:
    held = {one.id: one for one in await contracts(for_=who)}
    reports = [
        Owed(
            due_on=one.due_on,
            provisional=False,
            kind=_("机构报告"),
            title=_("%(period)s工作报告", period=period_words(one.period)),
            vendor=one.vendor,
            vendor_name=held[one.contract].vendor_name,
            number=held[one.contract].number,
            href=f"/contracts/{one.contract}",
            done_on=one.delivered_on,
            state=_("已报送") if one.delivered_on else _("逾期") if one.overdue(today) else _("待报送"),
            late=one.overdue(today),
        )
        for one in await reports_due(for_=who, due_in=period)
        if one.contract in held
    ]
    items = [_item(one, today) for one in await due_between(period.starts_on, period.ends_on, for_=who)]
    return sorted([*reports, *items], key=lambda one: (one.due_on, one.number))


def _item(one: DeliverableView, today: date) -> Owed:
    late = one.overdue(today)
    return Owed(
        due_on=one.due_on or date.max,
        provisional=one.provisional,
        kind=label(one.kind),
        title=f"{one.task_title} · {one.title}",
        vendor=one.vendor,
        vendor_name=one.vendor_name,
        number=one.task_number,
        href=f"/tasks/{one.task}",
        done_on=local_date(one.delivered_at) if one.delivered_at and not one.owed else None,
        state=_("逾期") if late else label(one.state),
        late=late,
    )


HANDLERS = (calendar, export_calendar)
