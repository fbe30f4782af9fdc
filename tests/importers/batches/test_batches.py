from decimal import Decimal
from pathlib import Path

import pytest

from importers.batches.actions import confirm, withdraw
from importers.batches.annotating import annotate_batch
from importers.batches.queries import Only, batch, issues
from importers.batches.rules import BatchState
from importers.batches.templates import task_workbook
from importers.workbook.writing.sheets import Value
from server.database.addresses import Addresses
from tests.support import a, uploads
from vendors.actors import SYSTEM
from vendors.errors import Conflict, Forbidden, NotFound
from vendors.findings.queries import Filters, queue
from vendors.periods import Period
from vendors.tasks.queries import coverage, task
from vendors.tasks.results.attempts import first_pass
from vendors.tasks.rules import TaskState

pytestmark = pytest.mark.anyio


async def test_a_clean_workbook_becomes_findings_only_when_its_vendor_confirms(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=2))
    assert await desk.check(taken.batch) is BatchState.READY
    assert (await coverage(desk.task, for_=SYSTEM)).reviewed == 0
    receipt = await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    assert receipt == "HZ-2026-0001"
    assert (await coverage(desk.task, for_=SYSTEM)).reviewed == 6
    assert (await task(desk.task, for_=SYSTEM)).state is TaskState.SUBMITTED
    found = await queue(for_=SYSTEM, at=uploads.UPLOADED, filters=Filters(task=desk.task))
    assert [row.amount_fen for row in found.rows] == [10_800, 10_800]


async def test_one_bad_row_keeps_the_whole_workbook_out_and_names_every_cell(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    spoil: dict[int, dict[str, Value]] = {
        0: {"vola_amt": Decimal(109)},
        1: {"checker": "何小满"},
        2: {"vola_type": "9999"},
    }
    taken = await desk.upload(await desk.workbook(found=3, spoil=spoil))
    assert await desk.check(taken.batch) is BatchState.REFUSED
    rows = {issue.row for issue in await issues(taken.batch, for_=desk.clerk, only=Only(severity="error"))}
    assert rows == {4, 5, 6}
    assert await annotate_batch(batch=taken.batch, blobs=desk.blobs)
    assert (await batch(taken.batch, for_=desk.clerk)).annotated
    with pytest.raises(Conflict):
        await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)


async def test_rows_right_the_first_time_are_counted_over_the_first_upload(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    bad = await desk.upload(await desk.workbook(found=3, spoil={0: {"vola_amt": Decimal(109)}}))
    await desk.check(bad.batch)
    good = await desk.upload(await desk.workbook(found=3))
    await desk.check(good.batch)
    seen = await task(desk.task, for_=a.MANAGER)
    assert seen.due_on
    counted = (await first_pass(contracts=[seen.contract], period=Period.quarter_of(seen.due_on)))[seen.contract]
    assert (counted.rows, counted.clean) == (6, 5)


async def test_the_same_bytes_get_the_first_answer(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    content = await desk.workbook(found=1)
    first, second = await desk.upload(content), await desk.upload(content)
    assert (second.batch, second.again) == (first.batch, True)
    assert len(desk.queue.jobs) == 1


async def test_checking_again_after_a_kill_changes_nothing(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=2))
    await desk.check(taken.batch)
    before = await batch(taken.batch, for_=desk.clerk)
    await desk.check(taken.batch)
    assert await batch(taken.batch, for_=desk.clerk) == before


async def test_confirming_twice_stores_once(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=2))
    await desk.check(taken.batch)
    await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    with pytest.raises(Conflict):
        await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    assert len((await queue(for_=SYSTEM, at=uploads.UPLOADED, filters=Filters(task=desk.task))).rows) == 2


async def test_a_template_nobody_filled_in_is_not_submitted(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    sheet = await desk.sheet()
    taken = await desk.upload(task_workbook(sheet, secret=uploads.SECRET, at=uploads.UPLOADED))
    assert await desk.check(taken.batch) is BatchState.READY
    with pytest.raises(Conflict):
        await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    assert (await task(desk.task, for_=SYSTEM)).state is TaskState.IN_PROGRESS


async def test_a_file_only_checked_cannot_be_stored(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=1), check_only=True)
    await desk.check(taken.batch)
    with pytest.raises(Conflict):
        await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)


async def test_a_withdrawn_file_is_not_checked(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=1))
    await withdraw(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    assert await desk.check(taken.batch) is BatchState.WITHDRAWN


async def test_a_fourth_waiting_file_is_asked_to_wait(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    for found in range(3):
        await desk.upload(await desk.workbook(found=found))
    with pytest.raises(Conflict):
        await desk.upload(await desk.workbook(found=4))


async def test_another_vendor_finds_no_such_task_and_no_such_batch(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=1))
    charlie = a.clerk_of(await a.vendor(name="旁观病历咨询有限公司"))
    with pytest.raises(NotFound):
        await batch(taken.batch, for_=charlie)
    with pytest.raises(NotFound):
        await confirm(batch=taken.batch, by=charlie, at=uploads.UPLOADED)


async def test_the_bureau_does_not_upload_for_a_vendor(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=1))
    with pytest.raises(Forbidden):
        await confirm(batch=taken.batch, by=a.MANAGER, at=uploads.UPLOADED)


async def test_a_template_of_another_task_is_refused_in_words(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    content = await desk.workbook(found=1)
    contract = await a.contract(vendor=desk.clerk.vendor or 0)
    other = await a.task_in_progress(vendor=desk.clerk.vendor or 0, contract=contract)
    stray = uploads.Desk(task=other, clerk=desk.clerk, blobs=desk.blobs, queue=desk.queue)
    taken = await stray.upload(content)
    assert await stray.check(taken.batch) is BatchState.REFUSED
    assert "RW-" in (await batch(taken.batch, for_=desk.clerk)).refusal.zh
