"""What is late, by kind of work, county and whose turn it is (CP-11)."""

from datetime import date, timedelta

import pytest

from tests.support import a, filed
from vendors.actors import Actor, Role
from vendors.errors import HengjianError
from vendors.findings.actions import review_first
from vendors.findings.rules import Opinion
from vendors.periods import local_date
from vendors.statistics.overdue import late, overdue
from vendors.statistics.overdue_rules import STEPS, Work, begun_by, step_due

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
COUNTY = Actor(id=9, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")
FILED = local_date(filed.FILED)


async def _numbers(today: date, who: Actor = a.MANAGER) -> dict[Work, int]:
    found: dict[Work, int] = {}
    for one in await overdue(today=today, for_=who):
        found[one.work] = found.get(one.work, 0) + one.number
    return found


async def test_a_first_review_is_late_the_day_after_its_last() -> None:
    world = await filed.world()
    await filed.stored(world, filed.case(world.visits[0]), filed.case(world.visits[1]))
    last = step_due(Work.FIRST_REVIEW, FILED)
    assert Work.FIRST_REVIEW not in await _numbers(last)
    assert (await _numbers(last + timedelta(days=1)))[Work.FIRST_REVIEW] == 2
    rows = await late(Work.FIRST_REVIEW, today=last + timedelta(days=3), for_=a.MANAGER)
    assert {(one.holder, one.due_on, one.days(last + timedelta(days=3))) for one in rows} == {("初审员", last, 3)}


async def test_the_term_begins_anew_with_each_step() -> None:
    world = await filed.world()
    (one,) = await filed.stored(world, filed.case(world.visits[0]))
    last = step_due(Work.FIRST_REVIEW, FILED)
    await review_first(
        finding=one, version=await filed.version(one), opinion=Opinion.PASS, by=filed.FIRST,
        at=filed.FILED + timedelta(days=20),
    )  # fmt: skip
    assert Work.SECOND_REVIEW not in await _numbers(last + timedelta(days=9))


async def test_a_county_sees_its_own_and_what_is_of_no_county_is_the_citys() -> None:
    world = await filed.world()
    await filed.stored(world, filed.case(world.visits[0]), filed.case(world.visits[1]))
    much_later = FILED + timedelta(days=60)
    assert (await _numbers(much_later))[Work.TASK] == 1
    county = await overdue(today=much_later, for_=COUNTY)
    assert [(one.work, one.region, one.number) for one in county] == [(Work.FIRST_REVIEW, "620722", 1)]


async def test_nothing_of_it_is_a_vendors_to_see() -> None:
    world = await filed.world()
    with pytest.raises(HengjianError):
        await overdue(today=FILED, for_=world.clerk)


@pytest.mark.parametrize("work", STEPS)
async def test_begun_by_is_the_last_day_that_makes_a_step_late(work: Work) -> None:
    today = date(2026, 10, 20)
    day = begun_by(work, today)
    assert step_due(work, day) < today <= step_due(work, day + timedelta(days=1))
