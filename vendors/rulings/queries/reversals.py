"""Determinations reversed: what used them is to be restated (待重述)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vendors.rulings.decision_rules import ReversalChannel, ReversalResult
from vendors.transaction import transaction

_SELECT = """
SELECT r.id, r.number, r.vendor, r.finding, r.determination, d.decision, d.at AS determined_at, r.channel, r.result,
  r.authority, r.document, r.decided_on, r.reason, r.recorded_by_name, r.at
FROM vendors_reversal r JOIN vendors_determination d ON d.id = r.determination
WHERE ($1::timestamptz IS NULL OR r.at > $1) AND ($2::timestamptz IS NULL OR r.at <= $2)
  AND ($3::int IS NULL OR r.finding = $3) AND ($4 = '' OR d.decision = $4)
ORDER BY r.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalView:
    """A reversal; `determination` is the one superseded, `determined_at` when that was made."""

    id: int
    number: str
    vendor: int
    finding: int
    determination: int
    decision: str
    determined_at: datetime
    channel: ReversalChannel
    result: ReversalResult
    authority: str
    document: str
    decided_on: date
    reason: str
    recorded_by_name: str
    at: datetime


async def reversals(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    finding: int | None = None,
    decision: str = "",
) -> tuple[ReversalView, ...]:
    """Recorded after `since` and by `until`, oldest first; within the bounds of what this person may see."""
    async with transaction() as connection:
        rows = await connection.fetch(_SELECT, since, until, finding, decision)
    return tuple(_view(row) for row in rows)


def _view(record: Mapping[str, object]) -> ReversalView:
    fields = {
        **record,
        "channel": ReversalChannel(str(record["channel"])),
        "result": ReversalResult(str(record["result"])),
    }
    return ReversalView(**fields)  # type: ignore[arg-type]
