import asyncio
from dataclasses import replace

import pytest

from importers.batches.actions import confirm, void
from importers.batches.queries import batch, diff, neighbourhood, replay, takes_the_place_of, versions
from importers.batches.rules import BatchState
from tests.support import a, filed
from tests.support.filed import FILED, FIRST, LEADER, World
from tests.support.versions import SHEET, Said, ready
from vendors.actors import SYSTEM
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.findings.actions import review_first, review_second
from vendors.findings.queries import Filters, FindingRow, counts, finding, history, queue
from vendors.findings.rules import FindingState, Opinion
from vendors.journal import queries as journal
from vendors.tasks.actions import begin_check, return_task
from vendors.tasks.queries import coverage, task
from vendors.tasks.rules import TaskState
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def first_version(visits: int = 8) -> tuple[World, list[Said], int]:
    """Eight findings on the record."""
    world = await filed.world(visits=visits + 4)
    rows = [Said(visit=visit) for visit in world.visits[:visits]]
    one = await ready(world, rows)
    await confirm(batch=one, by=world.clerk, at=FILED)
    return world, rows, one


def second_version(world: World, rows: list[Said]) -> list[Said]:
    """Three changed, two added at the top, one removed."""
    kept = [replace(rows[0], fen=9_000), replace(rows[1], description="医嘱三级护理，按一级护理计费"), *rows[2:6]]
    kept[2] = replace(kept[2], fen=1, description="核减")
    return [*(Said(visit=visit) for visit in world.visits[8:10]), *kept, rows[6]]


async def filed_rows(world: World) -> dict[str, FindingRow]:
    page = await queue(for_=LEADER, at=FILED, filters=Filters(task=world.task), size=1000)
    return {row.visit_id: row for row in page.rows}


async def send_back(world: World) -> None:
    await begin_check(task=world.task, by=a.MANAGER, at=FILED)
    await return_task(task=world.task, reason="请更正", by=a.MANAGER, at=FILED)


async def test_three_changed_two_added_and_one_removed_are_exactly_what_the_difference_shows() -> None:
    world, rows, one = await first_version()
    two = await ready(world, second_version(world, rows))
    shown = await diff(two, against=one, for_=world.clerk)
    assert (shown.added_count, shown.changed_count, shown.removed_count, shown.unchanged_count) == (2, 3, 1, 4)
    assert [row.row for row in shown.added] == [4, 5]
    assert [(row.was_row, row.row) for row in shown.changed] == [(4, 6), (5, 7), (6, 8)]
    assert [(cell.header, cell.before, cell.after) for cell in shown.changed[0].cells] == [
        ("违规金额(元)", "108.00", "90.00")
    ]
    assert {cell.key for cell in shown.changed[2].cells} == {"vola_cont", "vola_amt"}
    assert [row.row for row in shown.removed] == [11]


async def test_a_difference_lists_no_more_than_asked_and_counts_all() -> None:
    world, rows, one = await first_version()
    two = await ready(world, [replace(row, fen=5) for row in rows])
    shown = await diff(two, against=one, for_=world.clerk, size=3)
    assert (len(shown.changed), shown.changed_count) == (3, 8)
    same = await diff(one, against=one, for_=world.clerk)
    assert (same.unchanged_count, same.changed, same.added, same.removed) == (8, (), (), ())


async def test_reviewed_findings_that_did_not_change_keep_their_decisions_in_the_new_version() -> None:
    world, rows, _one = await first_version()
    before = await filed_rows(world)
    passed, kept_out = before[rows[4].visit], before[rows[5].visit]
    await filed.lead(passed.id)
    await review_first(finding=kept_out.id, version=1, opinion=Opinion.REJECT, reason="依据不足", by=FIRST, at=FILED)
    await send_back(world)
    two = await ready(world, second_version(world, rows))
    await confirm(batch=two, by=world.clerk, at=FILED)
    after = await filed_rows(world)
    assert after[rows[4].visit] == replace(
        passed, state=FindingState.LEAD, version=3, batch=two, first_reviewer=FIRST.id
    )
    assert len((await finding(id_=passed.id, for_=LEADER, at=FILED)).reviews) == 2
    assert after[rows[5].visit].state is FindingState.AWAITING_SECOND
    changed = after[rows[0].visit]
    assert (changed.state, changed.amount_fen) == (FindingState.AWAITING_FIRST, 9_000)
    assert rows[7].visit not in after
    assert len(after) == 9


