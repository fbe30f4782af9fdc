"""A draft task's case list and the draw of its manual sample; later, which cases were reviewed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from vendors.actors import SYSTEM, Actor
from vendors.draws.actions import commit_draw as seal
from vendors.draws.actions import make_draw
from vendors.draws.limits import least_ratio
from vendors.draws.opening import Opened
from vendors.draws.rules import Base, Method, Plan, Purpose, Spread
from vendors.draws.scopes import Scope
from vendors.errors import Conflict, Gate, Invalid, NotFound, Words
from vendors.institutions.frame_queries import Trait, case_frame
from vendors.institutions.queries import CaseFilter, cases_by_visit, frame
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import blocked, must_be_bureau, must_reach
from vendors.tasks.rules import TaskKind, TaskState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_RE_REVIEWS = frozenset({TaskKind.FULL_REVIEW, TaskKind.SAMPLED_REVIEW})
_LISTED = 'SELECT "case" FROM vendors_task_case WHERE task = $1'
_MARK = """
UPDATE vendors_task_case t SET draw = $2 FROM vendors_settled_case s
WHERE t.task = $1 AND s.id = t."case" AND s.visit_id = ANY($3::text[])
"""
_REVIEWED = """
UPDATE vendors_task_case SET reviewed_on = $2
WHERE task = $1 AND reviewed_on IS NULL AND ($3::int[] IS NULL OR "case" = ANY($3))
"""
_UNMARKED = """
UPDATE vendors_task_case SET reviewed_on = NULL WHERE task = $1 AND reviewed_on IS NOT NULL AND "case" <> ALL($2::int[])
"""


async def assign_cases(*, task: int, cases: CaseFilter | Collection[str], by: Actor, at: datetime) -> int:
    """Put cases on a draft task's list: all a filter means, or chosen visit ids; returns how many are new on it.

    Raises Invalid for visit ids not in the register, Conflict once a draw is committed or the task issued.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        row = await _draft(deed.connection, task)
        await _must_be_undrawn(deed.connection, task)
        ids = await _meant(cases)
        sql = """
        INSERT INTO vendors_task_case (vendor, task, "case")
        SELECT $1, $2, unnest($3::int[]) ON CONFLICT (task, "case") DO NOTHING
        """
        done = await deed.connection.execute(sql, row["vendor"], task, ids)
        added = int(done.split()[-1])
        deed.note("task.cases_assigned", "task", task, vendor=row["vendor"], after={"meant": len(ids), "added": added})
    return added


async def _meant(cases: CaseFilter | Collection[str]) -> list[int]:
    if isinstance(cases, CaseFilter):
        return [case for case, _ in await frame(cases)]
    known = await cases_by_visit(cases)
    missing = sorted(set(cases) - set(known))
    if missing:
        which = "、".join(missing[:5])
        raise Invalid({"cases": Words(f"结算库中没有就诊ID：{which}", f"No such visits: {which}")})
    return sorted(known.values())


async def commit_draw(
    *,
    task: int,
    by: Actor,
    at: datetime,
    ratio: Decimal | None = None,
    seed: str = "",
    method: Method = Method.SIMPLE,
    traits: Sequence[Trait] = (),
    spread: Spread = Spread.PROPORTIONAL,
    least: int = 0,
    base: Base = Base.COUNT,
) -> int:
    """Fix seed, ratio and method before the frame is opened; returns the draw's id. A task has one draw.

    Without a ratio it is the least of the day. Samples of inpatient reviews keep to that least (LZ Art.17): Invalid.
    `traits` make the strata of a stratified draw.
    """
    must_be_bureau(by)
    stratified = method is Method.STRATIFIED
    plan = Plan(
        method=method,
        ratio=least_ratio(local_date(at)) if ratio is None else ratio,
        base=base,
        spread=spread if stratified else None,
        least=least,
    )
    async with transaction() as connection:
        row = await _draft(connection, task)
        await _must_be_undrawn(connection, task)
        await _must_be_given_work(row["vendor"])
        inpatient = TaskKind(row["kind"]) in _RE_REVIEWS
        return await seal(
            purpose=Purpose.TASK, plan=plan, scope=Scope(traits=tuple(traits), inpatient=inpatient), title=row["title"],
            vendor=row["vendor"], task=task, region=row["region"], campaign=row["campaign"], seed=seed, by=by, at=at,
        )  # fmt: skip


