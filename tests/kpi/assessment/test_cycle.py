"""From the draft to the archive: who does what, in which order, and what the vendor sees of it."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.assessment.actions.approval import apply, approve, archive
from kpi.assessment.actions.feedback import end_objections, feed_back
from kpi.assessment.actions.reviewing import review
from kpi.assessment.rules import Meeting
from kpi.facts.actions import enter_fact
from kpi.retention import actions as retention
from kpi.scorecards.queries import card as card_view
from kpi.scorecards.queries import cards as card_rows
from kpi.scorecards.rules import CardState, Stage
from tests.support import a, cards
from vendors.actors import SYSTEM, Actor, Role
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.periods import at_local

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LATER = at_local(date(2026, 10, 20))
MEETING = cards.meeting(date(2026, 10, 12))


async def drafted() -> tuple[int, Actor]:
    vendor, contract = await cards.contracted()
    await cards.facts(contract)
    return await cards.issued(contract), a.clerk_of(vendor)


async def state(card: int) -> CardState:
    return (await card_view(card, for_=SYSTEM)).row.state


async def test_a_draft_cannot_be_published_directly() -> None:
    card, _clerk = await drafted()
    with pytest.raises(Conflict):
        await retention.publish(card=card, by=cards.LEADER, at=cards.ISSUED)
    with pytest.raises(Conflict):
        await approve(card=card, meeting=MEETING, by=cards.LEADER, at=cards.ISSUED)


async def test_feedback_opens_five_working_days_and_shows_the_card_to_the_vendor() -> None:
    card, clerk = await drafted()
    with pytest.raises(NotFound):
        await card_view(card, for_=clerk)
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    row = (await card_view(card, for_=clerk)).row
    assert (row.state, row.objections_due_on) == (CardState.FED_BACK, date(2026, 10, 19))


async def test_review_waits_for_the_term_unless_the_vendor_has_nothing_to_object() -> None:
    card, clerk = await drafted()
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    with pytest.raises(Gate) as gate:
        await review(card=card, by=cards.REVIEWER, at=cards.ISSUED)
    assert gate.value.gate == "objection_term"
    await end_objections(card=card, by=clerk, at=cards.ISSUED)
    assert await review(card=card, by=cards.REVIEWER, at=cards.ISSUED) == card


async def test_when_the_term_is_over_silence_is_enough() -> None:
    card, clerk = await drafted()
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    await review(card=card, by=cards.REVIEWER, at=LATER)
    with pytest.raises(Conflict):
        await end_objections(card=card, by=clerk, at=LATER)


async def test_issuer_reviewer_and_approver_are_three_people() -> None:
    card, clerk = await drafted()
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    await end_objections(card=card, by=clerk, at=cards.ISSUED)
    with pytest.raises(Forbidden):
        await review(card=card, by=a.MANAGER, at=cards.ISSUED)
    both = Actor(id=18, name="兼任", roles=frozenset({Role.LEADER, Role.SECOND_REVIEWER}))
    await review(card=card, by=both, at=cards.ISSUED)
    with pytest.raises(Forbidden):
        await approve(card=card, meeting=MEETING, by=both, at=cards.ISSUED)
    await approve(card=card, meeting=MEETING, by=cards.LEADER, at=cards.ISSUED)


async def test_approval_rests_on_a_meeting_of_enough_people() -> None:
    card, _clerk = await drafted()
    await cards.reviewed(card)
    alone = Meeting(held_on=date(2026, 10, 13), members=("方毅", "方毅", " "), minutes="")
    with pytest.raises(Invalid) as invalid:
        await approve(card=card, meeting=alone, by=cards.LEADER, at=cards.ISSUED)
    assert set(invalid.value.fields) == {"held_on", "members", "minutes"}


async def test_a_published_card_is_applied_then_archived() -> None:
    card, _clerk = await drafted()
    await cards.publish(card=card)
    with pytest.raises(Conflict):
        await archive(card=card, by=a.MANAGER, at=LATER)
    await apply(card=card, by=cards.LEADER, at=LATER)
    assert (await card_view(card, for_=SYSTEM)).row.stage is Stage.APPLIED
    await archive(card=card, by=a.MANAGER, at=LATER)
    row = (await card_view(card, for_=SYSTEM)).row
    assert (row.stage, row.state) == (Stage.ARCHIVED, CardState.PUBLISHED)


async def test_a_published_card_stands_until_its_restatement_is_published() -> None:
    first, clerk = await drafted()
    await cards.publish(card=first)
    contract = (await card_view(first, for_=SYSTEM)).row.contract
    await cards.facts(contract, handoffs_on_time="10")
    second = await cards.issued(contract)
    assert [await state(one) for one in (first, second)] == [CardState.PUBLISHED, CardState.DRAFT]
    assert [row.id for row in await card_rows(for_=clerk)] == [first]
    await cards.publish(card=second)
    assert [await state(one) for one in (first, second)] == [CardState.SUPERSEDED, CardState.PUBLISHED]
    assert (await card_view(first, for_=clerk)).same


async def test_a_draft_the_vendor_never_saw_stays_unseen_when_superseded() -> None:
    first, clerk = await drafted()
    contract = (await card_view(first, for_=SYSTEM)).row.contract
    await enter_fact(
        contract=contract, period=cards.Q3, name="handoffs_on_time", value=Decimal(1), evidence="台账",
        by=a.MANAGER, at=cards.ISSUED,
    )  # fmt: skip
    await cards.issued(contract)
    with pytest.raises(NotFound):
        await card_view(first, for_=clerk)


async def test_a_card_is_not_approved_at_a_meeting_before_its_review() -> None:
    card, _clerk = await drafted()
    await cards.reviewed(card)
    for held_on in (date(2020, 1, 1), date(2026, 10, 11)):
        with pytest.raises(Invalid) as invalid:
            await approve(card=card, meeting=cards.meeting(held_on), by=cards.LEADER, at=LATER)
        assert set(invalid.value.fields) == {"held_on"}
    await approve(card=card, meeting=MEETING, by=cards.LEADER, at=LATER)
