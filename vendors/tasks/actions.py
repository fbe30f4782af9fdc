"""The life of a task, from draft to archive. Its case list and draws are in list_actions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractState
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.numbering import TASKS, allot
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import blocked, must_be_bureau, must_be_of, must_reach
from vendors.tasks.rules import HIDDEN_FROM_VENDOR, Side, TaskKind, TaskState, check_transition, unfit

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_task
  (vendor, contract, number, kind, workbook_kind, title, covers_from, covers_to, state, deadline_days,
   instructions, created_at, due_is_provisional)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false) RETURNING id
"""


async def create_task(
    *,
    contract: int,
    kind: TaskKind,
    title: str,
    covers_from: date,
    covers_to: date,
    deadline_days: int,
    by: Actor,
    at: datetime,
    instructions: str = "",
) -> int:
    """Draft a task under a contract; returns its id. The number is allocated here (RW-year-nnnn).

    Raises Invalid naming each wrong field, Conflict for a vendor of another kind or a contract not in force.
    """
    must_be_bureau(by)
    _check_draft(title, covers_from, covers_to, deadline_days)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        refusal = unfit(kind, under.vendor_kind)
        if refusal:
            raise Conflict(refusal.zh, refusal.en)
        _must_be_in_force(under.state_on(today))
        (number,) = await allot(deed.connection, TASKS, year=today.year)
        task = await deed.connection.fetchval(
            _INSERT, under.vendor, contract, number, kind.value, kind.vendor_kind.value, title.strip(),
            covers_from, covers_to, TaskState.DRAFT.value, deadline_days, instructions.strip(), at,
        )  # fmt: skip
        after = {"number": number, "kind": kind.value, "title": title.strip(), "contract": under.number}
        deed.note("task.created", "task", task, vendor=under.vendor, after=after)
    return int(task)


def _check_draft(title: str, covers_from: date, covers_to: date, deadline_days: int) -> None:
    fields = {}
    if not title.strip():
        fields["title"] = Words("不能为空。", "Must not be empty.")
    if covers_to < covers_from:
        fields["covers_to"] = Words("止期早于起期。", "The end lies before the start.")
    if not 1 <= deadline_days <= 365:
        fields["deadline_days"] = Words("时限为 1–365 个工作日。", "1 to 365 working days.")
    if fields:
        raise Invalid(fields)


def _must_be_in_force(state: ContractState) -> None:
    if state is not ContractState.IN_FORCE:
        raise Conflict(f"合同当前为“{state.zh}”，不能派单。", f"The contract is “{state.en}”; no tasks under it.")


async def issue_task(*, task: int, by: Actor, at: datetime) -> None:
    """Hand the task to its vendor (下达). The clock runs from the next day, in working days.

    Raises Conflict when the vendor is blocked, the contract not in force, or a case list or draw is missing.
    """
    async with act(by=by, at=at) as deed:
        row = await _step(deed, task, TaskState.ISSUED)
        today = local_date(at)
        refusal = blocked((await vendor_view(row["vendor"], for_=by)).standing)
        if refusal:
            raise Conflict(refusal.zh, refusal.en)
        _must_be_in_force((await contract_view(row["contract"], for_=by)).state_on(today))
        await _must_have_list(deed, task, TaskKind(row["kind"]))
        due = deadline(today, row["deadline_days"])
        sql = "UPDATE vendors_task SET issued_at = $2, due_on = $3, due_is_provisional = $4 WHERE id = $1"
        await deed.connection.execute(sql, task, at, due.on, due.provisional)
        _note(deed, row, TaskState.ISSUED, after={"due_on": due.on.isoformat(), "provisional": due.provisional})


async def _must_have_list(deed: Deed, task: int, kind: TaskKind) -> None:
    sql = """
    SELECT (SELECT count(*) FROM vendors_task_case WHERE task = $1) AS cases,
      (SELECT count(*) FROM vendors_draw WHERE task = $1 AND drawn_at IS NOT NULL) AS draws,
      (SELECT count(*) FROM vendors_draw WHERE task = $1 AND drawn_at IS NULL) AS pending
    """
    found = await deed.connection.fetchrow(sql, task)
    if kind.needs_cases and not found["cases"]:
        raise Conflict("任务尚无病例清单，不能下达。", "The task has no case list yet.")
    if found["pending"] or (kind is TaskKind.SAMPLED_REVIEW and not found["draws"]):
        raise Conflict("抽样尚未完成，不能下达。", "The draw has not been made yet.")


async def accept_task(*, task: int, by: Actor, at: datetime) -> None:
    """接收, by the vendor's people only."""
    async with act(by=by, at=at) as deed:
        row = await _step(deed, task, TaskState.ACCEPTED)
        await deed.connection.execute("UPDATE vendors_task SET accepted_at = $2 WHERE id = $1", task, at)
        _note(deed, row, TaskState.ACCEPTED)


