"""The life of a task, from draft to archive. Its case list is in list_actions, its clock in clock_actions."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from vendors.actors import Actor
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractState
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import act
from vendors.numbering import TASKS, allot
from vendors.periods import local_date
from vendors.policy.identity import exposures
from vendors.policy.parameters import parameter
from vendors.registry.rules import must_be_bureau, must_be_of
from vendors.tasks.assignment.choosing import note_choice, note_waivers
from vendors.tasks.assignment.gates import must_be_covered, must_be_free, must_be_inspected, must_have_list
from vendors.tasks.assignment.proposing import Proposal
from vendors.tasks.assignment.team import name_team, team_must_have_declared
from vendors.tasks.clock.reckoning import Cause
from vendors.tasks.clock.timing import start_round
from vendors.tasks.deliverables.actions import DeliverableState, follow_workbook
from vendors.tasks.handing_out import record_release
from vendors.tasks.particulars import NONE_SAID, Particulars, default_days, draft_faults
from vendors.tasks.rules import TaskKind, TaskState, unfit
from vendors.tasks.scope_actions import write_particulars
from vendors.tasks.steps import given, move, note_step, step

_INSERT = """
INSERT INTO vendors_task
  (vendor, contract, number, kind, workbook_kind, title, covers_from, covers_to, state, deadline_days,
   instructions, created_at, due_is_provisional, campaign, region, method, focus, basis, on_site, follows)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, $13, $14, $15, $16, $17, $18, $19) RETURNING id
"""
NO_WAIVERS: Final[Mapping[str, str]] = MappingProxyType({})


async def create_task(
    *,
    contract: int,
    kind: TaskKind,
    title: str,
    covers_from: date,
    covers_to: date,
    by: Actor,
    at: datetime,
    deadline_days: int | None = None,
    instructions: str = "",
    particulars: Particulars = NONE_SAID,
    proposal: Proposal | None = None,
    reason: str = "",
    follows: int | None = None,
) -> int:
    """Draft a task under a contract; returns its id. The number is allocated here (RW-year-nnnn).

    Without `deadline_days` the kind's own clock runs. `proposal` is kept as it was shown; a contract that does not
    stand first in it needs a `reason`. `follows` is the task this one takes over from.
    Raises Invalid naming each wrong field, Conflict for a vendor of another kind or a contract not in force.
    """
    must_be_bureau(by)
    today = local_date(at)
    days = default_days(kind, today) if deadline_days is None else deadline_days
    faults = draft_faults(title=title, covers=(covers_from, covers_to), days=days, on=today)
    if follows is None:
        faults |= exposures({"title": title, "instructions": instructions})
    if faults:
        raise Invalid(faults)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        refusal = unfit(kind, under.vendor_kind)
        if refusal:
            raise Conflict(refusal.zh, refusal.en)
        _must_be_in_force(under.state_on(today))
        (number,) = await allot(deed.connection, TASKS, year=today.year)
        said = particulars
        task: int = await deed.connection.fetchval(
            _INSERT, under.vendor, contract, number, kind.value, kind.vendor_kind.value, title.strip(),
            covers_from, covers_to, TaskState.DRAFT.value, days, instructions.strip(), at, said.campaign,
            said.region or by.region, said.method.value if said.method else "", ",".join(sorted(said.focus)),
            said.basis.strip(), said.done_on_site(kind), follows,
        )  # fmt: skip
        after = {"number": number, "kind": kind.value, "title": title.strip(), "contract": under.number}
        deed.note("task.created", "task", task, vendor=under.vendor, after=after)
        await write_particulars(deed, task=task, vendor=under.vendor, said=said)
        await note_choice(deed, task=task, contract=contract, proposal=proposal, reason=reason)
    return task


def _must_be_in_force(state: ContractState) -> None:
    if state is not ContractState.IN_FORCE:
        raise Conflict(f"合同当前为“{state.zh}”，不能派单。", f"The contract is “{state.en}”; no tasks under it.")


async def issue_task(*, task: int, by: Actor, at: datetime, waivers: Mapping[str, str] = NO_WAIVERS) -> None:
    """Hand the task to its vendor (下达). The clock runs from the next day, in working days.

    `waivers` set aside bars that may be, each by its code and with a reason; the journal keeps them.
    Raises Gate naming every bar that stands and inspectors that are missing, Conflict without a case list or draw.
    A case list that goes out is a row of the data-provision ledger.
    """
    async with act(by=by, at=at) as deed:
        row = await step(deed, task, TaskState.ISSUED)
        today = local_date(at)
        await must_have_list(deed, row)
        waived = await must_be_free(deed, row, on=today, waivers=waivers)
        await must_be_inspected(deed, row, on=today)
        await deed.connection.execute("UPDATE vendors_task SET issued_at = $2 WHERE id = $1", task, at)
        due = await start_round(deed, row, cause=Cause.ISSUED, on=today, days=row["deadline_days"])
        note_step(deed, row, TaskState.ISSUED, after={"due_on": due.on.isoformat(), "provisional": due.provisional})
        await note_waivers(deed, row, waived=waived, waivers=waivers)
        await record_release(deed, row)


async def accept_task(*, task: int, by: Actor, at: datetime, team: Collection[int] = ()) -> None:
    """接收, by the vendor's people only; `team` names those of its people who will work on it.

    Raises Invalid for people who may not work, Gate naming those with a tie to an institution in scope.
    """
    async with act(by=by, at=at) as deed:
        row = await step(deed, task, TaskState.ACCEPTED)
        await deed.connection.execute("UPDATE vendors_task SET accepted_at = $2 WHERE id = $1", task, at)
        names = await name_team(deed, row, team=team)
        note_step(deed, row, TaskState.ACCEPTED, after={"team": list(names)} if names else None)


async def refuse_task(*, task: int, reason: str, by: Actor, at: datetime) -> None:
    """拒收, by the vendor's people only, with a reason."""
    async with act(by=by, at=at) as deed:
        await move(deed, task, TaskState.REFUSED, reason=given(reason))


