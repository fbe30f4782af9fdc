"""What scorecards count of the slips a vendor was given (K06). A slip belongs to the period its answer is due in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.handoffs.rules import HandoffState
from vendors.periods import local_date
from vendors.transaction import transaction

_GIVEN: Final = """
SELECT s.vendor, h.id, h.due_on, h.state, h.answered_at FROM vendors_handoff h
JOIN vendors_handoff_side s ON s.handoff = h.id AND s.side = 'receiver'
WHERE s.vendor = ANY($1::int[]) AND h.due_on BETWEEN $2 AND $3 AND h.dispatched_at <= $4 ORDER BY s.vendor, h.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenSlip:
    """A slip with its receiver; `answered_on` is None while it waits, as known at the instant asked about."""

    id: int
    due_on: date
    withdrawn: bool
    answered_on: date | None

    @property
    def on_time(self) -> bool:
        return self.answered_on is not None and self.answered_on <= self.due_on


async def given_slips(
    *, vendors: Collection[int], window: tuple[date, date], as_of: datetime
) -> Mapping[int, tuple[GivenSlip, ...]]:
    """By receiving vendor, the slips whose answer is due on the days of a window. Call it within `seeing(None)`."""
    async with transaction() as connection:
        rows = await connection.fetch(_GIVEN, list(vendors), *window, as_of)
    found: dict[int, tuple[GivenSlip, ...]] = {}
    for row in rows:
        answered = row["answered_at"]
        slip = GivenSlip(
            id=row["id"],
            due_on=row["due_on"],
            withdrawn=row["state"] == HandoffState.WITHDRAWN,
            answered_on=local_date(answered) if answered is not None and answered <= as_of else None,
        )
        found[row["vendor"]] = (*found.get(row["vendor"], ()), slip)
    return found
