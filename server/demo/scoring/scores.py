"""Quarter's end: figures entered, cards issued and published, proposals decided, the report made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final

from kpi.assessment.actions.approval import approve
from kpi.assessment.actions.feedback import end_objections, feed_back
from kpi.assessment.actions.reviewing import review
from kpi.assessment.rules import Meeting
from kpi.facts.actions import enter_fact, record_conduct
from kpi.retention.actions import decide, publish
from kpi.scorecards.actions import issue
from server.demo.calendar import HOUR, MINUTE, later
from server.demo.cast import Party, Stage
from server.demo.scoring.facts import EVENTS, EVIDENCE, FACTS, LATE_REPORTS, NAMES, Event
from server.reports.jobs import quarterly_report
from vendors.actors import SYSTEM
from vendors.contracts.actions import deliver_report
from vendors.contracts.queries import ReportView, reports_due
from vendors.periods import Period
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing
from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """When a quarter was closed; `decided` None leaves the proposals open."""

    period: Period
    entered: date
    issued: date
    published: date
    decided: date | None
    reported: date


CLOSES: Final = (
    Close(period=Period.parse("2026Q1"), entered=date(2026, 4, 15), issued=date(2026, 4, 20),
          published=date(2026, 4, 27), decided=date(2026, 4, 29), reported=date(2026, 4, 28)),
    Close(period=Period.parse("2026Q2"), entered=date(2026, 7, 15), issued=date(2026, 7, 20),
          published=date(2026, 7, 27), decided=date(2026, 7, 30), reported=date(2026, 7, 28)),
    Close(period=Period.parse("2026Q3"), entered=date(2026, 10, 19), issued=date(2026, 10, 22),
          published=date(2026, 10, 28), decided=None, reported=date(2026, 10, 29)),
)  # fmt: skip
DECLINED: Final[Mapping[tuple[str, str], str]] = {
    ("D2", "2026Q1"): "首期磨合，已约谈并当面提出改进要求，本次不采取整改措施，下期从严。",
}
"""Proposals the leader did not follow, and why."""
MINUTES: Final = "逐家审议初评结果和机构意见，未收到异议，一致同意按初评结果审定。"
AGREED: Final = "同意考核建议，按规则执行。"
RESTORED: Final[Mapping[Standing, str]] = {
    Standing.RECTIFYING: "整改报告经复核通过，恢复在服。",
    Standing.SUSPENDED: "完成人员补充与流程整改，经复核恢复派单。",
}


@dataclass(slots=True)
class Closing:
    """One quarter's close being acted out."""

    stage: Stage
    close: Close
    cards: dict[str, int]
    proposals: dict[str, int]

    def plan(self) -> None:
        close, agenda = self.close, self.stage.agenda
        agenda.on(close.entered, 9, 30, self.enter)
        agenda.on(close.issued, 9, 20, self.issue)
        agenda.on(close.published, 15, 0, self.publish)
        agenda.on(close.reported, 8, 30, self.report)
        if close.decided:
            agenda.on(close.decided, 10, 30, self.decide)
            agenda.on(later(close.decided, 16), 11, 0, self.restore)

    async def enter(self, at: datetime) -> None:
        period = self.close.period
        async with transaction():
            for key, party in self.stage.parties.items():
                figures = FACTS[key][str(period)].split()
                for name, value in zip(NAMES[key[0]], figures, strict=True):
                    await enter_fact(
                        contract=party.contract, period=period, name=name, value=Decimal(value),
                        evidence=f"{EVIDENCE[name.split('_')[0]]} {period.zh}", by=self.stage.manager, at=at,
                    )  # fmt: skip

    async def issue(self, at: datetime) -> None:
        for place, (key, party) in enumerate(self.stage.parties.items()):
            then = at + place * 4 * MINUTE
            card = await issue(contract=party.contract, period=self.close.period, by=self.stage.manager, at=then)
            await feed_back(card=card, by=self.stage.manager, at=then + MINUTE)
            self.cards[key] = card

    async def publish(self, at: datetime) -> None:
        """Nobody objected: the review is closed, the meeting held, the cards published."""
        stage = self.stage
        for place, (key, card) in enumerate(self.cards.items()):
            then = at + place * 2 * MINUTE
            await end_objections(card=card, by=stage.parties[key].lead, at=then - 24 * HOUR)
            await review(card=card, by=stage.second, at=then - 6 * HOUR)
            members = (stage.leader.name, stage.second.name, stage.legal.name, stage.manager.name)
            meeting = Meeting(held_on=self.close.published, members=members, minutes=MINUTES)
            await approve(card=card, meeting=meeting, by=stage.leader, at=then)
            self.proposals[key] = await publish(card=card, by=stage.leader, at=then)

    async def decide(self, at: datetime) -> None:
        for place, (key, proposal) in enumerate(self.proposals.items()):
            against = DECLINED.get((key, str(self.close.period)))
            await decide(
                proposal=proposal, accepted=against is None, decision=against or AGREED, by=self.stage.leader,
                at=at + place * 3 * MINUTE,
            )  # fmt: skip

    async def restore(self, at: datetime) -> None:
        """Whoever was put on probation and did what was asked."""
        for party in self.stage.parties.values():
            standing = (await vendor_view(party.vendor, for_=SYSTEM)).standing
            if standing in RESTORED:
                reason = RESTORED[standing]
                await change_standing(
                    vendor=party.vendor,
                    to=Standing.IN_SERVICE,
                    reason=reason,
                    contracted=True,
                    by=self.stage.manager,
                    at=at,
                )

    async def report(self, at: datetime) -> None:
        await quarterly_report(house=self.stage.house, at=at, period=str(self.close.period))


def plan_closes(stage: Stage) -> None:
    for close in CLOSES:
        Closing(stage, close, {}, {}).plan()


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
