"""Deadlines that leaned on a year without a notice (暂定), reckoned again once the calendar knows more."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import SYSTEM, Actor
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.policy.calendar import Calendar, bureau_calendar
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_PROVISIONAL = """
SELECT t.id, t.vendor, t.due_on, coalesce(
    (SELECT max(j.at) FROM vendors_journal j
     WHERE j.object_type = 'task' AND j.object_id = t.id::text AND j.kind = 'task.returned'), t.issued_at) AS began
FROM vendors_task t WHERE t.due_is_provisional AND t.issued_at IS NOT NULL ORDER BY t.id FOR UPDATE OF t
"""


async def firm_deadlines(*, before: Calendar, at: datetime, by: Actor = SYSTEM) -> int:
    """Reckon provisional deadlines anew; `before` is the calendar they were reckoned by. Returns how many moved.

    The working days of the term stay what they were; its clock began after dispatch, or after the last return.
    """
    calendar = bureau_calendar()
    async with transaction() as connection:
        waiting = await connection.fetch(_PROVISIONAL)
        found = [(row, _anew(row, before, calendar)) for row in waiting]
        firm = [(row, day, provisional) for row, (day, provisional) in found if not provisional or day != row["due_on"]]
        if not firm:
            return 0
        async with act(by=by, at=at) as deed:
            for row, day, provisional in firm:
                await connection.execute(
                    "UPDATE vendors_task SET due_on = $2, due_is_provisional = $3 WHERE id = $1",
                    row["id"],
                    day,
                    provisional,
                )
                deed.note(
                    "task.deadline_moved",
                    "task",
                    row["id"],
                    vendor=row["vendor"],
                    before={"due_on": row["due_on"].isoformat(), "provisional": True},
                    after={"due_on": day.isoformat(), "provisional": provisional},
                )
    return len(firm)


def _anew(row: "Record", before: Calendar, calendar: Calendar) -> tuple[date, bool]:
    began = local_date(row["began"])
    days = before.working_days_between(began, row["due_on"])
    if days < 1:
        return row["due_on"], True
    due = calendar.deadline(began, days)
    return due.on, due.provisional
