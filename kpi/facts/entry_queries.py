"""What people entered for one contract and period: numbers with their evidence, and events of conduct."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from vendors.actors import Actor
from vendors.periods import Period
from vendors.transaction import transaction

_ENTRIES = """
SELECT name, value, evidence, entered_by, entered_at FROM kpi_manual_fact
WHERE contract = $1 AND period = $2 AND ($3::int IS NULL OR vendor = $3) ORDER BY name
"""
_ENTERED = "SELECT id, contract, name, value FROM kpi_manual_fact WHERE contract = ANY($1::int[]) AND period = $2"
_EVENTS = """
SELECT id, happened_on, kind, times, basis, recorded_by, recorded_at, source,
  withdrawn_by, withdrawn_at, withdrawn_why
FROM kpi_conduct_event
WHERE contract = $1 AND happened_on BETWEEN $2 AND $3 AND ($4::int IS NULL OR vendor = $4) ORDER BY happened_on, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A number people entered and what it rests on."""

    value: Decimal
    evidence: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """A recorded event; `kind` is its code in the rulebook."""

    id: int
    happened_on: date
    kind: str
    times: int
    basis: str
    recorded_by: str
    recorded_at: datetime
    source: str
    withdrawn_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str


async def entered_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """The numbers entered for the period, by contract."""
    contracts = [one.contract.id for one in asked]
    async with transaction() as connection:
        rows = await connection.fetch(_ENTERED, contracts, str(asked[0].period))
    found: dict[int, Counted] = {contract: {} for contract in contracts}
    for row in rows:
        fact = FactValue(value=Decimal(row["value"]), records=(f"entry:{row['id']}",))
        found[row["contract"]][row["name"]] = fact
    return found


async def entries(*, contract: int, period: Period, for_: Actor) -> Mapping[str, Entry]:
    """By the name of the fact."""
    async with transaction() as connection:
        rows = await connection.fetch(_ENTRIES, contract, str(period), for_.vendor)
    return {
        row["name"]: Entry(
            value=Decimal(row["value"]),
            evidence=row["evidence"],
            entered_by=row["entered_by"],
            entered_at=row["entered_at"],
        )
        for row in rows
    }


async def events(*, contract: int, period: Period, for_: Actor) -> tuple[EventView, ...]:
    """Events that happened in the period, oldest first, those withdrawn among them."""
    async with transaction() as connection:
        rows = await connection.fetch(_EVENTS, contract, period.starts_on, period.ends_on, for_.vendor)
    return tuple(EventView(**row) for row in rows)
