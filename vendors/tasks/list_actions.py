"""A draft task's case list and the draw of its manual sample; later, which cases were reviewed."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.institutions.queries import CaseFilter, cases_by_visit, frame
from vendors.journal.actions import Deed, act
from vendors.numbering import DRAWS, allot
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau, must_reach
from vendors.tasks.drawing import ALGORITHM, commitment, draw, frame_hash, sample_size
from vendors.tasks.rules import DrawMethod, TaskKind, TaskState

if TYPE_CHECKING:
    from asyncpg import Record

_BASIS_POINT = Decimal("0.0001")
_DRAW = """
INSERT INTO vendors_draw
  (vendor, task, number, method, algorithm, seed, seed_commitment, frame_hash, frame_size, ratio, size, frame,
   committed_at, drawn_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, $8, 0, '[]', $9, $10) RETURNING id
"""
_DRAWN = "UPDATE vendors_draw SET frame_hash = $2, frame_size = $3, size = $4, frame = $5, drawn_at = $6 WHERE id = $1"
_FRAME = """
SELECT s.visit_id FROM vendors_task_case t JOIN vendors_settled_case s ON s.id = t."case" WHERE t.task = $1
"""
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
        row = await _draft(deed, task)
        await _must_be_undrawn(deed, task)
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
    *, task: int, ratio: Decimal, by: Actor, at: datetime, seed: str = "", method: DrawMethod = DrawMethod.SIMPLE
) -> int:
    """Fix seed, ratio and method before the frame is opened; returns the draw's id.

    The journal gets the seed's SHA-256, nobody the seed. Without one a random seed is made. A task has one draw.
    """
    must_be_bureau(by)
    if not 0 < ratio <= 1:
        raise Invalid({"ratio": Words("抽样比例应在 0–100% 之间。", "The ratio lies between 0 and 100 %.")})
    if ratio != ratio.quantize(_BASIS_POINT):
        raise Invalid({"ratio": Words("抽样比例最多到 0.01%。", "The ratio goes down to 0.01 %, no further.")})
    seed = seed or secrets.token_hex(32)
    async with act(by=by, at=at) as deed:
        row = await _draft(deed, task)
        await _must_be_undrawn(deed, task)
        (number,) = await allot(deed.connection, DRAWS, year=local_date(at).year)
        promise = commitment(seed)
        made = await deed.connection.fetchval(
            _DRAW, row["vendor"], task, number, method.value, ALGORITHM, seed, promise, ratio, at, by.name
        )
        after = {
            "number": number,
            "task": task,
            "seed_commitment": promise,
            "ratio": str(ratio),
            "method": method.value,
        }
        deed.note("draw.committed", "draw", made, vendor=row["vendor"], after=after | {"algorithm": ALGORITHM})
    return int(made)


async def draw_cases(*, draw_id: int, by: Actor, at: datetime) -> tuple[str, ...]:
    """Open the frame (the task's case list), freeze it and draw; returns the visit ids drawn.

    A full review keeps its list with the sample marked; a sampled review keeps the sample alone.
    Raises Conflict when drawn already, when the list is empty, or the task no longer a draft.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        promised = await deed.connection.fetchrow("SELECT * FROM vendors_draw WHERE id = $1 FOR UPDATE", draw_id)
        if promised is None:
            raise NotFound
        task = await _draft(deed, promised["task"])
        if promised["drawn_at"] is not None:
            raise Conflict("该批次已抽样。", "This draw has been made.")
        opened = sorted(row["visit_id"] for row in await deed.connection.fetch(_FRAME, task["id"]))
        if not opened:
            raise Conflict("病例清单为空，无法抽样。", "The case list is empty; nothing to draw from.")
        size = sample_size(len(opened), promised["ratio"])
        sample = draw(opened, seed=promised["seed"], size=size)
        await deed.connection.execute(_DRAWN, draw_id, frame_hash(opened), len(opened), size, json.dumps(opened), at)
        await _mark(deed, task, draw_id, sample)
        after = {"seed": promised["seed"], "frame_hash": frame_hash(opened), "frame_size": len(opened), "size": size}
        deed.note("draw.made", "draw", draw_id, vendor=task["vendor"], after=after)
    return sample


async def _mark(deed: Deed, task: "Record", draw_id: int, sample: tuple[str, ...]) -> None:
    await deed.connection.execute(_MARK, task["id"], draw_id, list(sample))
    if TaskKind(task["kind"]) is TaskKind.SAMPLED_REVIEW:
        await deed.connection.execute("DELETE FROM vendors_task_case WHERE task = $1 AND draw IS NULL", task["id"])


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


async def _draft(deed: Deed, task: int) -> "Record":
    row = await deed.connection.fetchrow(
        "SELECT id, vendor, kind, state FROM vendors_task WHERE id = $1 FOR UPDATE", task
    )
    if row is None:
        raise NotFound
    if row["state"] != TaskState.DRAFT.value:
        raise Conflict("任务已下达，清单和抽样不能再改。", "The task is issued; its list and draw are closed.")
    return row


async def _must_be_undrawn(deed: Deed, task: int) -> None:
    if await deed.connection.fetchval("SELECT 1 FROM vendors_draw WHERE task = $1", task):
        raise Conflict("该任务已有抽样批次，清单不能再改。", "The task has a draw; its list is closed.")
