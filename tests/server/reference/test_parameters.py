from datetime import date
from decimal import Decimal

import pytest

from server.reference.screens import Standing
from server.reference.values import values
from tests.server.reference.conftest import KEEPER, MINLE, READER, Visit
from tests.support import a, rooms
from tests.support.accounts import kinds
from vendors.institutions.queries import CaseFilter
from vendors.periods import at_local
from vendors.policy.parameters import parameter, parameters
from vendors.policy.queries import held
from vendors.tasks.list_actions import assign_cases, commit_draw, draw_cases
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
NEW = {"value": "0.07", "begins": "2026-08-01", "source": "本局办公会纪要〔2026〕3号", "article": "二", "ends": ""}


async def test_every_parameter_is_listed_with_its_value_source_and_use(visit: Visit) -> None:
    page = (await visit(READER).get("/parameters?text=sampling_ratio_min")).text
    for said in ("5%", "兰州市医疗保障基金使用监督管理办法 第十七条", "向上取整", "2027-01-01 起 5%"):
        assert said in page
    assert f"{len({row.code for row in parameters()})} 个参数" in page
    assert "50,000.00 元" in (await visit(READER).get("/parameters/collective_discussion_fen")).text


async def test_a_new_value_is_shown_against_the_present_one_before_it_is_set(visit: Visit) -> None:
    client = visit(KEEPER)
    shown = await rooms.fill(client, "/parameters/sampling_ratio_min", **NEW)
    assert ("确认变更" in shown.text, "5%" in shown.text, "7%" in shown.text) == (True, True, True)
    assert await kinds("parameter.") == []
    done = await rooms.fill(client, "/parameters/sampling_ratio_min", **NEW, sure="1")
    assert done.status_code == 303
    assert await kinds("parameter.") == ["parameter.set"]


async def test_what_is_drawn_before_the_day_keeps_the_old_value_and_every_process_hears_of_it(visit: Visit) -> None:
    await rooms.fill(visit(KEEPER), "/parameters/sampling_ratio_min", **NEW, sure="1")
    async with held():
        assert parameter("sampling_ratio_min", date(2026, 7, 31)).value == Decimal("0.05")
        assert parameter("sampling_ratio_min", date(2026, 8, 1)).value == Decimal("0.07")
        assert parameter("sampling_ratio_min", date(2027, 8, 1)).value == Decimal("0.07")


async def test_a_new_share_changes_the_draws_from_its_day_on_and_none_before(visit: Visit) -> None:
    contract = await a.contract(vendor=await a.vendor())
    await a.cases(100)
    tasks = [await a.draft(contract=contract) for _ in range(2)]
    for task in tasks:
        meant = CaseFilter(settled_from=a.WINDOW[0], settled_to=a.WINDOW[1])
        await assign_cases(task=task, cases=meant, by=a.MANAGER, at=a.AT)
    await rooms.fill(visit(KEEPER), "/parameters/sampling_ratio_min", **NEW, sure="1")
    july, august = at_local(date(2026, 7, 31)), at_local(date(2026, 8, 1))
    async with held():
        for task, at in zip(tasks, (july, august), strict=True):
            await draw_cases(draw_id=await commit_draw(task=task, by=a.MANAGER, at=at), by=a.MANAGER, at=at)
    async with transaction() as connection:
        sizes = [row["size"] for row in await connection.fetch("SELECT size FROM vendors_draw ORDER BY id")]
    assert sizes == [5, 7]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": "1.5"}, "比例不超过 1"),
        ({"value": "-1"}, "不能为负"),
        ({"begins": "2026-07-06"}, "请从明天或以后起生效"),
        ({"ends": "2026-07-31"}, "截止日期早于生效日期"),
        ({"source": ""}, "此项必填"),
    ],
)
async def test_what_no_parameter_can_be_is_refused_at_its_field(visit: Visit, wrong: dict[str, str], said: str) -> None:
    told = NEW | wrong
    got = await rooms.fill(visit(KEEPER), "/parameters/sampling_ratio_min", **told, sure="1")
    assert (got.status_code, said in got.text) == (422, True)
    assert await kinds("parameter.") == []


async def test_terms_take_whole_numbers_only(visit: Visit) -> None:
    got = await rooms.fill(visit(KEEPER), "/parameters/defence_days", **NEW | {"value": "5.5"})
    assert (got.status_code, "须为整数" in got.text) == (422, True)


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("defence_days", "0", "1 到 500 之间"),
        ("defence_days", "99999999999999", "1 到 500 之间"),
        ("contract_term_max_months", "9999", "1 到 240 之间"),
        ("sampling_ratio_min", "0.05000001", "最多 6 位小数"),
        ("draw_weight_credit_a", "0", "1 到 1000 之间"),
        ("collective_discussion_fen", "9999999999999999999999", "之间"),
    ],
)
async def test_what_would_break_a_term_or_be_rounded_is_refused(visit: Visit, code: str, value: str, said: str) -> None:
    got = await rooms.fill(visit(KEEPER), f"/parameters/{code}", **NEW | {"value": value}, sure="1")
    assert (got.status_code, said in got.text) == (422, True)
    assert await kinds("parameter.") == []


