"""Stopping, resuming and extending a task's clock. The vendor asks, the bureau decides; each step is journaled."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.labels import Labelled
from vendors.periods import local_date
from vendors.policy.calendar import bureau_calendar
from vendors.policy.parameters import parameter
from vendors.registry.rules import must_be_bureau, must_be_of
from vendors.tasks.clock.reckoning import Cause, Segment, read_clock
from vendors.tasks.clock.timing import present_round, turn
from vendors.tasks.rules import PAUSABLE, RUNNING, TaskState
from vendors.tasks.steps import given, hold, note_step, step

if TYPE_CHECKING:
    from asyncpg import Record

_ASK = """
INSERT INTO vendors_task_pause (vendor, task, state, material, asked_by, asked_at) VALUES ($1, $2, 'asked', $3, $4, $5)
RETURNING id
"""
_ANSWER = """
UPDATE vendors_task_pause SET state = $2, answer = $3, answered_by = $4, answered_at = $5, expected_on = $6,
  resumes_in = $7 WHERE id = $1
"""
_END = """
UPDATE vendors_task_pause SET state = 'ended', delivered = $2, delivered_by = $3, delivered_at = $4 WHERE id = $1
"""


class PauseState(Labelled):
    """Where a request to stop the clock stands."""

    ASKED = "asked", "待确认", "Asked"
    CONFIRMED = "confirmed", "已暂停", "Clock stopped"
    REFUSED = "refused", "未同意", "Refused"
    ENDED = "ended", "已恢复", "Clock resumed"


async def ask_pause(*, task: int, material: str, by: Actor, at: datetime) -> int:
    """The vendor says which material of the bureau it waits for; returns the request. One at a time (Conflict)."""
    async with act(by=by, at=at) as deed:
        row = await hold(deed, task)
        must_be_of(by, row["vendor"])
        await _must_be_pausable(deed, row)
        what = given(material, field="material")
        asked: int = await deed.connection.fetchval(_ASK, row["vendor"], task, what, by.name, at)
        deed.note("task.pause_asked", "task", task, vendor=row["vendor"], after={"request": asked}, note=what)
    return asked


async def confirm_pause(
    *, request: int, by: Actor, at: datetime, expected_on: date | None = None, answer: str = ""
) -> None:
    """The bureau agrees: the clock stands still from the day the vendor asked. Raises Conflict, NotFound."""
    async with act(by=by, at=at) as deed:
        asked = await _request(deed, request, PauseState.ASKED)
        await _stop(deed, asked, since=local_date(asked["asked_at"]), expected_on=expected_on, answer=answer)


async def pause_task(*, task: int, material: str, by: Actor, at: datetime, expected_on: date | None = None) -> int:
    """The bureau stops the clock of its own accord, from today on; returns the request it stands for."""
    async with act(by=by, at=at) as deed:
        must_be_bureau(by)
        row = await hold(deed, task)
        await _must_be_pausable(deed, row)
        what = given(material, field="material")
        made: int = await deed.connection.fetchval(_ASK, row["vendor"], task, what, by.name, at)
        asked = await _request(deed, made, PauseState.ASKED)
        await _stop(deed, asked, since=local_date(at), expected_on=expected_on, answer="")
    return made


async def refuse_pause(*, request: int, reason: str, by: Actor, at: datetime) -> None:
    """The bureau does not agree, and says why; the clock has run on."""
    async with act(by=by, at=at) as deed:
        asked = await _request(deed, request, PauseState.ASKED)
        why = given(reason)
        await deed.connection.execute(_ANSWER, request, PauseState.REFUSED.value, why, by.name, at, None, "")
        deed.note("task.pause_refused", "task", asked["task"], vendor=asked["vendor"], note=why)


async def deliver_material(*, request: int, delivered: str, by: Actor, at: datetime) -> date:
    """The bureau has handed over what was waited for; the clock goes on with the days left. Returns the due day."""
    async with act(by=by, at=at) as deed:
        asked = await _request(deed, request, PauseState.CONFIRMED)
        what, back = given(delivered, field="delivered"), TaskState(asked["resumes_in"])
        row = await step(deed, asked["task"], back)
        opening = Segment(cause=Cause.RESUMED, running=True, began_on=local_date(at), reason=what)
        due = await turn(deed, row, opening)
        await deed.connection.execute(_END, request, what, by.name, at)
        if due is None:
            raise Conflict("计时未能恢复。", "The clock did not go on.")
        after: dict[str, Json] = {"due_on": due.on.isoformat(), "provisional": due.provisional}
        note_step(deed, row, back, kind="task.clock_resumed", after=after, reason=what)
    return due.on


async def extend_task(*, task: int, days: int, reason: str, by: Actor, at: datetime) -> date:
    """So many working days more, by the bureau, with a reason; counted from the old due day. Returns the new one.

    Raises Conflict when the task is not the vendor's to work on, Invalid when it would be late all the same or have
    more days in all than a task may.
    """
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        must_be_bureau(by)
        row = await hold(deed, task)
        if TaskState(row["state"]) not in RUNNING:
            raise Conflict("任务不在办理中，不能延期。", "The task is not under way; its term cannot be extended.")
        why = given(reason)
        clock = read_clock(await present_round(deed.connection, task), bureau_calendar(), today=today)
        if days < 1 or clock.left + days < 1:
            raise Invalid({"days": Words("延长后的截止日期须晚于今天。", "The new due day must lie in the future.")})
        longest = int(parameter("task_days_max", today).value)
        if clock.granted + days > longest:
            zh = f"已给予 {clock.granted} 个工作日，连同延长合计不超过 {longest} 个。"
            en = f"{clock.granted} working days are granted already; with the extension at most {longest} in all."
            raise Invalid({"days": Words(zh, en)})
        due = await turn(deed, row, Segment(cause=Cause.EXTENDED, running=True, began_on=today, days=days, reason=why))
        if due is None:
            raise Conflict("任务已暂停计时。", "The clock is stopped.")
        before = {"due_on": row["due_on"].isoformat()}
        after: dict[str, Json] = {"due_on": due.on.isoformat(), "days": days, "provisional": due.provisional}
        deed.note("task.extended", "task", task, vendor=row["vendor"], before=before, after=after, note=why)
    return due.on


async def _must_be_pausable(deed: Deed, row: "Record") -> None:
    if TaskState(row["state"]) not in PAUSABLE:
        raise Conflict("任务不在办理中，不能暂停计时。", "The task is not under way; its clock cannot be stopped.")
    if row["due_on"] < local_date(deed.at):
        raise Conflict("任务已逾期，不能暂停计时。", "The task is overdue; its clock cannot be stopped.")
    sql = "SELECT 1 FROM vendors_task_pause WHERE task = $1 AND state IN ('asked', 'confirmed')"
    if await deed.connection.fetchval(sql, row["id"]):
        raise Conflict("已有一项暂停申请在办。", "A request to stop the clock is open already.")


async def _request(deed: Deed, request: int, state: PauseState) -> "Record":
    """An open request, locked after its task. Bureau only."""
    must_be_bureau(deed.by)
    task = await deed.connection.fetchval("SELECT task FROM vendors_task_pause WHERE id = $1", request)
    if task is None:
        raise NotFound
    await hold(deed, task)
    row = await deed.connection.fetchrow("SELECT * FROM vendors_task_pause WHERE id = $1 FOR UPDATE", request)
    if row["state"] != state.value:
        found = PauseState(row["state"])
        raise Conflict(f"该申请当前为“{found.zh}”。", f"The request is “{found.en}”.")
    return row


async def _stop(deed: Deed, asked: "Record", *, since: date, expected_on: date | None, answer: str) -> None:
    if expected_on and expected_on < local_date(deed.at):
        raise Invalid({"expected_on": Words("预计交付日期不能早于今天。", "It cannot lie before today.")})
    row = await step(deed, asked["task"], TaskState.PAUSED)
    present = await present_round(deed.connection, row["id"])
    opening = Segment(
        cause=Cause.PAUSED, running=False, began_on=max(since, present[-1].began_on), reason=asked["material"]
    )
    await turn(deed, row, opening)
    values = (PauseState.CONFIRMED.value, answer.strip(), deed.by.name, deed.at, expected_on, row["state"])
    await deed.connection.execute(_ANSWER, asked["id"], *values)
    after: dict[str, Json] = {
        "since": opening.began_on.isoformat(),
        "expected_on": expected_on.isoformat() if expected_on else None,
    }
    note_step(deed, row, TaskState.PAUSED, after=after, reason=asked["material"])
