"""A card worked out: counted or rolled up, put right by accepted objections, scored; nothing is stored."""

from dataclasses import dataclass, replace
from datetime import datetime

from kpi.engine.card import Card
from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Facts
from kpi.engine.rulebook import Rulebook
from kpi.engine.score import score
from kpi.facts.collect import collect
from kpi.rulebooks.facts_file import facts_as_json
from kpi.rulebooks.queries import in_force
from kpi.scorecards.correcting import corrected
from kpi.scorecards.correction_queries import corrections
from kpi.scorecards.rolling_queries import CYCLES, ROLLED, rolled_facts
from vendors.contracts.queries import ContractView
from vendors.errors import Conflict
from vendors.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A card worked out and not stored: its facts as known at the cut-off and the rulebook that held."""

    card: Card
    facts: str
    rulebook: str
    cutoff: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Facts kept from an earlier day."""

    facts: Facts
    cutoff: datetime


async def work_out(*, contract: ContractView, period: Period, cutoff: datetime, frozen: Frozen | None = None) -> Worked:
    """Facts counted (or as `frozen`), put right and scored by the rulebook in force on the period's last day.

    Raises NotFound without a rulebook, Conflict when it has no rule for such a period.
    """
    rulebook = in_force(contract.vendor_kind.value, period.ends_on)
    if frozen is None:
        facts = await counted(contract=contract, period=period, cutoff=cutoff, rulebook=rulebook)
        frozen = Frozen(facts=facts, cutoff=cutoff)
    return scored(rulebook, corrected(frozen.facts, await corrections(contract.id, period)), cutoff=frozen.cutoff)


async def counted(*, contract: ContractView, period: Period, cutoff: datetime, rulebook: Rulebook) -> Facts:
    """What is known at the cut-off, before any correction."""
    if period.kind in ROLLED:
        facts = await rolled_facts(contract=contract, period=period, rulebook=rulebook)
        if all(part.total is None for part in facts.parts):
            raise Conflict(
                f"{period.zh}没有已公布的季度记分卡，不能累计。", f"No quarter of {period.en} has a published card."
            )
        return facts
    facts = await collect(contract=contract, period=period, cutoff=cutoff, rulebook=rulebook)
    return replace(facts, cycle=CYCLES[period.kind])


def scored(rulebook: Rulebook, facts: Facts, *, cutoff: datetime) -> Worked:
    """Raises Conflict when the rulebook has no rule for such facts."""
    try:
        card = score(rulebook, facts)
    except FactsMismatch as mismatch:
        raise Conflict(mismatch.words.zh, mismatch.words.en) from mismatch
    return Worked(card=card, facts=facts_as_json(facts), rulebook=rulebook.id, cutoff=cutoff)
