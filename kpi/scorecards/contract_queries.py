"""合同期: what the published cards of a contract's quarters come to so far, weighted by time."""

from datetime import date

from kpi.engine.card import Card
from kpi.engine.errors import FactsMismatch
from kpi.engine.score import score
from kpi.rulebooks.queries import in_force
from kpi.scorecards.rolling_queries import contract_facts
from vendors.contracts.queries import ContractView
from vendors.errors import NotFound


async def contract_score(contract: ContractView, *, until: date) -> Card | None:
    """None before the first published card, and where the rulebook has no rule for it. Worked out, not stored."""
    facts = await contract_facts(contract=contract, until=until)
    if all(part.total is None for part in facts.parts):
        return None
    try:
        return score(in_force(contract.vendor_kind.value, min(until, contract.ends_on)), facts)
    except (FactsMismatch, NotFound):
        return None