async def test_an_unchanged_finding_leads_to_its_row_in_the_new_file() -> None:
    world, rows, _one = await first_version()
    two = await ready(world, second_version(world, rows))
    await confirm(batch=two, by=world.clerk, at=FILED)
    head = (await filed_rows(world))[rows[3].visit]
    (line,) = (await finding(id_=head.id, for_=LEADER, at=FILED)).lines
    assert (head.batch, line.sheet, line.row) == (two, SHEET, 9)
    around = await neighbourhood(head.batch, sheet=line.sheet, row=line.row, around=1, for_=LEADER)
    assert around is not None
    assert [row.texts[1] for row in around.rows] == [rows[2].visit, rows[3].visit, rows[4].visit]
    assert around.headers[-1].texts[around.places["vola_amt"]] == "违规金额(元)"


async def test_what_was_replaced_stays_readable_and_counts_no_more() -> None:
    world, rows, one = await first_version()
    before = await filed_rows(world)
    two = await ready(world, second_version(world, rows))
    await confirm(batch=two, by=world.clerk, at=FILED)
    gone = await finding(id_=before[rows[0].visit].id, for_=LEADER, at=FILED)
    assert (gone.head.state, gone.head.batch) == (FindingState.SUPERSEDED, one)
    assert gone.superseded_at == FILED
    follower = await finding(id_=gone.successor or 0, for_=LEADER, at=FILED)
    assert follower.supersedes == gone.head.id
    assert (await counts(for_=LEADER, at=FILED))[FindingState.AWAITING_FIRST] == 9
    assert (await history(id_=gone.head.id, for_=LEADER, at=FILED))[-1].at == FILED
    known = await versions(task=world.task, deliverable="record-review", for_=LEADER)
    assert [(v.version, v.state) for v in known] == [(2, BatchState.STORED), (1, BatchState.SUPERSEDED)]


async def test_a_replacement_is_refused_once_review_has_begun_unless_the_task_was_returned() -> None:
    world, rows, _one = await first_version()
    two = await ready(world, second_version(world, rows))
    assert (await takes_the_place_of(two, for_=world.clerk)).refused is None  # type: ignore[union-attr]
    head = (await filed_rows(world))[rows[6].visit]
    await review_first(finding=head.id, version=1, opinion=Opinion.PASS, by=FIRST, at=FILED)
    assert (await takes_the_place_of(two, for_=world.clerk)).refused is not None  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        await confirm(batch=two, by=world.clerk, at=FILED)
    assert (await batch(two, for_=world.clerk)).state is BatchState.READY
    await send_back(world)
    await confirm(batch=two, by=world.clerk, at=FILED)
    assert (await task(world.task, for_=SYSTEM)).state is TaskState.SUBMITTED


async def test_what_the_institution_has_been_told_cannot_be_changed_or_left_out() -> None:
    world, rows, _one = await first_version()
    before = await filed_rows(world)
    told = before[rows[7].visit]
    await filed.notified(told.id)
    await send_back(world)
    two = await ready(world, second_version(world, rows))
    with pytest.raises(Conflict) as refused:
        await confirm(batch=two, by=world.clerk, at=FILED)
    assert told.number in refused.value.words.zh
    assert await filed_rows(world) == {**before, rows[7].visit: await filed.head(told.id, at=FILED)}


async def test_a_finding_closed_at_review_stays_on_the_record_when_its_row_is_left_out() -> None:
    world, rows, one = await first_version()
    closed = (await filed_rows(world))[rows[7].visit]
    await review_first(finding=closed.id, version=1, opinion=Opinion.PASS, by=FIRST, at=FILED)
    await review_second(finding=closed.id, version=2, opinion=Opinion.REJECT, reason="不实", by=filed.SECOND, at=FILED)
    await send_back(world)
    await confirm(batch=await ready(world, rows[:7]), by=world.clerk, at=FILED)
    after = (await filed_rows(world))[rows[7].visit]
    assert (after.state, after.batch) == (FindingState.DISMISSED, one)


