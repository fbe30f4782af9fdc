"""Facts frozen for a period before its first card."""

from datetime import date

from kpi.rulebooks.facts_file import facts_from_json
from kpi.scorecards.working import Frozen
from vendors.errors import Gate
from vendors.periods import Period
from vendors.transaction import transaction

_FROZEN = """
SELECT facts, frozen_at, evaluate_by, evaluated_at FROM kpi_assessment
WHERE contract = $1 AND period = $2 AND carded_at IS NULL
"""


async def frozen_for(contract: int, period: Period, *, on: date) -> Frozen | None:
    """None when nothing was frozen, or a card was made of it already.

    Raises Gate `self_evaluation` while the vendor has time left to evaluate itself and has not done so.
    """
    async with transaction() as connection:
        row = await connection.fetchrow(_FROZEN, contract, str(period))
    if row is None:
        return None
    if row["evaluated_at"] is None and on <= row["evaluate_by"]:
        due = f"{row['evaluate_by']:%Y-%m-%d}"
        raise Gate(
            "self_evaluation",
            f"机构自评期到 {due} 止，自评尚未提交，暂不能出具初评。",
            f"The vendor may evaluate itself until {due} and has not done so yet; no draft can be issued.",
        )
    return Frozen(facts=facts_from_json(row["facts"]), cutoff=row["frozen_at"])
