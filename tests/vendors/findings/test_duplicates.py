from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support import filed
from tests.support.filed import FILED, LEADER, World, case, stored
from vendors.findings.actions import (
    NewFinding,
    NewLine,
    link_duplicates,
    receive_findings,
    review_first,
    review_second,
)
from vendors.findings.duplicate_queries import repeats, told_before
from vendors.findings.queries import Filters, queue
from vendors.findings.rules import Opinion
from vendors.journal import queries as journal
from vendors.rulings.queries import outcomes
from vendors.rulings.queries.outcomes import Exclusion
from vendors.rulings.queries.statistics import statistics
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
WINDOW = (FILED.date(), FILED.date() + timedelta(days=30))
LATER = FILED + timedelta(days=3)


def reported(visit: str, *items: str) -> NewFinding:
    lines = [
        NewLine(amount_fen=5_000, item_code=item, fee_on=date(2026, 5, 4), sheet="明细", row=row)
        for row, item in enumerate(items, 4)
    ]
    return replace(case(visit), lines=lines)


async def told_twice() -> tuple[World, World, int, int]:
    """Two vendors report the same line, the first a day or so before the second."""
    world = await filed.world()
    other = await filed.rival(world)
    (first,) = await stored(world, reported(world.visits[0], "A1"))
    (second,) = await stored(other, reported(world.visits[0], "A1"), at=LATER)
    return world, other, first, second


async def batch_of(finding: int) -> int:
    page = await queue(for_=LEADER, at=LATER, filters=Filters(ids=(finding,)))
    return page.rows[0].batch


async def duplicates(world: World) -> tuple[int, ...]:
    known = await outcomes(contracts=[world.contract], window=WINDOW, as_of=LATER)
    return known[world.contract].excluded[Exclusion.DUPLICATE]


async def dismiss(finding: int) -> None:
    await review_first(finding=finding, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=FILED)
    await review_second(finding=finding, version=2, opinion=Opinion.REJECT, reason="不实", by=filed.SECOND, at=FILED)


async def test_the_second_vendor_to_report_a_line_is_linked_to_the_first_and_does_not_count() -> None:
    world, other, first, second = await told_twice()
    assert await link_duplicates(batch=await batch_of(second), at=LATER) == 1
    (repeat,) = await repeats(finding=second, for_=LEADER)
    assert (repeat.first_finding, repeat.across_vendors, repeat.another_counts) == (first, True, True)
    assert await duplicates(world) == ()
    assert await duplicates(other) == (second,)
    assert (await statistics(window=WINDOW, as_of=LATER)).total.reported_fen == 5_000


async def test_when_the_first_report_is_rejected_the_next_one_counts() -> None:
    _world, other, first, second = await told_twice()
    await link_duplicates(batch=await batch_of(second), at=LATER)
    await dismiss(first)
    (repeat,) = await repeats(finding=second, for_=LEADER)
    assert not repeat.another_counts
    assert await duplicates(other) == ()


async def test_a_vendor_never_learns_that_another_reported_the_same() -> None:
    _world, other, _first, second = await told_twice()
    await link_duplicates(batch=await batch_of(second), at=LATER)
    assert await repeats(finding=second, for_=other.clerk) == ()
    with seeing(other.vendor):
        async with transaction() as connection:
            assert await connection.fetchval("SELECT count(*) FROM vendors_duplicate") == 0


async def test_a_vendor_is_shown_what_it_repeated_of_its_own() -> None:
    world = await filed.world()
    (first,) = await stored(world, reported(world.visits[0], "A1"))
    (second,) = await stored(world, reported(world.visits[0], "A1", "B2"), at=LATER)
    await link_duplicates(batch=await batch_of(second), at=LATER)
    with seeing(world.vendor):
        (repeat,) = await repeats(finding=second, for_=world.clerk)
    assert (repeat.first_finding, repeat.across_vendors) == (first, False)
    assert await duplicates(world) == ()
    assert (await statistics(window=WINDOW, as_of=LATER)).total.reported_fen == 10_000


async def test_linking_again_finds_nothing_new_and_journals_nothing() -> None:
    _world, _other, _first, second = await told_twice()
    batch = await batch_of(second)
    assert [await link_duplicates(batch=batch, at=LATER) for _ in range(3)] == [1, 0, 0]
    kinds = [link.entry.kind for link in await journal.history(object_type="batch", object_id=batch)]
    assert kinds == ["findings.stored", "findings.linked"]


async def test_whichever_job_runs_first_the_earlier_report_is_the_first() -> None:
    _world, _other, first, second = await told_twice()
    assert await link_duplicates(batch=await batch_of(first), at=LATER) == 1
    assert await link_duplicates(batch=await batch_of(second), at=LATER) == 0
    (repeat,) = await repeats(finding=second, for_=LEADER)
    assert repeat.first_finding == first
    assert await repeats(finding=first, for_=LEADER) == ()


async def test_another_item_of_the_same_visit_is_no_duplicate() -> None:
    world = await filed.world()
    other = await filed.rival(world)
    await stored(world, reported(world.visits[0], "A1"))
    (second,) = await stored(other, reported(world.visits[0], "B2"), at=LATER)
    assert await link_duplicates(batch=await batch_of(second), at=LATER) == 0
    assert await duplicates(other) == ()


async def test_rows_told_before_are_named_while_a_workbook_is_checked_but_not_those_it_replaces() -> None:
    world, _other, first, _second = await told_twice()
    earlier = await batch_of(first)
    async with transaction() as connection:
        found = [reported(world.visits[0], "B2", "A1")]
        await receive_findings(connection, batch=77, vendor=world.vendor, cases=found)
        (told,) = await told_before(connection, batch=77, replacing=None)
        assert (told.sheet, told.row, told.batch) == ("明细", 5, earlier)
        assert await told_before(connection, batch=77, replacing=earlier) == ()


async def test_a_line_told_twice_in_one_file_is_kept_twice_and_counted_once() -> None:
    world = await filed.world()
    (found,) = await stored(world, reported(world.visits[0], "A1", "A1", "B2"))
    assert await link_duplicates(batch=await batch_of(found), at=LATER) == 1
    (repeat,) = await repeats(finding=found, for_=LEADER)
    assert (repeat.first_finding, repeat.another_counts) == (found, True)
    assert await duplicates(world) == ()
    assert (await statistics(window=WINDOW, as_of=LATER)).total.reported_fen == 10_000
