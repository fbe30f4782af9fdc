from pathlib import Path

import pytest

from importers.batches.actions import confirm, submit_results, withdraw
from importers.batches.queries import attempts, batch, diff, issues, replay
from importers.batches.queries.uploads import Only
from importers.batches.rules import BatchState
from server.database.addresses import Addresses
from tests.support import a, filed, uploads
from vendors.errors import Conflict, Forbidden
from vendors.findings.actions import link_duplicates, review_first
from vendors.findings.queries import Filters, queue
from vendors.findings.rules import Opinion
from vendors.tasks.actions import begin_check
from vendors.tasks.queries import coverage, task
from vendors.tasks.rules import TaskState
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
AT = uploads.UPLOADED


async def stored(desk: uploads.Desk, content: bytes) -> int:
    taken = await desk.upload(content)
    assert await desk.check(taken.batch) is BatchState.READY
    await confirm(batch=taken.batch, by=desk.clerk, at=AT, queue=desk.queue)
    return taken.batch


async def test_a_corrected_file_takes_the_place_of_the_first_until_review_begins(
    database: Addresses, data: Path
) -> None:
    desk = await uploads.desk(folder=data)
    one = await stored(desk, await desk.workbook(found=3))
    two = await stored(desk, await desk.workbook(found=3, spoil={0: {"vola_cont": "医嘱三级护理，按一级护理计费6日"}}))
    view = await batch(two, for_=desk.clerk)
    assert (view.deliverable, view.version, view.replaces) == ("record-review", 2, one)
    assert (await batch(one, for_=desk.clerk)).state is BatchState.SUPERSEDED
    shown = await diff(two, against=one, for_=desk.clerk)
    assert (shown.added_count, shown.changed_count, shown.removed_count, shown.unchanged_count) == (0, 1, 0, 5)
    assert [cell.header for cell in shown.changed[0].cells] == ["违规描述"]
    assert (await task(desk.task, for_=desk.clerk)).state is TaskState.SUBMITTED
    page = await queue(for_=filed.LEADER, at=AT, filters=Filters(task=desk.task))
    assert [row.batch for row in page.rows] == [two] * 3
    await review_first(finding=page.rows[0].id, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    with pytest.raises(Conflict):
        await desk.upload(await desk.workbook(found=2))


async def test_no_upload_is_taken_while_the_bureau_checks_the_task(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    await stored(desk, await desk.workbook(found=2))
    await begin_check(task=desk.task, by=a.MANAGER, at=AT)
    with pytest.raises(Conflict):
        await desk.upload(await desk.workbook(found=1))


async def test_an_older_file_still_waiting_waits_no_more_once_a_newer_one_is_stored(
    database: Addresses, data: Path
) -> None:
    desk = await uploads.desk(folder=data)
    old = await desk.upload(await desk.workbook(found=1))
    await desk.check(old.batch)
    new = await stored(desk, await desk.workbook(found=2))
    assert (await batch(old.batch, for_=desk.clerk)).state is BatchState.SUPERSEDED
    with pytest.raises(Conflict):
        await confirm(batch=old.batch, by=desk.clerk, at=AT)
    assert (await batch(new, for_=desk.clerk)).version == 1


async def test_a_vendor_is_warned_of_what_it_reported_in_another_task_and_not_of_what_it_replaces(
    database: Addresses, data: Path
) -> None:
    desk = await uploads.desk(folder=data)
    one = await stored(desk, await desk.workbook(found=2))
    contract = await a.contract(vendor=desk.clerk.vendor or 0)
    other = await a.task_in_progress(vendor=desk.clerk.vendor or 0, contract=contract)
    again = uploads.Desk(task=other, clerk=desk.clerk, blobs=desk.blobs, queue=desk.queue)
    taken = await again.upload(await again.workbook(found=2))
    assert await again.check(taken.batch) is BatchState.READY
    told = await issues(taken.batch, for_=desk.clerk, only=Only(code="told-before"))
    assert [(issue.row, issue.header) for issue in told] == [(4, "就诊ID"), (5, "就诊ID")]
    number = (await batch(one, for_=desk.clerk)).number
    assert number in told[0].message.zh
    view = await batch(taken.batch, for_=desk.clerk)
    assert (view.warnings, view.rule_counts["told-before"]) == (2, 2)
    newer = await desk.upload(await desk.workbook(found=3))
    await desk.check(newer.batch)
    assert await issues(newer.batch, for_=desk.clerk, only=Only(code="told-before")) == ()


async def test_confirming_queues_the_linking_in_its_own_transaction(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    one = await stored(desk, await desk.workbook(found=2))
    assert ("link_duplicates", {"batch": one}) in desk.queue.jobs
    assert await link_duplicates(batch=one, at=AT) == 0


async def test_every_attempt_is_kept_and_replayed_as_its_vendor_saw_it(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    bad = await desk.upload(await desk.workbook(found=3, spoil={1: {"vola_type": "9999"}}))
    await desk.check(bad.batch)
    await stored(desk, await desk.workbook(found=3))
    known = await attempts(desk.task, for_=filed.LEADER)
    assert [(one.attempt, one.state) for one in known] == [(2, BatchState.STORED), (1, BatchState.REFUSED)]
    assert all(len(one.sha256) == 64 and one.timings for one in known)
    seen, shown = await replay(bad.batch, for_=filed.LEADER), await replay(bad.batch, for_=desk.clerk)
    assert seen == shown
    assert sum(seen.batch.rule_counts.values()) == len(seen.issues)
    assert [sheet.kind for sheet in seen.sheets if sheet.kind] == ["record-review"]


async def test_a_task_is_not_submitted_by_hand_while_nothing_is_stored(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    with pytest.raises(Conflict):
        await submit_results(task=desk.task, by=desk.clerk, at=AT)
    with pytest.raises(Forbidden):
        await submit_results(task=desk.task, by=a.MANAGER, at=AT)
    assert (await task(desk.task, for_=desk.clerk)).state is TaskState.IN_PROGRESS


async def test_what_was_withdrawn_leaves_its_rows_and_nothing_to_confirm(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=2))
    await desk.check(taken.batch)
    await withdraw(batch=taken.batch, by=desk.clerk, at=AT)
    async with transaction() as connection:
        rows = await connection.fetchval("SELECT count(*) FROM importers_batch_row WHERE batch = $1", taken.batch)
        kept = await connection.fetchval("SELECT count(*) FROM vendors_incoming_line WHERE batch = $1", taken.batch)
    assert rows > 6
    assert kept == 0
    assert (await coverage(desk.task, for_=desk.clerk)).reviewed == 0
