"""Cards that used a determination reversed since are marked, never edited."""

import pytest

from kpi.scorecards import queries
from kpi.scorecards.outdated_queries import outdated
from tests.support import a, cards, ledger
from vendors.registry.rules import Kind

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
EARLIER = cards.ISSUED.replace(hour=0)


async def carded() -> tuple[ledger.Booked, int]:
    made = await ledger.booked()
    await cards.facts(made.world.contract, kind=Kind.A)
    (card,) = await cards.published(made.world.contract)
    return made, card


async def test_a_card_frozen_before_the_reversal_is_to_be_worked_out_anew() -> None:
    made, card = await carded()
    before = await queries.card(card, for_=a.MANAGER)
    assert await outdated([card]) == {}
    done = await ledger.reversed_(made.findings[0])
    found = await outdated([card])
    assert [(one.number, one.finding) for one in found[card]] == [(done.number, made.findings[0])]
    after = await queries.card(card, for_=a.MANAGER)
    assert (after.row.total, after.same) == (before.row.total, True)


async def test_a_card_of_another_finding_or_a_later_cutoff_is_not_marked() -> None:
    made = await ledger.booked()
    await ledger.reversed_(made.findings[0], at=EARLIER, decided_on=EARLIER.date())
    await cards.facts(made.world.contract, kind=Kind.A)
    (card,) = await cards.published(made.world.contract)
    assert await outdated([card]) == {}
