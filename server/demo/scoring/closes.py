"""Quarter's end: figures entered, cards taken through the cycle, the report made. One row a quarter, one a card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from kpi.facts.actions import enter_fact
from server.demo.calendar import later
from server.demo.cast import Stage
from server.demo.scoring.cards import Course, Going, Objection, Stop
from server.demo.scoring.facts import EVIDENCE, FACTS, NAMES
from server.reports.jobs import quarterly_report
from vendors.periods import Period
from vendors.transaction import transaction

Q1, Q2, Q3 = (Period.parse(name) for name in ("2026Q1", "2026Q2", "2026Q3"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """When a quarter was closed; `decided` None leaves its proposals open."""

    period: Period
    entered: date
    issued: date
    published: date
    decided: date | None
    reported: date


CLOSES: Final = (
    Close(period=Q1, entered=date(2026, 4, 15), issued=date(2026, 4, 17), published=date(2026, 4, 27),
          decided=date(2026, 4, 29), reported=date(2026, 4, 28)),
    Close(period=Q2, entered=date(2026, 7, 15), issued=date(2026, 7, 17), published=date(2026, 7, 27),
          decided=date(2026, 7, 30), reported=date(2026, 7, 28)),
    Close(period=Q3, entered=date(2026, 10, 16), issued=date(2026, 10, 19), published=date(2026, 10, 28),
          decided=None, reported=date(2026, 10, 29)),
)  # fmt: skip
COURSES: Final[Mapping[tuple[str, Period], Course]] = {
    ("D2", Q2): Course(objection=Objection(
        indicator="D08", said="两笔退汇系参保人账号错误所致，请求不计逾期。", scan="REFUND SLIPS",
        answer="退汇后未在三个工作日内重新支付，责任在机构，异议不成立。",
    )),
    ("C2", Q3): Course(issued=date(2026, 11, 6), stop=Stop.APPROVED, objection=Objection(
        indicator="C04", said="DG-07 底稿附件在移交清单第 12 页，抽查时未翻到。", scan="WORKING PAPER DG-07",
        answer="经复核，底稿附件齐全，抽查合格数更正为 35 份。", facts={"papers_passed": Decimal(35)},
    )),
    ("D2", Q3): Course(issued=date(2026, 11, 16), stop=Stop.FED_BACK, objection=Objection(
        indicator="K06", said="第 7 件流转件于期限当日 17 时签收回复，附签收单。", scan="HAND-OFF RECEIPT",
    )),
}  # fmt: skip
"""Cards that went otherwise than the rest: objected to, later, or not yet published."""


@dataclass(slots=True)
class Closing:
    """One quarter's close being acted out."""

    stage: Stage
    close: Close

    def plan(self) -> None:
        close, agenda = self.close, self.stage.agenda
        agenda.on(close.entered, 9, 30, self.enter)
        agenda.on(close.reported, 8, 30, self.report)
        for place, key in enumerate(FACTS):
            course = COURSES.get((key, close.period), Course())
            started = course.issued or close.issued
            last = close.published if started == close.issued else later(started, 7)
            going = Going(
                stage=self.stage, key=key, period=close.period, course=course, place=place, decided=close.decided
            )
            going.plan(issued=started, published=last)

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

    async def report(self, at: datetime) -> None:
        await quarterly_report(house=self.stage.house, at=at, period=str(self.close.period))


def plan_closes(stage: Stage) -> None:
    for close in CLOSES:
        Closing(stage, close).plan()
