"""Contracts that ran in a period and have no card for it yet, counted by vendor."""

from dataclasses import dataclass

from vendors.actors import Actor
from vendors.contracts.rules import UNSIGNED, ContractState
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

_UNCARDED = """
SELECT v.name AS vendor_name, v.kind, count(*) AS contracts
FROM vendors_contract c JOIN vendors_vendor v ON v.id = c.vendor
WHERE ($1::int IS NULL OR c.vendor = $1) AND c.status <> ALL($2) AND c.starts_on <= $4 AND c.ends_on >= $3
  AND NOT EXISTS (
    SELECT FROM kpi_scorecard s WHERE s.contract = c.id AND s.period = $5 AND s.state <> 'superseded')
GROUP BY v.id, v.name, v.kind ORDER BY max(c.starts_on) DESC, min(c.number)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncarded:
    """A vendor and how many of its contracts wait for a card; whether its kind has a rulebook is not asked here."""

    vendor_name: str
    kind: Kind
    contracts: int


async def uncarded(*, for_: Actor, period: Period) -> tuple[Uncarded, ...]:
    """The vendor with the newest contract first."""
    closed = [state.value for state in UNSIGNED | {ContractState.ARCHIVED}]
    async with transaction() as connection:
        rows = await connection.fetch(_UNCARDED, for_.vendor, closed, period.starts_on, period.ends_on, str(period))
    return tuple(Uncarded(**{**row, "kind": Kind(row["kind"])}) for row in rows)
