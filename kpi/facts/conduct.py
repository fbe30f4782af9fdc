"""Events of conduct: recorded by people, and uploads that held unmasked names (domain.md §3.7 no. 14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from kpi.facts.availability.facts import long_outages
from kpi.facts.rules import CONDUCT
from vendors.journal.queries import of_vendors
from vendors.transaction import transaction

_CONDUCT = """
SELECT contract, id, kind, times, basis,
  CASE WHEN withdrawn_at <= $4 THEN '已作废：' || withdrawn_why ELSE '' END AS left_out
FROM kpi_conduct_event
WHERE contract = ANY($1::int[]) AND happened_on BETWEEN $2 AND $3 AND recorded_at <= $4 ORDER BY contract, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event by its code in the rulebook, `times` times, with what it rests on.

    `left_out`: why it does not count, as it was withdrawn before the cut-off; empty while it stands.
    """

    contract: int
    id: int
    kind: str
    times: int
    basis: str
    left_out: str = ""

    @property
    def record(self) -> str:
        return f"event:{self.id}"


async def happened(asked: Sequence[Asked]) -> Mapping[int, tuple[Happened, ...]]:
    """The events of the period standing at the cut-off, by contract; contracts without any are left out."""
    found = await _recorded(asked)
    standing = {contract: tuple(event for event in own if not event.left_out) for contract, own in found.items()}
    return {contract: own for contract, own in standing.items() if own}


async def _recorded(asked: Sequence[Asked]) -> Mapping[int, tuple[Happened, ...]]:
    """Those withdrawn by then among them."""
    first = asked[0]
    contracts = [one.contract.id for one in asked]
    async with transaction() as connection:
        rows = await connection.fetch(_CONDUCT, contracts, *first.window, first.cutoff)
    events = [Happened(**row) for row in rows]
    return {contract: tuple(found) for contract, found in groupby(events, key=lambda event: event.contract)}


async def conduct_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """How often each kind of deduction happened; nothing recorded means it did not (0)."""
    events, leaks, outages = await _recorded(asked), await _unmasked(asked), await long_outages(asked)
    return {
        one.contract.id: _counted(
            events.get(one.contract.id, ()),
            {
                "exports_in_breach": leaks.get(one.contract.vendor, ()),
                "major_outages_over_four_hours": outages.get(one.contract.id, ()),
            },
        )
        for one in asked
    }


def _counted(events: Sequence[Happened], more: Mapping[str, tuple[str, ...]]) -> Counted:
    """`more` are records found elsewhere, each of them once."""
    return {name: _fact([event for event in events if event.kind == name], more.get(name, ())) for name in CONDUCT}


def _fact(events: Sequence[Happened], more: tuple[str, ...]) -> FactValue:
    standing = [event for event in events if not event.left_out]
    return FactValue(
        value=Decimal(sum(event.times for event in standing) + len(more)),
        records=(*(event.record for event in standing), *more),
        excluded=tuple((event.record, event.left_out) for event in events if event.left_out),
    )


async def _unmasked(asked: Sequence[Asked]) -> Mapping[int, tuple[str, ...]]:
    """By vendor: an event of information security."""
    first = asked[0]
    vendors = {one.contract.vendor for one in asked}
    links = await of_vendors(vendors=vendors, kind="batch.unmasked", window=first.window, as_of=first.cutoff)
    return {vendor: tuple(f"journal:{link.seq}" for link in found) for vendor, found in links.items()}
