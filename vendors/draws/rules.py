"""What can be drawn, how, and which plans are no plans. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled

BASIS_POINT: Final = Decimal("0.0001")
SEED_LONGEST: Final = 64


class Method(Labelled):
    """抽样方法."""

    SIMPLE = "simple_random", "简单随机", "Simple random"
    STRATIFIED = "stratified", "分层随机", "Stratified"
    BY_AMOUNT = "by_amount", "按金额概率（PPS）", "Probability proportional to amount"
    SYSTEMATIC = "systematic", "系统（等距）", "Systematic"
    DOUBLE = "double_random", "双随机", "Double random"


class Purpose(Labelled):
    """What a draw is for; decides which frame is opened."""

    TASK = "task", "任务人工抽检", "Manual sample of a task"
    REREVIEW = "rereview", "住院费用抽查复审", "Re-review of inpatient cases"
    CASES = "cases", "病例抽查", "Spot check of cases"
    INSTITUTIONS = "institutions", "抽取检查对象", "Institutions to inspect"
    DOUBLE = "double", "双随机（对象与检查人员）", "Institutions and inspectors"
    EXPERTS = "experts", "抽取专家", "Experts"
    BLIND = "blind", "疑点盲审", "Blind re-review of findings"
    PASSED = "passed", "漏检复看", "Second look at cases passed"


METHODS: Final[Mapping[Purpose, tuple[Method, ...]]] = {
    Purpose.TASK: (Method.SIMPLE, Method.STRATIFIED, Method.BY_AMOUNT, Method.SYSTEMATIC),
    Purpose.REREVIEW: (Method.SIMPLE, Method.STRATIFIED, Method.BY_AMOUNT, Method.SYSTEMATIC),
    Purpose.CASES: (Method.SIMPLE, Method.STRATIFIED, Method.BY_AMOUNT, Method.SYSTEMATIC),
    Purpose.INSTITUTIONS: (Method.SIMPLE, Method.STRATIFIED, Method.BY_AMOUNT, Method.SYSTEMATIC),
    Purpose.DOUBLE: (Method.DOUBLE,),
    Purpose.EXPERTS: (Method.STRATIFIED,),
    Purpose.BLIND: (Method.SIMPLE, Method.STRATIFIED, Method.BY_AMOUNT),
    Purpose.PASSED: (Method.SIMPLE, Method.STRATIFIED, Method.BY_AMOUNT),
}
BRINGS_ITS_OWN: Final = frozenset({Purpose.TASK, Purpose.BLIND, Purpose.PASSED})
"""Their frames belong to a task or a sample, whose own page seals and opens the draw."""


class Base(Labelled):
    """What a ratio is a ratio of. LZ Art.17 says 住院费用 and leaves it open; both shares are always shown."""

    COUNT = "count", "人次", "Cases"
    AMOUNT = "amount", "金额", "Amount"


class Spread(Labelled):
    """How a sample is spread over strata."""

    PROPORTIONAL = "proportional", "按比例分配", "Proportional"
    NEYMAN = "neyman", "奈曼（最优）分配", "Neyman"
    GIVEN = "given", "逐层指定", "Given for each stratum"


class Order(Labelled):
    """In which order a systematic draw walks the frame; ties by id."""

    ID = "id", "按编号", "By id"
    STRATUM = "stratum", "按分层、编号", "By stratum, then id"
    AMOUNT = "amount", "按金额从大到小", "By amount, largest first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a draw is made, fixed before its frame is opened: `ratio` of `base`, or `size`, or `counts` by stratum.

    `spread` says the sample is stratified; `each` inspectors go to an object of a double-random draw.
    `deviations` are given standard deviations (in fen) for Neyman; strata without one have theirs computed.
    """

    method: Method = Method.SIMPLE
    ratio: Decimal | None = None
    size: int | None = None
    base: Base = Base.COUNT
    spread: Spread | None = None
    least: int = 0
    deviations: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    order: Order = Order.ID
    each: int = 0


def plan_problems(plan: Plan) -> dict[str, Words]:
    """What makes a plan unacceptable, by field."""
    found = _extent_problems(plan)
    if (plan.method is Method.STRATIFIED) > (plan.spread is not None):
        found["spread"] = Words("分层抽样须说明各层如何分配。", "A stratified draw says how it is spread.")
    if plan.method not in {Method.STRATIFIED, Method.DOUBLE} and plan.spread is not None:
        found["spread"] = Words("该方法不分层。", "This method has no strata.")
    if plan.base is Base.AMOUNT and (plan.ratio is None or plan.method not in {Method.SIMPLE, Method.STRATIFIED}):
        found["base"] = Words(
            "按金额口径只用于按比例的简单或分层抽样。", "By amount: for simple or stratified draws by a ratio."
        )
    if plan.least not in {0, 1}:
        found["least"] = Words("每层至少 0 或 1 个。", "At least 0 or 1 of each stratum.")
    if (plan.method is Method.DOUBLE) != (plan.each > 0):
        found["each"] = Words(
            "双随机须说明每个对象几名检查人员。", "A double-random draw says how many inspectors each."
        )
    if any(not deviation.is_finite() or deviation < 0 for deviation in plan.deviations.values()):
        found["deviations"] = Words("标准差不能为负。", "A standard deviation is not negative.")
    return found


def _extent_problems(plan: Plan) -> dict[str, Words]:
    if plan.spread is Spread.GIVEN:
        good = plan.counts and all(count >= 0 for count in plan.counts.values()) and any(plan.counts.values())
        return {} if good else {"counts": Words("请填写各层抽取数。", "Say how many of each stratum.")}
    if (plan.ratio is None) == (plan.size is None):
        return {"size": Words("比例与数量填一项，且只填一项。", "Give a ratio or a number, one of the two.")}
    if plan.ratio is None:
        return (
            {}
            if plan.size and plan.size > 0
            else {"size": Words("抽取数量应为正整数。", "The number to draw is positive.")}
        )
    if not plan.ratio.is_finite() or not 0 < plan.ratio <= 1:
        return {"ratio": Words("抽样比例应在 0–100% 之间。", "The ratio lies between 0 and 100 %.")}
    if plan.ratio != plan.ratio.quantize(BASIS_POINT):
        return {"ratio": Words("抽样比例最多到 0.01%。", "The ratio goes down to 0.01 %, no further.")}
    return {}


def seed_problem(seed: str) -> Words | None:
    """Why a text cannot be a seed."""
    if 0 < len(seed) <= SEED_LONGEST and seed.isprintable():
        return None
    return Words("种子为 1–64 个可见字符。", "A seed has 1 to 64 printable characters.")
