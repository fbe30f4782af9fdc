"""Bulk acts: frozen when ordered, each item by the guards of a single act, none doubled and none skipped."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import anyio
import pytest

from tests.support import filed
from tests.support.uploads import Waiting
from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.findings.actions import Pick, review_first
from vendors.findings.bulk import actions
from vendors.findings.bulk.actions import Order, carry_on, order_bulk, resume_bulk, stop_bulk
from vendors.findings.bulk.queries import bulk_act, bulk_acts, bulk_items, orderer
from vendors.findings.bulk.rules import BulkState, Outcome
from vendors.findings.rules import FindingState, Opinion, Stage
from vendors.findings.selection import Filters
from vendors.journal import queries as journal
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.FILED


class CutShort(Exception):
    pass


async def six() -> tuple[filed.World, tuple[int, ...]]:
    world = await filed.world()
    return world, await filed.stored(world, *(filed.case(f"X{n:07d}", 1_000 * n) for n in range(1, 7)))


async def every(
    seen: int, *, by: Actor = filed.FIRST, opinion: Opinion = Opinion.PASS, stage: Stage = Stage.FIRST,
    filters: Filters | None = None,
) -> int:  # fmt: skip
    order = Order(
        stage=stage, opinion=opinion, reason="见清单", filters=filters or Filters(), seen=seen,
        asked={"tab": stage.value},
    )  # fmt: skip
    return await order_bulk(order, by=by, at=AT, queue=Waiting())


async def ticked(ids: Sequence[int], *, by: Actor = filed.FIRST, opinion: Opinion = Opinion.PASS) -> int:
    picks = [Pick(finding=id_, version=1) for id_ in ids]
    order = Order(stage=Stage.FIRST, opinion=opinion, picks=picks, asked={})
    return await order_bulk(order, by=by, at=AT, queue=Waiting())


async def through(bulk: int, *, by: Actor = filed.FIRST, size: int = 2) -> None:
    while await carry_on(bulk=bulk, by=by, at=AT, size=size):
        pass


async def opinions() -> Counter[int]:
    async with transaction() as connection:
        rows = await connection.fetch("SELECT finding FROM vendors_review")
    return Counter(row["finding"] for row in rows)


async def test_every_item_is_acted_on_once_and_journaled_by_itself() -> None:
    _world, ids = await six()
    bulk = await every(6)
    await through(bulk)
    found = await bulk_act(bulk, for_=filed.FIRST)
    assert (found.state, found.total, found.done, found.refused) == (BulkState.DONE, 6, 6, 0)
    assert await opinions() == Counter(ids)
    entries = await journal.page(kind="finding.first_pass")
    assert sorted(int(link.entry.object_id) for link in entries) == list(ids)
    assert {link.entry.actor_id for link in entries} == {filed.FIRST.id}
    assert (await journal.verify()).broken_at is None


async def test_what_was_meant_is_frozen_when_ordered() -> None:
    world, ids = await six()
    bulk = await every(2, filters=Filters(amount_from_fen=5_000))
    await review_first(finding=ids[5], version=1, opinion=Opinion.PASS, by=filed.BOTH, at=AT)
    later = await filed.stored(world, filed.case("X0000009", 9_000))
    await through(bulk)
    items = (await bulk_items(bulk, for_=filed.FIRST)).rows
    assert [(item.finding, item.outcome) for item in items] == [(ids[4], Outcome.DONE), (ids[5], Outcome.REFUSED)]
    assert items[1].refused
    assert "您看到的是第 1 版，现为第 2 版" in items[1].refused.zh
    assert (await filed.head(later[0])).state is FindingState.AWAITING_FIRST


async def test_a_portion_cut_short_leaves_nothing_of_it_and_the_next_worker_goes_on() -> None:
    _world, ids = await six()
    bulk = await every(6)
    assert await carry_on(bulk=bulk, by=filed.FIRST, at=AT, size=2)
    with suppress(CutShort):
        async with transaction():
            await carry_on(bulk=bulk, by=filed.FIRST, at=AT, size=2)
            raise CutShort
    assert await opinions() == Counter(ids[:2])
    assert (await bulk_act(bulk, for_=filed.FIRST)).left == 4
    await through(bulk)
    assert await opinions() == Counter(ids)


async def test_two_workers_at_once_double_nothing() -> None:
    _world, ids = await six()
    bulk = await every(6)
    async with anyio.create_task_group() as group:
        group.start_soon(through, bulk)
        group.start_soon(through, bulk)
    assert await opinions() == Counter(ids)
    assert (await bulk_act(bulk, for_=filed.FIRST)).done == 6


async def test_each_item_meets_the_guards_of_a_single_act() -> None:
    world, ids = await six()
    uploader = Actor(id=world.clerk.id, name="某甲", roles=filed.FIRST.roles)
    bulk = await ticked(ids[:2], by=uploader)
    await through(bulk, by=uploader)
    items = (await bulk_items(bulk, for_=filed.FIRST, outcome=Outcome.REFUSED)).rows
    assert [item.refused and item.refused.zh for item in items] == ["上传人不能审核自己上传的疑点。"] * 2
    bulk = await ticked(ids, by=filed.BOTH)
    await through(bulk, by=filed.BOTH)
    second = await every(6, by=filed.BOTH, stage=Stage.SECOND)
    await through(second, by=filed.BOTH)
    assert (await bulk_act(second, for_=filed.BOTH)).refused == 6


async def test_stopped_between_portions_the_rest_stays_as_it_was() -> None:
    _world, ids = await six()
    bulk = await every(6)
    await carry_on(bulk=bulk, by=filed.FIRST, at=AT, size=2)
    with pytest.raises(Forbidden):
        await stop_bulk(bulk=bulk, by=filed.BOTH, at=AT)
    await stop_bulk(bulk=bulk, by=filed.FIRST, at=AT)
    await through(bulk)
    found = await bulk_act(bulk, for_=filed.FIRST)
    assert (found.state, found.done, found.left, found.ended_by_name) == (BulkState.CANCELLED, 2, 4, "安宁")
    assert await opinions() == Counter(ids[:2])
    with pytest.raises(Conflict):
        await stop_bulk(bulk=bulk, by=filed.FIRST, at=AT)


async def test_broken_off_it_can_be_taken_up_again() -> None:
    _world, ids = await six()
    bulk = await every(6)
    await carry_on(bulk=bulk, by=filed.FIRST, at=AT, size=4)
    await actions.break_off(bulk=bulk, by=filed.FIRST, at=AT)
    await through(bulk)
    assert (await bulk_act(bulk, for_=filed.FIRST)).state is BulkState.BROKEN
    queue = Waiting()
    await resume_bulk(bulk=bulk, by=filed.FIRST, at=AT, queue=queue)
    assert queue.jobs == [("review_in_bulk", {"bulk": bulk})]
    await through(bulk)
    assert await opinions() == Counter(ids)


async def test_the_wrong_role_no_reason_nothing_meant_and_another_number_are_refused() -> None:
    world, _ids = await six()
    with pytest.raises(Forbidden):
        await every(6, by=filed.SECOND)
    with pytest.raises(NotFound):
        await every(6, by=world.clerk)
    with pytest.raises(Invalid):
        await ticked([1], opinion=Opinion.REJECT)
    with pytest.raises(Invalid):
        await every(0, filters=Filters(text="没有"))
    with pytest.raises(Conflict, match="已由 5 件变为 6 件"):
        await every(5)
    assert await bulk_acts(for_=filed.FIRST) == ()


async def test_it_is_the_bureaus_alone_and_another_countys_is_not_there() -> None:
    world, _ids = await six()
    bulk = await every(6)
    assert [found.id for found in await bulk_acts(for_=filed.LEADER)] == [bulk]
    for stranger in (world.clerk, replace(filed.FIRST, region="620722")):
        assert await bulk_acts(for_=stranger) == ()
        with pytest.raises(NotFound):
            await bulk_act(bulk, for_=stranger)
    assert (await orderer(bulk)).roles == filed.FIRST.roles
