"""Which findings a list holds, and in which order: every filter, both sorts, page after page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support import a, filed
from vendors.findings.actions import review_first
from vendors.findings.queries import counts, queue
from vendors.findings.reason_queries import last_words
from vendors.findings.rules import Certainty, FalseKind, FindingState, Opinion, Severity, Source
from vendors.findings.selection import OLDEST, Filters, Ordered, Sort
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.FILED
AMOUNTS = (3_000, 1_000, 2_000, 2_000)


async def four() -> tuple[filed.World, tuple[int, ...]]:
    world = await filed.world()
    cases = [filed.case(f"X{n:07d}", fen) for n, fen in enumerate(AMOUNTS)]
    return world, await filed.stored(world, *cases)


async def listed(filters: Filters, ordered: Ordered = OLDEST) -> list[int]:
    page = await queue(for_=filed.LEADER, at=AT, filters=filters, ordered=ordered)
    number = sum((await counts(for_=filed.LEADER, at=AT, filters=filters)).values())
    assert number == len(page.rows)
    return [row.id for row in page.rows]


async def test_each_filter_finds_what_it_names() -> None:
    world, ids = await four()
    other = await filed.rival(world)
    special = replace(
        filed.case("X0000009", 9_000, violation="0301", certainty=Certainty.CLUE), source=Source.SMART_MONITORING,
        false_kinds=(FalseKind.ILLNESS,), rule="R-007",
    )  # fmt: skip
    (odd,) = await filed.stored(other, special, at=AT + timedelta(days=2))
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_finding SET severity = 'abuse' WHERE id = $1", odd)
    third = date(2026, 9, 3)
    for filters in (
        Filters(vendor=other.vendor), Filters(task=other.task), Filters(violation="03"), Filters(violation="0301"),
        Filters(certainty=Certainty.CLUE), Filters(source=Source.SMART_MONITORING), Filters(severity=Severity.ABUSE),
        Filters(false_kind=FalseKind.ILLNESS), Filters(rule="R-007"), Filters(amount_from_fen=9_000),
        Filters(filed_from=third), Filters(filed_from=third, filed_to=third), Filters(text="X0000009"),
        Filters(text="YD-2026-000005"),
    ):  # fmt: skip
        assert await listed(filters) == [odd], filters
    assert await listed(Filters(amount_to_fen=2_000)) == [ids[1], ids[2], ids[3]]
    assert await listed(Filters(filed_to=third - timedelta(days=1))) == list(ids)
    assert await listed(Filters(source=Source.MEDIA)) == []


async def test_institutions_are_found_by_code_by_part_of_the_name_and_by_county() -> None:
    _world, ids = await four()
    theirs = [id_ for place, id_ in enumerate(ids) if place % 2 == 0]
    hospital = a.HOSPITALS[0]
    for filters in (Filters(text=hospital.code), Filters(text="第一人民"), Filters(region=hospital.region)):
        assert await listed(filters) == theirs, filters


async def test_what_i_returned_is_mine_and_nobody_elses() -> None:
    _world, ids = await four()
    await review_first(finding=ids[2], version=1, opinion=Opinion.RETURN, reason="缺页", by=filed.FIRST, at=AT)
    await review_first(finding=ids[1], version=1, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    assert await listed(Filters(returned_by=filed.FIRST.id)) == [ids[2]]
    assert await listed(Filters(returned_by=filed.BOTH.id)) == []


@pytest.mark.parametrize("by", Sort)
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_follow_each_other_in_the_order_asked_for(by: Sort, *, descending: bool) -> None:
    _world, ids = await four()
    amounts = dict(zip(ids, AMOUNTS if by is Sort.AMOUNT else (0,) * 4, strict=True))
    wanted = sorted(ids, key=lambda id_: (amounts[id_], id_), reverse=descending)
    ordered, seen = Ordered(by=by, descending=descending), []
    for _ in range(5):
        page = await queue(for_=filed.LEADER, at=AT, ordered=ordered, size=1)
        seen += [row.id for row in page.rows]
        if page.next is None:
            break
        ordered = replace(ordered, after=(page.rows[-1].amount_fen, page.rows[-1].id))
    assert seen == wanted
    back = await queue(for_=filed.LEADER, at=AT, ordered=replace(ordered, after=None).reversed)
    assert [row.id for row in back.rows] == wanted[::-1]


async def test_counts_tell_the_waived_from_the_notified_by_the_day() -> None:
    world, _ids = await four()
    (told,) = await filed.stored(world, filed.case(world.visits[0]))
    await filed.notified(told)
    found = [await counts(for_=filed.LEADER, at=at) for at in (filed.AFTERNOON, filed.AFTER)]
    assert [(one[FindingState.NOTIFIED], one[FindingState.WAIVED]) for one in found] == [(1, 0), (0, 1)]


async def test_a_vendor_reads_the_last_word_on_its_own_findings_alone() -> None:
    world, ids = await four()
    other = await filed.rival(world)
    await review_first(finding=ids[0], version=1, opinion=Opinion.RETURN, reason="缺页", by=filed.FIRST, at=AT)
    with seeing(world.vendor):
        told = await last_words(ids, for_=world.clerk)
    assert {id_: (word.opinion, word.reason) for id_, word in told.items()} == {ids[0]: (Opinion.RETURN, "缺页")}
    assert await last_words(ids, for_=other.clerk) == {}
    assert await last_words(ids, for_=filed.LEADER) == {}
