"""What a draft task is about and who of the bureau goes along: institutions, inspectors, deliverables owed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau
from vendors.tasks.assignment.gates import inspectors_must_be_untied, must_be_inspected
from vendors.tasks.particulars import Owed, Particulars
from vendors.tasks.rules import OPEN_TO_CHANGE, RUNNING, TaskState
from vendors.tasks.steps import hold

if TYPE_CHECKING:
    from asyncpg import Record

_INSTITUTIONS = """
INSERT INTO vendors_task_institution (vendor, task, institution)
SELECT $1, $2, id FROM vendors_institution WHERE id = ANY($3::int[]) ON CONFLICT (task, institution) DO NOTHING
"""
_INSPECTORS = """
INSERT INTO vendors_task_inspector (vendor, task, inspector, name, certificate)
SELECT $1, $2, id, name, certificate FROM vendors_inspector WHERE id = ANY($3::int[])
ON CONFLICT (task, inspector) DO NOTHING
"""
_UNISSUED: Final = frozenset({TaskState.DRAFT, TaskState.REFUSED})
INSPECTORS_OPEN: Final = _UNISSUED | RUNNING | {TaskState.PAUSED}
_PUT: Final = {"institutions": _INSTITUTIONS, "inspectors": _INSPECTORS}
_OWED = """
INSERT INTO vendors_task_deliverable (vendor, task, kind, title, state, due_on) VALUES ($1, $2, $3, $4, 'owed', $5)
"""


async def write_particulars(deed: Deed, *, task: int, vendor: int, said: Particulars) -> None:
    """The lists of a new task. Raises Invalid for an institution or inspector that is not there."""
    await _put(deed, "institutions", task, vendor, said.institutions)
    await _put(deed, "inspectors", task, vendor, said.inspectors)
    await _owe(deed, task, vendor, said.deliverables)


async def set_institutions(*, task: int, institutions: Collection[int], by: Actor, at: datetime) -> None:
    """The institutions named as a task's scope, all of them, before it is issued."""
    async with act(by=by, at=at) as deed:
        row = await _open(deed, task)
        await deed.connection.execute("DELETE FROM vendors_task_institution WHERE task = $1", task)
        await _put(deed, "institutions", task, row["vendor"], institutions)
        after = {"institutions": len(set(institutions))}
        deed.note("task.scope_set", "task", task, vendor=row["vendor"], after=after)


async def name_inspectors(*, task: int, inspectors: Collection[int], by: Actor, at: datetime, reason: str = "") -> None:
    """检查人员 who go along, all of them, with the certificates they hold now.

    Before the task is issued, or with a `reason` in others' place until it is handed in; those who take a place must
    be fit for it as at the issue. Raises Gate naming those with a tie to an institution in scope, Conflict.
    """
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        row = await _replaceable(deed, task) if reason.strip() else await _open(deed, task)
        await deed.connection.execute("DELETE FROM vendors_task_inspector WHERE task = $1", task)
        await _put(deed, "inspectors", task, row["vendor"], inspectors)
        sql = "SELECT name, certificate FROM vendors_task_inspector WHERE task = $1 ORDER BY id"
        named = [f"{one['name']} {one['certificate']}" for one in await deed.connection.fetch(sql, task)]
        if TaskState(row["state"]) in _UNISSUED:
            await inspectors_must_be_untied(deed, task, on=today)
            deed.note("task.inspectors_named", "task", task, vendor=row["vendor"], after={"inspectors": named})
            return
        await must_be_inspected(deed, row, on=today)
        after: dict[str, Json] = {"inspectors": [*named]}
        deed.note("task.inspectors_replaced", "task", task, vendor=row["vendor"], after=after, note=reason.strip())


async def owe(*, task: int, deliverables: Sequence[Owed], by: Actor, at: datetime) -> None:
    """Ask a task that is not finished for more deliverables."""
    async with act(by=by, at=at) as deed:
        must_be_bureau(by)
        row = await hold(deed, task)
        if TaskState(row["state"]) not in OPEN_TO_CHANGE:
            raise Conflict("任务已办结，不能再增加交付物。", "The task is finished; nothing more can be asked of it.")
        await _owe(deed, task, row["vendor"], deliverables)
        after = {"titles": [one.title for one in deliverables]}
        deed.note("task.deliverables_asked", "task", task, vendor=row["vendor"], after=after)


async def _open(deed: Deed, task: int) -> "Record":
    must_be_bureau(deed.by)
    row = await hold(deed, task)
    if TaskState(row["state"]) not in _UNISSUED:
        raise Conflict(
            "任务已下达，范围不能再改；更换检查人员须写明理由。",
            "The task is issued; its scope is closed, and inspectors are replaced only with a reason.",
        )
    return row


async def _replaceable(deed: Deed, task: int) -> "Record":
    must_be_bureau(deed.by)
    row = await hold(deed, task)
    if TaskState(row["state"]) not in INSPECTORS_OPEN:
        raise Conflict("任务已提交或办结，不能更换检查人员。", "The task is handed in; its inspectors stand.")
    return row


async def _put(deed: Deed, kind: str, task: int, vendor: int, ids: Collection[int]) -> None:
    wanted = set(ids)
    done = await deed.connection.execute(_PUT[kind], vendor, task, sorted(wanted))
    if int(done.split()[-1]) != len(wanted):
        raise Invalid({kind: Words("名单中有不存在的记录。", "The list names a record that is not there.")})


async def _owe(deed: Deed, task: int, vendor: int, deliverables: Sequence[Owed]) -> None:
    if any(not one.title.strip() for one in deliverables):
        raise Invalid({"deliverables": Words("交付物须写明名称。", "A deliverable needs a title.")})
    rows = [(vendor, task, one.kind.value, one.title.strip(), one.due_on) for one in deliverables]
    await deed.connection.executemany(_OWED, rows)
