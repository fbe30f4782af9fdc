"""Freezing and self-evaluation, the year's end, a contract's roll-up and the recomputation, over the pages."""

import pytest

from kpi.assessment.actions.approval import apply, approve
from kpi.assessment.actions.feedback import end_objections, feed_back
from kpi.facts.actions import record_conduct
from kpi.retention.queries import proposal_of
from kpi.scorecards.queries import card as card_view
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


async def test_a_veto_is_shown_among_the_differences(office: Office) -> None:
    (card,) = await cards.published(office.contract)
    await record_conduct(
        contract=office.contract, kind="data_leak", happened_on=cards.Q3.ends_on, count=1, basis="一份名单外泄",
        by=a.MANAGER, at=cards.ISSUED,
    )  # fmt: skip
    manager = office.visit(a.MANAGER)
    answer = await send(manager, f"/scorecards/{card}/restate", on=f"/scorecards/{card}")
    page = (await manager.get(answer.headers["location"])).text
    total = (await card_view(card, for_=a.MANAGER)).row.total
    assert "<b>一票否决</b>" in page
    assert page.count(f">-{total:.2f}<") == 4  # its points and change, the sum, the figure above


async def test_the_form_to_object_opens_only_while_objections_are_heard(office: Office) -> None:
    clerk = office.visit(a.clerk_of(office.vendor))
    card = await cards.issued(office.contract)
    path = f"/scorecards/{card}/objections/B05"
    assert (await clerk.get(path)).status_code == 404
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    assert (await clerk.get(path)).status_code == 200
    await send(clerk, path, on=path, statement="另有两家已比对")
    assert (await clerk.get(path)).status_code == 409
    await end_objections(card=card, by=a.clerk_of(office.vendor), at=cards.ISSUED)
    other = await clerk.get(f"/scorecards/{card}/objections/B04")
    assert (other.status_code, "当前不在异议期" in other.text) == (409, True)


async def test_an_empty_self_evaluation_is_refused_beside_its_field(office: Office) -> None:
    await send(office.visit(a.MANAGER), "/assessments/freeze", on="/assessments", period="2026Q3")
    clerk, path = office.visit(a.clerk_of(office.vendor)), "/self-evaluations/1"
    answer = await send(clerk, path, on=path)
    assert (answer.status_code, "请至少自评一项指标" in answer.text) == (422, True)
    assert (await send(clerk, path, on=path, summary="总体平稳")).headers["location"] == path


async def test_a_roll_up_says_which_quarter_was_restated_since(office: Office) -> None:
    await cards.facts(office.contract, cards.Q2)
    await cards.published(office.contract, (cards.Q2,))
    half = await cards.issued(office.contract, Period.parse("2026H1"))
    await cards.publish(card=half)
    await cards.facts(office.contract, cards.Q2, warnings_on_time="70")
    await cards.publish(card=await cards.issued(office.contract, cards.Q2))
    manager = office.visit(a.MANAGER)
    page = (await manager.get(f"/scorecards/{half}")).text
    assert "本卡累计的季度记分卡后来重新核算" in page
    assert "KH-2026Q2" in page
    assert "待重新核算" in (await manager.get("/assessments?period=2026H1")).text
