"""Which institutions a contract's findings are about."""

from collections.abc import Collection, Mapping

from vendors.transaction import transaction


async def reported_on(*, contract: int) -> frozenset[int]:
    """Institutions with a standing finding filed under the contract."""
    sql = """
    SELECT DISTINCT f.institution FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
    WHERE t.contract = $1 AND f.state <> 'superseded'
    """
    async with transaction() as connection:
        return frozenset(row["institution"] for row in await connection.fetch(sql, contract))


async def missed_visits(ids: Collection[int]) -> Mapping[int, str]:
    """By id of a missed finding, the visit it was found in."""
    sql = """
    SELECT m.id, s.visit_id FROM vendors_missed_finding m JOIN vendors_settled_case s ON s.id = m."case"
    WHERE m.id = ANY($1::int[])
    """
    async with transaction() as connection:
        return {row["id"]: row["visit_id"] for row in await connection.fetch(sql, list(ids))}
