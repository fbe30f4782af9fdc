from collections.abc import Mapping
from datetime import date
from typing import Final

from vendors.errors import Conflict, Words
from vendors.labels import Labelled
from vendors.registry.rules import Group, Kind


class TaskKind(Labelled):
    """What a task asks for (ZY-16…35). Grows by a member, its line of `_TRAITS` and a parameter task_days_<value>."""

    FULL_REVIEW = "full_review", "全覆盖数据审核", "Full data review"
    SAMPLED_REVIEW = "sampled_review", "人工抽检病历审核", "Sampled manual review"
    ADMISSION = "admission", "准入评估", "Admission assessment"
    AGREEMENT = "agreement", "协议履行评估", "Agreement assessment"
    YEAR_END = "year_end", "年终考核", "Year-end evaluation"
    SPECIAL_INSPECTION = "special_inspection", "专项检查协助", "Special inspection"
    MACHINE_SCREENING = "machine_screening", "智能监控筛查", "Machine screening"
    STOCK_MONITORING = "stock_monitoring", "药品(材料)进销存监管", "Stock monitoring"
    INVENTORY_COMPARISON = "inventory_comparison", "药品(材料)进销存比对", "Inventory comparison"
    DOCTOR_MONITORING = "doctor_monitoring", "医保医师监管分析", "Doctor monitoring"
    DATA_MINING = "data_mining", "数据挖掘与综合评价", "Data mining and evaluation"
    RULE_DELIVERY = "rule_delivery", "审核规则交付", "Delivery of review rules"
    AUDIT = "audit", "财务审计", "Financial audit"
    PURCHASE_SALES = "purchase_sales", "购销存核查", "Purchase, sale and stock check"
    STOCKTAKE = "stocktake", "药品(材料)抽盘", "Stocktake"
    CONFIRMATION = "confirmation", "供货函证", "Confirmation letters"
    COST_ANALYSIS = "cost_analysis", "医疗成本与医师工作量分析", "Cost and workload analysis"
    ACCIDENT_INVESTIGATION = "accident_investigation", "意外伤害调查", "Accident investigation"
    ENTRUSTED_SERVICE = "entrusted_service", "长护与委托经办", "Long-term care and entrusted services"
    DISABILITY_ASSESSMENT = "disability_assessment", "失能评定与复评", "Disability assessment"
    CARE_PLACEMENT = "care_placement", "失能人员护理落实", "Care placement"
    CARE_QUALITY = "care_quality", "长护服务质量评估", "Care quality assessment"
    FEE_REVIEW = "fee_review", "费用审核", "Fee review"
    PUBLICITY = "publicity", "政策宣传与咨询", "Publicity and consultation"

    @property
    def vendor_kind(self) -> Kind:
        """The kind of vendor it goes to; also the kind of workbook it brings."""
        return _TRAITS[self][0]

    @property
    def group(self) -> Group:
        """The 小组 that follows it (ZY-12)."""
        return self.vendor_kind.group

    @property
    def needs_cases(self) -> bool:
        """Whether it may be issued only with a case list."""
        return _CASES in _TRAITS[self]

    @property
    def on_site(self) -> bool:
        """Whether it is done at the institution, in the presence of the bureau's inspectors (LZ Art.32)."""
        return _ON_SITE in _TRAITS[self]

    @property
    def days_parameter(self) -> str:
        """The policy parameter with its own clock, in working days."""
        return f"task_days_{self.value}"


_CASES, _ON_SITE = "cases", "on site"
_T = TaskKind
_TRAITS: Final[Mapping[TaskKind, tuple[Kind, *tuple[str, ...]]]] = {
    _T.FULL_REVIEW: (Kind.A, _CASES),
    _T.SAMPLED_REVIEW: (Kind.A, _CASES),
    _T.ADMISSION: (Kind.A, _ON_SITE),
    _T.AGREEMENT: (Kind.A, _ON_SITE),
    _T.YEAR_END: (Kind.A, _ON_SITE),
    _T.SPECIAL_INSPECTION: (Kind.A, _ON_SITE),
    _T.MACHINE_SCREENING: (Kind.B, _CASES),
    _T.STOCK_MONITORING: (Kind.B,),
    _T.INVENTORY_COMPARISON: (Kind.B,),
    _T.DOCTOR_MONITORING: (Kind.B,),
    _T.DATA_MINING: (Kind.B,),
    _T.RULE_DELIVERY: (Kind.B,),
    _T.AUDIT: (Kind.C,),
    _T.PURCHASE_SALES: (Kind.C,),
    _T.STOCKTAKE: (Kind.C, _ON_SITE),
    _T.CONFIRMATION: (Kind.C,),
    _T.COST_ANALYSIS: (Kind.C,),
    _T.ACCIDENT_INVESTIGATION: (Kind.D, _CASES),
    _T.ENTRUSTED_SERVICE: (Kind.D,),
    _T.DISABILITY_ASSESSMENT: (Kind.D,),
    _T.CARE_PLACEMENT: (Kind.D,),
    _T.CARE_QUALITY: (Kind.D,),
    _T.FEE_REVIEW: (Kind.D,),
    _T.PUBLICITY: (Kind.D,),
}


class Method(Labelled):
    """检查方式 (LZ Art.32, ZY-49, LT-02, BT-08)."""

    DAILY = "daily", "日常检查", "Daily inspection"
    KEY = "key", "重点检查", "Key inspection"
    SPECIAL = "special", "专项检查", "Special inspection"
    FLYING = "flying", "飞行检查", "Unannounced inspection"
    CROSS = "cross", "交叉检查", "Cross inspection"
    JOINT = "joint", "联合检查", "Joint inspection"
    NIGHT = "night", "突击夜查", "Night raid"
    STATIONED = "stationed", "驻点监督", "Stationed supervision"


