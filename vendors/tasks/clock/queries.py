"""A task's clock as both sides see it, with the requests to stop it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.periods import local_date
from vendors.policy.calendar import Deadline, bureau_calendar
from vendors.tasks.clock.actions import PauseState
from vendors.tasks.clock.reckoning import Reading, Segment, read_clock
from vendors.tasks.clock.timing import rounds
from vendors.tasks.queries import TaskView, task
from vendors.tasks.rules import PAUSABLE, RUNNING, TaskState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseView:
    """暂停计时申请 and what came of it."""

    id: int
    state: PauseState
    material: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    expected_on: date | None
    delivered: str
    delivered_by: str
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A segment as a strip of the timeline: `days` working days, the running ones used, the stopped ones not."""

    segment: Segment
    until: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """What the clock says. `if_resumed` is the due day it would have if it went on today, while it is stopped.

    `ended_on` is the day the work was handed in or the task ended without it; None while the clock lives.
    """

    round: int
    reading: Reading
    stretches: Sequence[Stretch]
    requests: Sequence[PauseView]
    if_resumed: Deadline | None
    ended_on: date | None
    may_stop: bool

    @property
    def open_request(self) -> PauseView | None:
        if self.ended_on:
            return None
        open_ = (PauseState.ASKED, PauseState.CONFIRMED)
        return next((one for one in self.requests if one.state in open_), None)

    @property
    def share(self) -> Decimal:
        """How much of what was granted is gone, at most 1."""
        granted = max(self.reading.granted, 1)
        return min(Decimal(self.reading.used) / granted, Decimal(1))


async def clock(task_id: int, *, today: date, for_: Actor) -> ClockView | None:
    """None before the task is issued. A clock is read to its end once the work is handed in or the task terminated.

    While it runs its due day is the task's own: a calendar changed since does not move it here alone.
    """
    found = await task(task_id, for_=for_)
    async with transaction() as connection:
        present = (await rounds(connection, [task_id])).get(task_id)
        asked = await connection.fetch("SELECT * FROM vendors_task_pause WHERE task = $1 ORDER BY id", task_id)
        round_ = await connection.fetchval("SELECT max(round) FROM vendors_task_clock WHERE task = $1", task_id)
    if not present or found.state is TaskState.DRAFT:
        return None
    calendar = bureau_calendar()
    ended_on = await _end(found)
    until = ended_on or today
    reading = read_clock(present, calendar, today=until)
    if reading.due and found.due_on:
        reading = replace(reading, due=Deadline(on=found.due_on, provisional=found.due_is_provisional))
    resumed = None
    if found.state is TaskState.PAUSED and reading.stopped_since and reading.left > 0:
        resumed = calendar.deadline(max(today, reading.stopped_since), reading.left)
    stretches = tuple(
        Stretch(segment=one, until=end, days=calendar.working_days_between(one.began_on, end))
        for one in present
        if (end := one.ended_on or max(until, one.began_on))
    )
    return ClockView(
        round=round_ or 1,
        reading=reading,
        stretches=stretches,
        requests=tuple(_request(row) for row in asked),
        if_resumed=resumed,
        ended_on=ended_on,
        may_stop=found.state in PAUSABLE and not found.overdue(today),
    )


async def _end(found: TaskView) -> date | None:
    if found.state in RUNNING or found.state is TaskState.PAUSED:
        return None
    ended = found.submitted_at
    if found.state is TaskState.TERMINATED:
        sql = """
        SELECT max(at) FROM vendors_journal WHERE object_type = 'task' AND object_id = $1 AND kind = 'task.terminated'
        """
        async with transaction() as connection:
            ended = await connection.fetchval(sql, str(found.id))
    return local_date(ended) if ended else None


async def due_as_issued(task_id: int, *, for_: Actor) -> Deadline | None:
    """The due day a task had when it went out last; its present one when nothing has turned its clock since."""
    found = await task(task_id, for_=for_)
    sql = """
    SELECT began_on, days, EXISTS (SELECT 1 FROM vendors_task_clock s WHERE s.task = c.task AND s.id > c.id) AS turned
    FROM vendors_task_clock c WHERE task = $1 AND cause = 'issued' ORDER BY id DESC LIMIT 1
    """
    async with transaction() as connection:
        row = await connection.fetchrow(sql, task_id)
    if row and row["turned"]:
        return bureau_calendar().deadline(row["began_on"], row["days"])
    return Deadline(on=found.due_on, provisional=found.due_is_provisional) if found.due_on else None


def _request(row: "Record") -> PauseView:
    names = set(PauseView.__dataclass_fields__) - {"state"}
    return PauseView(state=PauseState(row["state"]), **{name: row[name] for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPause:
    """A request that waits for the bureau: for its answer, or for the material."""

    id: int
    task: int
    number: str
    title: str
    vendor: int
    vendor_name: str
    state: PauseState
    material: str
    asked_at: datetime
    expected_on: date | None


async def open_pauses(*, for_: Actor) -> tuple[OpenPause, ...]:
    """Oldest first; of tasks under way."""
    sql = """
    SELECT p.id, p.task, t.number, t.title, p.vendor, v.short_name AS vendor_name, p.state, p.material, p.asked_at,
      p.expected_on
    FROM vendors_task_pause p JOIN vendors_task t ON t.id = p.task JOIN vendors_vendor v ON v.id = p.vendor
    WHERE p.state IN ('asked', 'confirmed') AND t.state = ANY($2::text[]) AND ($1::int IS NULL OR p.vendor = $1)
    ORDER BY p.asked_at, p.id
    """
    alive = [state.value for state in PAUSABLE | {TaskState.PAUSED}]
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, alive)
    return tuple(OpenPause(**{**row, "state": PauseState(row["state"])}) for row in rows)
