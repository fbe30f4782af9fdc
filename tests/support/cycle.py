"""An assessment on its way: a quarter frozen, the restatement of another fed back and objected to."""

from kpi.assessment.actions.feedback import feed_back
from kpi.assessment.actions.freezing import freeze
from kpi.assessment.actions.objections import object_to
from tests.support import a, cards
from vendors.periods import Period
from vendors.registry.rules import Kind

Q1 = Period.parse("2026Q1")


async def under_way(vendor: int, *, contract: int, kind: Kind = Kind.A) -> dict[str, list[int]]:
    """Ids by the name paths give them."""
    frozen = await freeze(contract=contract, period=Q1, by=a.MANAGER, at=cards.ISSUED)
    await cards.facts(contract, kind=kind)
    card = await cards.issued(contract)
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    made = await object_to(
        card=card, indicator="K01", statement="人员已在岗，见考勤", by=a.clerk_of(vendor), at=cards.ISSUED
    )
    return {"assessment": [frozen], "objection": [made], "card": [card]}
