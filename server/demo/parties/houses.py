"""The eight vendors, two of each kind, with their contracts and people."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from vendors.contracts.rules import ItemTerms, Procurement, ServiceDomain
from vendors.registry.rules import Kind
from vendors.registry.uscc import check_character


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on a vendor's list; `until` is the last day on post, `waiting` whether the bureau has yet to approve."""

    name: str
    post: str
    certificate: str = ""
    since: date = date(2026, 1, 1)
    until: date | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRow:
    """A vendor and what was agreed with it. `people` are its staff, the lead first; `asked` how many were agreed.

    `rival` bid against it; `scores` are the evaluation's, its own first.
    """

    key: str
    kind: Kind
    name: str
    short: str
    head: str
    procurement: Procurement
    title: str
    items: tuple[ItemTerms, ...]
    asked: int
    people: tuple[Member, ...]
    rival: str
    scores: tuple[Decimal, Decimal]
    sampling: Decimal = Decimal("0.05")

    @property
    def serial(self) -> int:
        return "ABCD".index(self.key[0]) * 2 + int(self.key[1])

    @property
    def code(self) -> str:
        """A well-formed 统一社会信用代码 nobody has."""
        stem = f"91620799MA{self.serial:07d}"
        return stem + check_character(stem)

    @property
    def number(self) -> str:
        return f"HT-2026-{self.serial:03d}"

    @property
    def amount_fen(self) -> int:
        return sum(item.amount_fen for item in self.items)


def _item(  # noqa: PLR0917 a row of the tables below
    domain: ServiceDomain, what: str, unit: str, quantity: int, yuan: int, days: int, quality: str
) -> ItemTerms:
    return ItemTerms(
        domain=domain, description=what, unit=unit, quantity=Decimal(quantity), unit_price_fen=yuan * 100,
        deadline_days=days, quality_standard=quality,
    )  # fmt: skip


def _staff(post: str, certificate: str, *names: str) -> tuple[Member, ...]:
    return tuple(
        Member(name=name, post="项目负责人" if place == 0 else post, certificate=certificate)
        for place, name in enumerate(names)
    )


_RECORDS, _REIMBURSE = ServiceDomain.RECORDS, ServiceDomain.REIMBURSEMENT
_ASSESS, _INJURY, _CARE = ServiceDomain.ASSESSMENT, ServiceDomain.ACCIDENTS, ServiceDomain.LONG_TERM_CARE
_RIGHT = "问题认定准确率不低于95%"

