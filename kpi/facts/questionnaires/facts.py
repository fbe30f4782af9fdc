"""满意度: the mean of the sheets of each side."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from kpi.facts.questionnaires.rules import Side
from vendors.money import half_up
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

MILLIONTH: Final = Decimal("0.000001")
_SHEETS: Final = """
SELECT contract, side, id, score, withdrawn_at IS NOT NULL AND withdrawn_at <= $4 AS withdrawn, withdrawn_why
FROM kpi_questionnaire
WHERE contract = ANY($1::int[]) AND covers_from >= $2 AND covers_to <= $3 AND recorded_at <= $4 ORDER BY contract, id
"""


async def satisfaction_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract; a side nobody answered for is left out."""
    first = asked[0]
    async with transaction() as connection:
        rows = await connection.fetch(_SHEETS, [one.contract.id for one in asked], *first.window, first.cutoff)
    sheets: dict[tuple[int, Side], list[Record]] = {}
    for row in rows:
        sheets.setdefault((row["contract"], Side(row["side"])), []).append(row)
    found: dict[int, Counted] = {}
    for (contract, side), own in sheets.items():
        standing = [row for row in own if not row["withdrawn"]]
        if standing:
            found.setdefault(contract, {})[side.fact] = _mean(own, standing)
    return found


def _mean(rows: "Sequence[Record]", standing: "Sequence[Record]") -> FactValue:
    total = sum((row["score"] for row in standing), Decimal(0))
    return FactValue(
        value=half_up(total / len(standing), MILLIONTH),
        records=tuple(f"questionnaire:{row['id']}" for row in standing),
        excluded=tuple(
            (f"questionnaire:{row['id']}", f"已作废：{row['withdrawn_why']}") for row in rows if row["withdrawn"]
        ),
    )
