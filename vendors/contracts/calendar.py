"""The days a contract brings with it: its length in months, the reports it owes, the days to publish and file it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vendors.periods import Period
from vendors.policy.calendar import Deadline, deadline
from vendors.policy.parameters import parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDays:
    """When a signed contract has to be published (公告) and filed (备案)."""

    publish: Deadline
    file: Deadline


def months_between(starts_on: date, ends_on: date) -> int:
    """Whole or begun months from the first day to the last, both counted: 1 Jan to 31 Dec is 12."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return months + (ends_on.day >= starts_on.day)


def sign_by(awarded_on: date) -> date:
    """The last day to sign: calendar days after the award (政府采购法 Art.46)."""
    return awarded_on + timedelta(days=parameter("contract_sign_days", awarded_on).whole)


def due_days(signed_on: date) -> DueDays:
    """Working days after signing, by the parameters in force that day."""
    return DueDays(
        publish=deadline(signed_on, parameter("contract_publish_days", signed_on).whole),
        file=deadline(signed_on, parameter("contract_file_days", signed_on).whole),
    )


def report_calendar(
    starts_on: date, ends_on: date, *, kinds: Sequence[str], days: int
) -> tuple[tuple[Period, Deadline], ...]:
    """Every report owed (按月、季、年报送, ZY-17): the period and its due day, `days` working days after its end.

    A period is owed when it touches the term. Of kinds `M`, `Q`, `H`, `Y`.
    """
    months = {Period(day_year, "M", month) for day_year, month in _months(starts_on, ends_on)}
    owed = {Period(month.year, kind, _index(month, kind)) for month in months for kind in kinds}
    ordered = sorted(owed, key=lambda period: (period.ends_on, -period.starts_on.toordinal()))
    return tuple((period, deadline(period.ends_on, days)) for period in ordered)


def _months(starts_on: date, ends_on: date) -> list[tuple[int, int]]:
    first, last = starts_on.year * 12 + starts_on.month - 1, ends_on.year * 12 + ends_on.month - 1
    return [(count // 12, count % 12 + 1) for count in range(first, last + 1)]


def _index(month: Period, kind: str) -> int:
    return {"M": month.number, "Q": (month.number + 2) // 3, "H": (month.number + 5) // 6, "Y": 1}[kind]
