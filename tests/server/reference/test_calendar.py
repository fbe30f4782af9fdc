from datetime import date, datetime, timedelta

import pytest

from server.web import clock
from tests.server.reference.conftest import KEEPER, MINLE, READER, Visit
from tests.support import a, filed, rooms
from tests.support.accounts import kinds
from vendors.findings.rules import FindingState
from vendors.periods import at_local
from vendors.policy.calendar import deadline
from vendors.policy.queries import held

pytestmark = pytest.mark.anyio
OFF = {"day": "2026-07-10", "works": "0", "source": "本局通知〔2026〕7号", "note": "运动会"}


async def test_a_year_says_how_many_days_of_each_month_people_work(visit: Visit) -> None:
    page = (await visit(READER).get("/calendar?year=2026")).text
    assert "全年 248 个工作日" in page
    for number, days in enumerate((21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23), 1):
        assert f"{number} 月　{days} 个工作日" in page


async def test_a_year_without_its_notice_is_provisional_and_so_is_a_term_into_it(visit: Visit) -> None:
    page = (await visit(READER).get("/calendar?year=2027&start=2026-12-28&days=5")).text
    assert "2027 年节假日安排尚未导入" in page
    assert "暂定" in page.partition("期限试算")[2].partition("本局调整")[0]


async def test_the_tester_answers_as_the_table_of_the_rule(visit: Visit) -> None:
    for start, days, ends in (("2026-09-18", 5, "2026-09-24"), ("2026-02-13", 5, "2026-02-27"),
                              ("2026-04-30", 3, "2026-05-08")):  # fmt: skip
        page = (await visit(READER).get(f"/calendar?start={start}&days={days}")).text
        assert f"<b>{ends}</b>" in page
    assert (await visit(READER).get("/calendar?year=x&start=y&days=-3")).status_code == 200


@pytest.mark.parametrize("days", ["0", "99999", "-3", "五"])
async def test_a_term_that_cannot_be_tried_is_told_at_its_field(visit: Visit, days: str) -> None:
    page = (await visit(READER).get(f"/calendar?start=2026-07-06&days={days}")).text
    assert "整数" in page.partition("期限试算")[2].partition("本局调整")[0]
    assert "个工作日：" not in page


async def test_the_tester_takes_full_width_digits(visit: Visit) -> None:
    assert "<b>2026-09-24</b>" in (await visit(READER).get("/calendar?start=2026-09-18&days=５")).text


async def test_the_bureaus_own_day_moves_terms_reckoned_from_then_on(visit: Visit) -> None:
    got = await rooms.fill(visit(KEEPER), "/calendar", **OFF)
    assert got.status_code == 303
    async with held():
        assert deadline(date(2026, 7, 6), 5).on == date(2026, 7, 14)
        assert "2026-07-10" in (await visit(READER).get("/calendar?year=2026")).text
    assert await kinds("calendar.") == ["calendar.day_set"]


async def test_days_gone_by_and_other_peoples_hands_change_nothing(visit: Visit) -> None:
    past = await rooms.fill(visit(KEEPER), "/calendar", **OFF | {"day": "2026-07-03"})
    assert (past.status_code, "只能调整今天及以后的日期" in past.text) == (422, True)
    for who in (READER, MINLE):
        assert (await rooms.fill(visit(who), "/calendar", **OFF)).status_code == 403
    assert (await visit(a.clerk_of(1)).get("/calendar")).status_code == 403


async def rest(visit: Visit, day: date, *, at: datetime, works: str = "0") -> int:
    with clock.everywhere_at(at):
        got = await rooms.fill(visit(KEEPER), "/calendar", **OFF | {"day": f"{day}", "works": works})
    return got.status_code


async def heard_until(id_: int) -> date | None:
    async with held():
        return (await filed.head(id_)).heard_until


async def test_a_day_off_announced_on_the_last_day_of_a_term_moves_it_and_after_midnight_does_not(
    visit: Visit,
) -> None:
    world = await filed.world()
    (early,) = await filed.stored(world, filed.case(world.visits[0]))
    await filed.notified(early)
    last = filed.LAST_DAY
    assert await heard_until(early) == last
    assert await rest(visit, last, at=at_local(last + timedelta(days=1))) == 422
    assert await rest(visit, last, at=at_local(last, 23, 59)) == 303
    moved = await heard_until(early)
    assert moved == date(2026, 9, 28)


async def test_a_day_gone_by_lengthens_what_runs_and_opens_nothing_that_is_over(visit: Visit) -> None:
    world = await filed.world()
    over, running = await filed.stored(world, filed.case(world.visits[0]), filed.case(world.visits[1]))
    await filed.notified(over)
    last, gone = filed.LAST_DAY, filed.LAST_DAY
    await filed.notified(running, served_on=last - timedelta(days=1))
    until, at = await heard_until(running), at_local(last + timedelta(days=1), 9)
    assert until is not None
    assert await rest(visit, gone, at=at, works="1") == 422
    assert await rest(visit, gone, at=at) == 303
    assert (await filed.head(over, at=at)).state is FindingState.WAIVED
    assert await heard_until(over) == last
    moved = await heard_until(running)
    assert moved is not None
    assert moved > until
