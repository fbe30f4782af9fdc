"""Who hears of a rulebook: a leader of one to approve, the vendors of its kind of an approved one."""

from datetime import date, timedelta

import pytest

from kpi.rulebooks.actions import return_version, submit_version
from server.desk.queues import queued
from server.desk.rulebook_news import approved
from tests.support import a, cards, rulebooks
from vendors.registry.rules import Kind

pytestmark = pytest.mark.anyio
FROM = date(2026, 10, 1)


async def test_vendors_of_the_kind_hear_of_an_approved_version_for_a_fortnight(database: object) -> None:
    vendor, _contract = await cards.contracted()
    await cards.contracted("祁连病案质量评估中心", Kind.A)
    await rulebooks.drafted("B-2026", FROM)
    assert not await approved(a.MONDAY)
    name = await rulebooks.approved("B-2026", FROM)
    (letter,) = await approved(a.MONDAY)
    assert (letter.link, [one.vendor for one in letter.to]) == (f"/rulebooks/{name}", [vendor])
    assert not await approved(a.MONDAY + timedelta(days=15))


async def test_a_submitted_version_waits_for_the_leader_and_a_returned_one_for_who_drafts(database: object) -> None:
    name = await rulebooks.drafted("B-2026", FROM)
    await submit_version(name=name, by=a.MANAGER, at=a.AT)
    assert "/rulebooks" in [todo.href for todo in await queued(cards.LEADER, a.MONDAY)]
    await return_version(name=name, opinion="K01 偏高", by=cards.LEADER, at=a.AT)
    assert "/rulebooks" not in [todo.href for todo in await queued(cards.LEADER, a.MONDAY)]
    assert "/rulebooks" in [todo.href for todo in await queued(a.MANAGER, a.MONDAY)]
