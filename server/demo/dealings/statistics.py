"""What is reported upward: the campaign table of October, gone up, and of November, still filled in; a year before."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from server.demo.decisions import spoken
from vendors.actors import SYSTEM
from vendors.campaigns.queries import open_campaigns
from vendors.periods import Period, local_date
from vendors.statistics.campaign.actions import open_report
from vendors.statistics.campaign.approving_actions import approve_report, record_reported, submit_report
from vendors.statistics.campaign.filling_actions import NewCell, enter_cells, submit_row
from vendors.statistics.campaign.queries import report
from vendors.statistics.campaign.rules import Scope
from vendors.statistics.entered_actions import enter_figures
from vendors.statistics.entered_rules import Kind, NewFigures

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
BEFORE: Final = (
    ("2025-10", 18, 96, 104, 18_640_00, 18_640_00),
    ("2025-11", 21, 112, 120, 22_315_50, 20_115_50),
    ("2025-12", 19, 88, 97, 16_902_00, 16_902_00),
)
"""Month, institutions, cases, lines, fen, fen recovered: of the time before this service."""
_TOLD: Final = {"agencies": 1, "rectified": 2}
"""What no record knows, by county."""


@dataclass(slots=True)
class Reporting:
    """The tables on their way."""

    stage: Stage
    report: int = 0

    def plan(self) -> None:
        agenda = self.stage.agenda
        agenda.on(date(2026, 1, 9), 15, 0, self.history)
        agenda.on(date(2026, 11, 2), 9, 0, partial(self.open, OCTOBER))
        agenda.on(date(2026, 11, 3), 10, 0, self.fill)
        agenda.on(date(2026, 11, 4), 9, 0, self.hand_in)
        agenda.on(date(2026, 11, 4), 15, 0, self.approve)
        agenda.on(date(2026, 11, 5), 9, 0, self.send_up)
        agenda.on(date(2026, 11, 20), 9, 0, partial(self.open, NOVEMBER))

    async def history(self, at: datetime) -> None:
        """Machine review before the system began, from the bureau's own ledger."""
        for place, (month, institutions, cases, lines, fen, recovered) in enumerate(BEFORE):
            figures = {"institutions": institutions, "cases": cases, "lines": lines, "amount_fen": fen}
            new = NewFigures(
                kind=Kind.MACHINE, period=str(Period.parse(month)), figures=figures | {"recovered_fen": recovered},
                basis="系统上线前智能审核台账（示例）",
            )  # fmt: skip
            await enter_figures(new=new, by=self.stage.tasks, at=at + place * MINUTE)

    async def open(self, period: Period, at: datetime) -> None:
        (running, *_) = await open_campaigns(for_=SYSTEM, on=local_date(at))
        self.report = await open_report(campaign_id=running.id, period=period, by=self.stage.tasks, at=at)

    async def fill(self, at: datetime) -> None:
        """Each county's own figures beside what the records say, then its row handed in."""
        view = await report(self.report, for_=self.stage.tasks, at=at)
        rows = [row.region for row in view.rows if row.region != view.city]
        for place, region in enumerate(rows):
            cells = tuple(NewCell(field=name, value=value, reason="各县区台账") for name, value in _TOLD.items())
            moment = at + 3 * place * MINUTE
            for scope in Scope:
                await enter_cells(
                    report=self.report, region=region, scope=scope, cells=cells, by=self.stage.tasks, at=moment
                )
            await submit_row(report=self.report, region=region, by=self.stage.tasks, at=moment + MINUTE)

    async def hand_in(self, at: datetime) -> None:
        await submit_report(report=self.report, by=self.stage.tasks, at=at)

    async def approve(self, at: datetime) -> None:
        await approve_report(report=self.report, by=self.stage.leader, at=at)

    async def send_up(self, at: datetime) -> None:
        await record_reported(
            report=self.report, on=local_date(at), document=spoken.document("统", at.year, 10),
            by=self.stage.tasks, at=at,
        )  # fmt: skip
