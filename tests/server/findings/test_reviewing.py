"""Review pages over a real database: queues, opinions, the drawer, bulk acts, the original row."""

import re
from collections.abc import Callable

import httpx
import pytest

from tests.support import filed
from tests.support.rooms import fill, fill_in_drawer
from vendors.actors import Actor
from vendors.findings.rules import Certainty, FindingState

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]


async def two() -> tuple[filed.World, int, int]:
    world = await filed.world()
    first, second = await filed.stored(world, *(filed.case(visit, 10_800, 9_200) for visit in world.visits[:2]))
    return world, first, second


async def test_a_reviewer_starts_at_their_own_stage_and_sees_what_waits(visit: Visit) -> None:
    await two()
    page = await visit(filed.FIRST).get("/review")
    assert page.status_code == 200
    for text in ("待初审 2", "YD-2026-000001", "张*明", "200.00", "0202", "批量通过"):
        assert text in page.text
    second = await visit(filed.SECOND).get("/review")
    assert "本队列已办完。" in second.text


async def test_first_review_by_one_the_same_person_refused_then_another_passes(visit: Visit) -> None:
    _world, one, _two = await two()
    answer = await fill(visit(filed.BOTH), f"/review/{one}/first?tab=first", on=f"/review/{one}", opinion="pass")
    assert answer.status_code == 303
    refused = await fill_in_drawer(visit(filed.BOTH), f"/review/{one}/second", on=f"/review/{one}", opinion="pass")
    assert refused.status_code == 403
    assert "初审与复审须由不同人员进行" in refused.text
    assert "<html" not in refused.text
    await fill(visit(filed.SECOND), f"/review/{one}/second", on=f"/review/{one}", opinion="pass")
    assert (await filed.head(one)).state is FindingState.LEAD


async def test_after_an_act_in_the_drawer_the_next_item_opens_and_the_list_is_told(visit: Visit) -> None:
    _world, one, other = await two()
    browser = visit(filed.FIRST)
    drawn = await fill_in_drawer(browser, f"/review/{one}/first?tab=first", on=f"/review/{one}", opinion="pass")
    assert drawn.status_code == 200
    assert "YD-2026-000001 初审通过" in drawn.text
    assert f"/review/{other}/first?tab=first" in drawn.text
    assert drawn.headers["hx-trigger"] == "findings-moved"
    last = await fill_in_drawer(browser, f"/review/{other}/first?tab=first", on=f"/review/{other}", opinion="pass")
    assert "后面没有待办了。" in last.text


async def test_without_scripts_the_next_item_opens_as_a_page(visit: Visit) -> None:
    _world, one, other = await two()
    answer = await fill(visit(filed.FIRST), f"/review/{one}/first?tab=first", on=f"/review/{one}", opinion="pass")
    assert answer.headers["location"] == f"/review/{other}?tab=first"


async def test_a_return_needs_its_reason_and_keeps_what_was_typed(visit: Visit) -> None:
    _world, one, _two = await two()
    answer = await fill(visit(filed.FIRST), f"/review/{one}/first", on=f"/review/{one}", opinion="return", reason=" ")
    assert answer.status_code == 422
    assert "退回或不通过须说明理由" in answer.text
    assert (await filed.head(one)).state is FindingState.AWAITING_FIRST


async def test_what_somebody_else_did_meanwhile_is_told_in_words(visit: Visit) -> None:
    _world, one, _two = await two()
    browser = visit(filed.FIRST)
    await fill(browser, f"/review/{one}/first", on=f"/review/{one}", opinion="return", reason="缺医嘱单")
    stale = await fill(browser, f"/review/{one}/first", on="/review?tab=first", version="1", opinion="pass")
    assert stale.status_code == 409
    for text in ("已被他人更新", "初审退回补证", "缺医嘱单", "退回补证"):
        assert text in stale.text


async def test_many_at_once_and_each_result_is_told(visit: Visit) -> None:
    _world, one, other = await two()
    await fill(visit(filed.FIRST), f"/review/{one}/first", on=f"/review/{one}", opinion="pass")
    browser = visit(filed.FIRST)
    page = await browser.get("/review?tab=first")
    token = re.search(r'name="_csrf" value="([^"]+)"', page.text)
    assert token
    sent = {"_csrf": token[1], "opinion": "pass", "reason": "", "pick": [f"{one}.1", f"{other}.1", "x"]}
    answer = await browser.post("/review/bulk/first?tab=first", data=sent)
    assert answer.status_code == 200
    assert "1 条已办，1 条未办" in answer.text
    assert "已被他人更新" in answer.text
    assert (await filed.head(other)).state is FindingState.AWAITING_SECOND


async def test_a_bulk_act_needs_ticks_and_a_reason(visit: Visit) -> None:
    await two()
    answer = await fill(visit(filed.FIRST), "/review/bulk/first", on="/review?tab=first", opinion="reject")
    assert answer.status_code == 422
    assert "请先勾选" in answer.text


async def test_filters_narrow_and_walking_keeps_to_them(visit: Visit) -> None:
    world = await filed.world()
    cases = [filed.case(world.visits[n], certainty=kind) for n, kind in enumerate([*Certainty, Certainty.CLUE])]
    ids = await filed.stored(world, *cases)
    page = await visit(filed.FIRST).get("/review?tab=first&certainty=clue")
    assert "YD-2026-000001" not in page.text
    assert "待初审 2" in page.text
    walked = await visit(filed.FIRST).get(f"/review/{ids[2]}?tab=first&certainty=clue")
    assert f'data-key="j" href="/review/{ids[3]}?tab=first&amp;certainty=clue"' in walked.text
    assert 'data-key="k"' not in walked.text
    nothing = await visit(filed.FIRST).get("/review?tab=first&text=nowhere&vendor=x&task=99999999999999999999")
    assert "没有符合条件的问题。" in nothing.text


async def test_the_drawer_is_a_fragment_of_the_same_page(visit: Visit) -> None:
    _world, one, _two = await two()
    browser = visit(filed.SECOND)
    page, drawer = (
        await browser.get(f"/review/{one}"),
        await browser.get(f"/review/{one}", headers={"HX-Request": "true"}),
    )
    assert "<html" in page.text
    assert "<html" not in drawer.text
    for text in ("长期医嘱单", "条例第三十八条(三)", "医嘱二级护理", "108.00", "第 5 行", "流转记录"):
        assert text in page.text
        assert text in drawer.text


async def test_a_line_of_another_finding_is_not_found_under_this_one(visit: Visit) -> None:
    _world, one, other = await two()
    browser = visit(filed.FIRST)
    where = re.search(rf"/review/{one}/source/(\d+)", (await browser.get(f"/review/{one}")).text)
    assert where
    assert (await browser.get(where[0])).status_code == 200
    assert (await browser.get(f"/review/{other}/source/{where[1]}")).status_code == 404
