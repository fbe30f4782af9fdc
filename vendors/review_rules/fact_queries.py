"""What scorecards count of the rules a vendor delivered (规则本地化与维护, B03): different rules, not versions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.periods import local_date
from vendors.review_rules.rules import RuleState
from vendors.transaction import transaction

_TOUCHED: Final = """
SELECT id, vendor, contract, code, version, state, delivered_on, outcome, decided_on FROM vendors_review_rule
WHERE vendor = ANY($1::int[]) AND delivered_on <= $4
  AND (delivered_on BETWEEN $2 AND $3 OR (decided_on BETWEEN $2 AND $3 AND decided_on <= $4)) ORDER BY vendor, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedRule:
    """A version delivered or decided in a window; one adopted there stays adopted, whatever became of it later."""

    id: int
    contract: int | None
    code: str
    state: RuleState
    adopted: bool


async def touched_rules(
    *, vendors: Collection[int], window: tuple[date, date], as_of: datetime
) -> Mapping[int, tuple[TouchedRule, ...]]:
    """By vendor, as known at an instant. `contract` is None where the delivery named none."""
    first, last = window
    day = local_date(as_of)
    async with transaction() as connection:
        rows = await connection.fetch(_TOUCHED, list(vendors), first, last, day)
    found: dict[int, tuple[TouchedRule, ...]] = {}
    for row in rows:
        decided = row["decided_on"]
        adopted = row["outcome"] == RuleState.ADOPTED and decided is not None and first <= decided <= min(last, day)
        rule = TouchedRule(
            id=row["id"], contract=row["contract"], code=row["code"], state=RuleState(row["state"]), adopted=adopted
        )
        found[row["vendor"]] = (*found.get(row["vendor"], ()), rule)
    return found
