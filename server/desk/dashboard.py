"""Gathers the bureau's dashboard: one query for each source, everything else worked out from it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from kpi.ranking.queries import placed
from kpi.scorecards import queries as scorecards
from kpi.scorecards.line_queries import opened
from kpi.scorecards.queries import CardRow
from kpi.scorecards.rules import CardState
from server.desk.funnel import drawn
from server.desk.grades import period_name
from server.desk.greeting import greeting
from server.desk.ranking import kind_trend, mean, places, radar
from server.desk.screens import BureauScreen, Change, Lines, Place, Stat
from server.desk.todo import Todo
from server.desk.todos import expiring, reminded
from server.web.i18n import _
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import ContractState
from vendors.money import wan_yuan
from vendors.periods import Period, local_date
from vendors.policy.calendar import working_days_between
from vendors.policy.parameters import parameter
from vendors.recoveries.queries import funnel
from vendors.registry.rules import Kind
from vendors.rulings.queries import progress
from vendors.rulings.queries.progress import Determined
from vendors.tasks import queries as tasks
from vendors.tasks.queries import TaskView
from vendors.tasks.rules import RUNNING

_LONG_AGO: Final = timedelta(days=185)


async def dashboard(who: Actor, at: datetime, *, todos: Sequence[Todo], wanted: Period | None) -> BureauScreen:
    """`wanted` is the quarter asked for; the latest published one otherwise."""
    today = local_date(at)
    signed = await contracts.contracts(for_=who)
    rows = await scorecards.cards(for_=who, states=(CardState.PUBLISHED,))
    periods = tuple(dict.fromkeys(row.period for row in rows if row.period.kind == "Q"))
    period = wanted if wanted in periods else (periods[0] if periods else None)
    cards = await opened(for_=who, periods=(period, period.previous)) if period else ()
    since = min(date(today.year, 1, 1), today - _LONG_AGO)
    amounts = await progress.determined(window=(since, today), as_of=at)
    year = (date(today.year, 1, 1), today)
    running = await tasks.tasks(for_=who, states=frozenset(RUNNING))
    risks = at_risk(running, today)
    radar_lines = Lines(labels=(), series=())
    if period:
        now = [one.card for one in cards if one.period == period]
        before = [one.card for one in cards if one.period == period.previous]
        radar_lines = radar(now, before, period)
    return BureauScreen(
        greeting=greeting(who, at),
        note=_collected(rows, signed, today),
        today=today,
        period=period,
        periods=periods,
        stats=(
            _contracts(signed, today),
            _mean(rows, period),
            _determined(amounts, today),
            _overdue(risks, today),
        ),
        todos=todos,
        kinds=await _places(who, rows, period, _of_the_year(amounts, today)) if period else {},
        radar=radar_lines,
        trend=kind_trend(rows, period) if period else Lines(labels=(), series=()),
        funnel=drawn(await funnel(window=year, as_of=at)),
        risks=risks,
        soon=_soon(today),
    )


async def _places(
    who: Actor, rows: Sequence[CardRow], period: Period, determined: Mapping[int, int]
) -> Mapping[Kind, Sequence[Place]]:
    now = await placed(for_=who, period=period)
    before = await placed(for_=who, period=period.previous)
    return places(rows, period, determined, now=now, before=before)


def at_risk(running: Sequence[TaskView], today: date) -> Sequence[TaskView]:
    """Overdue, or due within the working days of a reminder; the most urgent first."""
    soon = _soon(today)
    near = [
        task
        for task in running
        if task.due_on and (task.due_on < today or working_days_between(today, task.due_on) <= soon)
    ]
    return sorted(near, key=lambda task: task.due_on or date.max)


def _soon(today: date) -> int:
    return parameter("task_reminder_days", today).whole


def _collected(rows: Sequence[CardRow], signed: Sequence[ContractView], today: date) -> str:
    """How far the assessment of the last finished quarter has come."""
    quarter = Period.quarter_of(today).previous
    due = sum(one.state_on(quarter.ends_on) is ContractState.IN_FORCE for one in signed)
    done = sum(row.period == quarter for row in rows)
    return _("%(period)s考核已公布 %(done)s / %(due)s 份", period=period_name(quarter), done=done, due=due)


def _contracts(signed: Sequence[ContractView], today: date) -> Stat:
    ending = sum(expiring(one, today) for one in signed)
    return Stat(
        label=_("履行中的合同"),
        value=str(sum(one.state_on(today) is ContractState.IN_FORCE for one in signed)),
        unit=_("份合同"),
        note=_("%(n)s 份 %(days)s 天内到期", n=ending, days=reminded(today)),
        note_tone="warn" if ending else "",
        glyph="file-text",
        tone="brand",
        href="/contracts",
    )


def _mean(rows: Sequence[CardRow], period: Period | None) -> Stat:
    now = mean(rows, period) if period else None
    before = mean(rows, period.previous) if period else None
    note, tone = _("尚无上期可比"), ""
    if now is not None and before is not None:
        note, tone = _moved(now - before)
    return Stat(
        label=_("%(period)s平均得分", period=period_name(period)) if period else _("平均得分"),
        value="—" if now is None else f"{now:.1f}",
        unit="" if now is None else _("分"),
        note=note if period else _("尚未公布考核结果"),
        note_tone=tone,
        glyph="badge-check",
        tone="good",
        href="/assessments",
    )


def _moved(change: Decimal) -> Change:
    sign = "+" if change > 0 else ""
    tone = "good" if change > 0 else "bad" if change < 0 else ""
    return _("较上季 %(change)s", change=f"{sign}{change:.1f}"), tone


def _determined(amounts: Sequence[Determined], today: date) -> Stat:
    quarter = Period.quarter_of(today)
    now = sum(one.fen for one in amounts if one.month in quarter)
    before = sum(one.fen for one in amounts if one.month in quarter.previous)
    note = _("本季 %(now)s，上季 %(before)s", now=wan_yuan(now), before=wan_yuan(before))
    return Stat(
        label=_("%(year)s年认定违规金额", year=today.year),
        value=wan_yuan(sum(_of_the_year(amounts, today).values())),
        unit=_("万元"),
        note=note,
        note_tone="",
        glyph="banknote",
        tone="brand",
        href="/rulings",
    )


def _of_the_year(amounts: Sequence[Determined], today: date) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for one in amounts:
        if one.month.year == today.year:
            found[one.vendor] = found.get(one.vendor, 0) + one.fen
    return found


def _overdue(risks: Sequence[TaskView], today: date) -> Stat:
    late = sum(task.overdue(today) for task in risks)
    soon = len(risks) - late
    return Stat(
        label=_("逾期任务"),
        value=str(late),
        unit=_("件"),
        note=_("另有 %(n)s 件 %(days)s 个工作日内到期", n=soon, days=_soon(today)),
        note_tone="bad" if late else "warn" if soon else "",
        glyph="triangle-alert",
        tone="bad" if late else "good",
        href="/tasks",
    )
