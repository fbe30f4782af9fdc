"""One step of a task's life: locked, checked against the machine, moved and noted. For the actions of this room."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vendors.errors import Invalid, NotFound, Words
from vendors.journal.actions import Deed
from vendors.journal.rules import Json
from vendors.registry.rules import must_be_bureau, must_be_of, must_reach
from vendors.tasks.rules import HIDDEN_FROM_VENDOR, Side, TaskState, check_transition

if TYPE_CHECKING:
    from asyncpg import Record

_HOLD = """
SELECT id, vendor, contract, number, kind, state, deadline_days, due_on, due_is_provisional, on_site, campaign, title
FROM vendors_task WHERE id = $1 FOR UPDATE
"""


async def hold(deed: Deed, task: int) -> "Record":
    """Lock a task this person may see. Raises NotFound; drafts are the bureau's alone."""
    row = await deed.connection.fetchrow(_HOLD, task)
    if row is None:
        raise NotFound
    must_reach(deed.by, row["vendor"])
    if deed.by.vendor is not None and TaskState(row["state"]) in HIDDEN_FROM_VENDOR:
        raise NotFound
    return row


async def step(deed: Deed, task: int, to: TaskState) -> "Record":
    """Lock the task, check who moves it where, move it; answers the row as it was."""
    row = await hold(deed, task)
    side = check_transition(TaskState(row["state"]), to)
    if side is Side.VENDOR:
        must_be_of(deed.by, row["vendor"])
    elif side is Side.BUREAU:
        must_be_bureau(deed.by)
    await deed.connection.execute("UPDATE vendors_task SET state = $2 WHERE id = $1", task, to.value)
    return row


async def move(deed: Deed, task: int, to: TaskState, *, reason: str = "") -> "Record":
    """A step with nothing beside it."""
    row = await step(deed, task, to)
    note_step(deed, row, to, reason=reason)
    return row


def note_step(
    deed: Deed,
    row: "Record",
    to: TaskState,
    *,
    kind: str = "",
    after: Mapping[str, Json] | None = None,
    reason: str = "",
) -> None:
    """The journal's line about a step; `kind` when it is not named after the state reached."""
    before = {"state": row["state"], "due_on": row["due_on"] and row["due_on"].isoformat()}
    changes = {"state": to.value, **(after or {})}
    deed.note(
        kind or f"task.{to.value}", "task", row["id"], vendor=row["vendor"], before=before, after=changes, note=reason
    )


def given(reason: str, *, field: str = "reason") -> str:
    """A reason that is really there. Raises Invalid."""
    if not reason.strip():
        raise Invalid({field: Words("请写明理由。", "Give a reason.")})
    return reason.strip()
