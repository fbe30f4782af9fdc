"""Freezing and self-evaluation, the year's end, a contract's roll-up and the recomputation, over the pages."""

import pytest

from kpi.assessment.actions.approval import apply, approve
from kpi.retention.queries import proposal_of
from tests.server.scorecards.conftest import Office
from tests.support import a, cards
from tests.support.accounts import send
from vendors.periods import Period
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
PAGES = (
    "/assessments", "/assessments?period=2026M09", "/assessments?period=2025", "/objections", "/self-evaluations",
    "/assessments/year-end", "/assessments/rechecks",
)  # fmt: skip


async def test_facts_are_frozen_for_all_and_the_vendor_answers_line_by_line(office: Office) -> None:
    manager, clerk = office.visit(a.MANAGER), office.visit(a.clerk_of(office.vendor))
    answer = await send(manager, "/assessments/freeze", on="/assessments", period="2026Q3")
    assert answer.headers["location"] == "/self-evaluations?period=2026Q3"
    listed = await clerk.get("/self-evaluations")
    assert "自评中" in listed.text
    path = "/self-evaluations/1"
    assert "K06" in (await clerk.get(path)).text
    wrong = await send(clerk, path, on=path, **{"points-K06": "99"})
    assert (wrong.status_code, "e-points-K06" in wrong.text) == (422, True)
    sent = await send(clerk, path, on=path, **{"points-K06": "4.00", "said-K06": "一件补送在途", "summary": "总体平稳"})
    assert sent.headers["location"] == path
    seen = (await manager.get(path)).text
    assert "一件补送在途" in seen
    assert "总体平稳" in seen
    card = await send(manager, "/assessments/issue", on="/assessments", period="2026Q3", contract=str(office.contract))
    assert "一件补送在途" in (await manager.get(card.headers["location"])).text


async def test_all_drafts_are_fed_back_at_once(office: Office) -> None:
    await cards.issued(office.contract)
    manager = office.visit(a.MANAGER)
    assert "反馈 1 份初评" in (await manager.get("/assessments?period=2026Q3")).text
    answer = await send(manager, "/assessments/feed-back", on="/assessments", period="2026Q3")
    page = (await manager.get(answer.headers["location"])).text
    assert "已反馈 1 份" in page
    assert "已反馈 1</span>" in page


async def test_a_restatement_is_compared_with_what_stands(office: Office) -> None:
    (card,) = await cards.published(office.contract)
    await cards.facts(office.contract, warnings_on_time="70")
    manager = office.visit(a.MANAGER)
    answer = await send(manager, f"/scorecards/{card}/restate", on=f"/scorecards/{card}")
    page = (await manager.get(answer.headers["location"])).text
    assert "B04" in page
    assert "98 → <b>70</b>" in page
    matrix = (await manager.get("/assessments?period=2026Q3")).text
    assert "新版本 · 初评" in matrix
    clerk = office.visit(a.clerk_of(office.vendor))
    assert (await clerk.get(f"/scorecards/{card + 1}")).status_code == 404
    assert "新版本" not in (await clerk.get("/assessments?period=2026Q3")).text


async def test_a_card_is_archived_once_its_result_is_applied(office: Office) -> None:
    (card,) = await cards.published(office.contract)
    manager = office.visit(a.MANAGER)
    assert (await send(manager, f"/scorecards/{card}/archive", on=f"/scorecards/{card}")).status_code == 409
    await apply(card=card, by=cards.LEADER, at=cards.ISSUED)
    await send(manager, f"/scorecards/{card}/archive", on=f"/scorecards/{card}")
    assert "已归档" in (await manager.get(f"/scorecards/{card}")).text


async def test_the_year_end_is_entered_and_a_contract_rolls_up_its_quarters(office: Office) -> None:
    for period in (cards.Q2, cards.Q3):
        await cards.facts(office.contract, period)
    await cards.published(office.contract, (cards.Q2, cards.Q3))
    manager = office.visit(a.MANAGER)
    path = "/assessments/year-end?year=2026"
    wrong = await send(manager, path, on=path, contract=str(office.contract), points="120", basis="年终会议")
    assert wrong.status_code == 422
    await send(manager, path, on=path, contract=str(office.contract), points="90", basis="年终会议")
    assert "年终会议" in (await manager.get(path)).text
    page = (await manager.get(f"/assessments/contracts/{office.contract}")).text
    assert "2026Q2" in page
    assert "合同期综合得分" in page


async def test_tampering_with_a_published_card_is_found(office: Office) -> None:
    (card,) = await cards.published(office.contract)
    manager = office.visit(a.MANAGER)
    await send(manager, "/assessments/rechecks", on="/assessments/rechecks")
    assert "全部一致" in (await manager.get("/assessments/rechecks")).text
    async with transaction() as connection:
        await connection.execute("UPDATE kpi_scorecard SET card = replace(card, '河西', '河东') WHERE id = $1", card)
    await send(manager, "/assessments/rechecks", on="/assessments/rechecks")
    page = (await manager.get("/assessments/rechecks")).text
    assert "重算不一致" in page
    assert "KH-2026Q3" in page


@pytest.mark.parametrize("path", PAGES)
async def test_the_pages_speak_english(office: Office, path: str) -> None:
    await cards.published(office.contract)
    page = await office.visit(a.MANAGER).get(path, params={"lang": "en"})
    assert page.status_code == 200


async def test_the_matrix_and_the_self_evaluations_are_taken_away_as_workbooks(office: Office) -> None:
    await cards.published(office.contract)
    manager = office.visit(a.MANAGER)
    for path in ("/assessments/export?period=2026Q3", "/self-evaluations/export"):
        book = await manager.get(path)
        assert book.headers["content-type"].startswith("application/vnd.openxmlformats"), path


async def test_a_month_is_published_without_a_proposal(office: Office) -> None:
    month = Period.parse("2026M09")
    await cards.facts(office.contract, month)
    card = await cards.issued(office.contract, month)
    await cards.reviewed(card)
    await approve(card=card, meeting=cards.meeting(cards.ISSUED.date()), by=cards.LEADER, at=cards.ISSUED)
    leader = office.visit(cards.LEADER)
    await send(leader, f"/scorecards/{card}/publish", on=f"/scorecards/{card}")
    assert "结果已应用" in (await leader.get(f"/scorecards/{card}")).text
    assert await proposal_of(card, for_=cards.LEADER) is None
