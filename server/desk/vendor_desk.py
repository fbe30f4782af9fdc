"""Gathers the start page of a vendor's people; everything is their own vendor's."""

from collections.abc import Sequence
from datetime import date, datetime

from importers.batches import queries as batches
from importers.batches.rules import BatchState
from kpi.rulebooks.queries import by_id
from kpi.scorecards import queries as scorecards
from kpi.scorecards.rules import CardState
from server.desk.grades import gauge_bands, grade_name, short_period
from server.desk.greeting import greeting
from server.desk.screens import Lines, VendorScreen
from server.desk.todo import Todo
from server.web.access import Right, may
from server.web.charts.drawing import Series
from server.web.i18n import _
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.periods import local_date
from vendors.tasks import queries as tasks
from vendors.tasks.rules import RUNNING

_BATCH_TONES = {
    BatchState.REFUSED: "bad",
    BatchState.FAILED: "bad",
    BatchState.READY: "brand",
    BatchState.STORED: "good",
}


async def vendor_desk(who: Actor, at: datetime, *, todos: Sequence[Todo]) -> VendorScreen:
    today = local_date(at)
    running = await tasks.tasks(for_=who, states=frozenset(RUNNING))
    rows = await scorecards.cards(for_=who, states=(CardState.PUBLISHED,)) if may(who, Right.VIEW_SCORECARDS) else ()
    last = rows[0] if rows else None
    trail = tuple(reversed(rows[:6]))
    return VendorScreen(
        greeting=greeting(who, at),
        today=today,
        tasks=sorted(running, key=lambda task: task.due_on or date.max),
        todos=todos,
        reports=[one for one in await contracts.reports_due(for_=who) if one.delivered_on is None][:5],
        cards=rows,
        grade=grade_name(last.grade, last.rulebook) if last else "",
        bands=gauge_bands(by_id(last.rulebook)) if last else (),
        trend=Lines(
            labels=[short_period(row.period) for row in trail],
            series=(Series(name=_("综合得分"), values=[row.total for row in trail], area=True),),
        ),
        batches=await batches.batches(for_=who, size=5),
        tones={state.value: _BATCH_TONES.get(state, "") for state in BatchState},
    )