async def refuse_task(*, task: int, reason: str, by: Actor, at: datetime) -> None:
    """拒收, by the vendor's people only, with a reason."""
    await _move(task, TaskState.REFUSED, by=by, at=at, reason=_given(reason))


async def start_task(*, task: int, by: Actor, at: datetime) -> None:
    """Begin work (执行中), by the vendor's people only; from here workbooks may be uploaded."""
    await _move(task, TaskState.IN_PROGRESS, by=by, at=at)


async def submit_task(*, task: int, by: Actor, at: datetime) -> None:
    """提交: called when a batch has been stored, in its transaction. The latest submission's time stands."""
    async with act(by=by, at=at) as deed:
        row = await _step(deed, task, TaskState.SUBMITTED)
        await deed.connection.execute("UPDATE vendors_task SET submitted_at = $2 WHERE id = $1", task, at)
        _note(deed, row, TaskState.SUBMITTED)


async def submit_again(*, task: int, by: Actor, at: datetime) -> None:
    """A new version of what was submitted and the bureau has not begun to look at. Raises Conflict, Forbidden."""
    async with act(by=by, at=at) as deed:
        sql = "UPDATE vendors_task SET submitted_at = $2 WHERE id = $1 AND state = 'submitted' RETURNING *"
        row = await deed.connection.fetchrow(sql, task, at)
        if row is None:
            raise Conflict("任务不在“已提交”状态。", "The task is not in the state “Submitted”.")
        must_be_of(by, row["vendor"])
        _note(deed, row, TaskState.SUBMITTED)


async def begin_check(*, task: int, by: Actor, at: datetime) -> None:
    """Begin acceptance (验收中), by the bureau."""
    await _move(task, TaskState.CHECKING, by=by, at=at)


async def return_task(*, task: int, reason: str, by: Actor, at: datetime, days: int | None = None) -> None:
    """退回补正, by the bureau. The clock starts anew: `days` working days, else the task's own (重新送审重新计时)."""
    async with act(by=by, at=at) as deed:
        row = await _step(deed, task, TaskState.RETURNED)
        due = deadline(local_date(at), days or row["deadline_days"])
        sql = "UPDATE vendors_task SET due_on = $2, due_is_provisional = $3 WHERE id = $1"
        await deed.connection.execute(sql, task, due.on, due.provisional)
        _note(deed, row, TaskState.RETURNED, after={"due_on": due.on.isoformat()}, reason=_given(reason))


async def check_off(*, task: int, by: Actor, at: datetime, note: str = "") -> None:
    """验收 by the bureau: the work is done."""
    async with act(by=by, at=at) as deed:
        row = await _step(deed, task, TaskState.DONE)
        await deed.connection.execute("UPDATE vendors_task SET checked_at = $2 WHERE id = $1", task, at)
        _note(deed, row, TaskState.DONE, reason=note)


async def archive_task(*, task: int, by: Actor, at: datetime) -> None:
    """归档, by the bureau."""
    await _move(task, TaskState.ARCHIVED, by=by, at=at)


async def terminate_task(*, task: int, reason: str, by: Actor, at: datetime) -> None:
    """终止, by the bureau, with a reason."""
    await _move(task, TaskState.TERMINATED, by=by, at=at, reason=_given(reason))


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    return reason.strip()


async def _move(task: int, to: TaskState, *, by: Actor, at: datetime, reason: str = "") -> None:
    async with act(by=by, at=at) as deed:
        _note(deed, await _step(deed, task, to), to, reason=reason)


async def _step(deed: Deed, task: int, to: TaskState) -> "Record":
    """Lock the task, check who moves it where, move it; answers the row as it was."""
    sql = "SELECT id, vendor, contract, kind, state, deadline_days, due_on FROM vendors_task WHERE id = $1 FOR UPDATE"
    row = await deed.connection.fetchrow(sql, task)
    if row is None:
        raise NotFound
    state = TaskState(row["state"])
    must_reach(deed.by, row["vendor"])
    if deed.by.vendor is not None and state in HIDDEN_FROM_VENDOR:
        raise NotFound
    side = check_transition(state, to)
    if side is Side.VENDOR:
        must_be_of(deed.by, row["vendor"])
    elif side is Side.BUREAU:
        must_be_bureau(deed.by)
    await deed.connection.execute("UPDATE vendors_task SET state = $2 WHERE id = $1", task, to.value)
    return row


def _note(
    deed: Deed, row: "Record", to: TaskState, *, after: Mapping[str, str | bool] | None = None, reason: str = ""
) -> None:
    before = {"state": row["state"], "due_on": row["due_on"] and row["due_on"].isoformat()}
    changes = {"state": to.value, **(after or {})}
    deed.note(f"task.{to.value}", "task", row["id"], vendor=row["vendor"], before=before, after=changes, note=reason)
