from typing import TYPE_CHECKING

from importers.batches.rules import BatchState
from vendors.errors import Forbidden, NotFound
from vendors.findings import incoming
from vendors.journal.actions import Deed
from vendors.tasks.results import incoming as results
from vendors.tasks.rules import TaskState

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection


async def hold(deed: Deed, *, batch: int) -> "Record":
    """The batch, locked, if this person may touch it; for this room's acts. Raises NotFound."""
    row = await deed.connection.fetchrow("SELECT * FROM importers_batch WHERE id = $1 FOR UPDATE", batch)
    if row is None or (deed.by.vendor is not None and deed.by.vendor != row["vendor"]):
        raise NotFound
    return row


async def hold_own(deed: Deed, *, batch: int) -> "Record":
    """The same for what only the vendor may do. Raises Forbidden."""
    row = await hold(deed, batch=batch)
    if deed.by.vendor is None:
        raise Forbidden("只有报送机构可以办理。", "Only the vendor does this to its own upload.")
    return row


async def hold_task(deed: Deed, *, batch: int) -> TaskState | None:
    """Lock the task, always before its batches: acts on two of them then never wait for each other in a ring."""
    state = await deed.connection.fetchval(
        "SELECT state FROM vendors_task WHERE id = (SELECT task FROM importers_batch WHERE id = $1) FOR UPDATE", batch
    )
    return TaskState(state) if state else None


async def leave(connection: "Connection", *, batch: int, state: BatchState) -> None:
    """Into a state from which nothing of it can be confirmed: what was kept for that is forgotten, its rows are not."""
    await connection.execute("UPDATE importers_batch SET state = $2 WHERE id = $1", batch, state.value)
    await connection.execute("DELETE FROM importers_staged_visit WHERE batch = $1", batch)
    await incoming.discard(connection, batch=batch)
    await results.discard(connection, batch=batch)
