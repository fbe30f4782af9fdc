from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from vendors.periods import Period
from vendors.transaction import transaction

_ENTERED = """
SELECT contract, value AS points, evidence AS basis, entered_by, entered_at FROM kpi_manual_fact
WHERE period = $1 ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndView:
    """年终综合评价 of a contract."""

    contract: int
    points: Decimal
    basis: str
    entered_by: str
    entered_at: datetime


async def year_ends(*, period: Period) -> Mapping[int, YearEndView]:
    """By contract; facts entered for a whole year are nothing else."""
    async with transaction() as connection:
        rows = await connection.fetch(_ENTERED, str(period))
    return {row["contract"]: YearEndView(**dict(row)) for row in rows}
