from kpi.scorecards.correcting import Correction
from vendors.periods import Period
from vendors.transaction import transaction

_CORRECTIONS = """
SELECT objection, indicator, name, value, basis FROM kpi_correction WHERE contract = $1 AND period = $2 ORDER BY id
"""


async def corrections(contract: int, period: Period) -> tuple[Correction, ...]:
    """What accepted objections put right in a contract's period, oldest first."""
    async with transaction() as connection:
        rows = await connection.fetch(_CORRECTIONS, contract, str(period))
    return tuple(Correction(**{**row, "value": row["value"].normalize()}) for row in rows)
