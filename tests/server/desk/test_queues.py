"""What waits on the bureau's side: each line leads to a page its reader may open, and goes when the work is done."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from pathlib import Path

import httpx
import pytest

from server.app import ROOMS
from server.desk.queues import QUEUES, begun
from server.desk.todo import Todo
from server.desk.todos import todos
from server.web import clock
from server.web.access import MATRIX
from tests.support import a, bureau_side, rooms
from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.contracts.actions import draft_contract, review_contract, submit_draft
from vendors.contracts.queries import contract as contract_view
from vendors.people.actions import add_staff
from vendors.people.recusal.actions import Given, Person, note_tie
from vendors.people.recusal.ties import PersonType, TieKind
from vendors.people.standing_actions import approve_staff, refuse_staff
from vendors.periods import at_local
from vendors.scope import seeing

pytestmark = pytest.mark.anyio
NOW = at_local(date(2026, 7, 8))
EVERYWHERE = [handler for room in ROOMS for handler in room.HANDLERS]
Visit = Callable[[Actor], httpx.AsyncClient]


@pytest.fixture
async def anywhere(database: object, data: Path) -> AsyncIterator[Visit]:
    """A browser in every room, on 8 July 2026."""
    house = rooms.house_at(data)
    with clock.everywhere_at(NOW):
        yield lambda who: rooms.visit(house, who, EVERYWHERE)


def holder(role: Role, *, vendor: int | None = None) -> Actor:
    return Actor(id=70, name="方毅", roles=frozenset({role}), vendor=vendor if role in VENDOR_ROLES else None)


async def waiting(who: Actor) -> Sequence[Todo]:
    with seeing(who.vendor):
        return await todos(who, NOW)


async def titles(who: Actor) -> list[str]:
    return [one.title for one in await waiting(who)]


async def busy() -> tuple[int, int]:
    """A vendor at work with something in every list; the vendor, and one of its people who awaits approval."""
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    await a.cases(10)
    task = await a.task_in_progress(vendor=vendor, contract=contract)
    await bureau_side.dealings(vendor, contract=contract, tasks=[task])
    admin = holder(Role.VENDOR_ADMIN, vendor=vendor)
    person = await add_staff(vendor=vendor, name="石磊", post="质控员", on_post_from=a.MONDAY, by=admin, at=a.AT)
    tie = Given(institution=1, kind=TieKind.KIN)
    await note_tie(person=Person(type=PersonType.STAFF, id=person), tie=tie, by=admin, at=a.AT)
    drafted = await draft_contract(terms=a.terms(vendor), by=a.MANAGER, at=a.AT)
    await submit_draft(contract=drafted, by=a.MANAGER, at=a.AT)
    return vendor, person


async def test_every_line_leads_to_a_page_its_reader_may_open(anywhere: Visit) -> None:
    vendor, _person = await busy()
    for role in sorted(set(Role) - {Role.SYSTEM}):
        who = holder(role, vendor=vendor)
        for line in await waiting(who):
            page = await anywhere(who).get(line.href)
            assert page.status_code == 200, (role, line.href, page.text[:300])


async def test_each_role_is_told_of_its_own_work(anywhere: Visit) -> None:
    vendor, _person = await busy()
    assert "1 名机构人员待审核" in await titles(holder(Role.CONTRACT_MANAGER))
    assert "1 份合同待合法性审核" in await titles(holder(Role.LEGAL))
    manager, leader = await titles(holder(Role.TASK_MANAGER)), await titles(holder(Role.LEADER))
    assert "1 项回避申报待认定" in manager
    assert "1 条审核规则待评审" in manager
    assert any(one.tag == "暂停待确认" for one in await waiting(holder(Role.TASK_MANAGER)))
    assert "1 项数据提供待审批" in leader
    assert any(one.tag == "线索待答复" for one in await waiting(holder(Role.VENDOR_LEAD, vendor=vendor)))


async def test_an_outsider_is_told_of_none_of_it(anywhere: Visit) -> None:
    await busy()
    other = await a.vendor(name="星槎信息科技有限公司")
    for role in VENDOR_ROLES:
        assert await titles(holder(role, vendor=other)) == []


async def test_a_line_goes_when_the_work_is_done_and_the_list_it_leads_to_is_narrowed(anywhere: Visit) -> None:
    _vendor, person = await busy()
    manager = holder(Role.CONTRACT_MANAGER)
    (line,) = [one for one in await waiting(manager) if "待审核" in one.title]
    page = (await anywhere(manager).get(line.href)).text
    assert "石磊" in page
    assert "常守义" not in page
    await approve_staff(staff=person, by=a.MANAGER, at=a.AT)
    assert not any("待审核" in one for one in await titles(manager))


async def test_a_vendor_learns_that_somebody_was_not_approved(anywhere: Visit) -> None:
    vendor, person = await busy()
    await refuse_staff(staff=person, reason="证书不符", by=a.MANAGER, at=a.AT)
    assert "1 名人员审核未通过" in await titles(holder(Role.VENDOR_ADMIN, vendor=vendor))
    assert "1 名人员审核未通过" not in await titles(holder(Role.CONTRACT_MANAGER))


def test_every_queue_has_somebody_to_do_it() -> None:
    assert [queue.tag.zh for queue in QUEUES if not MATRIX[queue.right]] == []


async def test_the_contract_manager_is_told_of_late_filings_and_of_drafts_sent_back(anywhere: Visit) -> None:
    vendor = await a.vendor()
    signed = await a.contract(vendor=vendor, at=at_local(date(2026, 3, 2)))
    number = (await contract_view(signed, for_=a.MANAGER)).number
    drafted = await draft_contract(terms=a.terms(vendor), by=a.MANAGER, at=a.AT)
    await submit_draft(contract=drafted, by=a.MANAGER, at=a.AT)
    await review_contract(contract=drafted, passed=False, opinion="违约条款不全", by=a.LEGAL, at=a.AT)
    told = await titles(holder(Role.CONTRACT_MANAGER))
    for line in (f"合同 {number} 逾期未公告", f"合同 {number} 逾期未备案", "1 份合同草稿被合法性审核退回"):
        assert line in told
        assert line not in await titles(holder(Role.TASK_MANAGER))
    await submit_draft(contract=drafted, by=a.MANAGER, at=a.AT)
    assert "1 份合同草稿被合法性审核退回" not in await titles(holder(Role.CONTRACT_MANAGER))


async def test_what_one_side_began_stands_apart_until_the_other_answers(anywhere: Visit) -> None:
    vendor, person = await busy()
    admin, manager = holder(Role.VENDOR_ADMIN, vendor=vendor), holder(Role.CONTRACT_MANAGER)
    page = (await anywhere(admin).get("/todos?tab=begun")).text
    assert "1 名人员等待医保部门审核" in page
    assert "1 项任务等待医保部门材料" in page
    assert "1 份合同正在合法性审核" in (await anywhere(manager).get("/todos?tab=begun")).text
    await approve_staff(staff=person, by=a.MANAGER, at=a.AT)
    assert "等待医保部门审核" not in (await anywhere(admin).get("/todos?tab=begun")).text
    other = holder(Role.VENDOR_ADMIN, vendor=await a.vendor(name="星槎信息科技有限公司"))
    assert "没有等待他人办理的事项" in (await anywhere(other).get("/todos?tab=begun")).text


async def test_what_was_begun_leads_to_pages_its_reader_may_open(anywhere: Visit) -> None:
    vendor, _person = await busy()
    for role in sorted(set(Role) - {Role.SYSTEM}):
        who = holder(role, vendor=vendor)
        with seeing(who.vendor):
            lines = await begun(who, a.MONDAY)
        for line in lines:
            assert (await anywhere(who).get(line.href)).status_code == 200, (role, line.href)
