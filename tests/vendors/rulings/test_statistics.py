from datetime import date, timedelta

import pytest

from tests.support import filed
from vendors.findings.actions import review_first, review_second
from vendors.findings.rules import Opinion
from vendors.periods import at_local
from vendors.rulings.actions import NewRuling, determine
from vendors.rulings.queries.statistics import Statistics, statistics
from vendors.rulings.rules import Outcome, ReasonCode

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
LATER = filed.AFTER + timedelta(days=5)


async def _known() -> Statistics:
    return await statistics(window=QUARTER, as_of=LATER)


async def _upheld(id_: int) -> None:
    await filed.notified(id_)
    ruling = NewRuling(
        finding=id_, version=await filed.version(id_), outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN
    )
    await determine(ruling=ruling, by=filed.LEADER, at=filed.AFTER)


async def test_nothing_filed_counts_nothing() -> None:
    known = await _known()
    assert (known.total.cases, known.total.reported_fen, known.by_month) == (0, 0, ())


async def test_institutions_and_cases_are_distinct_and_groups_need_not_add_up() -> None:
    world = await filed.world()
    visit = world.visits[0]
    await filed.stored(
        world, filed.case(visit, 100, 200), filed.case(visit, 300, violation="0301"), filed.case(world.visits[1], 50)
    )
    known = await _known()
    assert (known.total.cases, known.total.lines, known.total.reported_fen) == (2, 4, 650)
    assert known.total.institutions == len({int(one[-1]) % 2 for one in world.visits[:2]})
    assert [(code, tally.cases, tally.reported_fen) for code, tally in known.by_violation] == [
        ("02", 2, 350),
        ("03", 1, 300),
    ]


async def test_counties_and_months_part_the_same_money() -> None:
    world = await filed.world()
    await filed.stored(world, filed.case(world.visits[0], 100))
    await filed.stored(world, filed.case(world.visits[1], 70), at=at_local(date(2026, 8, 31), 23, 59))
    known = await _known()
    assert [(month, tally.reported_fen) for month, tally in known.by_month] == [("2026-08", 70), ("2026-09", 100)]
    assert {code for code, _ in known.by_region} == {"620702", "620722"}
    assert sum(tally.reported_fen for _, tally in known.by_region) == known.total.reported_fen


async def test_only_what_was_determined_counts_for_accuracy() -> None:
    world = await filed.world()
    first, second, _ = await filed.stored(world, *(filed.case(visit, 100) for visit in world.visits[:3]))
    await _upheld(first)
    await review_first(finding=second, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=filed.FILED)
    version = await filed.version(second)
    await review_second(
        finding=second, version=version, opinion=Opinion.REJECT, reason="证据不足", by=filed.SECOND, at=filed.FILED
    )
    total = (await _known()).total
    assert (total.upheld, total.rejected, total.pending, total.notified) == (1, 0, 1, 1)
    assert (total.settled_fen, total.determined_fen, total.reported_fen) == (100, 100, 300)


async def test_the_same_problem_reported_by_another_vendor_counts_once() -> None:
    world = await filed.world()
    await filed.stored(world, filed.case(world.visits[0], 100))
    await filed.stored(await filed.rival(world), filed.case(world.visits[0], 900))
    assert (await _known()).total.reported_fen == 100


async def test_what_was_determined_after_the_cut_off_is_still_pending() -> None:
    world = await filed.world()
    (finding,) = await filed.stored(world, filed.case(world.visits[0], 100))
    await _upheld(finding)
    early = await statistics(window=QUARTER, as_of=filed.AFTER - timedelta(days=1))
    assert (early.total.upheld, early.total.pending) == (0, 1)