class TaskState(Labelled):
    """监管任务的状态 (domain.md §2.3). 逾期 is computed, never a state."""

    DRAFT = "draft", "草稿", "Draft"
    ISSUED = "issued", "已下达", "Issued"
    REFUSED = "refused", "已拒收", "Refused"
    ACCEPTED = "accepted", "已接收", "Accepted"
    IN_PROGRESS = "in_progress", "执行中", "In progress"
    PAUSED = "paused", "暂停计时", "Clock stopped"
    SUBMITTED = "submitted", "已提交", "Submitted"
    CHECKING = "checking", "验收中", "Being checked"
    RETURNED = "returned", "退回补正", "Returned"
    DONE = "done", "已验收", "Done"
    ARCHIVED = "archived", "已归档", "Archived"
    TERMINATED = "terminated", "已终止", "Terminated"


class Side(Labelled):
    """Who makes a step."""

    BUREAU = "bureau", "医保部门", "Bureau"
    VENDOR = "vendor", "第三方机构", "Vendor"
    EITHER = "either", "双方或系统", "Either, or the system"


_S = TaskState
TRANSITIONS: Final[Mapping[tuple[TaskState, TaskState], Side]] = {
    (_S.DRAFT, _S.ISSUED): Side.BUREAU,
    (_S.ISSUED, _S.ACCEPTED): Side.VENDOR,
    (_S.ISSUED, _S.REFUSED): Side.VENDOR,
    (_S.REFUSED, _S.ISSUED): Side.BUREAU,
    (_S.ACCEPTED, _S.IN_PROGRESS): Side.VENDOR,
    (_S.IN_PROGRESS, _S.SUBMITTED): Side.EITHER,
    (_S.RETURNED, _S.SUBMITTED): Side.EITHER,
    (_S.SUBMITTED, _S.CHECKING): Side.BUREAU,
    (_S.CHECKING, _S.RETURNED): Side.BUREAU,
    (_S.CHECKING, _S.DONE): Side.BUREAU,
    (_S.DONE, _S.ARCHIVED): Side.BUREAU,
    (_S.ACCEPTED, _S.PAUSED): Side.BUREAU,
    (_S.IN_PROGRESS, _S.PAUSED): Side.BUREAU,
    (_S.RETURNED, _S.PAUSED): Side.BUREAU,
    (_S.PAUSED, _S.ACCEPTED): Side.BUREAU,
    (_S.PAUSED, _S.IN_PROGRESS): Side.BUREAU,
    (_S.PAUSED, _S.RETURNED): Side.BUREAU,
    (_S.PAUSED, _S.TERMINATED): Side.BUREAU,
    (_S.DRAFT, _S.TERMINATED): Side.BUREAU,
    (_S.ISSUED, _S.TERMINATED): Side.BUREAU,
    (_S.REFUSED, _S.TERMINATED): Side.BUREAU,
    (_S.ACCEPTED, _S.TERMINATED): Side.BUREAU,
    (_S.IN_PROGRESS, _S.TERMINATED): Side.BUREAU,
    (_S.RETURNED, _S.TERMINATED): Side.BUREAU,
}
HIDDEN_FROM_VENDOR: Final = frozenset({_S.DRAFT})
RUNNING: Final = frozenset({_S.ISSUED, _S.ACCEPTED, _S.IN_PROGRESS, _S.RETURNED})
IN_HAND: Final = RUNNING | {_S.PAUSED, _S.SUBMITTED, _S.CHECKING}
PAUSABLE: Final = RUNNING - {_S.ISSUED}
OPEN_TO_CHANGE: Final = IN_HAND | {_S.DRAFT, _S.REFUSED}
UPLOADABLE: Final = frozenset({_S.IN_PROGRESS, _S.RETURNED})
FINISHED: Final = frozenset({_S.DONE, _S.ARCHIVED})
OVER: Final = FINISHED | {_S.TERMINATED}
LEFT_OUT: Final = frozenset({_S.DRAFT, _S.REFUSED, _S.TERMINATED})


def check_transition(state: TaskState, to: TaskState) -> Side:
    """Who makes this step; Conflict when the machine has no such step."""
    side = TRANSITIONS.get((state, to))
    if side is None:
        raise Conflict(
            f"任务当前为“{state.zh}”，不能变为“{to.zh}”。", f"The task is “{state.en}” and cannot become “{to.en}”."
        )
    return side


def next_steps(state: TaskState, side: Side) -> tuple[TaskState, ...]:
    """Where a side may take a task from here."""
    sides = (side, Side.EITHER)
    return tuple(to for (start, to), mover in TRANSITIONS.items() if start is state and mover in sides)


def overdue(state: TaskState, due_on: date | None, today: date) -> bool:
    """逾期: still the vendor's to deliver after its last day."""
    return due_on is not None and state in RUNNING and today > due_on


def unfit(kind: TaskKind, vendor_kind: Kind) -> Words | None:
    """Why a task of this kind cannot go to a vendor of that kind, or None (ZY-12: 小组 by kind)."""
    if kind.vendor_kind is vendor_kind:
        return None
    return Words(
        f"“{kind.zh}”任务只派给{kind.vendor_kind.zh}。",
        f"“{kind.en}” goes to vendors of the kind “{kind.vendor_kind.en}” only.",
    )
