"""A published card whose determination is reversed: marked, restated, compared, paid right; the old one as it was."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.retention.actions import decide
from kpi.retention.payments import corrections, propose_payment
from kpi.retention.queries import proposal_of
from kpi.scorecards.actions import issue
from kpi.scorecards.comparing import compare
from kpi.scorecards.outdated_queries import outdated
from kpi.scorecards.queries import card as card_view
from kpi.scorecards.rules import CardState, Origin
from tests.support import a, cards, ledger, retention
from vendors.actors import SYSTEM
from vendors.periods import at_local
from vendors.registry.rules import Kind
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LATER = at_local(date(2026, 11, 3))


async def kept(card: int) -> tuple[str, str]:
    """The bytes of a card and of its facts."""
    async with transaction() as connection:
        row = await connection.fetchrow("SELECT facts, card FROM kpi_scorecard WHERE id = $1", card)
    return row["facts"], row["card"]


async def decided(card: int, ratio: str) -> None:
    proposal = await proposal_of(card, for_=SYSTEM)
    assert proposal
    async with transaction() as connection:
        await connection.execute(
            "UPDATE kpi_proposal SET fee_ratio = $2, measures = '[]' WHERE id = $1", proposal.id, Decimal(ratio)
        )
    await retention.told_if_owed(proposal.id)
    await decide(proposal=proposal.id, accepted=True, decision="按考核结果执行", by=cards.LEADER, at=LATER)


async def test_a_reversal_leads_to_a_new_version_and_a_correction_of_the_fee() -> None:
    made = await ledger.booked(1_000_00, 2_000_00)
    contract = made.world.contract
    await cards.facts(contract, kind=Kind.A)
    (card,) = await cards.published(contract)
    await decided(card, "1")
    await propose_payment(contract=contract, instalment=3, by=a.MANAGER, at=LATER)
    before = await kept(card)

    await ledger.reversed_(made.findings[0])
    assert card in await outdated([card])
    second = await issue(contract=contract, period=cards.Q3, by=a.MANAGER, at=LATER)
    old, new = [await card_view(one, for_=SYSTEM) for one in (card, second)]
    assert (old.row.state, new.row.origin) == (CardState.PUBLISHED, Origin.RESTATEMENT.value)
    changes = {line.code: line for line in compare(old.card, new.card, facts=(old.facts, new.facts)).changed}
    upheld = next(each for each in changes["A04"].facts if each.name == "findings_upheld")
    assert upheld.gone == [f"finding:{made.findings[0]}"]
    assert changes["A04"].lost

    await cards.publish(card=second, at=LATER)
    await decided(second, "0.8")
    (right,) = await corrections(contract)
    assert (right.deducted_fen, right.card) == (4_800_00, second)
    assert await outdated([second]) == {}
    assert await kept(card) == before
    superseded = await card_view(card, for_=SYSTEM)
    assert (superseded.row.state, superseded.same) == (CardState.SUPERSEDED, True)
