"""A confirmation cut off while a version takes the place of another: all of it, or nothing of it."""

import asyncio
from dataclasses import replace

import pytest
from asyncpg import InterfaceError, PostgresError

from importers.batches.actions import confirm
from importers.batches.queries import batch as batch_view
from importers.batches.rules import BatchState
from tests.support import filed
from tests.support.filed import FILED, LEADER, World
from tests.support.processes import until
from tests.support.versions import Said, ready
from vendors.findings.queries import Filters, FindingRow, queue
from vendors.transaction import engine, transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PLACES = (
    "vendors_task_result", "vendors_finding", "vendors_finding_line", "vendors_evidence", "vendors_incoming_finding",
    "vendors_task_case", "vendors_task", "importers_batch",
)  # fmt: skip
_WAITING = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = $1::regclass"


async def rows(world: World) -> tuple[FindingRow, ...]:
    return (await queue(for_=LEADER, at=FILED, filters=Filters(task=world.task), size=1000)).rows


async def cut_at(table: str, batch: int, world: World) -> None:
    """Confirm until `table` is to be written, and end the connection there."""
    pool = engine().pool
    assert pool is not None
    async with pool.acquire() as other, other.transaction():
        await other.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        confirming = asyncio.create_task(confirm(batch=batch, by=world.clerk, at=FILED))

        async def stuck() -> bool:
            return bool(await other.fetchval(_WAITING, table))

        await until(stuck, seconds=10)
        await other.execute("SELECT pg_terminate_backend($1)", await other.fetchval(_WAITING, table))
        with pytest.raises((PostgresError, InterfaceError, OSError)):
            await confirming


async def test_wherever_it_is_cut_the_earlier_version_stands_untouched_and_the_next_try_replaces_it() -> None:
    world = await filed.world(visits=6)
    first = [Said(visit=visit) for visit in world.visits[:4]]
    one = await ready(world, first)
    await confirm(batch=one, by=world.clerk, at=FILED)
    before = await rows(world)
    two = await ready(world, [*first[1:], replace(first[0], fen=1), Said(visit=world.visits[5])])
    for table in PLACES:
        await cut_at(table, two, world)
        assert await rows(world) == before
        assert (await batch_view(two, for_=world.clerk)).state is BatchState.READY
    await confirm(batch=two, by=world.clerk, at=FILED)
    assert {row.batch for row in await rows(world)} == {two}
    async with transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM vendors_incoming_finding") == 0
    assert (await batch_view(one, for_=world.clerk)).state is BatchState.SUPERSEDED
