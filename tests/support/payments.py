"""Instalments whose quarter has a published card."""

from decimal import Decimal

from kpi.retention.actions import decide
from kpi.retention.queries import proposal_of
from kpi.scorecards.actions import issue
from tests.support import a, cards, retention
from vendors.actors import Actor, Role
from vendors.contracts.payment_queries import PaymentView, payments_of
from vendors.contracts.queries import contract as contract_view
from vendors.periods import Period
from vendors.transaction import transaction

AT = cards.ISSUED
ACCOUNTANT = Actor(id=16, name="钱进", roles=frozenset({Role.ACCOUNTANT}))


async def graded(contract: int, period: Period, ratio: str, *, decided: bool = True) -> int:
    """A published card whose grade pays such a share of the linked fee (the grade itself is not what is tested)."""
    await cards.facts(contract, period)
    card = await issue(contract=contract, period=period, by=a.MANAGER, at=AT)
    await cards.publish(card=card, at=AT)
    proposal = await proposal_of(card, for_=a.MANAGER)
    assert proposal
    async with transaction() as connection:
        await connection.execute("UPDATE kpi_proposal SET fee_ratio = $2 WHERE id = $1", proposal.id, Decimal(ratio))
    if decided:
        await retention.told_if_owed(proposal.id)
        await decide(proposal=proposal.id, accepted=True, decision="按考核结果执行", by=cards.LEADER, at=AT)
    return card


async def instalments(contract: int) -> tuple[PaymentView, ...]:
    return await payments_of(await contract_view(contract, for_=a.MANAGER), for_=a.MANAGER)
