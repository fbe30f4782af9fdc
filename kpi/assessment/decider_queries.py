"""Who decided objections on the way to a card; none of them approves it."""

from vendors.transaction import transaction

_DECIDERS = """
SELECT DISTINCT o.decided_by_id FROM kpi_scorecard s
JOIN kpi_scorecard e ON e.contract = s.contract AND e.period = s.period AND e.version <= s.version
JOIN kpi_objection o ON o.scorecard = e.id
WHERE s.id = $1 AND o.decided_by_id IS NOT NULL
"""


async def deciders(card: int) -> frozenset[int]:
    """Ids of the people who decided an objection to the card or to a version before it of the same period."""
    async with transaction() as connection:
        rows = await connection.fetch(_DECIDERS, card)
    return frozenset(row["decided_by_id"] for row in rows)
