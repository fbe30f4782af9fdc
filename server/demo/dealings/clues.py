"""Clues handed from one vendor to the group of another."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.demo.calendar import MINUTE, later
from server.demo.cast import Stage
from vendors.handoffs.actions import route_handoff, send_handoff
from vendors.handoffs.answer_actions import answer_handoff, close_handoff, receive_handoff
from vendors.handoffs.rules import Answer, Slip
from vendors.registry.rules import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """A slip from one vendor to the group of another, whom the bureau chose the same day unless `receiver` is empty.

    Without a day it is not read, or not answered, yet.
    """

    sender: str
    receiver: str
    to: Group
    subject: str
    facts: str
    institution: str
    sent: date
    received: date | None = None
    answered: date | None = None
    answer: Answer = Answer.ADOPTED
    said: str = ""


CLUES: Final = (
    Clue(
        sender="B1", receiver="A1", to=Group.RECORD_REVIEW, subject="低标准入院疑点移送病历核查",
        institution="H62070200003", facts="四月至五月同一诊断平均住院日偏低且检查费占比高，共 12 例。",
        sent=date(2026, 6, 2),
        received=date(2026, 6, 3), answered=date(2026, 6, 5), said="抽阅 12 份病历，7 份入院指征不足，已列入疑点。",
    ),
    Clue(
        sender="A1", receiver="C1", to=Group.AUDIT, subject="高值耗材计费与病历不符", institution="H62070200001",
        facts="手术记录使用 1 枚，费用清单计 2 枚，请核对出入库。", sent=date(2026, 9, 8),
        received=date(2026, 9, 9), answered=date(2026, 9, 11), answer=Answer.PARTLY,
        said="核对 30 笔，其中 4 笔出库数量不符。",
    ),
    Clue(
        sender="C1", receiver="B1", to=Group.MONITORING, subject="药品进销存差异扩大", institution="H62072500001",
        facts="三种药品结存差异率超过上年，请筛查结算数据。", sent=date(2026, 11, 17), received=date(2026, 11, 18),
    ),
    Clue(
        sender="D1", receiver="", to=Group.RECORD_REVIEW, subject="意外伤害住院疑似第三方责任",
        institution="H62072200001", facts="调查笔录与首次病程记录的受伤经过不一致。", sent=date(2026, 11, 12),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Acted:
    """One clue on its way."""

    stage: Stage
    clue: Clue
    id: int = 0

    def plan(self) -> None:
        clue, agenda = self.clue, self.stage.agenda
        agenda.on(clue.sent, 15, 10, self.send)
        if clue.received:
            agenda.on(clue.received, 9, 30, self.receive)
        if clue.answered:
            agenda.on(clue.answered, 16, 0, self.answer)
            agenda.on(later(clue.answered, 1), 10, 0, self.close)

    async def send(self, at: datetime) -> None:
        clue, parties = self.clue, self.stage.parties
        slip = Slip(to_group=clue.to, subject=clue.subject, facts=clue.facts, institution=clue.institution)
        self.id = await send_handoff(slip=slip, by=parties[clue.sender].lead, at=at)
        if clue.receiver:
            receiver = parties[clue.receiver].vendor
            await route_handoff(handoff=self.id, vendor=receiver, by=self.stage.tasks, at=at + 45 * MINUTE)

    async def receive(self, at: datetime) -> None:
        await receive_handoff(handoff=self.id, by=self.stage.parties[self.clue.receiver].lead, at=at)

    async def answer(self, at: datetime) -> None:
        clue = self.clue
        lead = self.stage.parties[clue.receiver].lead
        await answer_handoff(handoff=self.id, answer=clue.answer, text=clue.said, by=lead, at=at)

    async def close(self, at: datetime) -> None:
        await close_handoff(handoff=self.id, by=self.stage.tasks, at=at)
