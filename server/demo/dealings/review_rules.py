"""Review rules delivered by the two screening companies: what the experts adopted, what they did not, what waits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.demo.calendar import MINUTE, later
from server.demo.cast import Stage
from vendors.review_rules.actions import begin_review, decide_rule, deliver_rule, record_opinion
from vendors.review_rules.rules import Delivery, Opinion, RuleKind, RuleState

ITEMS, CARE = "《医疗服务价格项目规范》", "《医疗保障基金使用监督管理条例》第三十八条"
DRUGS: Final = "《国家基本医疗保险药品目录》限定支付范围"
POLICY, MANAGEMENT = RuleKind.POLICY, RuleKind.MANAGEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule on its way: judged a week after it came; None waits, False is refused."""

    vendor: str
    on: date
    name: str
    kind: RuleKind
    description: str
    basis: str
    adopted: bool | None = True


def _rule(vendor: str, month: int, day: int, name: str, kind: RuleKind, description: str, basis: str) -> Rule:  # noqa: PLR0917 a row of the table below
    return Rule(vendor=vendor, on=date(2026, month, day), name=name, kind=kind, description=description, basis=basis)


RULES: Final = (
    _rule("B1", 2, 10, "一级护理与医嘱不符", POLICY, "护理级别计费高于同日医嘱护理级别时提示。", CARE),
    _rule("B1", 3, 10, "住院期间重复计收门诊诊查费", MANAGEMENT, "住院日内出现门诊诊查费时提示。", ITEMS),
    _rule("B2", 2, 26, "慢病患者超量开药", POLICY, "同一药品 30 日内累计超出用量上限时提示。", DRUGS),
    _rule("B2", 3, 17, "药店同日多次刷卡", MANAGEMENT, "同一凭证同日结算三次及以上时提示。", CARE),
    _rule("B1", 4, 14, "限儿童用药用于成人", POLICY, "限定儿童使用的药品用于成年人时提示。", DRUGS),
    _rule("B1", 6, 9, "麻醉监护时长大于手术时长", MANAGEMENT, "麻醉监护计费时长超出手术记录时长时提示。", ITEMS),
    _rule("B2", 5, 19, "出院后计收床位费", MANAGEMENT, "出院当日之后仍有床位费时提示。", ITEMS),
    Rule(
        vendor="B2", on=date(2026, 6, 10), name="按科室人均费用预警", kind=MANAGEMENT, adopted=False,
        description="科室次均费用高于去年同期时提示。", basis="机构自定",
    ),
    _rule("B1", 7, 21, "血透同日重复计收管路费", MANAGEMENT, "同一患者同日计两次及以上血透管路费时提示。", ITEMS),
    _rule("B1", 8, 18, "限二线用药无一线用药记录", POLICY, "限二线使用的药品此前无一线用药时提示。", DRUGS),
    _rule("B2", 8, 25, "中药饮片单剂味数异常", MANAGEMENT, "单剂饮片超过 30 味时提示。", CARE),
    Rule(
        vendor="B1", on=date(2026, 11, 13), name="同日重复收取静脉置管护理费", kind=MANAGEMENT, adopted=None,
        description="同一患者同日计两次及以上静脉置管护理费时提示。", basis=ITEMS,
    ),
)  # fmt: skip


@dataclass(slots=True)
class Ruled:
    """One rule delivered, judged by two experts and decided."""

    stage: Stage
    rule: Rule
    number: int
    id: int = 0

    def plan(self) -> None:
        self.stage.agenda.on(self.rule.on, 10, 0, self.deliver)
        if self.rule.adopted is not None:
            self.stage.agenda.on(later(self.rule.on, 6), 10, 0, self.judge)

    async def deliver(self, at: datetime) -> None:
        rule = self.rule
        delivery = Delivery(
            code=f"SF-2026-{self.number:03d}", version="1.0", name=rule.name, kind=rule.kind,
            description=rule.description, basis=rule.basis,
        )  # fmt: skip
        self.id = await deliver_rule(delivery=delivery, by=self.stage.parties[rule.vendor].lead, at=at)

    async def judge(self, at: datetime) -> None:
        by, good = self.stage.tasks, bool(self.rule.adopted)
        opinion = Opinion.ADOPT if good else Opinion.REJECT
        said = "逻辑清楚，误报率可接受" if good else "没有政策依据，误报过多"
        await begin_review(rule=self.id, by=by, at=at)
        for name, specialty in (("苏问津", "医学"), ("代码行", "信息")):
            await record_opinion(
                rule=self.id, expert_name=name, opinion=opinion, reason=said, on=at.date(),
                specialty=specialty, by=by, at=at + 60 * MINUTE,
            )  # fmt: skip
        to = RuleState.ADOPTED if good else RuleState.RETURNED
        decided = "专家一致同意" if good else "专家均不同意，请补充依据后重新报送"
        await decide_rule(rule=self.id, to=to, reason=decided, by=by, at=at + 90 * MINUTE)


def plan_rules(stage: Stage) -> None:
    for number, rule in enumerate(RULES, start=1):
        Ruled(stage, rule, number).plan()
