"""盲审批次: the seed is sealed, then the frame opened and drawn from; what is drawn is looked at anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor, Role
from vendors.copying import copy_in
from vendors.draws.actions import cancel_draw, commit_draw, make_draw
from vendors.draws.limits import least_ratio, must_reach_ratio
from vendors.draws.rules import Method, Plan, Purpose, Spread
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import REVIEW_SAMPLES, allot
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.reviewing.frames import Member, Narrowing, members
from vendors.reviewing.rules import SampleKind

if TYPE_CHECKING:
    from asyncpg import Record

DUE: Final = "blind_review_days"
_EMPTY: Final = Words("不能为空。", "Must not be empty.")
_PURPOSE: Final = {SampleKind.FINDINGS: Purpose.BLIND, SampleKind.PASSED: Purpose.PASSED}
_INSERT: Final = """
INSERT INTO vendors_review_sample (region, number, kind, draw, title, of_vendor, of_task, of_batch, frame_size,
  frame_amount, due_provisional, committed_by, committed_at, opened_by, cancelled_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, false, $9, $10, '', '') RETURNING id
"""
_OPENED: Final = """
UPDATE vendors_review_sample SET frame_size = $2, frame_amount = $3, due_on = $4, due_provisional = $5, opened_by = $6,
  opened_at = $7 WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSample:
    """What is to be drawn and how; without a ratio it is the least of the day (LZ Art.17)."""

    kind: SampleKind
    title: str
    which: Narrowing = field(default_factory=Narrowing)
    method: Method = Method.SIMPLE
    ratio: Decimal | None = None


async def commit_sample(*, sample: NewSample, by: Actor, at: datetime, seed: str = "") -> int:
    """Seal the seed and the frame's narrowing before anybody's frame is opened; returns the sample's id.

    Raises Forbidden (task managers only), Invalid (no title, a ratio below the least, a method that does not serve).
    """
    _must_manage(by)
    if not sample.title.strip():
        raise Invalid({"title": _EMPTY})
    today = local_date(at)
    plan = _plan(sample, least_ratio(today) if sample.ratio is None else sample.ratio)
    if wrong := must_reach_ratio(plan, today):
        raise Invalid(wrong)
    which = sample.which
    async with act(by=by, at=at) as deed:
        draw = await commit_draw(
            purpose=_PURPOSE[sample.kind], plan=plan, title=sample.title.strip(), by=by, at=at, seed=seed
        )
        (number,) = await allot(deed.connection, REVIEW_SAMPLES, year=today.year)
        made = await deed.connection.fetchval(
            _INSERT, by.region, number, sample.kind.value, draw, sample.title.strip(), which.vendor, which.task,
            which.batch, by.name, at,
        )  # fmt: skip
        after: Mapping[str, Json] = {
            "number": number, "kind": sample.kind.value, "draw": draw, "of_vendor": which.vendor,
            "of_task": which.task, "of_batch": which.batch,
        }  # fmt: skip
        deed.note("review_sample.committed", "review_sample", made, after=after)
    return int(made)


def _plan(sample: NewSample, ratio: Decimal) -> Plan:
    stratified = sample.method is Method.STRATIFIED
    return Plan(method=sample.method, ratio=ratio, spread=Spread.PROPORTIONAL if stratified else None)


async def open_sample(*, sample: int, by: Actor, at: datetime, witnesses: Sequence[str] = ()) -> int:
    """Freeze the frame, draw, and mark what is drawn; returns how many are.

    Raises Forbidden, NotFound, Conflict (opened or given up already, nothing to draw from).
    """
    _must_manage(by)
    async with act(by=by, at=at) as deed:
        row = await _held(deed, sample)
        which = Narrowing(vendor=row["of_vendor"], task=row["of_task"], batch=row["of_batch"])
        kind = SampleKind(row["kind"])
        opened, known = await members(deed.connection, kind, which)
        drawn = await make_draw(draw_id=row["draw"], opened=opened, by=by, at=at, witnesses=witnesses)
        picked = [known[pick.unit.id] for pick in drawn.picks]
        await _mark(deed, sample, kind, picked)
        due = deadline(local_date(at), parameter(DUE, local_date(at)).whole)
        size, amount = sum(one.size for one in drawn.strata), sum(one.amount for one in drawn.strata)
        await deed.connection.execute(_OPENED, sample, size, amount, due.on, due.provisional, by.name, at)
        after: Mapping[str, Json] = {"frame_size": size, "size": len(picked), "due_on": due.on.isoformat()}
        deed.note("review_sample.opened", "review_sample", sample, after=after)
    return len(picked)


async def _mark(deed: Deed, sample: int, kind: SampleKind, picked: Sequence[Member]) -> None:
    if kind is SampleKind.FINDINGS:
        rows = [
            {"sample": sample, "finding": one.finding, "position": place, "since": one.since}
            for place, one in enumerate(picked, start=1)
        ]
        await copy_in(deed.connection, "vendors_sampled_finding", rows)
        ids = [one.finding for one in picked]
        await deed.connection.execute("UPDATE vendors_finding SET blind = true WHERE id = ANY($1::int[])", ids)
        return
    await copy_in(
        deed.connection,
        "vendors_sampled_case",
        [
            {"sample": sample, "task": one.task, "case": one.case, "position": place, "outcome": "", "note": "",
             "looked_by_name": ""}
            for place, one in enumerate(picked, start=1)
        ],
    )  # fmt: skip


async def cancel_sample(*, sample: int, reason: str, by: Actor, at: datetime) -> None:
    """作废 before the frame is opened. Raises Forbidden, NotFound, Conflict, Invalid (no reason)."""
    _must_manage(by)
    async with act(by=by, at=at) as deed:
        row = await _held(deed, sample)
        await cancel_draw(draw_id=row["draw"], reason=reason, by=by, at=at)
        sql = "UPDATE vendors_review_sample SET cancelled_at = $2, cancelled_why = $3 WHERE id = $1"
        await deed.connection.execute(sql, sample, at, reason.strip())
        deed.note("review_sample.cancelled", "review_sample", sample, note=reason.strip())


async def _held(deed: Deed, sample: int) -> "Record":
    """A sealed sample, locked; a county's people reach their county's own."""
    sql = "SELECT * FROM vendors_review_sample WHERE id = $1 AND ($2 = '' OR region = $2) FOR UPDATE"
    row = await deed.connection.fetchrow(sql, sample, deed.by.region)
    if row is None:
        raise NotFound
    if row["opened_at"] is not None or row["cancelled_at"] is not None:
        raise Conflict("该批次已抽取或已作废。", "The sample has been drawn or given up.")
    return row


def _must_manage(by: Actor) -> None:
    if not by.at_bureau or not by.has(Role.TASK_MANAGER):
        raise Forbidden("只有任务管理员可以抽取盲审批次。", "Only a task manager draws for blind review.")
