from dataclasses import replace

from kpi.rulebooks.facts_file import facts_from_json
from kpi.scorecards.correcting import Correction
from vendors.periods import Period
from vendors.transaction import transaction

_CORRECTIONS = """
SELECT c.objection, c.indicator, c.name, c.value, c.basis, s.facts FROM kpi_correction c
JOIN kpi_objection o ON o.id = c.objection JOIN kpi_scorecard s ON s.id = o.scorecard
WHERE c.contract = $1 AND c.period = $2 ORDER BY c.id
"""


async def corrections(contract: int, period: Period) -> tuple[Correction, ...]:
    """What accepted objections put right in a contract's period, oldest first, each with the fact as it was then."""
    async with transaction() as connection:
        rows = await connection.fetch(_CORRECTIONS, contract, str(period))
    found = []
    for row in rows:
        fields = dict(row)
        facts = facts_from_json(fields.pop("facts"))
        one = Correction(**{**fields, "value": row["value"].normalize()})
        found.append(replace(one, known=facts.values.get(one.name)))
    return tuple(found)
