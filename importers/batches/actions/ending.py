from datetime import datetime

from importers.batches.actions.holding import hold, hold_own, hold_task, leave
from importers.batches.rules import BatchState, move
from importers.findings.kinds import kind_named
from vendors.actors import Actor, Role
from vendors.errors import Forbidden, Invalid, Words
from vendors.findings.actions import end_all
from vendors.journal.actions import act
from vendors.tasks.list_actions import unmark_reviewed
from vendors.tasks.results import incoming as results


async def withdraw(*, batch: int, by: Actor, at: datetime) -> None:
    """撤回 a batch that is not stored, by its vendor. Raises NotFound, Forbidden, Conflict."""
    async with act(by=by, at=at) as deed:
        row = await hold_own(deed, batch=batch)
        state = move(BatchState(row["state"]), BatchState.WITHDRAWN)
        await leave(deed.connection, batch=batch, state=state)
        deed.note("batch.withdrawn", "batch", batch, vendor=row["vendor"], after={"number": row["number"]})


async def void(*, batch: int, reason: str, by: Actor, at: datetime) -> None:
    """作废 a batch by the bureau, stored or waiting: its open findings count for nothing any more.

    Raises NotFound, Forbidden (task managers only), Invalid (no reason), Conflict (people have been told of some of
    its findings; the batch is over already).
    """
    if not by.at_bureau or not by.has(Role.TASK_MANAGER):
        raise Forbidden("只有任务管理员可以作废报送批次。", "Only a task manager voids an upload.")
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        await hold_task(deed, batch=batch)
        row = await hold(deed, batch=batch)
        state = move(BatchState(row["state"]), BatchState.VOIDED)
        ended = await end_all(deed, batch=batch)
        await results.supersede(deed.connection, batch=batch, by=batch)
        await leave(deed.connection, batch=batch, state=state)
        kind = kind_named(row["deliverable"])
        if row["state"] == BatchState.STORED and kind is not None and kind.record is None:
            await unmark_reviewed(task=row["task"], by=by, at=at)
        after = {"number": row["number"], "findings": list(ended)}
        deed.note("batch.voided", "batch", batch, vendor=row["vendor"], after=after, note=reason.strip())
