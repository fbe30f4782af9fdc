"""States of the campaign table: 填报中 → 已提交 → 已审核 → 已上报, ⇢ 退回 (domain.md §2.3). Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden
from vendors.labels import Labelled


class ReportState(Labelled):
    """Where the table stands; 退回 leads back to 填报中 with its reason."""

    FILLING = "filling", "填报中", "Being filled in"
    SUBMITTED = "submitted", "已提交", "Submitted"
    APPROVED = "approved", "已审核", "Approved"
    REPORTED = "reported", "已上报", "Reported up"


class RowState(Labelled):
    """Where one unit's row stands."""

    FILLING = "filling", "填报中", "Being filled in"
    SUBMITTED = "submitted", "已提交", "Submitted"


class Scope(Labelled):
    """本期 counts the reporting period, 累计 from the campaign's first day."""

    CURRENT = "current", "本期", "This period"
    CUMULATIVE = "cumulative", "累计", "Cumulative"


TRANSITIONS: Final[Mapping[ReportState, frozenset[ReportState]]] = {
    ReportState.FILLING: frozenset({ReportState.SUBMITTED}),
    ReportState.SUBMITTED: frozenset({ReportState.APPROVED, ReportState.FILLING}),
    ReportState.APPROVED: frozenset({ReportState.REPORTED, ReportState.FILLING}),
    ReportState.REPORTED: frozenset(),
}
LOCKED: Final = frozenset(ReportState) - {ReportState.FILLING}
"""States in which the figures are those submitted, whatever the records say since."""


class NotReady(Conflict):
    """Handed in too early: a unit has not submitted, or figures do not agree. What is missing is in the words."""


def check_transition(state: ReportState, to: ReportState) -> None:
    """Raise Conflict when the table cannot go from one state to the other."""
    if to not in TRANSITIONS[state]:
        raise Conflict(
            f"统计表当前为“{state.zh}”，不能变为“{to.zh}”。", f"The table is “{state.en}” and cannot become “{to.en}”."
        )


def must_be_open(state: ReportState) -> None:
    """Raise Conflict once the table is submitted: its period is locked."""
    if state in LOCKED:
        raise Conflict(f"统计表{state.zh}，期间已锁定，不能再改。", f"The table is “{state.en}”: its period is locked.")


def must_stand(superseded_at: datetime | None) -> None:
    """Raise Conflict for a version another has taken the place of: it is kept as it was."""
    if superseded_at is not None:
        raise Conflict("本版已被替代，仅供存查。", "This version has been replaced and is only kept.")


def must_fill(by: Actor, region: str, *, city: str) -> None:
    """A task manager of that county, or of the city for 市本级, 合计 and any county. Raises Forbidden."""
    if not by.at_bureau or not by.has(Role.TASK_MANAGER) or (by.region and by.region != region):
        raise Forbidden("您不能填报该单位的统计表。", "You may not fill in this unit's row.")
    if by.region and region == city:
        raise Forbidden("合计由市局汇总。", "The city puts the total together.")


def must_consolidate(by: Actor) -> None:
    """The city's task managers gather the rows. Raises Forbidden."""
    if not by.at_bureau or by.region or not by.has(Role.TASK_MANAGER, Role.SYSTEM):
        raise Forbidden("只有市局任务管理员可以汇总。", "Only the city's task managers put the table together.")


def must_approve(by: Actor, *, filled_by: frozenset[int]) -> None:
    """A leader who has filled in nothing of it. Raises Forbidden."""
    if not by.at_bureau or by.region or not by.has(Role.LEADER):
        raise Forbidden("只有分管领导可以审核。", "Only a leader approves the table.")
    if by.id in filled_by:
        raise Forbidden("填报人不能审核自己填报的统计表。", "Nobody approves a table they filled in.")
