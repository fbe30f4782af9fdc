import pytest

from tests.server.reference.conftest import KEEPER, MINLE, READER, Visit
from tests.support import a, rooms
from tests.support.accounts import account, kinds
from vendors.organisation.queries import unit_by_code

pytestmark = pytest.mark.anyio
NEW = {"code": "C620726", "name": "示例县医疗保障局", "kind": "county_bureau", "region": "620722", "parent": "CITY"}


async def seeded(visit: Visit) -> None:
    await rooms.fill(visit(KEEPER), "/organisation/packaged", on="/organisation")


async def test_an_empty_tree_offers_the_packaged_one_and_draws_it_with_counts(visit: Visit) -> None:
    assert "载入示例机构" in (await visit(KEEPER).get("/organisation")).text
    await seeded(visit)
    await account(unit=(await unit_by_code("GROUP-A")).id)
    page = (await visit(READER).get("/organisation")).text
    for said in ("第三方监管服务办公室", "智能监控小组", "病历审核小组", "财务审计小组", "委托经办小组", "共 19 个"):
        assert said in page
    assert "载入示例机构" not in page
    assert page.count("1 个账号") == 1
    again = await visit(KEEPER).post("/organisation/packaged", headers={"X-CSRF-Token": "x"})
    assert again.status_code == 403


async def test_a_unit_is_added_renamed_and_closed_with_a_reason(visit: Visit) -> None:
    await seeded(visit)
    client = visit(KEEPER)
    made = (await rooms.fill(client, "/organisation", **NEW, begins="")).headers["location"]
    await rooms.fill(client, f"{made}/name", on=made, name="民乐县医保局示例分局", reason="机构改革")
    closed = await rooms.fill(client, f"{made}/close", on=made, reason="撤并")
    assert closed.status_code == 422  # the day is missing
    await rooms.fill(client, f"{made}/close", on=made, reason="撤并", last_day="2026-07-31")
    assert list(await kinds("unit."))[-3:] == ["unit.added", "unit.renamed", "unit.closed"]


async def test_wrong_units_are_refused_at_their_field(visit: Visit) -> None:
    await seeded(visit)
    for changes, said in (({"code": "CITY"}, "已被使用"), ({"region": "620700"}, "须选择所在县区"),
                          ({"parent": "NONE"}, "没有这个上级单位"), ({"code": "坏"}, "大写字母"),
                          ({"parent": "C620702"}, "同属一个县区"),
                          ({"kind": "audit", "region": "620700"}, "设在第三方监管服务办公室下")):  # fmt: skip
        got = await rooms.fill(visit(KEEPER), "/organisation", **NEW | changes, begins="2026-07-06")
        assert (got.status_code, said in got.text) == (422, True), said


async def test_a_unit_with_others_under_it_stays(visit: Visit) -> None:
    await seeded(visit)
    page = await visit(KEEPER).get("/organisation")
    office = page.text.partition("第三方监管服务办公室</b>")[0].rpartition('href="')[2].split('"')[0]
    assert "智能监控小组" in (await visit(READER).get(office)).text


async def test_readers_counties_and_vendors_change_nothing(visit: Visit) -> None:
    await seeded(visit)
    for who in (READER, MINLE):
        assert (await rooms.fill(visit(who), "/organisation", **NEW)).status_code == 403
        assert "登记单位" not in (await visit(who).get("/organisation")).text
    for path in ("/organisation", "/organisation/1"):
        assert (await visit(a.clerk_of(1)).get(path)).status_code == 403
    assert (await visit(READER).get("/organisation/99")).status_code == 404