async def test_full_width_digits_are_digits(visit: Visit) -> None:
    got = await rooms.fill(visit(KEEPER), "/parameters/defence_days", **NEW | {"value": "７"})
    assert (got.status_code, "确认变更" in got.text) == (200, True)


async def test_a_value_that_has_not_begun_is_withdrawn_with_a_reason_and_another_takes_its_day(visit: Visit) -> None:
    client, path = visit(KEEPER), "/parameters/sampling_ratio_min"
    await rooms.fill(client, path, **NEW, sure="1")
    silent = await rooms.fill(client, f"{path}/withdraw", on=path, withdrawn="2026-08-01", reason="")
    assert silent.status_code == 422
    done = await rooms.fill(client, f"{path}/withdraw", on=path, withdrawn="2026-08-01", reason="录入有误")
    assert done.status_code == 303
    async with held():
        assert parameter("sampling_ratio_min", date(2026, 8, 1)).value == Decimal("0.05")
        page = (await client.get(path)).text
    assert ("录入有误" in page, "苏禾" in page) == (True, True)
    assert (await rooms.fill(client, path, **NEW, sure="1")).status_code == 303
    assert await kinds("parameter.") == ["parameter.set", "parameter.withdrawn", "parameter.set"]


async def test_what_is_in_force_packaged_or_not_ones_own_to_keep_is_not_withdrawn(visit: Visit) -> None:
    path = "/parameters/sampling_ratio_min"
    await rooms.fill(visit(KEEPER), path, **NEW, sure="1")
    for who, day, status in ((READER, "2026-08-01", 403), (KEEPER, "2026-08-02", 404), (KEEPER, "2027-01-01", 404),
                             (KEEPER, "2022-01-01", 409)):  # fmt: skip
        got = await rooms.fill(visit(who), f"{path}/withdraw", on=path, withdrawn=day, reason="录入有误")
        assert got.status_code == status, day


async def test_the_page_shows_until_when_each_value_really_holds(visit: Visit) -> None:
    await rooms.fill(visit(KEEPER), "/parameters/sampling_ratio_min", **NEW, sure="1")
    async with held():
        july = values("sampling_ratio_min", date(2026, 7, 6))
        august = values("sampling_ratio_min", date(2026, 8, 2))
    assert [(one.standing, one.begins, one.ends) for one in july] == [
        (Standing.NOW, date(2022, 1, 1), date(2026, 7, 31)),
        (Standing.COMING, date(2026, 8, 1), None),
        (Standing.REPLACED, date(2027, 1, 1), None),
    ]
    assert [one.standing for one in august] == [Standing.NOW, Standing.REPLACED, Standing.REPLACED]
    page = (await visit(READER).get("/parameters/sampling_ratio_min")).text
    assert page.index("现行") < page.index("未生效") < page.index("已被替代")


async def test_one_day_takes_one_value(visit: Visit) -> None:
    for status in (303, 422):
        got = await rooms.fill(visit(KEEPER), "/parameters/sampling_ratio_min", **NEW, sure="1")
        assert got.status_code == status


async def test_readers_counties_and_vendors_set_nothing(visit: Visit) -> None:
    for who in (READER, MINLE):
        client = visit(who)
        assert "登记新数值" not in (await client.get("/parameters/defence_days")).text
        assert (await rooms.fill(client, "/parameters/defence_days", **NEW, sure="1")).status_code == 403
    for path in ("/parameters", "/parameters/defence_days", "/parameters/export", "/reference", "/codes"):
        assert (await visit(a.clerk_of(1)).get(path)).status_code == 403, path
    assert (await visit(KEEPER).get("/parameters/nothing")).status_code == 404


async def test_the_overview_warns_of_what_will_be_missing(visit: Visit) -> None:
    page = (await visit(READER).get("/reference")).text
    assert "2027 年节假日安排尚未导入" in page
    assert "将于 2026-12-31 失效" not in page  # too early in July


async def test_codes_tell_how_long_they_hold(visit: Visit) -> None:
    client = visit(READER)
    assert "挂床住院" in (await client.get("/codes?text=0101")).text
    page = (await client.get("/codes?list=region&text=民乐")).text
    assert ("620722" in page, "山丹县" in page) == (True, False)
