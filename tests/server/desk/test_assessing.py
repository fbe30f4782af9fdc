"""The assessment cycle on the desk: who is told that something waits, and when a vendor's term is near."""

from datetime import date

import pytest

from kpi.assessment.actions.feedback import end_objections, feed_back
from kpi.assessment.actions.freezing import freeze
from kpi.assessment.actions.objections import object_to
from server.desk import assessing
from server.desk.news import spread
from server.desk.queues import queued
from tests.support import a, cards
from vendors.actors import Actor
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TODAY, OVER = date(2026, 10, 13), date(2026, 10, 20)


async def fed_back() -> tuple[int, Actor]:
    vendor, contract = await cards.contracted()
    await cards.facts(contract)
    card = await cards.issued(contract)
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    return card, a.clerk_of(vendor)


async def waits(who: Actor, on: date = TODAY) -> set[str]:
    return {todo.title for todo in await queued(who, on)}


async def test_a_vendor_has_drafts_open_to_objections_and_the_bureau_then_reviews() -> None:
    card, clerk = await fed_back()
    assert "1 份初评结果在异议期内" in await waits(clerk)
    assert "1 份记分卡待复核" not in await waits(cards.REVIEWER)
    await object_to(card=card, indicator="B05", statement="见附件", by=clerk, at=cards.ISSUED)
    assert "1 项考核异议待复核" in await waits(cards.REVIEWER)
    assert "1 项考核异议待复核" not in await waits(a.MANAGER)


async def test_a_review_waits_once_the_vendor_is_heard_or_its_term_is_over() -> None:
    card, clerk = await fed_back()
    assert "1 份记分卡待复核" in await waits(cards.REVIEWER, OVER)
    await end_objections(card=card, by=clerk, at=cards.ISSUED)
    assert "1 份记分卡待复核" in await waits(cards.REVIEWER)
    assert "1 份初评结果在异议期内" not in await waits(clerk)


async def test_a_frozen_period_waits_for_the_vendors_evaluation_and_ends() -> None:
    vendor, contract = await cards.contracted()
    await freeze(contract=contract, period=cards.Q3, by=a.MANAGER, at=cards.ISSUED)
    assert "1 期考核待自评" in await waits(a.clerk_of(vendor))
    (soon,), (late,) = await assessing.evaluations(TODAY), await assessing.evaluations(OVER)
    assert (len(soon.to), len(late.to)) == (1, 2)
    assert "2026年第三季度考核自评应于 2026-10-19 前提交" in soon.words.zh
    assert soon.once != late.once


async def test_the_term_to_object_is_told_while_it_runs() -> None:
    card, _clerk = await fed_back()
    (letter,) = await assessing.objections(TODAY)
    assert letter.link == f"/scorecards/{card}"
    assert await assessing.objections(OVER) == []


async def test_the_news_of_the_cycle_reach_the_other_side() -> None:
    card, clerk = await fed_back()
    await object_to(card=card, indicator="B05", statement="见附件", by=clerk, at=cards.ISSUED)
    await spread(at=cards.ISSUED)
    async with transaction() as connection:
        told = [row["words"] for row in await connection.fetch("SELECT zh AS words FROM server_message ORDER BY id")]
    assert any("反馈初评结果：KH-2026Q3" in words for words in told)
    assert any("提出考核异议：KH-2026Q3" in words and "B05" in words for words in told)
