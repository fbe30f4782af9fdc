"""The terms of defence that run on a day."""

from datetime import date

from vendors.transaction import transaction

_OLDEST = """
SELECT min(n.served_on) FROM vendors_finding f JOIN vendors_notice n ON n.finding = f.id
WHERE f.state = 'notified' AND (f.heard_until IS NULL OR f.heard_until >= $1)
"""


async def oldest_running(*, on: date) -> date | None:
    """The day the oldest of them began; None while none runs."""
    async with transaction() as connection:
        found: date | None = await connection.fetchval(_OLDEST, on)
    return found