async def start_task(*, task: int, by: Actor, at: datetime) -> None:
    """Begin work (执行中), by the vendor's people only; from here workbooks may be uploaded.

    Raises Gate while somebody of the team has not declared whether they must keep away.
    """
    async with act(by=by, at=at) as deed:
        row = await step(deed, task, TaskState.IN_PROGRESS)
        await team_must_have_declared(deed, row)
        note_step(deed, row, TaskState.IN_PROGRESS)


async def submit_task(*, task: int, by: Actor, at: datetime) -> None:
    """提交: called when a batch has been stored, in its transaction. The latest submission's time stands."""
    async with act(by=by, at=at) as deed:
        row = await step(deed, task, TaskState.SUBMITTED)
        await deed.connection.execute("UPDATE vendors_task SET submitted_at = $2 WHERE id = $1", task, at)
        await follow_workbook(deed, task, DeliverableState.DELIVERED)
        note_step(deed, row, TaskState.SUBMITTED)


async def submit_again(*, task: int, by: Actor, at: datetime) -> None:
    """A new version of what was submitted and the bureau has not begun to look at. Raises Conflict, Forbidden."""
    async with act(by=by, at=at) as deed:
        sql = "UPDATE vendors_task SET submitted_at = $2 WHERE id = $1 AND state = 'submitted' RETURNING *"
        row = await deed.connection.fetchrow(sql, task, at)
        if row is None:
            raise Conflict("任务不在“已提交”状态。", "The task is not in the state “Submitted”.")
        must_be_of(by, row["vendor"])
        note_step(deed, row, TaskState.SUBMITTED)


async def begin_check(*, task: int, by: Actor, at: datetime) -> None:
    """Begin acceptance (验收中), by the bureau."""
    async with act(by=by, at=at) as deed:
        await move(deed, task, TaskState.CHECKING)


async def return_task(*, task: int, reason: str, by: Actor, at: datetime, days: int | None = None) -> None:
    """退回补正, by the bureau. The clock starts anew: `days` working days, else the task's own (重新送审重新计时)."""
    today = local_date(at)
    longest = int(parameter("task_days_max", today).value)
    if days is not None and not 1 <= days <= longest:
        raise Invalid({"days": Words(f"时限为 1–{longest} 个工作日。", f"1 to {longest} working days.")})
    async with act(by=by, at=at) as deed:
        row = await step(deed, task, TaskState.RETURNED)
        why = given(reason)
        due = await start_round(
            deed, row, cause=Cause.RETURNED, on=today, days=days or row["deadline_days"], reason=why
        )
        await follow_workbook(deed, task, DeliverableState.RETURNED)
        note_step(deed, row, TaskState.RETURNED, after={"due_on": due.on.isoformat()}, reason=why)


async def check_off(*, task: int, by: Actor, at: datetime, note: str = "") -> None:
    """验收 by the bureau: the work is done.

    Raises Gate without a note when a full review is not covered (LZ Art.17) or a deliverable is not accepted.
    """
    async with act(by=by, at=at) as deed:
        row = await step(deed, task, TaskState.DONE)
        await follow_workbook(deed, task, DeliverableState.ACCEPTED)
        short = await must_be_covered(deed, row, note=note)
        await deed.connection.execute("UPDATE vendors_task SET checked_at = $2 WHERE id = $1", task, at)
        note_step(deed, row, TaskState.DONE, after=short, reason=note)


async def archive_task(*, task: int, by: Actor, at: datetime) -> None:
    """归档, by the bureau."""
    async with act(by=by, at=at) as deed:
        await move(deed, task, TaskState.ARCHIVED)


async def terminate_task(*, task: int, reason: str, by: Actor, at: datetime) -> None:
    """终止, by the bureau, with a reason; its clock stands still for good."""
    async with act(by=by, at=at) as deed:
        await move(deed, task, TaskState.TERMINATED, reason=given(reason))
