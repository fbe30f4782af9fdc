"""What waits of retention is told to those whose turn it is."""

from datetime import date, timedelta

import pytest

from server.desk import retaining
from server.desk.queues import queued
from tests.support import a, cards, retention
from vendors.actors import Actor
from vendors.periods import local_date

pytestmark = pytest.mark.anyio
DAY = local_date(retention.AT)


async def _told(who: Actor, on: date = DAY) -> set[str]:
    return {todo.href for todo in await queued(who, on) if todo.href.startswith(("/retention", "/rectif", "/miscon"))}


async def test_a_proposal_passes_from_desk_to_desk(database: object) -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    assert await _told(retention.OTHER) == {"/retention?stage=to_notify"}
    await retention.told(proposal, answer=None)
    assert await _told(a.clerk_of(vendor)) == {"/retention?stage=notified"}
    assert await _told(cards.LEADER) == set()
    assert await _told(cards.LEADER, DAY + timedelta(days=8)) == {"/retention?stage=ready"}


async def test_a_rectification_is_the_vendors_and_then_the_managers(database: object) -> None:
    vendor, contract = await cards.contracted()
    await retention.rectifying(contract)
    assert "/rectifications" in await _told(a.clerk_of(vendor))
    assert "/rectifications" not in await _told(retention.OTHER)
    assert "/rectifications" in await _told(retention.OTHER, DAY + timedelta(days=30))


async def test_terms_are_told_when_near_and_again_when_passed(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    await retention.told(proposal, answer=None)
    assert await retaining.matters(DAY) == []
    (near,) = await retaining.matters(date(2026, 10, 17))
    assert "应于 2026-10-19 完成" in near.words.zh
    assert near.link == f"/retention/{proposal}"


async def test_an_overdue_plan_is_told_to_both_sides(database: object) -> None:
    _, contract = await cards.contracted()
    await retention.rectifying(contract)
    (late,) = await retaining.matters(date(2026, 10, 20))
    assert "已逾期" in late.words.zh
    assert len(late.to) == 2
