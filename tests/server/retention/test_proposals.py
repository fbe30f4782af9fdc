"""What a published grade proposes and how a leader decides on it."""

from datetime import date

import pytest

from kpi.facts.actions import record_conduct
from tests.server.retention.conftest import Office
from tests.support import a, cards, retention
from tests.support.accounts import send
from vendors.actors import SYSTEM
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
TAKEN = {"m_terminate": "1", "m_bad_record": "1", "m_report_to_finance": "1"}
TALK = {
    "discussed_on": "2026-10-12",
    "discussed_by": "方毅、周启明、邓岚、石文谦、钱进",
    "discussion": "局务会纪要第12号：同意。",
}


async def _failed(office: Office) -> None:
    await record_conduct(
        contract=office.contract, kind="data_leak", happened_on=date(2026, 8, 3), count=1, basis="检查记录第3号",
        by=a.MANAGER, at=cards.ISSUED,
    )  # fmt: skip
    await cards.published(office.contract)


async def test_an_accepted_proposal_takes_effect_and_stands_with_its_reasons(office: Office) -> None:
    await _failed(office)
    leader = office.visit(cards.LEADER)
    await retention.told(1)
    answer = await send(leader, "/retention/1", accepted="yes", decision="同意，依规处理。", **TAKEN, **TALK)
    assert answer.headers["location"] == "/retention/1"
    page = await leader.get("/retention/1")
    assert "同意，依规处理。" in page.text
    assert 'name="accepted"' not in page.text
    assert (await vendor_view(office.vendor, for_=SYSTEM)).standing is not Standing.IN_SERVICE


async def test_a_decision_without_reasons_is_asked_for_them(office: Office) -> None:
    await _failed(office)
    answer = await send(office.visit(cards.LEADER), "/retention/1", accepted="no", decision="")
    assert answer.status_code == 422
    assert "此项必填" in answer.text


async def test_managers_read_proposals_and_decide_nothing_and_vendors_see_none_before_the_notice(
    office: Office,
) -> None:
    await _failed(office)
    manager = office.visit(a.MANAGER)
    assert "河西数据" in (await manager.get("/retention")).text
    assert 'name="accepted"' not in (await manager.get("/retention/1")).text
    clerk = office.visit(a.clerk_of(office.vendor))
    assert "还没有建议" in (await clerk.get("/retention")).text
    assert (await clerk.get("/retention/1")).status_code == 404


async def test_a_vendor_reads_the_consequence_once_it_is_decided(office: Office) -> None:
    await _failed(office)
    clerk = office.visit(a.clerk_of(office.vendor))
    assert "由分管领导决定后显示" in (await clerk.get("/scorecards/1")).text
    await retention.told(1)
    assert "由分管领导决定后显示" in (await clerk.get("/scorecards/1")).text
    await send(office.visit(cards.LEADER), "/retention/1", accepted="yes", decision="同意", **TAKEN, **TALK)
    assert "−24,000.00" in (await clerk.get("/scorecards/1")).text


async def test_a_proposal_lapses_when_its_card_is_published_anew(office: Office) -> None:
    await _failed(office)
    await cards.facts(office.contract, warnings_on_time="80")
    await cards.publish(card=await cards.issued(office.contract))
    leader = office.visit(cards.LEADER)
    listed = (await leader.get("/retention")).text
    assert 'href="/retention/2"' in listed
    assert 'href="/retention/1"' not in listed
    page = (await leader.get("/retention/1")).text
    assert "所依据的记分卡已被取代" in page
    assert 'name="accepted"' not in page
    assert (await send(leader, "/retention/1", accepted="no", decision="同意")).status_code == 409


@pytest.mark.parametrize("path", ["/retention", "/retention/1"])
async def test_the_pages_speak_english(office: Office, path: str) -> None:
    await cards.published(office.contract)
    page = await office.visit(cards.LEADER).get(path, params={"lang": "en"})
    assert page.status_code == 200
    assert "Linked fee" in page.text or "linked fee" in page.text


async def test_a_restatement_with_the_same_consequence_offers_to_keep_the_decision(office: Office) -> None:
    await _failed(office)
    leader = office.visit(cards.LEADER)
    await retention.told(1)
    await send(leader, "/retention/1", accepted="yes", decision="同意", **TAKEN, **TALK)
    await cards.facts(office.contract, warnings_on_time="97")
    await cards.publish(card=await cards.issued(office.contract))
    page = (await leader.get("/retention/2")).text
    assert 'value="keep"' in page
    assert 'name="accepted" value="yes"' not in page
    assert 'href="/retention/1"' in page
    answer = await send(leader, "/retention/2", accepted="keep", decision="后果不变，维持。")
    assert answer.headers["location"] == "/retention/2"
    page = (await leader.get("/retention/2")).text
    assert "维持原决定 · 方毅" in page
    assert 'name="accepted"' not in page


async def test_the_days_of_a_proposals_way_are_local(office: Office) -> None:
    await _failed(office)
    await _at("UPDATE kpi_proposal SET proposed_at = '2026-10-12T16:25:00Z'")  # 00:25 of the 13th in Shanghai
    page = (await office.visit(cards.LEADER).get("/retention/1")).text
    assert "2026-10-13" in page
    assert "2026-10-12" not in page.split("</ol>")[0].rsplit("<ol", 1)[-1]


async def _at(sql: str) -> None:
    async with transaction() as connection:
        await connection.execute(sql)
