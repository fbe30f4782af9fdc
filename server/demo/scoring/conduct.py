"""What counts between the quarters' ends: conduct put on record, reports on the day they came."""

from datetime import date, datetime
from functools import partial

from kpi.facts.actions import record_conduct
from server.demo.calendar import later
from server.demo.cast import Party, Stage
from server.demo.scoring.facts import EVENTS, LATE_REPORTS, Event
from vendors.actors import SYSTEM
from vendors.contracts.actions import deliver_report
from vendors.contracts.queries import ReportView, reports_due


def plan_events(stage: Stage) -> None:
    for event in EVENTS:
        stage.agenda.on(later(event.on, 1), 16, 30, partial(_record, stage, event))


async def _record(stage: Stage, event: Event, at: datetime) -> None:
    await record_conduct(
        contract=stage.parties[event.vendor].contract, kind=event.kind, happened_on=event.on, count=event.count,
        basis=event.basis, by=stage.manager, at=at,
    )  # fmt: skip


async def plan_reports(stage: Stage, party: Party) -> None:
    """Every report of a contract on the day it came."""
    for due in await reports_due(for_=SYSTEM, contract=party.contract):
        late = LATE_REPORTS.get((party.key, str(due.period)))
        day = later(due.due_on, late) if late else _before(due.due_on)
        stage.agenda.on(day, 16, 5 * (party.vendor % 8), partial(_deliver, party, due))


def _before(day: date) -> date:
    """About two working days before."""
    candidate = date.fromordinal(day.toordinal() - 6)
    while later(candidate, 2) < day:
        candidate = date.fromordinal(candidate.toordinal() + 1)
    return candidate


async def _deliver(party: Party, due: ReportView, at: datetime) -> None:
    await deliver_report(contract=party.contract, period=due.period, by=party.lead, at=at)
