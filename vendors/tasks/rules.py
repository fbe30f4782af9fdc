from collections.abc import Mapping
from datetime import date
from typing import Final

from vendors.errors import Conflict, Words
from vendors.labels import Labelled
from vendors.registry.rules import Kind


class TaskKind(Labelled):
    """What a task asks for (ZY-16 and §二(一) 1–4). Grows by a member and its two lines below."""

    FULL_REVIEW = "full_review", "全覆盖数据审核", "Full data review"
    SAMPLED_REVIEW = "sampled_review", "人工抽检病历审核", "Sampled manual review"
    MACHINE_SCREENING = "machine_screening", "智能监控筛查", "Machine screening"
    STOCK_MONITORING = "stock_monitoring", "药品(材料)进销存监管", "Stock monitoring"
    AUDIT = "audit", "财务审计", "Financial audit"
    ACCIDENT_INVESTIGATION = "accident_investigation", "意外伤害调查", "Accident investigation"
    ENTRUSTED_SERVICE = "entrusted_service", "长护与委托经办", "Long-term care and entrusted services"

    @property
    def vendor_kind(self) -> Kind:
        """The kind of vendor it goes to; also the kind of workbook it brings."""
        return _VENDOR_KINDS[self]

    @property
    def needs_cases(self) -> bool:
        """Whether it may be issued only with a case list."""
        return self not in _WITHOUT_CASES


_VENDOR_KINDS: Final = {
    TaskKind.FULL_REVIEW: Kind.A,
    TaskKind.SAMPLED_REVIEW: Kind.A,
    TaskKind.MACHINE_SCREENING: Kind.B,
    TaskKind.STOCK_MONITORING: Kind.B,
    TaskKind.AUDIT: Kind.C,
    TaskKind.ACCIDENT_INVESTIGATION: Kind.D,
    TaskKind.ENTRUSTED_SERVICE: Kind.D,
}
_WITHOUT_CASES: Final = frozenset({TaskKind.STOCK_MONITORING, TaskKind.AUDIT, TaskKind.ENTRUSTED_SERVICE})


class DrawMethod(Labelled):
    """抽样方法."""

    SIMPLE = "simple_random", "简单随机", "Simple random"


class TaskState(Labelled):
    """监管任务的状态 (domain.md §2.3). 逾期 is computed, never a state."""

    DRAFT = "draft", "草稿", "Draft"
    ISSUED = "issued", "已下达", "Issued"
    REFUSED = "refused", "已拒收", "Refused"
    ACCEPTED = "accepted", "已接收", "Accepted"
    IN_PROGRESS = "in_progress", "执行中", "In progress"
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
    (_S.DRAFT, _S.TERMINATED): Side.BUREAU,
    (_S.ISSUED, _S.TERMINATED): Side.BUREAU,
    (_S.REFUSED, _S.TERMINATED): Side.BUREAU,
    (_S.ACCEPTED, _S.TERMINATED): Side.BUREAU,
    (_S.IN_PROGRESS, _S.TERMINATED): Side.BUREAU,
    (_S.RETURNED, _S.TERMINATED): Side.BUREAU,
}
HIDDEN_FROM_VENDOR: Final = frozenset({_S.DRAFT})
RUNNING: Final = frozenset({_S.ISSUED, _S.ACCEPTED, _S.IN_PROGRESS, _S.RETURNED})
UPLOADABLE: Final = frozenset({_S.IN_PROGRESS, _S.RETURNED})
FINISHED: Final = frozenset({_S.DONE, _S.ARCHIVED})
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
