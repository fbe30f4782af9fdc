"""Cards of a bureau that published them before the cycle existed."""

from importlib import import_module

import pytest

from kpi.retention.queries import proposal_of
from kpi.scorecards.queries import card as card_view
from kpi.scorecards.rules import Stage
from tests.support import a, cards
from vendors.actors import SYSTEM
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
UPGRADE = import_module("kpi.piccolo_migrations.kpi_2026_11_22t23_30_00_000000_by_hand").STATEMENTS
FORGOTTEN = "UPDATE kpi_scorecard SET fed_back_at = NULL, reviewed_at = NULL, applied_at = NULL, origin = ''"


async def test_a_decided_card_counts_as_applied_and_stays_seen_by_its_vendor() -> None:
    vendor, contract = await cards.contracted()
    for period in (cards.Q2, cards.Q3):
        await cards.facts(contract, period)
    decided, waiting = await cards.published(contract, (cards.Q2, cards.Q3))
    proposal = await proposal_of(decided, for_=SYSTEM)
    assert proposal
    async with transaction() as connection:
        await connection.execute(FORGOTTEN)
        await connection.execute("UPDATE kpi_proposal SET decided_at = $2 WHERE id = $1", proposal.id, cards.ISSUED)
        for statement in UPGRADE:
            await connection.execute(statement)
    rows = [(await card_view(card, for_=a.clerk_of(vendor))).row for card in (decided, waiting)]
    assert [row.stage for row in rows] == [Stage.APPLIED, Stage.PUBLISHED]


async def test_a_card_of_before_the_cycle_opens_recomputes_and_is_restated() -> None:
    """A number entered by hand then still counts; another entered now makes a second version, which replaces it."""
    _, contract = await cards.contracted()
    await cards.facts(contract, cards.Q3)
    (old,) = await cards.published(contract)
    async with transaction() as connection:
        await connection.execute(FORGOTTEN)
        for statement in UPGRADE:
            await connection.execute(statement)
    assert (await card_view(old, for_=a.MANAGER)).same
    await cards.facts(contract, cards.Q3, satisfaction_bureau="61")
    made = await cards.issued(contract)
    await cards.publish(card=made)
    former, new = [await card_view(card, for_=a.MANAGER) for card in (old, made)]
    assert (former.row.stage, former.same) == (Stage.SUPERSEDED, True)
    assert (new.row.stage, new.row.version) == (Stage.PUBLISHED, 2)
