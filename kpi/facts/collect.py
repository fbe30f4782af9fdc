"""Vendors' numbers for one period, frozen at a cut-off: all contracts in a few queries, or one alone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from kpi.engine.facts import Event, Facts, FactValue
from kpi.engine.rulebook import EventRule, Rulebook
from kpi.facts.agreed import agreed_facts
from kpi.facts.asked import Asked, Counted, merged
from kpi.facts.conduct import Happened, conduct_facts, happened
from kpi.facts.entry_queries import entered_facts
from kpi.facts.every_kind import every_kind_facts
from kpi.facts.recorded.source import recorded_facts
from kpi.facts.work import work_facts
from vendors.contracts.queries import ContractView
from vendors.periods import Period

Source = Callable[[Sequence[Asked]], Awaitable[Mapping[int, Counted]]]
SOURCES: Final[tuple[Source, ...]] = (
    entered_facts,
    recorded_facts,
    conduct_facts,
    every_kind_facts,
    work_facts,
    agreed_facts,
)
"""Each gives facts by contract; where two know the same fact the later one holds."""


async def collect(*, contract: ContractView, period: Period, cutoff: datetime, rulebook: Rulebook) -> Facts:
    """`collect_all` of one contract."""
    found = await collect_all(
        contracts=(contract,), period=period, cutoff=cutoff, rulebooks={contract.vendor_kind.value: rulebook}
    )
    return found[contract.id]


async def collect_all(
    *, contracts: Sequence[ContractView], period: Period, cutoff: datetime, rulebooks: Mapping[str, Rulebook]
) -> Mapping[int, Facts]:
    """By contract, every fact the rulebook of its kind names: counted from the record, else entered, else not known.

    `rulebooks` by kind (A–D). Reads across all vendors (who reported a duplicate first): call it within
    `seeing(None)`.
    """
    asked = tuple(Asked(contract=contract, period=period, cutoff=cutoff) for contract in contracts)
    if not asked:
        return {}
    known = merged(asked, *[await source(asked) for source in SOURCES])
    events = await happened(asked)
    return {
        one.contract.id: _facts(
            one, rulebooks[one.contract.vendor_kind.value], known[one.contract.id], events.get(one.contract.id, ())
        )
        for one in asked
    }


def _facts(asked: Asked, rulebook: Rulebook, known: Counted, events: Sequence[Happened]) -> Facts:
    return Facts(
        kind=asked.contract.vendor_kind.value,
        subject=asked.contract.vendor_name,
        period=str(asked.period),
        values={name: known.get(name, FactValue(value=None)) for name in rulebook.facts},
        vetoes=_events(events, rulebook.vetoes),
        bonuses=_events(events, rulebook.bonus.events),
        caps=_events(events, rulebook.caps),
    )


def _events(events: Sequence[Happened], rules: tuple[EventRule, ...]) -> tuple[Event, ...]:
    codes = {rule.code for rule in rules}
    return tuple(
        Event(code=event.kind, count=event.times, basis=event.basis, records=(event.record,))
        for event in events
        if event.kind in codes
    )
