from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.registry.credit.rules import CreditSource
from vendors.transaction import transaction

_CHECKS = """
SELECT id, vendor, source, checked_on, on_record, note, by_name, recorded_at FROM vendors_credit_check
WHERE ($1::int IS NULL OR vendor = $1) AND vendor = $2 ORDER BY checked_on DESC, id DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditCheckView:
    """What one public list answered on a day."""

    id: int
    vendor: int
    source: CreditSource
    checked_on: date
    on_record: bool
    note: str
    by_name: str
    recorded_at: datetime


async def credit_checks(vendor: int, *, for_: Actor) -> Sequence[CreditCheckView]:
    """Newest first. Another vendor's people see none."""
    async with transaction() as connection:
        rows = await connection.fetch(_CHECKS, for_.vendor, vendor)
    return tuple(CreditCheckView(**(dict(row) | {"source": CreditSource(row["source"])})) for row in rows)
