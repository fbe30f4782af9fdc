"""Deliverables of a task: handed in by the vendor with a file, accepted or returned by the bureau."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.labels import Labelled
from vendors.registry.rules import must_be_bureau, must_be_of
from vendors.tasks.rules import OPEN_TO_CHANGE, TaskState
from vendors.tasks.steps import given, hold

if TYPE_CHECKING:
    from asyncpg import Record

OBJECT: Final = "deliverable"
_WORKBOOK = """
UPDATE vendors_task_deliverable SET state = $2, {column}_at = $3, {column}_by = $4
WHERE task = $1 AND kind = 'workbook' AND state = ANY($5::text[])
"""
_DELIVERED = """
UPDATE vendors_task_deliverable SET state = 'delivered', note = $2, delivered_at = $3, delivered_by = $4 WHERE id = $1
"""
_JUDGED = """
UPDATE vendors_task_deliverable SET state = $2, answer = $3, judged_at = $4, judged_by = $5 WHERE id = $1
"""


class DeliverableState(Labelled):
    """Where a deliverable stands."""

    OWED = "owed", "待交付", "Owed"
    DELIVERED = "delivered", "已交付", "Delivered"
    RETURNED = "returned", "退回", "Returned"
    ACCEPTED = "accepted", "已验收", "Accepted"


async def deliver(*, deliverable: int, file: File, sha256: str, note: str, by: Actor, at: datetime) -> None:
    """交付, by the vendor's people: the file is stored already under `sha256`. Again until it is accepted."""
    async with act(by=by, at=at) as deed:
        row = await _held(deed, deliverable)
        must_be_of(by, row["vendor"])
        if row["state"] == DeliverableState.ACCEPTED.value:
            raise Conflict("该交付物已验收。", "This deliverable has been accepted.")
        if len(note) > _LONGEST:
            raise Invalid({"note": Words(f"最多 {_LONGEST} 个字。", f"At most {_LONGEST} characters.")})
        await deed.connection.execute(_DELIVERED, deliverable, note.strip(), at, by.name)
        await attach(
            deed,
            object_type=OBJECT,
            object_id=deliverable,
            vendor=row["vendor"],
            title=row["title"],
            file=file,
            sha256=sha256,
        )
        _note(deed, "task.deliverable_delivered", row, note.strip())


async def follow_workbook(deed: Deed, task: int, to: DeliverableState) -> None:
    """The workbook a task owes comes in, goes back and is accepted with the task itself; it is no file of its own."""
    delivered = to is DeliverableState.DELIVERED
    before = (DeliverableState.OWED, DeliverableState.RETURNED) if delivered else (DeliverableState.DELIVERED,)
    sql = _WORKBOOK.format(column="delivered" if delivered else "judged")
    await deed.connection.execute(sql, task, to.value, deed.at, deed.by.name, [one.value for one in before])


async def accept_deliverable(*, deliverable: int, by: Actor, at: datetime) -> None:
    """验收 of one deliverable, by the bureau."""
    await _judge(deliverable, DeliverableState.ACCEPTED, reason="", by=by, at=at)


async def return_deliverable(*, deliverable: int, reason: str, by: Actor, at: datetime) -> None:
    """退回 with a reason, by the bureau; it is owed again."""
    await _judge(deliverable, DeliverableState.RETURNED, reason=given(reason), by=by, at=at)


async def _judge(deliverable: int, to: DeliverableState, *, reason: str, by: Actor, at: datetime) -> None:
    async with act(by=by, at=at) as deed:
        must_be_bureau(by)
        row = await _held(deed, deliverable)
        if row["state"] != DeliverableState.DELIVERED.value:
            raise Conflict("该交付物尚未交付。", "This deliverable has not been handed in.")
        await deed.connection.execute(_JUDGED, deliverable, to.value, reason, at, by.name)
        _note(deed, f"task.deliverable_{to.value}", row, reason)


async def _held(deed: Deed, deliverable: int) -> "Record":
    """The deliverable, locked after its task. Raises NotFound, Conflict once the task is finished."""
    task = await deed.connection.fetchval("SELECT task FROM vendors_task_deliverable WHERE id = $1", deliverable)
    if task is None:
        raise NotFound
    held = await hold(deed, task)
    state = TaskState(held["state"])
    if state is TaskState.DRAFT or state not in OPEN_TO_CHANGE:
        raise Conflict("任务不在办理中。", "The task is not under way.")
    sql = "SELECT * FROM vendors_task_deliverable WHERE id = $1 FOR UPDATE"
    row: Record = await deed.connection.fetchrow(sql, deliverable)
    return row


def _note(deed: Deed, kind: str, row: "Record", note: str) -> None:
    after = {"deliverable": row["id"], "title": row["title"]}
    deed.note(kind, "task", row["task"], vendor=row["vendor"], after=after, note=note)


_LONGEST: Final = 500
