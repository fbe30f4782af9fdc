"""Bulk acts over HTTP: a few at once, many as a job with a page of its own; what matched is what is acted on."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import httpx
import pytest

from server.findings.jobs import review_in_bulk
from server.findings.pages import HANDLERS
from server.web import clock
from server.web.house import House
from tests.support import a, filed
from tests.support.accounts import account
from tests.support.rooms import house_at, sent_in
from tests.support.uploads import Waiting
from vendors.actors import Actor, Role
from vendors.findings.rules import FindingState

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]


@pytest.fixture
def house(data: Path) -> House:
    return house_at(data)


@pytest.fixture
def visit(house: House) -> Iterator[Visit]:
    with clock.everywhere_at(filed.AFTER):
        yield lambda who: sent_in(who, *HANDLERS, house=house)


async def many(number: int = 6) -> tuple[filed.World, list[int]]:
    world = await filed.world()
    return world, list(await filed.stored(world, *(filed.case(f"X{n:07d}", 1_000 * n) for n in range(1, number + 1))))


async def reviewer() -> Actor:
    """One with an account, as the job asks for it."""
    id_ = await account("anning", name="安宁", roles=frozenset({Role.FIRST_REVIEWER}))
    return Actor(id=id_, name="安宁", roles=frozenset({Role.FIRST_REVIEWER}))


async def send(browser: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    page = await browser.get("/review?tab=first")
    token = re.search(r'name="_csrf" value="([^"]+)"', page.text)
    assert token
    return await browser.post(path, data={"_csrf": token[1], **fields})


async def work(house: House) -> None:
    """Run what has been queued."""
    for name, arguments in cast("Waiting", house.queue).jobs:
        assert name == "review_in_bulk"
        await review_in_bulk(house=house, at=filed.AFTER, bulk=int(arguments["bulk"]))


async def test_all_that_match_go_as_one_job_and_its_page_tells_each_result(visit: Visit, house: House) -> None:
    _world, ids = await many()
    browser = visit(await reviewer())
    answer = await send(browser, "/review/bulk/first?tab=first&min=30", every="pass.4")
    assert answer.status_code == 303
    waiting = await browser.get(answer.headers["location"])
    for text in ("排队中", "共 4 件，已办 0 件", "金额不低于（元）：30", 'hx-trigger="load delay:1s"', "停止"):
        assert text in waiting.text
    await work(house)
    done = await browser.get(answer.headers["location"])
    assert "4 条全部办成。" in done.text
    assert "hx-trigger" not in done.text.split('id="bulk"')[1].split(">")[0]
    states = [(await filed.head(id_)).state for id_ in ids]
    assert states == [FindingState.AWAITING_FIRST] * 2 + [FindingState.AWAITING_SECOND] * 4


async def test_when_another_number_matches_by_now_nothing_is_ordered(visit: Visit, house: House) -> None:
    await many()
    answer = await send(visit(await reviewer()), "/review/bulk/first?tab=first", every="pass.5")
    assert answer.status_code == 409
    assert "已由 5 件变为 6 件" in answer.text
    assert cast("Waiting", house.queue).jobs == []


async def test_more_ticks_than_the_bureau_does_at_once_become_a_job(visit: Visit, house: House) -> None:
    _world, ids = await many(31)
    browser = visit(await reviewer())
    few = await send(browser, "/review/bulk/first", opinion="pass", pick=[f"{id_}.1" for id_ in ids[:1]])
    assert few.status_code == 200
    answer = await send(
        browser, "/review/bulk/first", opinion="return", reason="缺页", pick=[f"{id_}.1" for id_ in ids]
    )
    assert answer.status_code == 303
    await work(house)
    page = await browser.get(answer.headers["location"])
    for text in ("30 条已办，1 条未办", "逐件勾选", "缺页"):
        assert text in page.text
    refused = await browser.get(f"{answer.headers['location']}?outcome=refused")
    assert "已被他人更新" in refused.text
    assert "YD-2026-000002" not in refused.text
    book = await browser.get(f"{answer.headers['location']}/export?outcome=refused")
    assert book.content[:2] == b"PK"


async def test_the_orderer_stops_it_and_nobody_else(visit: Visit, house: House) -> None:
    await many()
    browser = visit(await reviewer())
    where = (await send(browser, "/review/bulk/first?tab=first", every="pass.6")).headers["location"]
    assert (await send(visit(filed.FIRST), f"{where}/stop")).status_code == 403
    assert (await send(browser, f"{where}/stop")).status_code == 303
    await work(house)
    page = await browser.get(where)
    assert "安宁 已停止，6 件未办理，保持原状。" in page.text
    assert "安宁" in (await browser.get("/review/bulk")).text


async def test_a_reviewer_whose_account_lost_the_role_has_every_item_refused(visit: Visit, house: House) -> None:
    _world, ids = await many()
    id_ = await account("anning", name="安宁", roles=frozenset({Role.AUDITOR}))
    browser = visit(Actor(id=id_, name="安宁", roles=frozenset({Role.FIRST_REVIEWER, Role.AUDITOR})))
    where = (await send(browser, "/review/bulk/first?tab=first", every="pass.6")).headers["location"]
    await work(house)
    assert "您的角色不能进行“初审通过”。" in (await browser.get(where)).text
    assert (await filed.head(ids[0])).version == 1


async def test_a_vendor_learns_nothing_of_bulk_acts(visit: Visit, house: House) -> None:
    world, _ids = await many()
    where = (await send(visit(await reviewer()), "/review/bulk/first?tab=first", every="pass.6")).headers["location"]
    assert (await visit(world.clerk).get(where)).status_code == 403
    assert (await visit(a.clerk_of(world.vendor)).get("/review/bulk")).status_code == 403


@pytest.mark.parametrize("path", ["first", "second", "1/stop", "1/resume"])
async def test_a_field_that_no_form_has_is_refused_and_nothing_is_done(visit: Visit, path: str) -> None:
    _world, ids = await many(1)
    who = Actor(id=11, name="安宁", roles=frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER}))
    fields = {} if "/" in path else {"opinion": "pass", "pick": [f"{ids[0]}.1"]}
    answer = await send(visit(who), f"/review/bulk/{path}", **fields, settles="1")
    assert answer.status_code == 422
    assert (await filed.head(ids[0])).state is FindingState.AWAITING_FIRST
