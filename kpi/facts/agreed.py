"""Numbers agreed under the contract: where the rulebook leaves one to contracts, they take its place."""

from collections.abc import Mapping, Sequence

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from kpi.rulebooks.target_queries import holding


async def agreed_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract, the targets that hold on the period's last day."""
    if not asked:
        return {}
    ids = [one.contract.id for one in asked]
    found = await holding(contracts=ids, on=asked[0].period.ends_on, as_of=max(one.cutoff for one in asked))
    return {
        contract: {one.fact: FactValue(value=one.value, records=(f"target:{one.id}",)) for one in targets}
        for contract, targets in found.items()
    }
