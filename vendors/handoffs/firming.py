"""Answers due in a year without a notice (暂定), reckoned again once the calendar knows more."""

from datetime import datetime

from vendors.actors import SYSTEM, Actor
from vendors.handoffs.rules import WAITING
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

_PROVISIONAL = """
SELECT id, dispatched_at, due_on FROM vendors_handoff WHERE due_is_provisional AND state = ANY($1::text[])
ORDER BY id FOR UPDATE
"""
_MOVE = "UPDATE vendors_handoff SET due_on = $2, due_is_provisional = $3 WHERE id = $1"


async def firm_answers(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Reckon provisional days anew; returns how many moved or became firm."""
    async with transaction() as connection:
        rows = await connection.fetch(_PROVISIONAL, sorted(WAITING))
        begun = {row["id"]: local_date(row["dispatched_at"]) for row in rows}
        dues = {id_: deadline(day, parameter("handoff_answer_days", day).whole) for id_, day in begun.items()}
        moved = [row for row in rows if not dues[row["id"]].provisional or dues[row["id"]].on != row["due_on"]]
        if not moved:
            return 0
        async with act(by=by, at=at) as deed:
            for row in moved:
                due = dues[row["id"]]
                await connection.execute(_MOVE, row["id"], due.on, due.provisional)
                before: dict[str, Json] = {"due_on": row["due_on"].isoformat(), "provisional": True}
                after: dict[str, Json] = {"due_on": due.on.isoformat(), "provisional": due.provisional}
                deed.note("handoff.deadline_moved", "handoff", row["id"], before=before, after=after)
    return len(moved)
