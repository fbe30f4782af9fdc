from collections.abc import AsyncIterator, Sequence
from datetime import date

import pytest

from importers.batches.actions import confirm, submit_results, void
from importers.batches.queries import batch, brought
from importers.batches.rules import BatchState
from tests.support import a, filed
from tests.support.filed import FILED, World
from tests.support.versions import ready
from vendors.copying import copy_text
from vendors.errors import Conflict
from vendors.tasks.queries import coverage, task
from vendors.tasks.results import incoming
from vendors.tasks.rules import TaskState
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
KIND = "confirmations"


async def letters(world: World, *subjects: str) -> int:
    """A checked workbook that holds 函证 results alone."""

    async def records() -> AsyncIterator[bytes]:
        for position, subject in enumerate(subjects, 1):
            yield copy_text(
                (
                    KIND,
                    position,
                    a.HOSPITALS[0].code,
                    subject,
                    date(2026, 6, 1),
                    5_000,
                    "{}",
                    "函证",
                    3 + position,
                    subject,
                )
            )

    made = await ready(world, [])
    async with transaction() as connection:
        await connection.execute("UPDATE importers_batch SET deliverable = $2 WHERE id = $1", made, KIND)
        await incoming.receive(connection, batch=made, vendor=world.vendor, results=records())
    return made


async def standing() -> Sequence[str]:
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT subject FROM vendors_task_result WHERE superseded_by IS NULL ORDER BY position"
        )
    return [row["subject"] for row in rows]


async def test_record_sheets_become_results_and_the_task_is_submitted_by_its_vendor_when_it_says_so() -> None:
    world = await filed.world()
    one = await letters(world, "甲公司", "乙公司")
    assert (await brought(one, for_=world.clerk)).results == {KIND: 2}
    await confirm(batch=one, by=world.clerk, at=FILED)
    assert await standing() == ["甲公司", "乙公司"]
    assert (await task(world.task, for_=world.clerk)).state is TaskState.IN_PROGRESS
    assert (await coverage(world.task, for_=world.clerk)).reviewed == 0
    await submit_results(task=world.task, by=world.clerk, at=FILED)
    assert (await task(world.task, for_=world.clerk)).state is TaskState.SUBMITTED


async def test_a_new_version_of_a_record_sheet_takes_the_place_of_its_rows() -> None:
    world = await filed.world()
    one = await letters(world, "甲公司", "乙公司")
    await confirm(batch=one, by=world.clerk, at=FILED)
    two = await letters(world, "甲公司", "丙公司")
    await confirm(batch=two, by=world.clerk, at=FILED)
    assert await standing() == ["甲公司", "丙公司"]
    view = await batch(two, for_=world.clerk)
    assert (view.version, view.replaces) == (2, one)


async def test_the_results_of_a_voided_batch_count_no_more_and_submit_nothing() -> None:
    world = await filed.world()
    one = await letters(world, "甲公司")
    await confirm(batch=one, by=world.clerk, at=FILED)
    await void(batch=one, reason="对象有误", by=a.MANAGER, at=FILED)
    assert await standing() == []
    assert (await batch(one, for_=world.clerk)).state is BatchState.VOIDED
    with pytest.raises(Conflict):
        await submit_results(task=world.task, by=world.clerk, at=FILED)
