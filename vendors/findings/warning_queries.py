"""Warnings sent with machine clues (及时预警, B04), line by line. A warning belongs to the day it was sent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.transaction import transaction

_SENT: Final = """
SELECT t.contract, f.id AS finding, l.id AS line, l.fee_on, l.warned_on
FROM vendors_finding_line l JOIN vendors_finding f ON f.id = l.finding JOIN vendors_task t ON t.id = f.task
WHERE l.warned_on BETWEEN $2 AND $3 AND t.contract = ANY($1::int[]) AND f.created_at <= $4
  AND (f.superseded_at IS NULL OR f.superseded_at > $4)
ORDER BY t.contract, f.id, l.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentWarning:
    """A line its vendor warned of on `warned_on`; `fee_on` is when it was charged."""

    finding: int
    line: int
    fee_on: date | None
    warned_on: date


async def warnings_sent(
    *, contracts: Collection[int], window: tuple[date, date], as_of: datetime
) -> Mapping[int, tuple[SentWarning, ...]]:
    """By contract, the warnings sent on the days of a window, as known at an instant."""
    async with transaction() as connection:
        rows = await connection.fetch(_SENT, list(contracts), *window, as_of)
    found: dict[int, list[SentWarning]] = {}
    for row in rows:
        fields = dict(row)
        found.setdefault(fields.pop("contract"), []).append(SentWarning(**fields))
    return {contract: tuple(each) for contract, each in found.items()}
