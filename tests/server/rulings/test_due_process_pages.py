"""From lead to determination over HTTP and a real database."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server.rulings.pages import HANDLERS
from server.web import clock
from tests.support import a, filed
from tests.support.rooms import fill, house_at
from tests.support.rooms import visit as entered
from vendors.actors import Actor, Role
from vendors.findings.rules import Certainty, FindingState
from vendors.periods import at_local

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]
SERVED = at_local(filed.SERVED, 10)
NOTICE = {"facts": "多收6日", "reasons": "与医嘱不符", "basis": "条例第三十八条", "method": "direct"}
MINUTES = {"held_on": "2026-09-25", "attendees": "方毅、邓岚", "verdict": "agreed", "conclusion": "同意认定"}


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    with clock.everywhere_at(filed.AFTER):
        yield lambda who: entered(house_at(tmp_path), who, HANDLERS)


async def one(*fens: int, certainty: Certainty = Certainty.DEFINITE) -> tuple[filed.World, int]:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], *fens, certainty=certainty))
    return world, id_


async def post(client: httpx.AsyncClient, id_: int, act: str, **fields: str) -> httpx.Response:
    return await fill(client, f"/rulings/{id_}/{act}", on=f"/rulings/{id_}", **fields)


async def test_the_notice_comes_prefilled_and_starts_the_clock(visit: Visit) -> None:
    _world, id_ = await one()
    await filed.lead(id_)
    with clock.everywhere_at(SERVED):
        browser = visit(filed.SECOND)
        page = await browser.get(f"/rulings/{id_}")
        for text in ("医嘱二级护理，按一级护理计费6日", "条例第三十八条(三)", 'value="2026-09-18"'):
            assert text in page.text
        answer = await post(browser, id_, "notice", served_on="2026-09-18", **NOTICE)
        assert answer.status_code == 303
        told = await browser.get(f"/rulings/{id_}")
    for text in ("2026-09-24", "剩 5 个工作日", "登记申辩"):
        assert text in told.text
    assert "作出认定" not in told.text


async def test_defended_rechecked_and_determined_in_part(visit: Visit) -> None:
    _world, id_ = await one(10_800, 9_200)
    await filed.notified(id_)
    people = {"speaker": "贺敏", "capacity": "委托代理人", "asked_by": "安宁", "taken_down_by": "程远"}
    said = {"form": "oral", "content": "笔录：已变更护理级别", "made_on": "2026-09-24", "made_at": "15:00", **people}
    assert (await post(visit(filed.FIRST), id_, "defence", **said)).status_code == 303
    page = await visit(filed.LEGAL).get(f"/rulings/{id_}")
    assert "笔录：已变更护理级别" in page.text
    assert "提交复核" in page.text
    await post(visit(filed.LEGAL), id_, "recheck", verdict="partly", opinion="核减两日")
    page = await visit(filed.LEADER).get(f"/rulings/{id_}")
    first, second = re.findall(r'name="(amount_\d+)"', page.text)
    ruled = {"outcome": "partly_upheld", "reason_code": "amount_miscounted", "reason": "核减两日"}
    done = await post(visit(filed.LEADER), id_, "determination", **ruled, **{first: "108.00", second: "12"})
    assert done.status_code == 303
    page = await visit(filed.LEADER).get(f"/rulings/{id_}")
    for text in ("JD-2026-000001", "200.00", "120.00", "80.00", "申辩改变了结论"):
        assert text in page.text


async def test_the_sum_on_the_case_file_follows_what_is_typed(visit: Visit) -> None:
    _world, id_ = await one(2_500_000, 2_500_000)
    await filed.notified(id_)
    browser = visit(filed.LEADER)
    page = (await browser.get(f"/rulings/{id_}")).text
    assert ("50,000.00" in page, "须负责人集体讨论后方可认定" in page) == (True, True)
    first, second = re.findall(r'name="(amount_\d+)"', page)
    for typed, said in (
        ({first: "24,999.99", second: "25,000.00"}, "49,999.99"),
        ({first: "25,000.00", second: "25,000.00", "conclusion": "同意认定"}, "已选集体讨论记录"),
        ({"outcome": "not_upheld"}, "可不集体讨论"),
    ):
        answer = await post(browser, id_, "sum", **typed)
        assert (answer.status_code, said in answer.text) == (200, True), said
    assert (await post(visit(filed.FIRST), id_, "sum")).status_code == 403


async def test_the_recheck_is_not_offered_to_the_reviewers(visit: Visit) -> None:
    _world, id_ = await one()
    await filed.defended(id_)
    page = await visit(filed.SECOND).get(f"/rulings/{id_}")
    assert "提交复核" not in page.text
    assert "复核须由初审、复审以外的人员进行" in page.text
    refused = await fill(
        visit(filed.SECOND), f"/rulings/{id_}/recheck", on=f"/rulings/{id_}", verdict="rejected", opinion="不采纳"
    )
    assert refused.status_code == 403


async def test_an_undiscussed_fifty_thousand_shows_the_gate_and_keeps_the_form(visit: Visit) -> None:
    _world, id_ = await one(5_000_000)
    await filed.notified(id_)
    ruled = {"outcome": "upheld", "reason_code": "facts_proven", "reason": "护理记录印证"}
    stopped = await post(visit(filed.LEADER), id_, "determination", **ruled)
    assert stopped.status_code == 409
    for text in ("50,000.00", "缺少集体讨论记录", "护理记录印证", 'value="upheld" selected'):
        assert text in stopped.text
    one_person = await post(visit(filed.LEADER), id_, "determination", **ruled, **(MINUTES | {"attendees": "方毅"}))
    assert one_person.status_code == 422
    assert "两名以上参加人" in one_person.text
    for verdict, status, said in (("", 422, "结论"), ("refused", 409, "结论为“不同意”")):
        again = await post(visit(filed.LEADER), id_, "determination", **ruled, **(MINUTES | {"verdict": verdict}))
        assert (again.status_code, said in again.text) == (status, True)
    done = await post(visit(filed.LEADER), id_, "determination", **ruled, **MINUTES)
    assert done.status_code == 303
    assert "同意认定" in (await visit(filed.LEADER).get(f"/rulings/{id_}")).text


async def test_amounts_and_outcome_must_agree(visit: Visit) -> None:
    _world, id_ = await one(10_800)
    await filed.notified(id_)
    page = await visit(filed.LEADER).get(f"/rulings/{id_}")
    (amount,) = re.findall(r'name="(amount_\d+)"', page.text)
    ruled = {"outcome": "upheld", "reason_code": "facts_proven", "reason": ""}
    answer = await post(visit(filed.LEADER), id_, "determination", **ruled, **{amount: "50"})
    assert answer.status_code == 422
    assert "认定结论与认定金额不一致" in answer.text
    typed = await post(visit(filed.LEADER), id_, "determination", **ruled, **{amount: "许多"})
    assert "请填写数字" in typed.text
    ruled |= {"outcome": "not_upheld", "reason_code": "evidence_lacking", "reason": "证据不足"}
    assert (await post(visit(filed.LEADER), id_, "determination", **ruled, **{amount: "108.00"})).status_code == 303
    assert (await filed.head(id_)).state is FindingState.NOT_UPHELD


async def test_no_determination_while_the_party_may_be_heard(visit: Visit) -> None:
    _world, id_ = await one()
    await filed.notified(id_)
    with clock.everywhere_at(filed.AFTERNOON):
        browser = visit(filed.LEADER)
        answer = await post(
            browser, id_, "determination", version="4", outcome="upheld", reason_code="facts_proven", reason=""
        )
        listed = await browser.get("/rulings?stage=term")
    assert answer.status_code == 409
    assert "尚未届满，不能认定" in answer.text
    assert "今日届满" in listed.text


async def test_a_clue_is_verified_before_its_notice(visit: Visit) -> None:
    _world, id_ = await one(certainty=Certainty.CLUE)
    await filed.lead(id_)
    stopped = await post(visit(filed.SECOND), id_, "notice", served_on="2026-09-25", **NOTICE)
    assert stopped.status_code == 409
    assert "须先核查取证" in stopped.text
    checked = await post(visit(filed.SECOND), id_, "verify", note="调取病历核实", certainty="definite")
    assert checked.status_code == 303
    assert (await post(visit(filed.SECOND), id_, "notice", served_on="2026-09-25", **NOTICE)).status_code == 303


async def test_the_worklist_counts_every_stage(visit: Visit) -> None:
    world = await filed.world()
    lead, waived, heard = await filed.stored(world, *(filed.case(seen) for seen in world.visits[:3]))
    await filed.lead(lead)
    await filed.notified(waived)
    await filed.defended(heard)
    page = await visit(filed.LEADER).get("/rulings")
    for text in ("待告知 1", "申辩期 0", "申辩待复核 1", "待认定 1", "已认定 0", "已届满", "YD-2026-000002"):
        assert text in page.text
    assert "YD-2026-000001" in (await visit(filed.SECOND).get("/rulings")).text
    assert "这一阶段没有案件。" in (await visit(filed.SECOND).get("/rulings?stage=term")).text


async def test_a_finding_under_review_has_no_case_file_yet(visit: Visit) -> None:
    _world, id_ = await one()
    assert (await visit(filed.LEADER).get(f"/rulings/{id_}")).status_code == 404


async def test_the_vendor_sees_where_its_finding_stands_and_acts_nowhere(visit: Visit) -> None:
    world, id_ = await one()
    await filed.rechecked(id_)
    clerk = replace(world.clerk, roles=frozenset({Role.VENDOR_CLERK}))
    page = await visit(clerk).get(f"/rulings/{id_}")
    assert "2026-09-24" in page.text
    for hidden in ("笔录：护理级别已于当日变更", filed.SECOND.name, 'method="post" action="/rulings'):
        assert hidden not in page.text
    for act in ("verify", "notice", "defence", "recheck", "determination"):
        assert (await post(visit(clerk), id_, act)).status_code == 403


async def test_another_vendor_finds_no_case_file(visit: Visit) -> None:
    world, id_ = await one()
    await filed.notified(id_)
    stranger = a.clerk_of((await filed.rival(world)).vendor)
    assert (await visit(stranger).get(f"/rulings/{id_}")).status_code == 404
    assert "YD-2026-000001" not in (await visit(stranger).get("/rulings?stage=decide")).text


async def test_the_pages_speak_english(visit: Visit) -> None:
    _world, id_ = await one()
    await filed.notified(id_)
    assert "To be determined" in (await visit(filed.LEADER).get("/rulings?lang=en")).text
    assert "Collective discussion" in (await visit(filed.LEADER).get(f"/rulings/{id_}?lang=en")).text