VENDORS: Final = (
    VendorRow(
        key="A1", kind=Kind.A, name="河西青禾医疗质量评价（示例）有限公司", short="青禾质评", head="沈青禾",
        procurement=Procurement.OPEN, title="2026年度住院病历审核服务（一标段）", asked=6,
        items=(
            _item(_RECORDS, "住院病历全覆盖数据审核", "份", 9000, 36, 20, _RIGHT),
            _item(_RECORDS, "人工抽检精细审核", "份", 800, 195, 10, "不低于住院病例的5%"),
        ),
        rival="陇源病案管理（示例）有限公司", scores=(Decimal("91.6"), Decimal("86.2")),
        people=_staff("病历审核员", "主治医师资格", "何小满", "石磊", "叶知秋", "贺兰", "苗青", "纪云舒"),
    ),
    VendorRow(
        key="A2", kind=Kind.A, name="云岭病案质控（示例）有限公司", short="云岭病案", head="岳云岭",
        procurement=Procurement.CONSULTATION, title="2026年度住院病历审核服务（二标段）", asked=6,
        items=(
            _item(_RECORDS, "住院病历全覆盖数据审核", "份", 7000, 35, 20, _RIGHT),
            _item(_RECORDS, "人工抽检精细审核", "份", 600, 190, 10, "不低于住院病例的5%"),
        ),
        rival="陇源病案管理（示例）有限公司", scores=(Decimal("88.4"), Decimal("85.9")),
        people=(
            *_staff("病历审核员", "执业医师资格", "云开", "岑参玉", "柳成荫", "鲁北辰", "史可鉴"),
            Member(name="俞伯雅", post="病历审核员", certificate="执业医师资格", until=date(2026, 7, 10)),
            Member(name="钟子琪", post="病历审核员", certificate="执业医师资格", since=date(2026, 10, 12)),
        ),
    ),
    VendorRow(
        key="B1", kind=Kind.B, name="朔风数据技术（示例）有限公司", short="朔风数据", head="朔安邦",
        procurement=Procurement.OPEN, title="2026年度智能监控与规则维护服务（住院）", asked=5,
        items=(
            _item(_REIMBURSE, "结算数据全量筛查", "月", 12, 26000, 15, "疑点查实率不低于60%"),
            _item(ServiceDomain.DOCTORS, "规则本地化与医师库维护", "项", 24, 6500, 30, "通过论证后上线"),
        ),
        rival="天戈软件（示例）有限公司", scores=(Decimal("92.8"), Decimal("87.5")),
        people=_staff("数据分析师", "信息系统项目管理师", "朔月", "卫星海", "程序原", "麦田", "谷雨"),
    ),
    VendorRow(
        key="B2", kind=Kind.B, name="星槎信息科技（示例）有限公司", short="星槎信息", head="楚天舒",
        procurement=Procurement.NEGOTIATION, title="2026年度智能监控服务（门诊与药店）", asked=5,
        items=(
            _item(_REIMBURSE, "门诊与购药数据全量筛查", "月", 12, 19000, 15, "疑点查实率不低于60%"),
            _item(_REIMBURSE, "药品进销存比对", "家", 48, 1500, 30, "比对覆盖率100%"),
        ),
        rival="天戈软件（示例）有限公司", scores=(Decimal("84.1"), Decimal("83.7")),
        people=(
            *_staff("数据分析师", "软件设计师", "楚槎", "路遥知", "马力行", "简单一"),
            Member(name="任自然", post="数据分析师", since=date(2026, 11, 18), waiting=True),
        ),
    ),
    VendorRow(
        key="C1", kind=Kind.C, name="衡准会计师事务所（示例普通合伙）", short="衡准会计", head="周衡",
        procurement=Procurement.OPEN, title="2026年度定点机构财务与购销存审计（一标段）", asked=5,
        items=(
            _item(_ASSESS, "购销存专项审计", "家", 16, 15000, 25, "底稿齐全，证据一次通过"),
            _item(_ASSESS, "抽盘与函证", "次", 24, 4000, 15, "回函或替代程序100%"),
        ),
        rival="金秤会计师事务所（示例普通合伙）", scores=(Decimal("93.5"), Decimal("88.0")),
        people=_staff("审计员", "注册会计师", "周衡", "钱准", "秦镜明", "尺素", "量子安"),
    ),
    VendorRow(
        key="C2", kind=Kind.C, name="砺石会计师事务所（示例普通合伙）", short="砺石会计", head="砺青",
        procurement=Procurement.INQUIRY, title="2026年度定点机构财务与购销存审计（二标段）", asked=5,
        items=(
            _item(_ASSESS, "购销存专项审计", "家", 12, 13500, 25, "底稿齐全，证据一次通过"),
            _item(_ASSESS, "抽盘与函证", "次", 18, 3800, 15, "回函或替代程序100%"),
        ),
        rival="金秤会计师事务所（示例普通合伙）", scores=(Decimal("87.2"), Decimal("86.8")),
        people=_staff("审计员", "注册会计师", "砺青", "石敢当", "葛藤", "申时雨", "柯有信"),
    ),
    VendorRow(
        key="D1", kind=Kind.D, name="安澜健康保险（示例）股份有限公司张掖中心支公司", short="安澜健康", head="安怀远",
        procurement=Procurement.OPEN, title="2026年度意外伤害调查与长护经办服务（东片）", asked=5,
        items=(
            _item(_INJURY, "意外伤害住院调查", "件", 240, 900, 20, "结论准确率不低于98%"),
            _item(_CARE, "失能评定、护理服务评估与费用审核", "人次", 1200, 160, 20, "差错率不高于0.5%"),
        ),
        rival="平川财产保险（示例）股份有限公司", scores=(Decimal("90.3"), Decimal("84.4")),
        people=_staff("调查员", "保险公估从业资格", "安澜生", "宁致安", "康健行", "晏清和", "海晏河"),
    ),
    VendorRow(
        key="D2", kind=Kind.D, name="驼铃人寿保险（示例）股份有限公司张掖中心支公司", short="驼铃人寿", head="凌远山",
        procurement=Procurement.CONSULTATION, title="2026年度意外伤害调查与长护经办服务（西片）", asked=5,
        items=(
            _item(_INJURY, "意外伤害住院调查", "件", 200, 880, 20, "结论准确率不低于98%"),
            _item(_CARE, "失能评定、护理服务评估与费用审核", "人次", 1000, 155, 20, "差错率不高于0.5%"),
        ),
        rival="平川财产保险（示例）股份有限公司", scores=(Decimal("85.6"), Decimal("82.9")),
        people=_staff("调查员", "保险公估从业资格", "凌驼", "沙如雪", "月牙泉", "关山越", "戈壁松"),
    ),
)  # fmt: skip
SHORT: Final = {row.key: row.short for row in VENDORS}
