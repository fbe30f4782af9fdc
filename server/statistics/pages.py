"""The overview, and every handler of the room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from litestar import get

from server.statistics import (
    campaign,
    campaign_acts,
    campaign_rows,
    entered,
    inspected,
    institutions,
    monthly,
    overdue,
)
from server.statistics.campaign_screens import TONES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.charts.drawing import Series
from server.web.i18n import _, label
from server.web.pages import Page
from vendors.periods import Period, local_date
from vendors.statistics.campaign.queries import ReportHead
from vendors.statistics.campaign.queries import reports as every_report
from vendors.statistics.campaign.rules import ReportState
from vendors.statistics.inspected import Inspected
from vendors.statistics.inspected import inspected as summary
from vendors.statistics.machine_queries import Asked, machine_table
from vendors.statistics.machine_rules import MachineTable
from vendors.statistics.overdue import overdue as everything_late
from vendors.statistics.overdue_rules import Group

SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewScreen:
    """The year so far: machine review, inspections, tables, what is late."""

    year: int
    today: date
    machine: MachineTable
    inspected: Inspected
    reports: Sequence[ReportHead]
    late: Sequence[Group]
    tones: Mapping[ReportState, str] = field(default_factory=lambda: TONES)

    @property
    def lines(self) -> list[Series]:
        return [
            Series(name=_("违规病例数"), values=[row.cases for row in self.machine.rows]),
            Series(name=_("违规明细数"), values=[row.lines for row in self.machine.rows], tone="warn"),
        ]

    @property
    def months(self) -> list[str]:
        return [_("%(n)s月", n=row.period.number) for row in self.machine.rows]

    @property
    def late_number(self) -> int:
        return sum(one.number for one in self.late)

    @property
    def late_works(self) -> list[tuple[str, str, int]]:
        works = dict.fromkeys(one.work for one in self.late)
        return [(work.value, label(work), sum(one.number for one in self.late if one.work is work)) for work in works]


@get("/statistics", opt={"right": Right.VIEW_STATISTICS})
async def overview(request: WebRequest) -> Page:
    who, now = actor(request), clock.now()
    today = local_date(now)
    first, last = Period(today.year, "M", 1), Period(today.year, "M", today.month)
    machine = await machine_table(Asked(first=first, last=last, as_of=now), for_=who)
    found = await summary(window=(first.starts_on, last.ends_on), as_of=now, for_=who)
    screen = OverviewScreen(
        year=today.year,
        today=today,
        machine=machine.table,
        inspected=found.total or next(iter(found.rows.values()), Inspected()),
        reports=(await every_report(for_=who))[:SHOWN],
        late=await everything_late(today=today, for_=who),
    )
    return Page("statistics/overview.html", screen)


HANDLERS = (
    overview,
    *monthly.HANDLERS,
    *entered.HANDLERS,
    *inspected.HANDLERS,
    *institutions.HANDLERS,
    *overdue.HANDLERS,
    *campaign.HANDLERS,
    *campaign_rows.HANDLERS,
    *campaign_acts.HANDLERS,
)
