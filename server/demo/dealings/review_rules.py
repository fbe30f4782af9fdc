"""Two review rules: one judged and adopted, one that waits."""

from dataclasses import dataclass
from datetime import date, datetime

from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from vendors.review_rules.actions import begin_review, decide_rule, deliver_rule, record_opinion
from vendors.review_rules.rules import Delivery, Opinion, RuleKind, RuleState


@dataclass(slots=True)
class Ruled:
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
