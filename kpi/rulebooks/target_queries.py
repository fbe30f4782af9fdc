"""Numbers agreed under contracts, taking the place of the rulebook's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vendors.actors import Actor
from vendors.transaction import transaction

_OF = """
SELECT id, fact, value, basis, begins, set_by, set_at FROM kpi_contract_target
WHERE contract = $1 AND ($2::int IS NULL OR vendor = $2) ORDER BY fact, begins DESC
"""
_HOLDING = """
SELECT DISTINCT ON (t.contract, t.fact) t.contract, t.fact, t.value, t.id
FROM kpi_contract_target t JOIN unnest($1::int[]) AS asked (contract) ON asked.contract = t.contract
WHERE t.begins <= $2 AND t.set_at <= $3 ORDER BY t.contract, t.fact, t.begins DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number agreed from a day on; `value` None: from then on the rulebook's again."""

    id: int
    fact: str
    value: Decimal | None
    basis: str
    begins: date
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The target that holds for a fact under a contract on a day."""

    id: int
    contract: int
    fact: str
    value: Decimal


async def targets(*, contract: int, for_: Actor) -> tuple[Target, ...]:
    """By fact, the newest first; a vendor's people get their own contracts'."""
    async with transaction() as connection:
        rows = await connection.fetch(_OF, contract, for_.vendor)
    return tuple(Target(**dict(row)) for row in rows)


async def holding(*, contracts: Sequence[int], on: date, as_of: datetime) -> Mapping[int, Sequence[Holding]]:
    """By contract, what holds on a day as was known at an instant."""
    async with transaction() as connection:
        rows = await connection.fetch(_HOLDING, list(contracts), on, as_of)
    found: dict[int, list[Holding]] = {}
    for row in rows:
        if row["value"] is not None:
            found.setdefault(row["contract"], []).append(Holding(**dict(row)))
    return found
