from datetime import date

import pytest

from tests.server.reference.conftest import KEEPER, MINLE, READER, Visit
from tests.support import a, rooms
from tests.support.accounts import kinds
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
    past = await rooms.fill(visit(KEEPER), "/calendar", **OFF | {"day": "2026-07-06"})
    assert (past.status_code, "只能调整今天以后" in past.text) == (422, True)
    for who in (READER, MINLE):
        assert (await rooms.fill(visit(who), "/calendar", **OFF)).status_code == 403
    assert (await visit(a.clerk_of(1)).get("/calendar")).status_code == 403
