"""改派: a task another vendor takes over. Before any work the task itself moves; later a new one follows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.campaigns.rules import Focus
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.registry.rules import must_be_bureau
from vendors.tasks.actions import NO_WAIVERS, create_task, issue_task
from vendors.tasks.particulars import DeliverableKind, Owed, Particulars
from vendors.tasks.rules import IN_HAND, Method, TaskKind, TaskState, unfit
from vendors.tasks.steps import given, hold, move

if TYPE_CHECKING:
    from asyncpg import Record

_OWN_ROWS = (
    "vendors_task_case", "vendors_draw", "vendors_task_institution", "vendors_task_inspector",
    "vendors_task_deliverable",
)  # fmt: skip
_LEFT_BEHIND = ("vendors_task_staff", "vendors_task_pause")
_PICKS = """
UPDATE vendors_draw_pick SET vendor = $2 WHERE draw IN (SELECT id FROM vendors_draw WHERE task = $1)
"""
_CASES = """
INSERT INTO vendors_task_case (vendor, task, "case") SELECT $2, $3, "case" FROM vendors_task_case
WHERE task = $1 AND reviewed_on IS NULL
"""


async def reassign_task(
    *, task: int, contract: int, reason: str, by: Actor, at: datetime, waivers: Mapping[str, str] = NO_WAIVERS
) -> int:
    """Give the task to the vendor of another contract; returns the task that vendor now has.

    Issued or refused, the task itself moves and is issued anew, with a clock of its own. Accepted or begun, it is
    terminated, and a draft with its terms and the cases nobody has reviewed follows it; its sample is drawn anew.
    Raises Conflict for a vendor of another kind, Gate for every bar that stands, Invalid for the vendor it has.
    """
    async with act(by=by, at=at) as deed:
        must_be_bureau(by)
        row, why = await hold(deed, task), given(reason)
        to = await contract_view(contract, for_=by)
        refusal = unfit(TaskKind(row["kind"]), to.vendor_kind)
        if refusal:
            raise Conflict(refusal.zh, refusal.en)
        if to.id == row["contract"]:
            raise Invalid({"contract": Words("该任务就在这份合同下。", "The task is under this very contract.")})
        state = TaskState(row["state"])
        if state in {TaskState.ISSUED, TaskState.REFUSED}:
            await _take_over(deed, row, to, why)
            await issue_task(task=task, by=by, at=at, waivers=waivers)
            return task
        if state not in IN_HAND:
            raise Conflict(f"任务当前为“{state.zh}”，不能改派。", f"The task is “{state.en}” and cannot be reassigned.")
        return await _follow(deed, row, to, why)


async def _take_over(deed: Deed, row: "Record", to: ContractView, why: str) -> None:
    if TaskState(row["state"]) is TaskState.ISSUED:
        await deed.connection.execute("UPDATE vendors_task SET state = 'refused' WHERE id = $1", row["id"])
    for table in _LEFT_BEHIND:
        await deed.connection.execute(f"DELETE FROM {table} WHERE task = $1", row["id"])  # noqa: S608 constant names
    for table in _OWN_ROWS:
        sql = f"UPDATE {table} SET vendor = $2 WHERE task = $1"  # noqa: S608 constant names
        await deed.connection.execute(sql, row["id"], to.vendor)
    await deed.connection.execute(_PICKS, row["id"], to.vendor)
    sql = "UPDATE vendors_task SET vendor = $2, contract = $3, accepted_at = NULL WHERE id = $1"
    await deed.connection.execute(sql, row["id"], to.vendor, to.id)
    before, after = {"vendor": row["vendor"], "contract": row["contract"]}, {"vendor": to.vendor, "contract": to.id}
    deed.note("task.reassigned", "task", row["id"], vendor=row["vendor"], before=before, after=after, note=why)


async def _follow(deed: Deed, row: "Record", to: ContractView, why: str) -> int:
    old = await deed.connection.fetchrow("SELECT * FROM vendors_task WHERE id = $1", row["id"])
    said = await _particulars(deed, old)
    await move(deed, row["id"], TaskState.TERMINATED, reason=why)
    new = await create_task(
        contract=to.id, kind=TaskKind(old["kind"]), title=old["title"], covers_from=old["covers_from"],
        covers_to=old["covers_to"], deadline_days=old["deadline_days"], instructions=old["instructions"],
        particulars=said, follows=row["id"], by=deed.by, at=deed.at,
    )  # fmt: skip
    await deed.connection.execute(_CASES, row["id"], to.vendor, new)
    after = {"follows": row["id"], "contract": to.number}
    deed.note("task.reassigned", "task", new, vendor=to.vendor, after=after, note=why)
    return new


async def _particulars(deed: Deed, old: "Record") -> Particulars:
    async def ids(column: str, table: str) -> tuple[int, ...]:
        sql = f"SELECT {column} AS id FROM {table} WHERE task = $1"  # noqa: S608 constant names
        return tuple(one["id"] for one in await deed.connection.fetch(sql, old["id"]))

    owed = await deed.connection.fetch("SELECT kind, title FROM vendors_task_deliverable WHERE task = $1", old["id"])
    return Particulars(
        campaign=old["campaign"],
        region=old["region"],
        method=Method(old["method"]) if old["method"] else None,
        focus=frozenset(Focus(one) for one in old["focus"].split(",") if one),
        basis=old["basis"],
        on_site=old["on_site"],
        institutions=await ids("institution", "vendors_task_institution"),
        inspectors=await ids("inspector", "vendors_task_inspector"),
        deliverables=tuple(Owed(kind=DeliverableKind(one["kind"]), title=one["title"]) for one in owed),
    )
