"""Between the groups: clues handed on, clocks stopped while the bureau owes material, data released and given back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.demo.calendar import MINUTE, later
from server.demo.cast import Stage
from server.demo.scans import kept
from vendors.handoffs.actions import route_handoff, send_handoff
from vendors.handoffs.answer_actions import answer_handoff, close_handoff, receive_handoff
from vendors.handoffs.rules import Answer, Slip
from vendors.provision.actions import Release, request_provision
from vendors.provision.life_actions import (
    Certificate,
    confirm_disposal,
    confirm_receipt,
    decide_provision,
    dispose,
    hand_over,
)
from vendors.provision.rules import Channel, Disposal, What
from vendors.registry.rules import Group
from vendors.review_rules.actions import begin_review, decide_rule, deliver_rule, record_opinion
from vendors.review_rules.rules import Delivery, Opinion, RuleKind, RuleState
from vendors.tasks.clock.actions import ask_pause, confirm_pause, deliver_material
from vendors.tasks.rules import TaskKind


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


def plan_cooperation(stage: Stage) -> None:
    for clue in CLUES:
        Acted(stage, clue).plan()
    _Released(stage).plan()
    _Ruled(stage).plan()


@dataclass(slots=True)
class _Released:
    """Medical records on a disc: asked for, approved, handed over, read, destroyed; and one that waits."""

    stage: Stage
    id: int = 0

    def plan(self) -> None:
        agenda = self.stage.agenda
        agenda.on(date(2026, 5, 13), 9, 40, self.ask)
        agenda.on(date(2026, 6, 26), 16, 0, self.give_back)
        agenda.on(date(2026, 11, 19), 14, 20, self.ask_again)

    async def ask(self, at: datetime) -> None:
        stage, party = self.stage, self.stage.parties["C1"]
        release = Release(
            vendor=party.vendor, what=What.RECORDS, rows=36, channel=Channel.DISC, recipient=party.lead.name,
            purpose="购销存审计抽查病历", description="三家医院手术病历复印件扫描件（脱敏）",
        )  # fmt: skip
        self.id = await request_provision(release=release, by=stage.tasks, at=at)
        opinion = "同意，限本次审计使用"
        await decide_provision(provision=self.id, approve=True, opinion=opinion, by=stage.leader, at=at + 30 * MINUTE)
        await hand_over(
            provision=self.id, recipient=party.lead.name, channel=Channel.DISC, by=stage.tasks, at=at + 60 * MINUTE
        )
        await confirm_receipt(provision=self.id, by=party.lead, at=at + 75 * MINUTE)

    async def give_back(self, at: datetime) -> None:
        file, sha256 = await kept(self.stage, "数据销毁证明（示例）.pdf", "DATA DESTROYED", f"{at:%Y-%m-%d}")
        certificate = Certificate(
            disposal=Disposal.DESTROYED, on=at.date(), note="光盘粉碎，留存销毁影像", file=file, sha256=sha256
        )
        await dispose(provisions=(self.id,), certificate=certificate, by=self.stage.parties["C1"].lead, at=at)
        await confirm_disposal(
            provision=self.id, accept=True, opinion="已核对销毁影像", by=self.stage.tasks, at=at + 30 * MINUTE
        )

    async def ask_again(self, at: datetime) -> None:
        party = self.stage.parties["D2"]
        release = Release(
            vendor=party.vendor, what=What.RECORDS, rows=8, channel=Channel.ON_SITE, recipient=party.lead.name,
            purpose="意外伤害调查调阅", description="外伤住院病历现场查阅",
        )  # fmt: skip
        await request_provision(release=release, by=self.stage.tasks, at=at)


@dataclass(slots=True)
class _Ruled:
    """Two review rules: one judged and adopted, one that waits."""

    stage: Stage
    id: int = 0

    def plan(self) -> None:
        agenda = self.stage.agenda
        agenda.on(date(2026, 3, 24), 10, 0, self.deliver)
        agenda.on(date(2026, 4, 2), 10, 0, self.judge)
        agenda.on(date(2026, 11, 13), 11, 0, self.deliver_another)

    async def deliver(self, at: datetime) -> None:
        delivery = Delivery(
            code="SF-2026-001", version="1.0", name="一级护理与医嘱不符", kind=RuleKind.POLICY,
            description="护理级别计费高于同日医嘱护理级别时提示。", basis="《医疗保障基金使用监督管理条例》第三十八条",
        )  # fmt: skip
        self.id = await deliver_rule(delivery=delivery, by=self.stage.parties["B1"].lead, at=at)

    async def judge(self, at: datetime) -> None:
        by = self.stage.tasks
        await begin_review(rule=self.id, by=by, at=at)
        for name, specialty in (("苏问津", "医学"), ("代码行", "信息")):
            await record_opinion(
                rule=self.id, expert_name=name, opinion=Opinion.ADOPT, reason="逻辑清楚，误报率可接受", on=at.date(),
                specialty=specialty, by=by, at=at + 60 * MINUTE,
            )  # fmt: skip
        await decide_rule(rule=self.id, to=RuleState.ADOPTED, reason="专家一致同意", by=by, at=at + 90 * MINUTE)

    async def deliver_another(self, at: datetime) -> None:
        delivery = Delivery(
            code="SF-2026-014", version="1.0", name="同日重复收取静脉置管护理费", kind=RuleKind.MANAGEMENT,
            description="同一患者同日计两次及以上静脉置管护理费时提示。", basis="《医疗服务价格项目规范》",
        )  # fmt: skip
        await deliver_rule(delivery=delivery, by=self.stage.parties["B1"].lead, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A clock stopped for material of the bureau: asked for, agreed, handed over; None is still to come."""

    job: tuple[str, TaskKind, int]
    material: str
    asked: date
    agreed: date | None = None
    delivered: date | None = None


WAITS: Final = (
    Wait(
        job=("A1", TaskKind.FULL_REVIEW, 3), material="甘州示例第一人民医院补充调阅的 6 份护理记录单",
        asked=date(2026, 11, 11), agreed=date(2026, 11, 12), delivered=date(2026, 11, 17),
    ),
    Wait(
        job=("A2", TaskKind.SAMPLED_REVIEW, 3), material="高台示例中医医院 3 份手术记录原件", asked=date(2026, 11, 19),
    ),
)  # fmt: skip


def wait_for(stage: Stage, wait: Wait, task: Callable[[], int]) -> None:
    """Put one wait on the agenda; `task` answers the task's id once it is made."""
    asked: dict[str, int] = {}
    lead = stage.parties[wait.job[0]].lead

    async def ask(at: datetime) -> None:
        asked["id"] = await ask_pause(task=task(), material=wait.material, by=lead, at=at)

    async def agree(at: datetime) -> None:
        await confirm_pause(
            request=asked["id"], expected_on=wait.delivered, answer="已通知医院调取", by=stage.tasks, at=at
        )

    async def deliver(at: datetime) -> None:
        await deliver_material(request=asked["id"], delivered=f"{wait.material}，已交接", by=stage.tasks, at=at)

    for day, hour, step in ((wait.asked, 10, ask), (wait.agreed, 9, agree), (wait.delivered, 15, deliver)):
        if day:
            stage.agenda.on(day, hour, 25, step)
