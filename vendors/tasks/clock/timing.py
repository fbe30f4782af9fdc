"""Where a task's clock is kept: its segments, and the due day that follows from them. Inside the caller's act."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from vendors.errors import Conflict
from vendors.journal.actions import Deed
from vendors.periods import local_date
from vendors.policy.calendar import Calendar, Deadline, bureau_calendar, deadline
from vendors.tasks.clock.reckoning import Cause, Segment, reckon

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_ROUND = """
SELECT c.* FROM vendors_task_clock c
WHERE c.task = ANY($1::int[]) AND c.round = (SELECT max(round) FROM vendors_task_clock WHERE task = c.task)
ORDER BY c.id
"""
_OPEN = """
INSERT INTO vendors_task_clock (vendor, task, round, cause, running, began_on, days, reason, by_name, at)
SELECT $1, $2, coalesce((SELECT max(round) FROM vendors_task_clock WHERE task = $2), 0) + $3,
  $4, $5, $6, $7, $8, $9, $10
"""
_CLOSE = "UPDATE vendors_task_clock SET ended_on = $2 WHERE task = $1 AND ended_on IS NULL"
_DUE = "UPDATE vendors_task SET due_on = $2, due_is_provisional = $3 WHERE id = $1"
_BEFORE_CLOCKS = """
SELECT t.id, t.due_on, coalesce(
    (SELECT max(j.at) FROM vendors_journal j
     WHERE j.object_type = 'task' AND j.object_id = t.id::text AND j.kind = 'task.returned'), t.issued_at) AS began
FROM vendors_task t WHERE t.id = ANY($1::int[]) AND t.issued_at IS NOT NULL AND t.due_on IS NOT NULL
"""


def segment(row: "Record") -> Segment:
    return Segment(
        cause=Cause(row["cause"]),
        running=row["running"],
        began_on=row["began_on"],
        ended_on=row["ended_on"],
        days=row["days"],
        reason=row["reason"],
    )


async def rounds(
    connection: "Connection", tasks: list[int], *, before: Calendar | None = None
) -> Mapping[int, tuple[Segment, ...]]:
    """The present round of each task that has one.

    A task issued before clocks were kept gets the one its due day stands for, reckoned by the calendar `before`.
    """
    found: dict[int, list[Segment]] = {}
    for row in await connection.fetch(_ROUND, tasks):
        found.setdefault(row["task"], []).append(segment(row))
    missing = [task for task in tasks if task not in found]
    if missing:
        for row in await connection.fetch(_BEFORE_CLOCKS, missing):
            found[row["id"]] = [_stood_for(row, before or bureau_calendar())]
    return {task: tuple(segments) for task, segments in found.items()}


def _stood_for(row: "Record", calendar: Calendar) -> Segment:
    began = min(local_date(row["began"]), row["due_on"])
    days = calendar.working_days_between(began, row["due_on"])
    return Segment(cause=Cause.ISSUED, running=True, began_on=began, days=days)


async def start_round(deed: Deed, row: "Record", *, cause: Cause, on: date, days: int, reason: str = "") -> Deadline:
    """A new round from a day on, which is not counted; answers the day it runs to."""
    await deed.connection.execute(_CLOSE, row["id"], on)
    await _open(deed, row, Segment(cause=cause, running=True, began_on=on, days=days, reason=reason), newly=1)
    due = deadline(on, days)
    await deed.connection.execute(_DUE, row["id"], due.on, due.provisional)
    return due


async def turn(deed: Deed, row: "Record", opening: Segment) -> Deadline | None:
    """End the present segment the day the next begins, within the round; answers the due day, None when stopped."""
    present = await present_round(deed.connection, row["id"])
    if not await deed.connection.fetchval("SELECT 1 FROM vendors_task_clock WHERE task = $1", row["id"]):
        await _open(deed, row, present[-1], newly=1)
    await deed.connection.execute(_CLOSE, row["id"], opening.began_on)
    await _open(deed, row, opening, newly=0)
    due = reckon(await present_round(deed.connection, row["id"]), bureau_calendar())
    await deed.connection.execute(_DUE, row["id"], due and due.on, bool(due and due.provisional))
    return due


async def present_round(connection: "Connection", task: int) -> tuple[Segment, ...]:
    """The segments of the round a task is in. Raises Conflict for a task that has no clock yet."""
    found = (await rounds(connection, [task])).get(task)
    if not found:
        raise Conflict("任务尚未下达，没有计时。", "The task has not been issued; it has no clock.")
    return found


async def _open(deed: Deed, row: "Record", opening: Segment, *, newly: int) -> None:
    await deed.connection.execute(
        _OPEN, row["vendor"], row["id"], newly, opening.cause.value, opening.running, opening.began_on, opening.days,
        opening.reason, deed.by.name, deed.at,
    )  # fmt: skip
