from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Conflict, Words
from vendors.labels import Labelled


class CampaignKind(Labelled):
    """What kind of campaign (CP-01, domain.md §4.6 检查方式, ZY-50)."""

    SPECIAL = "special", "专项整治", "Special campaign"
    UNANNOUNCED = "unannounced", "飞行检查", "Unannounced inspection"
    CROSS = "cross", "交叉检查", "Cross-county inspection"
    ANNUAL = "annual", "日常年度计划", "Ordinary yearly plan"
    PILOT = "pilot", "试点", "Pilot"


class CampaignState(Labelled):
    """筹备 → 进行中 → 收尾 → 已结束, or 终止 from any of the first three."""

    PREPARING = "preparing", "筹备", "Preparing"
    RUNNING = "running", "进行中", "Running"
    WINDING_UP = "winding_up", "收尾", "Winding up"
    ENDED = "ended", "已结束", "Ended"
    TERMINATED = "terminated", "终止", "Terminated"


TRANSITIONS: Final[Mapping[CampaignState, frozenset[CampaignState]]] = {
    CampaignState.PREPARING: frozenset({CampaignState.RUNNING, CampaignState.TERMINATED}),
    CampaignState.RUNNING: frozenset({CampaignState.WINDING_UP, CampaignState.TERMINATED}),
    CampaignState.WINDING_UP: frozenset({CampaignState.RUNNING, CampaignState.ENDED, CampaignState.TERMINATED}),
    CampaignState.ENDED: frozenset(),
    CampaignState.TERMINATED: frozenset(),
}
OPEN: Final = frozenset({CampaignState.PREPARING, CampaignState.RUNNING, CampaignState.WINDING_UP})
TASKABLE: Final = frozenset({CampaignState.PREPARING, CampaignState.RUNNING})
"""States in which tasks may be given and the scope may change."""


class Focus(Labelled):
    """三假 (CP-03)."""

    PATIENTS = "patients", "假病人", "Sham patients"
    ILLNESS = "illness", "假病情", "Sham illness"
    BILLS = "bills", "假票据", "Sham bills"


class MilestoneKind(Labelled):
    """What a milestone asks for; a self-evaluation is done with its report."""

    WORK = "work", "工作节点", "Work done"
    MIDTERM = "midterm", "中期自评", "Mid-term self-evaluation"
    FINAL = "final", "总结评估", "Final evaluation"

    @property
    def needs_file(self) -> bool:
        return self is not MilestoneKind.WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a campaign covers: settlements between two days, counties (none = the whole city), and its focus."""

    covers_from: date
    covers_to: date
    regions: tuple[str, ...] = ()
    focus: tuple[Focus, ...] = ()
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is planned. `agencies` are codes of the list transfer_target, `basis_number` a 文号."""

    name: str
    kind: CampaignKind
    starts_on: date
    ends_on: date
    scope: Scope
    lead_name: str
    agencies: tuple[str, ...] = ()
    basis_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The codes that may be named on the day."""

    regions: frozenset[str]
    violations: frozenset[str]
    agencies: frozenset[str]


def check_transition(state: CampaignState, to: CampaignState) -> None:
    """Raise Conflict when a campaign cannot go from one state to the other."""
    if to not in TRANSITIONS[state]:
        raise Conflict(
            f"专项行动当前为“{state.zh}”，不能变为“{to.zh}”。",
            f"The campaign is “{state.en}” and cannot become “{to.en}”.",
        )


def problems(plan: Plan, known: Known) -> dict[str, Words]:
    """What is wrong with a plan, by field."""
    found: dict[str, Words] = {}
    if not plan.name.strip():
        found["name"] = Words("请填写名称。", "Give it a name.")
    if not plan.lead_name.strip():
        found["lead_name"] = Words("请填写负责人。", "Name who leads it.")
    if plan.ends_on < plan.starts_on:
        found["ends_on"] = Words("结束日期早于开始日期。", "It ends before it starts.")
    if plan.scope.covers_to < plan.scope.covers_from:
        found["covers_to"] = Words("结算截止日早于起始日。", "The settlements end before they begin.")
    for field, chosen, may in (
        ("regions", plan.scope.regions, known.regions),
        ("violations", plan.scope.violations, known.violations),
        ("agencies", plan.agencies, known.agencies),
    ):
        unknown = _unknown(chosen, may)
        if unknown:
            found[field] = Words(f"代码表中没有：{unknown}", f"Not in the code list: {unknown}")
    return found


def _unknown(chosen: Sequence[str], known: frozenset[str]) -> str:
    return "、".join(sorted(set(chosen) - known))


def phase_problems(*, name: str, begins: date, ends: date, starts_on: date, ends_on: date) -> dict[str, Words]:
    """What is wrong with a phase of a campaign that lasts from `starts_on` to `ends_on`."""
    found: dict[str, Words] = {}
    if not name.strip():
        found["name"] = Words("请填写阶段名称。", "Name the phase.")
    if ends < begins:
        found["ends"] = Words("阶段结束早于开始。", "The phase ends before it begins.")
    elif begins < starts_on or ends > ends_on:
        found["begins"] = Words(
            f"阶段应在 {starts_on.isoformat()} 至 {ends_on.isoformat()} 之间。",
            f"A phase lies between {starts_on.isoformat()} and {ends_on.isoformat()}.",
        )
    return found


def milestone_overdue(due_on: date, done_on: date | None, today: date) -> bool:
    return done_on is None and today > due_on


def phase_share(begins: date, ends: date, today: date) -> int:
    """Hundredths of a phase's days that have passed, today's among them."""
    days = (ends - begins).days + 1
    passed = min(max((today - begins).days + 1, 0), days)
    return passed * 100 // days
