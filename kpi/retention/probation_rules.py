"""观察期 as a machine: entry, cap on new work, exit. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from vendors.errors import Conflict
from vendors.labels import Labelled
from vendors.numbering import Series

PROBATIONS: Final = Series(letters="GC", table="kpi_probation")
_MONTHS: Final = 12


class ProbationState(Labelled):
    """Where a probation stands."""

    RUNNING = "running", "观察期中", "Running"
    PASSED = "passed", "考核通过", "Passed"
    FAILED = "failed", "未通过", "Failed"
    ENDED = "ended", "随退出终止", "Ended: the vendor left"


class Outcome(Labelled):
    """What the exit test came to."""

    PASSED = "passed", "通过，恢复正常派单", "Passed: work as before"
    EXTENDED = "extended", "延长观察期", "Extended"
    FAILED = "failed", "未通过，暂停派单", "Failed: suspended"


NEXT: Final[Mapping[ProbationState, frozenset[ProbationState]]] = {
    ProbationState.RUNNING: frozenset(ProbationState),
    ProbationState.PASSED: frozenset(),
    ProbationState.FAILED: frozenset(),
    ProbationState.ENDED: frozenset(),
}


def ended(now: ProbationState, outcome: Outcome, *, ends_on: date, on: date) -> ProbationState:
    """Where the exit test leads. It is passed or extended on the last day or later; failed at any time.

    Raises Conflict.
    """
    to = {
        Outcome.PASSED: ProbationState.PASSED,
        Outcome.EXTENDED: ProbationState.RUNNING,
        Outcome.FAILED: ProbationState.FAILED,
    }[outcome]
    if to not in NEXT[now]:
        raise Conflict(f"观察期已结束（{now.zh}）。", f"The probation is over ({now.en.lower()}).")
    if outcome is not Outcome.FAILED and on < ends_on:
        raise Conflict(f"观察期至 {ends_on}，尚未届满。", f"The probation runs until {ends_on}.")
    return to


def months_on(start: date, months: int) -> date:
    """The last day of so many months from a day on; the end of the month where there is no such day."""
    count = start.year * _MONTHS + start.month - 1 + months
    year, month = count // _MONTHS, count % _MONTHS + 1
    day = start.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
