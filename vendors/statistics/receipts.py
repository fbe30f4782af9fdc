"""What the recovery ledger says for a table: 追回基金 received by month, one stream only, never added to the others."""

from collections.abc import Mapping
from datetime import date, datetime

from vendors.periods import Period


async def by_month(
    *, window: tuple[date, date], as_of: datetime, region: str, source: str
) -> Mapping[Period, int] | None:
    """Fen of 追回基金 by month of receipt; None as long as there is no ledger."""
    return None
