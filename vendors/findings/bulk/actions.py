import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.findings.actions.review import Pick, PickResult, review_many
from vendors.findings.bulk.rules import OPEN, BulkState, Outcome
from vendors.findings.rules import REVIEW_ACTS, FindingState, Opinion, Stage, must_be_allowed
from vendors.findings.selection import ANY, Filters, where
from vendors.journal.actions import Deed, act, together
from vendors.ports import Queue

if TYPE_CHECKING:
    from asyncpg import Record

JOB: Final = "review_in_bulk"
AT_ONCE: Final = 50  # items in one transaction
WAITS_IN: Final[Mapping[Stage, FindingState]] = {
    Stage.FIRST: FindingState.AWAITING_FIRST,
    Stage.SECOND: FindingState.AWAITING_SECOND,
}
_ORDER = """
INSERT INTO vendors_bulk_act (region, stage, opinion, reason, asked, state, total, ordered_by, ordered_by_name, roles,
  request, ordered_at)
VALUES ($1, $2, $3, $4, $5::jsonb, 'waiting', 0, $6, $7, $8, $9, $10) RETURNING id
"""
_TICKED = """
INSERT INTO vendors_bulk_item (bulk, finding, version)
SELECT $1, f.id, p.version FROM unnest($2::int[], $3::int[]) AS p (finding, version)
JOIN vendors_finding f ON f.id = p.finding ORDER BY f.id ON CONFLICT DO NOTHING
"""
_TOTAL = """
UPDATE vendors_bulk_act SET total = (SELECT count(*) FROM vendors_bulk_item WHERE bulk = $1) WHERE id = $1
RETURNING total
"""
_HOLD = "SELECT id, stage, opinion, reason, state, ordered_by FROM vendors_bulk_act WHERE id = $1 FOR UPDATE"
_LEFT = "SELECT finding, version FROM vendors_bulk_item WHERE bulk = $1 AND outcome = '' ORDER BY finding LIMIT $2"
_RESULT = """
UPDATE vendors_bulk_item SET outcome = $3, state = $4, zh = $5, en = $6, at = $7 WHERE bulk = $1 AND finding = $2
"""
_CAME = """
UPDATE vendors_bulk_act SET state = 'running', done = done + $2, refused = refused + $3,
  begun_at = coalesce(begun_at, $4) WHERE id = $1
"""
_END = "UPDATE vendors_bulk_act SET state = $2, ended_at = $3, ended_by_name = $4 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One opinion on many. `picks` are what was ticked; without any, it is on all that `filters` match.

    `seen` is how many of those the person was shown; `asked` the filter as the list's address names it.
    """

    stage: Stage
    opinion: Opinion
    reason: str = ""
    picks: Sequence[Pick] = ()
    filters: Filters = ANY
    seen: int = 0
    asked: Mapping[str, str]


async def order_bulk(order: Order, *, by: Actor, at: datetime, queue: Queue) -> int:
    """Freeze what is meant, each in its present version, and queue the job; the bulk act's id.

    Raises Forbidden (role), Invalid (no reason, nothing meant), Conflict (another number matches by now).
    """
    must_be_allowed(act=REVIEW_ACTS[order.stage, order.opinion], by=by, vendor=0)
    if order.opinion is not Opinion.PASS and not order.reason.strip():
        raise Invalid({"reason": Words("退回或不通过须说明理由。", "A return or a rejection needs a reason.")})
    async with act(by=by, at=at) as deed:
        bulk = await _ordered(deed, order)
        total = await _freeze(deed, bulk, order)
        deed.note(
            "bulk.ordered",
            "bulk_act",
            bulk,
            after={"stage": order.stage.value, "opinion": order.opinion.value, "items": total, **order.asked},
            note=order.reason,
        )
        await queue.enqueue(JOB, {"bulk": bulk}, once=f"bulk-{bulk}")
    return bulk


async def _ordered(deed: Deed, order: Order) -> int:
    by = deed.by
    number: int = await deed.connection.fetchval(
        _ORDER,
        by.region,
        order.stage.value,
        order.opinion.value,
        order.reason,
        json.dumps(dict(order.asked), ensure_ascii=False),
        by.id,
        by.name,
        sorted(role.value for role in by.roles),
        by.request,
        deed.at,
    )
    return number


async def _freeze(deed: Deed, bulk: int, order: Order) -> int:
    if order.picks:
        findings, versions = [pick.finding for pick in order.picks], [pick.version for pick in order.picks]
        await deed.connection.execute(_TICKED, bulk, findings, versions)
    else:
        clause, values = where(for_=deed.by, at=deed.at, states={WAITS_IN[order.stage]}, filters=order.filters)
        await deed.connection.execute(
            "INSERT INTO vendors_bulk_item (bulk, finding, version)"  # noqa: S608 values are bound
            f" SELECT ${len(values) + 1}, f.id, f.version FROM vendors_finding f WHERE {clause} ORDER BY f.id",
            *values,
            bulk,
        )
    total: int = await deed.connection.fetchval(_TOTAL, bulk)
    if not total:
        raise Invalid({"pick": Words("没有可办理的问题。", "There is nothing to act on.")})
    if not order.picks and total != order.seen:
        raise Conflict(
            f"符合条件的问题已由 {order.seen} 件变为 {total} 件，请核对后再办。",
            f"{total} findings match by now, no longer {order.seen}; look again before acting.",
        )
    return total


async def carry_on(*, bulk: int, by: Actor, at: datetime, size: int = AT_ONCE) -> bool:
    """The next items of a bulk act, their results in the same transaction; False when nothing is left to do.

    Whoever carries it on waits for whoever is at it; what is on record is not done again. Raises NotFound.
    """
    async with together(by=by, at=at) as deed:
        held = await _hold(deed, bulk)
        if BulkState(held["state"]) not in OPEN or held["ordered_by"] != by.id:
            return False
        left = await deed.connection.fetch(_LEFT, bulk, size)
        if not left:
            await deed.connection.execute(_END, bulk, BulkState.DONE.value, at, "")
            deed.note("bulk.done", "bulk_act", bulk, after={"state": BulkState.DONE.value})
            return False
        results = await review_many(
            stage=Stage(held["stage"]),
            picks=[Pick(finding=row["finding"], version=row["version"]) for row in left],
            opinion=Opinion(held["opinion"]),
            reason=held["reason"],
            by=by,
            at=at,
        )
        await deed.connection.executemany(_RESULT, [_result(bulk, one, at) for one in results])
        done = sum(one.error is None for one in results)
        await deed.connection.execute(_CAME, bulk, done, len(results) - done, at)
    return True


def _result(bulk: int, result: PickResult, at: datetime) -> tuple[object, ...]:
    state = result.state.value if result.state else ""
    zh, en = (result.error.zh, result.error.en) if result.error else ("", "")
    outcome = Outcome.REFUSED if result.error else Outcome.DONE
    return bulk, result.finding, outcome.value, state, zh, en, at


async def stop_bulk(*, bulk: int, by: Actor, at: datetime) -> None:
    """Leave the rest of one's own bulk act undone. Raises NotFound, Forbidden (another's), Conflict (ended)."""
    async with act(by=by, at=at) as deed:
        _must_be_own(await _hold(deed, bulk), by, OPEN)
        await deed.connection.execute(_END, bulk, BulkState.CANCELLED.value, at, by.name)
        deed.note("bulk.stopped", "bulk_act", bulk, after={"state": BulkState.CANCELLED.value})


async def resume_bulk(*, bulk: int, by: Actor, at: datetime, queue: Queue) -> None:
    """Take one's own broken-off bulk act up where it stopped. Raises as stop_bulk does."""
    async with act(by=by, at=at) as deed:
        _must_be_own(await _hold(deed, bulk), by, {BulkState.BROKEN})
        await deed.connection.execute(_END, bulk, BulkState.WAITING.value, None, "")
        deed.note("bulk.resumed", "bulk_act", bulk, after={"state": BulkState.WAITING.value})
        await queue.enqueue(JOB, {"bulk": bulk}, once=f"bulk-{bulk}")


async def break_off(*, bulk: int, by: Actor, at: datetime) -> None:
    """Its job was given up: say so, unless it had ended."""
    async with together(by=by, at=at) as deed:
        if BulkState((await _hold(deed, bulk))["state"]) in OPEN:
            await deed.connection.execute(_END, bulk, BulkState.BROKEN.value, at, "")
            deed.note("bulk.broken_off", "bulk_act", bulk, after={"state": BulkState.BROKEN.value})


async def _hold(deed: Deed, bulk: int) -> "Record":
    row = await deed.connection.fetchrow(_HOLD, bulk)
    if row is None or not deed.by.at_bureau:
        raise NotFound
    return row


def _must_be_own(held: "Record", by: Actor, states: frozenset[BulkState] | set[BulkState]) -> None:
    if held["ordered_by"] != by.id:
        raise Forbidden("只有发起人可以停止或继续批量办理。", "Only who ordered a bulk act may stop or resume it.")
    state = BulkState(held["state"])
    if state not in states:
        raise Conflict(f"批量办理现为“{state.zh}”。", f"The bulk act is “{state.en}” now.")
