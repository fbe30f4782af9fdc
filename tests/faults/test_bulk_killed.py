"""kill -9 of the worker in the middle of a bulk review: every finding is reviewed once, none twice, none left out."""

from collections import Counter
from pathlib import Path

import pytest

from server.database.addresses import Addresses
from server.jobs.queue import DatabaseQueue
from tests.support import filed
from tests.support.accounts import account
from tests.support.processes import Running, hengjian, until
from vendors.actors import Actor, Role
from vendors.findings.bulk.actions import Order, order_bulk
from vendors.findings.bulk.queries import BulkView, bulk_act
from vendors.findings.bulk.rules import BulkState
from vendors.findings.rules import Opinion, Stage
from vendors.journal.queries import verify
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
FINDINGS = 1_000
KILLS = 2


@pytest.fixture
def settings(database: Addresses, data: Path) -> dict[str, str]:
    data.mkdir(parents=True)
    owner = database.owner
    return {
        "HENGJIAN_DATA": str(data),
        "HENGJIAN_STALLED_SECONDS": "2",
        "DATABASE_URL": f"postgresql://{owner.user}@/{owner.database}?host={owner.host}",
    }


def worker(settings: dict[str, str]) -> Running:
    return hengjian("worker", at=filed.AFTER, settings=settings, log=Path(settings["HENGJIAN_DATA"]) / "log")


async def ordered(by: Actor) -> int:
    world = await filed.world()
    await filed.stored(world, *(filed.case(f"X{n:07d}") for n in range(FINDINGS)))
    order = Order(stage=Stage.FIRST, opinion=Opinion.PASS, seen=FINDINGS, asked={})
    return await order_bulk(order, by=by, at=filed.AFTER, queue=DatabaseQueue())


async def came_to(bulk: int, number: int) -> BulkView:
    async def known() -> bool:
        return (await bulk_act(bulk, for_=filed.FIRST)).done >= number

    await until(known)
    return await bulk_act(bulk, for_=filed.FIRST)


async def test_killed_twice_it_is_carried_on_to_the_end_with_nothing_doubled(settings: dict[str, str]) -> None:
    id_ = await account("anning", name="安宁", roles=frozenset({Role.FIRST_REVIEWER}))
    bulk = await ordered(Actor(id=id_, name="安宁", roles=frozenset({Role.FIRST_REVIEWER})))
    for kill in range(1, KILLS + 1):
        running = worker(settings)
        await came_to(bulk, FINDINGS * kill // (KILLS + 1))
        running.kill()
        assert (await bulk_act(bulk, for_=filed.FIRST)).state is BulkState.RUNNING
    with worker(settings):
        found = await came_to(bulk, FINDINGS)

        async def ended() -> bool:
            return (await bulk_act(bulk, for_=filed.FIRST)).state is BulkState.DONE

        await until(ended)
    assert (found.done, found.refused) == (FINDINGS, 0)
    async with transaction() as connection:
        rows = await connection.fetch("SELECT finding FROM vendors_review")
        told = await connection.fetchval("SELECT zh FROM server_message")
    assert Counter(Counter(row["finding"] for row in rows).values()) == {1: FINDINGS}
    assert f"{FINDINGS} 件已办，0 件未办成" in told
    assert (await verify()).broken_at is None
