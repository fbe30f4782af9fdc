"""One vendor's numbers for one period, frozen at a cut-off."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi.engine.facts import Event, Facts, FactValue
from kpi.engine.rulebook import EventRule, Rulebook
from kpi.facts.every_kind import Asked, common_facts
from kpi.facts.work import work_facts
from vendors.contracts.queries import ContractView
from vendors.periods import Period
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_MANUAL = "SELECT id, name, value FROM kpi_manual_fact WHERE contract = $1 AND period = $2"
_CONDUCT = """
SELECT id, kind, times, basis FROM kpi_conduct_event
WHERE contract = $1 AND happened_on BETWEEN $2 AND $3 AND recorded_at <= $4 ORDER BY id
"""


async def collect(*, contract: ContractView, period: Period, cutoff: datetime, rulebook: Rulebook) -> Facts:
    """Every fact the rulebook names: counted from the record, else entered by people, else not known.

    Reads across all vendors (who reported a duplicate first): call it within `seeing(None)`.
    """
    asked = Asked(contract=contract, period=period, cutoff=cutoff)
    async with transaction() as connection:
        manual = await connection.fetch(_MANUAL, contract.id, str(period))
        events = await connection.fetch(_CONDUCT, contract.id, period.starts_on, period.ends_on, cutoff)
    conduct: dict[str, tuple[int, tuple[str, ...]]] = {}
    for event in events:
        count, records = conduct.get(event["kind"], (0, ()))
        conduct[event["kind"]] = (count + event["times"], (*records, f"event:{event['id']}"))
    entered = {row["name"]: FactValue(value=Decimal(row["value"]), records=(f"entry:{row['id']}",)) for row in manual}
    known = entered | await common_facts(asked, conduct) | await work_facts(asked)
    return Facts(
        kind=contract.vendor_kind.value,
        subject=contract.vendor_name,
        period=str(period),
        values={name: known.get(name, FactValue(value=None)) for name in rulebook.facts},
        vetoes=_events(events, rulebook.vetoes),
        bonuses=_events(events, rulebook.bonus.events),
    )


def _events(events: "list[Record]", rules: tuple[EventRule, ...]) -> tuple[Event, ...]:
    codes = {rule.code for rule in rules}
    return tuple(
        Event(code=event["kind"], count=event["times"], basis=event["basis"], records=(f"event:{event['id']}",))
        for event in events
        if event["kind"] in codes
    )
