from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.periods import Period, at_local, end_of_day

LONGEST: Final = 300
MOST_OUTAGES: Final = 5000
_MINUTE: Final = timedelta(minutes=1)


class OutageKind(Labelled):
    """故障级别."""

    MAJOR = "major", "重大故障", "Major outage"
    MINOR = "minor", "一般故障", "Minor outage"
    PLANNED = "planned", "计划停机", "Planned downtime"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRow:
    """One outage; both instants are aware, `ended_at` later than `began_at`."""

    began_at: datetime
    ended_at: datetime
    kind: OutageKind
    system: str = ""
    cause: str = ""

    @property
    def minutes(self) -> int:
        return minutes(self.began_at, self.ended_at)


def minutes(began: datetime, ended: datetime) -> int:
    """Whole minutes begun."""
    return -((began - ended) // _MINUTE)


def span(month: Period) -> tuple[datetime, datetime]:
    """The first instant of a month and the last."""
    return at_local(month.starts_on, 0), end_of_day(month.ends_on)


def minutes_of(month: Period) -> int:
    """All minutes of a month, day and night."""
    return minutes(*span(month))


def down(outages: Iterable[tuple[datetime, datetime]], within: tuple[datetime, datetime]) -> int:
    """Minutes during which at least one outage lasted, inside a span."""
    first, last = within
    total, reached = 0, first
    for began, ended in sorted(outages):
        start, end = max(began, reached), min(ended, last)
        if end > start:
            total += minutes(start, end)
            reached = end
    return total


def problems(
    *, month: Period, service_minutes: int, rows: Sequence[OutageRow], basis: str, at: datetime
) -> dict[str, Words]:
    """What is wrong with a log, by field."""
    faults: dict[str, Words] = {}
    first, last = span(month)
    if month.kind != "M" or first > at:
        faults["month"] = Words("请选择已开始的月份。", "Choose a month that has begun.")
    if not 1 <= service_minutes <= minutes_of(month):
        faults["service_minutes"] = Words(
            f"应为 1 到 {minutes_of(month)} 分钟（当月全部分钟）。", f"From 1 to {minutes_of(month)}, the whole month."
        )
    if not basis.strip():
        faults["basis"] = Words("请写明日志来源。", "Say where the log comes from.")
    if len(rows) > MOST_OUTAGES:
        faults["rows"] = Words(f"一次最多 {MOST_OUTAGES} 条。", f"At most {MOST_OUTAGES} at once.")
    outside = [place for place, row in enumerate(rows, 1) if row.ended_at <= first or row.began_at > last]
    backwards = [place for place, row in enumerate(rows, 1) if row.ended_at <= row.began_at]
    if backwards:
        faults["rows"] = Words(
            f"第 {backwards[0]} 条的恢复时间不晚于开始时间。", f"Number {backwards[0]} ends before it begins."
        )
    elif outside:
        faults["rows"] = Words(f"第 {outside[0]} 条不在该月内。", f"Number {outside[0]} is not of that month.")
    return faults
