"""A case list that goes to a vendor is a release of personal data: a row of the ledger, in the same act."""

from typing import TYPE_CHECKING

from vendors.journal.actions import Deed
from vendors.provision.actions import record_provision
from vendors.provision.rules import What

if TYPE_CHECKING:
    from asyncpg import Record


async def record_release(deed: Deed, row: "Record") -> None:
    """The list of a task being issued; a task without one releases nothing. Raises Gate for one too long."""
    listed = await deed.connection.fetchval("SELECT count(*) FROM vendors_task_case WHERE task = $1", row["id"])
    if not listed:
        return
    await record_provision(
        vendor=row["vendor"],
        what=What.CASES,
        rows=listed,
        purpose=f"{row['number']} {row['title']}",
        object_type="task",
        object_id=row["id"],
        approved_by=f"{deed.by.name}（任务下达）",
        by=deed.by,
        at=deed.at,
        description=row["title"],
        contract=row["contract"],
        recipient=await deed.connection.fetchval("SELECT name FROM vendors_vendor WHERE id = $1", row["vendor"]),
    )
