"""Whether anything of its retention keeps a vendor from being in service again."""

from datetime import date, datetime

from vendors.actors import SYSTEM, Actor
from vendors.contracts.queries import contracts
from vendors.errors import Gate
from vendors.registry.actions import change_standing
from vendors.registry.rules import Standing
from vendors.transaction import transaction

_OPEN = """
SELECT number FROM kpi_rectification WHERE vendor = $1 AND state IN ('plan_due', 'under_way', 'reported') ORDER BY id
"""


async def held_back(vendor: int, *, on: date) -> Gate | None:
    """What stands in the way: a rectification still open, or no contract in force."""
    async with transaction() as connection:
        number = await connection.fetchval(_OPEN, vendor)
    if number:
        return Gate("rectification_open", f"整改 {number} 尚未验收。", f"Rectification {number} is not examined yet.")
    if not await contracts(for_=SYSTEM, vendor=vendor, in_force_on=on):
        return Gate(
            "vendor_contract", "机构没有履行中的合同，不能恢复派单。", "Without a contract in force it stays out."
        )
    return None


async def restore(*, vendor: int, reason: str, by: Actor, at: datetime) -> None:
    """Into service again; ask `held_back` first. Raises as change_standing."""
    await change_standing(vendor=vendor, to=Standing.IN_SERVICE, reason=reason, by=by, at=at, contracted=True)
