"""Deliverables: of a task, and of a stretch of days over all tasks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.tasks.deliverables.actions import DeliverableState
from vendors.tasks.particulars import DeliverableKind
from vendors.tasks.rules import LEFT_OUT
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT d.id, d.task, t.number AS task_number, t.title AS task_title, d.vendor, v.short_name AS vendor_name, d.kind,
  d.title, d.state, coalesce(d.due_on, t.due_on) AS due_on, d.due_on IS NULL AND t.due_is_provisional AS provisional,
  d.note, d.delivered_at, d.delivered_by, d.judged_at, d.judged_by, d.answer
FROM vendors_task_deliverable d JOIN vendors_task t ON t.id = d.task JOIN vendors_vendor v ON v.id = d.vendor
WHERE ($1::int IS NULL OR (d.vendor = $1 AND t.state <> 'draft'))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableView:
    """One thing a task owes; `due_on` is its own day or the task's, None while the task's clock stands still."""

    id: int
    task: int
    task_number: str
    task_title: str
    vendor: int
    vendor_name: str
    kind: DeliverableKind
    title: str
    state: DeliverableState
    due_on: date | None
    provisional: bool
    note: str
    delivered_at: datetime | None
    delivered_by: str
    judged_at: datetime | None
    judged_by: str
    answer: str

    @property
    def owed(self) -> bool:
        return self.state in {DeliverableState.OWED, DeliverableState.RETURNED}

    def overdue(self, today: date) -> bool:
        return self.owed and self.due_on is not None and today > self.due_on


async def deliverables(task_id: int, *, for_: Actor) -> tuple[DeliverableView, ...]:
    """What one task owes, as it was asked for; nothing for people it is not theirs."""
    async with transaction() as connection:
        rows = await connection.fetch(f"{_SELECT} AND d.task = $2 ORDER BY d.id", for_.vendor, task_id)
    return tuple(_view(row) for row in rows)


async def deliverable(id_: int, *, for_: Actor) -> DeliverableView:
    """Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} AND d.id = $2", for_.vendor, id_)
    if row is None:
        raise NotFound
    return _view(row)


async def due_between(first: date, last: date, *, for_: Actor) -> tuple[DeliverableView, ...]:
    """Of the tasks given out, due from one day to another, by day."""
    sql = (
        f"{_SELECT} AND coalesce(d.due_on, t.due_on) BETWEEN $2 AND $3 AND t.state <> ALL($4::text[])"
        " ORDER BY coalesce(d.due_on, t.due_on), t.number, d.id"
    )
    out = [state.value for state in LEFT_OUT]
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, for_.vendor, first, last, out))


def _view(row: "Record") -> DeliverableView:
    enums = {"kind": DeliverableKind(row["kind"]), "state": DeliverableState(row["state"])}
    return DeliverableView(**{**row, **enums})