async def test_a_version_that_cannot_be_stored_leaves_everything_as_it_was() -> None:
    world, rows, one = await first_version()
    before = await filed_rows(world)
    two = await ready(world, [*rows[1:], Said(visit="X0000001", institution="H62079900099")])
    with pytest.raises(Invalid):
        await confirm(batch=two, by=world.clerk, at=FILED)
    assert await filed_rows(world) == before
    assert (await batch(one, for_=world.clerk)).state is BatchState.STORED
    async with transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM vendors_incoming_line WHERE batch = $1", two) == 8


async def test_cases_that_only_the_earlier_version_had_reviewed_are_reviewed_no_more() -> None:
    world, rows, _one = await first_version()
    assert (await coverage(world.task, for_=LEADER)).reviewed == 8
    two = await ready(world, rows[:5])
    await confirm(batch=two, by=world.clerk, at=FILED)
    assert (await coverage(world.task, for_=LEADER)).reviewed == 5
    await void(batch=two, reason="报错任务", by=a.MANAGER, at=FILED)
    assert (await coverage(world.task, for_=LEADER)).reviewed == 0


async def test_two_versions_confirmed_at_once_end_with_the_newer_one_standing() -> None:
    world, rows, _one = await first_version()
    two, three = await ready(world, rows[:7]), await ready(world, rows[:6])
    asked = (confirm(batch=batch, by=world.clerk, at=FILED) for batch in (two, three))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(answer, str | Conflict) for answer in answers)
    assert (await batch(three, for_=world.clerk)).state is BatchState.STORED
    assert (await batch(two, for_=world.clerk)).state is BatchState.SUPERSEDED
    assert {row.batch for row in (await filed_rows(world)).values()} == {three}


async def test_the_journal_says_what_a_version_did_to_the_one_before() -> None:
    world, rows, one = await first_version()
    before = await filed_rows(world)
    two = await ready(world, second_version(world, rows))
    await confirm(batch=two, by=world.clerk, at=FILED)
    entry = (await journal.history(object_type="batch", object_id=one))[-1].entry
    assert entry.kind == "batch.superseded"
    assert entry.after == {
        "number": "SC-2026-0001", "by": "SC-2026-0002", "version": 2, "added": 2, "unchanged": 4,
        "changed": [before[row.visit].number for row in rows[:3]], "removed": [before[rows[7].visit].number],
    }  # fmt: skip


async def test_the_bureau_voids_a_stored_batch_with_a_reason_and_nothing_of_it_counts() -> None:
    world, rows, one = await first_version()
    with pytest.raises(Forbidden):
        await void(batch=one, reason="报错任务", by=world.clerk, at=FILED)
    with pytest.raises(Invalid):
        await void(batch=one, reason=" ", by=a.MANAGER, at=FILED)
    await void(batch=one, reason="报错任务", by=a.MANAGER, at=FILED)
    assert (await batch(one, for_=world.clerk)).state is BatchState.VOIDED
    assert await filed_rows(world) == {}
    seen = await replay(one, for_=LEADER)
    assert (seen.batch.state, seen.sheets[0].rows) == (BatchState.VOIDED, len(rows))


async def test_another_vendor_sees_no_version_no_difference_and_no_row() -> None:
    world, _rows, one = await first_version()
    charlie = (await filed.rival(world)).clerk
    assert await versions(task=world.task, deliverable="record-review", for_=charlie) == ()
    assert await neighbourhood(one, sheet=SHEET, row=4, for_=charlie) is None
    for asked in (
        diff(one, against=one, for_=charlie),
        replay(one, for_=charlie),
        takes_the_place_of(one, for_=charlie),
    ):
        with pytest.raises(NotFound):
            await asked
