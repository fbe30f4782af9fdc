"""One card from its draft through feedback, objection, review and approval to its publication and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Final

from kpi.assessment.actions import objections
from kpi.assessment.actions.approval import approve
from kpi.assessment.actions.feedback import end_objections, feed_back
from kpi.assessment.actions.objections import Ruling, object_to
from kpi.assessment.actions.reviewing import review
from kpi.assessment.rules import Meeting, Remedy
from kpi.retention.actions import publish
from kpi.scorecards.actions import issue
from server.demo.calendar import MINUTE, later
from server.demo.cast import Party, Stage
from server.demo.scans import kept
from server.demo.scoring.retaining import Retaining
from vendors.periods import Period

MINUTES: Final = "逐家审议初评结果、机构意见和复核结论，一致同意按复核后的结果审定。"


class Stop(IntEnum):
    """How far a card has come by the last day of the world."""

    FED_BACK = 1
    REVIEWED = 2
    APPROVED = 3
    PUBLISHED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a vendor says against a line, with a scan. Without an answer it waits; `facts` put right what was wrong."""

    indicator: str
    said: str
    scan: str
    answer: str = ""
    facts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a card went: when it was issued if not with the others, what was objected, how far it has come."""

    issued: date | None = None
    objection: Objection | None = None
    stop: Stop = Stop.PUBLISHED


@dataclass(slots=True, kw_only=True)
class Going:
    """The card of one vendor and quarter on its way; `place` keeps the eight of a day apart."""

    stage: Stage
    key: str
    period: Period
    course: Course
    place: int
    decided: date | None = None
    card: int = 0
    objection: int = 0

    @property
    def party(self) -> Party:
        return self.stage.parties[self.key]

    def plan(self, *, issued: date, published: date, reviewed: date | None = None) -> None:
        """Put the steps on the agenda; the review is when the term is over unless said."""
        agenda, course, minute = self.stage.agenda, self.course, 5 * self.place
        agenda.on(issued, 9, minute, self.issue)
        if course.objection:
            agenda.on(later(issued, 2), 14, minute, self.object_to)
        else:
            agenda.on(later(issued, 3), 14, minute, self.agree)
        if course.objection and course.objection.answer:
            agenda.on(later(issued, 4), 10, minute, self.answer)
        if course.stop >= Stop.REVIEWED:
            agenda.on(reviewed or later(issued, 6), 9, minute, self.review)
        if course.stop >= Stop.APPROVED:
            agenda.on(published, 10, minute, self.approve)
        if course.stop >= Stop.PUBLISHED:
            agenda.on(published, 15, minute, self.publish)

    async def issue(self, at: datetime) -> None:
        manager = self.stage.manager
        self.card = await issue(contract=self.party.contract, period=self.period, by=manager, at=at)
        await feed_back(card=self.card, by=manager, at=at + 2 * MINUTE)

    async def agree(self, at: datetime) -> None:
        await end_objections(card=self.card, by=self.party.lead, at=at)

    async def object_to(self, at: datetime) -> None:
        said = self.course.objection
        if said:
            evidence = await kept(self.stage, "异议证明材料（示例）.pdf", said.scan, f"{at:%Y-%m-%d}")
            self.objection = await object_to(
                card=self.card, indicator=said.indicator, statement=said.said, files=(evidence,), by=self.party.lead,
                at=at,
            )  # fmt: skip

    async def answer(self, at: datetime) -> None:
        said = self.course.objection
        if said:
            remedy = Remedy.CORRECT if said.facts else None
            ruling = Ruling(accepted=bool(said.facts), reasons=said.answer, remedy=remedy, facts=said.facts)
            await objections.decide(objection=self.objection, ruling=ruling, by=self.stage.second, at=at)

    async def review(self, at: datetime) -> None:
        self.card = await review(card=self.card, by=self.stage.second, at=at)

    async def approve(self, at: datetime) -> None:
        stage = self.stage
        members = (stage.leader.name, stage.second.name, stage.legal.name, stage.manager.name)
        meeting = Meeting(held_on=at.date(), members=members, minutes=MINUTES)
        await approve(card=self.card, meeting=meeting, by=stage.leader, at=at)

    async def publish(self, at: datetime) -> None:
        proposal = await publish(card=self.card, by=self.stage.leader, at=at)
        retaining = Retaining(stage=self.stage, key=self.key, period=self.period, proposal=proposal, place=self.place)
        await retaining.plan(published=at.date(), decided=self.decided)
