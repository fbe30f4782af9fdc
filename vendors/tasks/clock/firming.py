"""Deadlines that leaned on a year without a notice (暂定), reckoned again once the calendar knows more."""

from datetime import datetime

from vendors.actors import SYSTEM, Actor
from vendors.journal.actions import act
from vendors.policy.calendar import Calendar, bureau_calendar
from vendors.tasks.clock.reckoning import reckon
from vendors.tasks.clock.timing import rounds
from vendors.tasks.rules import OVER
from vendors.transaction import transaction

_PROVISIONAL = """
SELECT id, vendor, due_on FROM vendors_task WHERE due_is_provisional AND issued_at IS NOT NULL AND due_on IS NOT NULL
  AND state <> ALL($1::text[])
ORDER BY id FOR UPDATE
"""
_MOVE = "UPDATE vendors_task SET due_on = $2, due_is_provisional = $3 WHERE id = $1"


async def firm_deadlines(*, before: Calendar, at: datetime, by: Actor = SYSTEM) -> int:
    """Reckon provisional deadlines anew from their clocks; returns how many moved or became firm.

    Tasks issued before clocks were kept keep the working days their due day stood for under the calendar `before`.
    A stopped clock has no deadline; it is reckoned when it goes on. The deadline of a task that is over stays.
    """
    calendar = bureau_calendar()
    async with transaction() as connection:
        waiting = await connection.fetch(_PROVISIONAL, [state.value for state in OVER])
        clocks = await rounds(connection, [row["id"] for row in waiting], before=before)
        found = [(row, reckon(clocks[row["id"]], calendar)) for row in waiting if row["id"] in clocks]
        moved = [(row, due) for row, due in found if due and (not due.provisional or due.on != row["due_on"])]
        if not moved:
            return 0
        async with act(by=by, at=at) as deed:
            for row, due in moved:
                await connection.execute(_MOVE, row["id"], due.on, due.provisional)
                deed.note(
                    "task.deadline_moved",
                    "task",
                    row["id"],
                    vendor=row["vendor"],
                    before={"due_on": row["due_on"].isoformat(), "provisional": True},
                    after={"due_on": due.on.isoformat(), "provisional": due.provisional},
                )
    return len(moved)
