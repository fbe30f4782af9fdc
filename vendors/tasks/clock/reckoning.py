"""The clock of a task, reckoned from its segments. Pure.

It starts the day after dispatch, counts working days, stops while the vendor waits for the bureau's material and goes
on with the days that were left; a return after acceptance starts a new round. A segment holds the days after
`began_on` up to and including `ended_on`, so a clock stopped and started again on the same day has lost nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vendors.labels import Labelled
from vendors.policy.calendar import Calendar, Deadline

_DAY = timedelta(days=1)


class Cause(Labelled):
    """Why a segment begins."""

    ISSUED = "issued", "下达", "Issued"
    RETURNED = "returned", "退回补正，重新计时", "Returned: the clock starts anew"
    PAUSED = "paused", "暂停计时", "Clock stopped"
    RESUMED = "resumed", "恢复计时", "Clock resumed"
    EXTENDED = "extended", "延长时限", "Extended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of one round; `days` are granted at its beginning, `ended_on` is None while it lasts."""

    cause: Cause
    running: bool
    began_on: date
    ended_on: date | None = None
    days: int = 0
    reason: str = ""

    def used(self, calendar: Calendar, *, until: date) -> int:
        """Working days of it gone by; a stopped clock uses none."""
        return calendar.working_days_between(self.began_on, self.ended_on or until) if self.running else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the clock says on a day: `due` is None while it is stopped, `left` is negative once overdue."""

    granted: int
    used: int
    due: Deadline | None
    stopped_since: date | None

    @property
    def left(self) -> int:
        return self.granted - self.used


def reckon(segments: Sequence[Segment], calendar: Calendar) -> Deadline | None:
    """The last day of a round of segments in their order; None while the clock is stopped. ValueError without any."""
    last = _last(segments)
    if not last.running:
        return None
    before = segments[:-1]
    left = _granted(segments) - sum(one.used(calendar, until=last.began_on) for one in before)
    leans = any(_leans(one, calendar) for one in before)
    if left <= 0:
        return Deadline(on=last.began_on, provisional=leans)
    due = calendar.deadline(last.began_on, left)
    return Deadline(on=due.on, provisional=due.provisional or leans)


def read_clock(segments: Sequence[Segment], calendar: Calendar, *, today: date) -> Reading:
    """The clock of a round as it stands at the end of a day."""
    last = _last(segments)
    return Reading(
        granted=_granted(segments),
        used=sum(one.used(calendar, until=max(today, one.began_on)) for one in segments),
        due=reckon(segments, calendar),
        stopped_since=None if last.running else last.began_on,
    )


def _granted(segments: Sequence[Segment]) -> int:
    return sum(one.days for one in segments)


def _leans(segment: Segment, calendar: Calendar) -> bool:
    """Whether a closed running segment counted days of a year without a notice."""
    if not segment.running or segment.ended_on is None:
        return False
    length = (segment.ended_on - segment.began_on).days
    return any(calendar.is_working_day(segment.began_on + _DAY * count) is None for count in range(1, length + 1))


def _last(segments: Sequence[Segment]) -> Segment:
    if not segments:
        msg = "a clock that never started has no reading"
        raise ValueError(msg)
    return segments[-1]
