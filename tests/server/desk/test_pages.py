"""The start page of every role, and the list of what waits."""

from datetime import date
from pathlib import Path

import pytest

from tests.server.desk.conftest import Visit
from tests.support import a, cards, filed, uploads
from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.periods import at_local

pytestmark = pytest.mark.anyio
BUREAU = sorted(set(Role) - VENDOR_ROLES - {Role.SYSTEM})


async def test_an_empty_house_has_a_page_for_every_role(visit: Visit) -> None:
    vendor = await a.vendor()
    for role in sorted(set(Role) - {Role.SYSTEM}):
        who = Actor(id=30, name="方毅", roles=frozenset({role}), vendor=vendor if role in VENDOR_ROLES else None)
        for path in ("/", "/?lang=en", "/todos", "/todos?tab=begun", "/todos?tab=done", "/messages"):
            page = await visit(who).get(path)
            assert page.status_code == 200, (role, path, page.text[:300])


async def test_a_full_house_has_a_page_for_every_role(visit: Visit) -> None:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(one) for one in world.visits))
    await filed.lead(ids[0])
    await filed.rechecked(ids[1])
    _vendor, contract = await cards.contracted()
    await cards.facts(contract, cards.Q2)
    await cards.facts(contract)
    await cards.published(contract, (cards.Q2, cards.Q3))
    for role in BUREAU:
        page = await visit(Actor(id=30, name="方毅", roles=frozenset({role}))).get("/")
        assert page.status_code == 200, (role, page.text[:300])
    for role in sorted(VENDOR_ROLES):
        page = await visit(Actor(id=30, name="何某", roles=frozenset({role}), vendor=world.vendor)).get("/")
        assert page.status_code == 200, (role, page.text[:300])


async def test_the_dashboard_ranks_the_latest_published_quarter_and_shows_the_way_of_findings(visit: Visit) -> None:
    world = await filed.world()
    await filed.stored(world, *(filed.case(one) for one in world.visits))
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    await cards.published(contract)
    page = (await visit(cards.LEADER).get("/")).text
    for said in (
        "上午好，方毅",
        "2026 年 10 月 13 日 星期二",
        "2026年第三季度平均得分",
        "河西数据技术有限公司",
        "4 件 0.04 万",
    ):
        assert said in page, said


async def test_each_reviewer_finds_their_own_queue(visit: Visit) -> None:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(one) for one in world.visits))
    await filed.lead(ids[0])
    first, second = (await visit(filed.FIRST).get("/todos")).text, (await visit(filed.SECOND).get("/todos")).text
    assert "3 件疑点待初审" in first
    assert "待送达告知书" not in first
    assert "1 件问题复审通过，待送达告知书" in second
    assert "待初审" not in second


async def test_a_finding_whose_time_to_be_heard_has_passed_waits_for_determination(visit: Visit) -> None:
    world = await filed.world()
    (one, *_rest) = await filed.stored(world, *(filed.case(visited) for visited in world.visits))
    await filed.notified(one)
    assert "1 件申辩期已届满，待认定" in (await visit(filed.LEADER).get("/todos")).text


async def test_a_leader_is_told_of_cards_and_proposals(visit: Visit) -> None:
    _vendor, contract = await cards.contracted()
    await cards.facts(contract, cards.Q2)
    await cards.published(contract, (cards.Q2,))
    await cards.facts(contract)
    await cards.reviewed(await cards.issued(contract))
    page = (await visit(cards.LEADER).get("/todos")).text
    assert "1 份记分卡待集体审定" in page
    assert "1 项留用与挂钩款建议待决定" in page


async def test_an_overdue_task_stands_first_and_in_red(visit: Visit) -> None:
    world = await filed.world()
    page = (await visit(a.MANAGER).get("/todos")).text
    assert "逾期催办" in page
    assert 'class="over">已逾期' in page
    assert page.index("逾期催办") < page.index("待出具2026年第三季度记分卡")
    own = (await visit(world.clerk).get("/todos")).text
    assert 'class="over">已逾期' in own


async def test_a_vendor_desk_shows_its_own_things_alone(visit: Visit, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=1))
    await desk.check(taken.batch)
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    await cards.published(contract)
    page = (await visit(desk.clerk).get("/")).text
    assert "SC-2026-0001 校验通过，尚未提交" in page
    assert "明细.xlsx" in page
    assert "河西数据" not in page
    assert "还没有公布的考核结果" in page
    own = (await visit(a.clerk_of(_vendor)).get("/")).text
    assert "等级 优秀" in own
    assert "SC-2026-0001" not in own


async def test_what_a_person_did_stands_under_done(visit: Visit) -> None:
    await a.vendor(at=at_local(date(2026, 10, 12)))
    assert "登记第三方机构" in (await visit(a.MANAGER).get("/todos?tab=done")).text
    assert "还没有办理记录" in (await visit(filed.FIRST).get("/todos?tab=done")).text


async def test_administrators_are_shown_their_duties_and_no_figures(visit: Visit) -> None:
    page = (await visit(Actor(id=9, name="孟清", roles=frozenset({Role.SECURITY_ADMIN}))).get("/")).text
    assert "授予角色" in page
    assert "综合得分" not in page
