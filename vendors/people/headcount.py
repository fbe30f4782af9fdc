"""有/要求: how many counted at each month's end against what the contracts ask for, kept as it was that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import SYSTEM, Actor
from vendors.journal.actions import act
from vendors.people.queries import headcount, staff_of
from vendors.periods import Period
from vendors.registry.rules import must_reach
from vendors.transaction import transaction

_INSERT: Final = """
INSERT INTO vendors_headcount (vendor, month, taken_for, counted, present, required, taken_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_TAKEN: Final = "SELECT vendor FROM vendors_headcount WHERE month = $1"
_MONTHS: Final = """
SELECT month, taken_for, sum(counted)::int AS counted, sum(present)::int AS present, sum(required)::int AS required
FROM vendors_headcount WHERE ($1::int IS NULL OR vendor = $1) GROUP BY month, taken_for
ORDER BY taken_for DESC LIMIT $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEnd:
    """One month: `counted` were on post, certified and bound; `present` there at all; `required` agreed."""

    month: str
    taken_for: date
    counted: int
    present: int
    required: int


async def snapshot_headcount(*, month: Period, required: Mapping[int, int], at: datetime) -> int:
    """Every vendor in `required` (how many its contracts ask for) at the month's end, once; how many were taken."""
    async with transaction() as connection:
        taken = {row["vendor"] for row in await connection.fetch(_TAKEN, str(month))}
    due = sorted(set(required) - taken)
    for vendor in due:
        seen = headcount(await staff_of(vendor, for_=SYSTEM), month.ends_on)
        counts = {
            "counted": len(seen.counted),
            "present": len(seen.counted) + len(seen.present_only),
            "required": required[vendor],
        }
        async with act(by=SYSTEM, at=at) as deed:
            await deed.connection.execute(_INSERT, vendor, str(month), month.ends_on, *counts.values(), at)
            deed.note("staff.counted", "vendor", vendor, vendor=vendor, after={"month": str(month), **counts})
    return len(due)


async def month_ends(*, for_: Actor, size: int, vendor: int | None = None) -> tuple[MonthEnd, ...]:
    """The last so many month-ends, oldest first: of one vendor, or of all together. NotFound for another vendor's."""
    if vendor is not None:
        must_reach(for_, vendor)
    async with transaction() as connection:
        rows = await connection.fetch(_MONTHS, vendor if for_.vendor is None else for_.vendor, size)
    return tuple(MonthEnd(**dict(row)) for row in reversed(rows))
