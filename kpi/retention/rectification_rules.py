"""限期整改 as a machine: plan, report, exit test. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from vendors.errors import Conflict
from vendors.labels import Labelled
from vendors.numbering import Series

RECTIFICATIONS: Final = Series(letters="ZG", table="kpi_rectification")


class RectificationState(Labelled):
    """Where a rectification stands."""

    PLAN_DUE = "plan_due", "待报整改方案", "Plan due"
    UNDER_WAY = "under_way", "整改中", "Under way"
    REPORTED = "reported", "待验收", "To be examined"
    PASSED = "passed", "验收合格", "Passed"
    FAILED = "failed", "整改不合格", "Failed"


class Verdict(Labelled):
    """What the exit test came to."""

    PASSED = "passed", "验收合格", "Passed"
    EXTENDED = "extended", "延期整改", "Extended"
    FAILED = "failed", "整改不合格", "Failed"


OPEN: Final = frozenset({RectificationState.PLAN_DUE, RectificationState.UNDER_WAY, RectificationState.REPORTED})
NEXT: Final[Mapping[RectificationState, frozenset[RectificationState]]] = {
    RectificationState.PLAN_DUE: frozenset({RectificationState.UNDER_WAY, RectificationState.FAILED}),
    RectificationState.UNDER_WAY: frozenset({RectificationState.REPORTED, RectificationState.FAILED}),
    RectificationState.REPORTED: frozenset(
        {RectificationState.PASSED, RectificationState.FAILED, RectificationState.UNDER_WAY}
    ),
    RectificationState.PASSED: frozenset(),
    RectificationState.FAILED: frozenset(),
}


def move(now: RectificationState, to: RectificationState) -> RectificationState:
    """`to`, when a rectification may go there; Conflict otherwise."""
    if to not in NEXT[now]:
        raise Conflict(
            f"整改当前为“{now.zh}”，不能转为“{to.zh}”。", f"The rectification is “{now.en}”; it cannot be “{to.en}”."
        )
    return to


def examined(now: RectificationState, verdict: Verdict, *, due_on: date, on: date) -> RectificationState:
    """Where the exit test leads. Without a report only a failure can be told, and only once the term is over.

    Raises Conflict.
    """
    to = {
        Verdict.PASSED: RectificationState.PASSED,
        Verdict.EXTENDED: RectificationState.UNDER_WAY,
        Verdict.FAILED: RectificationState.FAILED,
    }[verdict]
    if now in OPEN and now is not RectificationState.REPORTED:
        if verdict is not Verdict.FAILED:
            raise Conflict("机构尚未报送整改报告，不能验收。", "The vendor has not reported yet; nothing to examine.")
        if on <= due_on:
            raise Conflict("整改期限尚未届满。", "The term is not over yet.")
    return move(now, to)
