"""The second wall: what a vendor's connection sees when a query forgets to ask whose rows they are."""

import pytest

from tests.support import a
from vendors.journal.queries import verify
from vendors.numbering import TASKS, allot
from vendors.people.actions import add_staff
from vendors.scope import seeing
from vendors.tasks.actions import accept_task, start_task, submit_task
from vendors.tasks.list_actions import mark_reviewed
from vendors.tasks.queries import task
from vendors.tasks.rules import TaskState
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
OWNED = ("contract", "contract_item", "report_due", "staff", "task", "task_case", "draw")


async def two_vendors() -> tuple[int, int, int]:
    """Two vendors with a person, a contract and an issued task each; answers both and the first one's task."""
    await a.cases(3)
    made = []
    for _ in range(2):
        vendor = await a.vendor()
        await a.staff(vendor=vendor)
        made.append((vendor, await a.task(contract=await a.contract(vendor=vendor))))
    return made[0][0], made[1][0], made[0][1]


@pytest.mark.parametrize("table", OWNED)
async def test_a_vendors_connection_sees_its_own_rows_alone(table: str) -> None:
    ours, _, _ = await two_vendors()
    sql = f"SELECT DISTINCT vendor FROM vendors_{table}"  # noqa: S608 constant table names
    async with transaction() as connection:
        assert len(await connection.fetch(sql)) == 2
    with seeing(ours):
        async with transaction() as connection:
            assert [row["vendor"] for row in await connection.fetch(sql)] == [ours]


async def test_a_vendor_does_all_its_work_behind_the_wall() -> None:
    ours, _, made = await two_vendors()
    clerk = a.clerk_of(ours)
    with seeing(ours):
        await add_staff(vendor=ours, name="赵一鸣", post="审核员", on_post_from=a.MONDAY, by=clerk, at=a.AT)
        await accept_task(task=made, by=clerk, at=a.AT)
        await start_task(task=made, by=clerk, at=a.AT)
        await mark_reviewed(task=made, by=clerk, at=a.AT)
        await submit_task(task=made, by=clerk, at=a.AT)
        assert (await task(made, for_=clerk)).state is TaskState.SUBMITTED
    assert (await verify()).broken_at is None


async def test_numbers_are_unique_over_vendors_who_cannot_see_each_other() -> None:
    ours, _, _ = await two_vendors()
    with seeing(ours):
        async with transaction() as connection:
            (number,) = await allot(connection, TASKS, year=2026)
            seen = await connection.fetchval("SELECT count(*) FROM vendors_task")
    assert (number, seen) == ("RW-2026-0003", 1)
