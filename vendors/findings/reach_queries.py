"""Which institutions a contract's findings are about."""

from vendors.transaction import transaction


async def reported_on(*, contract: int) -> frozenset[int]:
    """Institutions with a standing finding filed under the contract."""
    sql = """
    SELECT DISTINCT f.institution FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
    WHERE t.contract = $1 AND f.state <> 'superseded'
    """
    async with transaction() as connection:
        return frozenset(row["institution"] for row in await connection.fetch(sql, contract))
