"""The story of a card over HTTP: issued, published by another, seen by its vendor and by no other."""

import re

import pytest

from tests.server.scorecards.conftest import Office
from tests.support import a, cards
from tests.support.accounts import send
from tests.support.rooms import header_token
from vendors.actors import Actor, Role

pytestmark = pytest.mark.anyio
BOTH = Actor(id=16, name="兼任", roles=frozenset({Role.LEADER, Role.CONTRACT_MANAGER}))
AUDITOR = Actor(id=7, name="程远", roles=frozenset({Role.AUDITOR}))


async def test_a_card_goes_its_way_over_the_pages_and_is_seen_by_its_vendor_alone(office: Office) -> None:
    manager, leader = office.visit(a.MANAGER), office.visit(cards.LEADER)
    clerk, reviewer = office.visit(a.clerk_of(office.vendor)), office.visit(cards.REVIEWER)
    contract = str(office.contract)
    answer = await send(manager, "/assessments/issue", on="/assessments", period="2026Q3", contract=contract)
    card = answer.headers["location"]
    assert (await clerk.get(card)).status_code == 404
    assert (await send(leader, f"{card}/publish", on=card)).status_code == 409
    await send(manager, f"{card}/feed-back", on=card)
    assert "异议期到 2026-10-20 止" in (await clerk.get(card)).text
    await send(clerk, f"{card}/heard", on=card)
    await send(reviewer, f"{card}/review", on=card)
    meeting = {"held_on": "2026-10-13", "members": "方毅、沈岩，邓岚", "minutes": "逐项审议"}
    assert (await send(leader, f"{card}/approval", on=card, **meeting)).headers["location"] == card
    assert (await send(leader, f"{card}/publish", on=card)).headers["location"] == card
    seen = await clerk.get(card)
    assert (seen.status_code, "逐字节一致" in seen.text, "逐项审议" in seen.text) == (200, True, False)
    assert "逐项审议" in (await manager.get(card)).text
    stranger = office.visit(a.clerk_of(await a.vendor(name="旁观软件有限公司")))
    assert (await stranger.get(card)).status_code == 404
    assert (await stranger.get(f"{card}/lines/K01")).status_code == 404


async def test_whoever_issued_a_card_is_not_offered_its_approval_and_cannot_force_it(office: Office) -> None:
    both = office.visit(BOTH)
    answer = await send(both, "/assessments/issue", on="/assessments", period="2026Q3", contract=str(office.contract))
    card = answer.headers["location"]
    await cards.reviewed(int(card.rpartition("/")[2]))
    assert f"{card}/approval" not in (await both.get(card)).text
    meeting = {"held_on": "2026-10-13", "members": "方毅、沈岩、邓岚", "minutes": "逐项审议"}
    assert (await send(both, f"{card}/approval", on=card, **meeting)).status_code == 403


async def test_what_was_issued_and_has_not_changed_is_refused_in_words(office: Office) -> None:
    await cards.issued(office.contract)
    manager = office.visit(a.MANAGER)
    answer = await send(
        manager, "/assessments/issue", on="/scorecards/1", period="2026Q3", contract=str(office.contract)
    )
    assert answer.status_code == 409
    assert "数据没有变化" in answer.text


async def test_all_missing_cards_are_issued_at_once_and_a_running_quarter_is_explained(office: Office) -> None:
    await cards.contracted("祁连智审科技有限公司")
    manager = office.visit(a.MANAGER)
    assert "出具 2 份记分卡" in (await manager.get("/assessments?period=2026Q3")).text
    answer = await send(manager, "/assessments/issue", on="/assessments", period="2026Q3")
    assert "已出具 2 份记分卡" in (await manager.get(answer.headers["location"])).text
    answer = await send(manager, "/assessments/issue", on="/scorecards/1", period="2026Q4")
    assert "尚未结束" in (await manager.get(answer.headers["location"])).text


async def test_the_card_shows_the_real_bands_the_linked_fee_and_never_a_reward(office: Office) -> None:
    await cards.published(office.contract)
    page = await office.visit(cards.LEADER).get("/scorecards/1")
    for said in (
        "不合格 70 以下",
        "优秀 90 以上",
        "480,000.00",
        "24,000.00",
        "第 1 名 / 1 家",
        "不适用",
        "分值已按比例调整",
    ):
        assert said in page.text, said
    assert "奖励" not in page.text


async def test_a_line_opens_down_to_the_records_it_counted(office: Office) -> None:
    await cards.issued(office.contract)
    part = await office.visit(a.MANAGER).get("/scorecards/1/lines/K01", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert re.search(r'<a class="chip" href="/contracts/\d+">合同 HT-', part.text)
    assert "人员1 2026-07-31" in part.text
    assert (await office.visit(a.MANAGER).get("/scorecards/1/lines/Z99")).status_code == 404


async def test_a_vendor_sees_neither_ranks_nor_means_nor_an_undecided_consequence(office: Office) -> None:
    _vendor, other = await cards.contracted("祁连智审科技有限公司")
    await cards.facts(other, warnings_on_time="80")
    await cards.published(other)
    (card,) = await cards.published(office.contract)
    page = await office.visit(a.clerk_of(office.vendor)).get(f"/scorecards/{card}")
    assert "同类均值" not in page.text
    assert " 名 / " not in page.text
    assert "24,000.00" not in page.text
    matrix = await office.visit(a.clerk_of(office.vendor)).get("/assessments")
    assert "祁连智审" not in matrix.text
    assert "名次" not in matrix.text


async def test_an_auditor_reads_and_is_offered_nothing(office: Office) -> None:
    await cards.issued(office.contract)
    auditor = office.visit(AUDITOR)
    page = await auditor.get("/scorecards/1")
    assert page.status_code == 200
    assert "/feed-back" not in page.text
    token = {"X-CSRF-Token": header_token(page)}
    for act in ("feed-back", "heard", "review", "approval", "publish", "archive", "restate"):
        assert (await auditor.post(f"/scorecards/1/{act}", headers=token)).status_code == 403, act
    assert (await auditor.get("/assessments/facts")).status_code == 403


@pytest.mark.parametrize("path", ["/assessments", "/scorecards/1", "/scorecards/1/lines/K01"])
async def test_the_pages_speak_english(office: Office, path: str) -> None:
    await cards.published(office.contract)
    page = await office.visit(cards.LEADER).get(path, params={"lang": "en"})
    assert page.status_code == 200
    assert "Scorecards" in page.text
