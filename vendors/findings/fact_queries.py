"""What scorecards count of findings as filed. What became of them is in rulings."""

from dataclasses import dataclass
from datetime import date, datetime

from vendors.transaction import transaction

_FILED = """
SELECT f.id, EXISTS (SELECT 1 FROM vendors_review r WHERE r.finding = f.id AND r.opinion = 'return' AND r.at <= $4)
  AS returned
FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
WHERE f.vendor = $1 AND (f.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $2 AND $3 AND f.created_at <= $4
  AND (f.superseded_at IS NULL OR f.superseded_at > $4) AND t.contract = $5 ORDER BY f.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Finding ids; `never_returned` are those never sent back for evidence (证据一次通过, C07)."""

    all: tuple[int, ...]
    never_returned: tuple[int, ...]


async def filed(*, vendor: int, contract: int, window: tuple[date, date], as_of: datetime) -> Filed:
    """The findings filed under a contract on the Shanghai days of a window, as known at an instant."""
    async with transaction() as connection:
        rows = await connection.fetch(_FILED, vendor, *window, as_of, contract)
    return Filed(
        all=tuple(row["id"] for row in rows), never_returned=tuple(row["id"] for row in rows if not row["returned"])
    )