async def _must_be_given_work(vendor: int) -> None:
    """Nothing is drawn for a vendor that is given no tasks (暂停派单、退出、禁入)."""
    refusal = blocked((await vendor_view(vendor, for_=SYSTEM)).standing)
    if refusal:
        raise Gate(
            "standing", refusal.zh.removesuffix("。") + "，也不能抽取。", f"{refusal.en} Nothing is drawn for it."
        )


async def draw_cases(*, draw_id: int, by: Actor, at: datetime, witnesses: Sequence[str] = ()) -> tuple[str, ...]:
    """Open the frame (the task's case list), freeze it and draw; returns the visit ids drawn.

    A full review keeps its list with the sample marked; a sampled review keeps the sample alone.
    Raises Conflict when drawn already, when the list is empty, or the task no longer a draft.
    """
    must_be_bureau(by)
    async with transaction() as connection:
        promised = await connection.fetchrow("SELECT task, scope FROM vendors_draw WHERE id = $1", draw_id)
        if promised is None or promised["task"] is None:
            raise NotFound
        task = await _draft(connection, promised["task"])
        listed = [row["case"] for row in await connection.fetch(_LISTED, task["id"])]
        if not listed:
            raise Conflict("病例清单为空，无法抽样。", "The case list is empty; nothing to draw from.")
        traits = msgspec.json.decode(promised["scope"], type=Scope).traits
        opened = Opened(text=await case_frame(listed, traits=traits))
        drawn = await make_draw(draw_id=draw_id, opened=opened, witnesses=witnesses, by=by, at=at)
        sample = tuple(sorted(pick.unit.id for pick in drawn.picks))
        await _mark(connection, task, draw_id, sample)
    return sample


async def _mark(connection: "Connection", task: "Record", draw_id: int, sample: tuple[str, ...]) -> None:
    await connection.execute(_MARK, task["id"], draw_id, list(sample))
    if TaskKind(task["kind"]) is TaskKind.SAMPLED_REVIEW:
        await connection.execute("DELETE FROM vendors_task_case WHERE task = $1 AND draw IS NULL", task["id"])


async def mark_reviewed(*, task: int, by: Actor, at: datetime, cases: Collection[int] | None = None) -> int:
    """Record that the vendor has reviewed cases of the list (ids of settled cases; None means all); returns how many.

    Cases reviewed before keep their day. Called in the transaction that stores a batch.
    """
    async with act(by=by, at=at) as deed:
        vendor = await deed.connection.fetchval("SELECT vendor FROM vendors_task WHERE id = $1 FOR UPDATE", task)
        if vendor is None:
            raise NotFound
        must_reach(by, vendor)
        ids = None if cases is None else list(cases)
        marked = int((await deed.connection.execute(_REVIEWED, task, local_date(at), ids)).split()[-1])
        deed.note("task.cases_reviewed", "task", task, vendor=vendor, after={"reviewed": marked})
    return marked


async def unmark_reviewed(*, task: int, by: Actor, at: datetime, but: Collection[int] = ()) -> int:
    """Take back that cases were reviewed, all but these: the batch that said so is replaced or void; returns how many.

    Called in the transaction that does so.
    """
    async with act(by=by, at=at) as deed:
        vendor = await deed.connection.fetchval("SELECT vendor FROM vendors_task WHERE id = $1 FOR UPDATE", task)
        if vendor is None:
            raise NotFound
        must_reach(by, vendor)
        unmarked = int((await deed.connection.execute(_UNMARKED, task, list(but))).split()[-1])
        deed.note("task.cases_reviewed", "task", task, vendor=vendor, after={"reviewed": -unmarked})
    return unmarked


async def _draft(connection: "Connection", task: int) -> "Record":
    row = await connection.fetchrow(
        "SELECT id, vendor, kind, state, title, region, campaign FROM vendors_task WHERE id = $1 FOR UPDATE", task
    )
    if row is None:
        raise NotFound
    if row["state"] != TaskState.DRAFT.value:
        raise Conflict("任务已下达，清单和抽样不能再改。", "The task is issued; its list and draw are closed.")
    return row


async def _must_be_undrawn(connection: "Connection", task: int) -> None:
    if await connection.fetchval("SELECT 1 FROM vendors_draw WHERE task = $1 AND cancelled_at IS NULL", task):
        raise Conflict("该任务已有抽样批次，清单不能再改。", "The task has a draw; its list is closed.")
