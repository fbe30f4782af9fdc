from datetime import date, datetime
from decimal import Decimal

from kpi.rulebooks.queries import has_one, in_force
from kpi.rulebooks.rules import calendar_periods, must_draft
from kpi.rulebooks.target_rules import agreeable, target_faults
from vendors.actors import Actor
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Invalid
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period

_SET = """
INSERT INTO kpi_contract_target (vendor, contract, fact, value, basis, begins, set_by, set_by_id, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (contract, fact, begins) DO UPDATE SET value = EXCLUDED.value, basis = EXCLUDED.basis,
  set_by = EXCLUDED.set_by, set_by_id = EXCLUDED.set_by_id, set_at = EXCLUDED.set_at
RETURNING id
"""
_BEFORE = "SELECT value FROM kpi_contract_target WHERE contract = $1 AND fact = $2 AND begins = $3"
_CARDED = "SELECT DISTINCT period FROM kpi_scorecard WHERE contract = $1"


async def set_target(
    *, contract: int, fact: str, value: Decimal | None, basis: str, begins: date, by: Actor, at: datetime
) -> None:
    """A number the contract agrees instead of the rulebook's, from a day on; None: the rulebook's again.

    Raises Invalid for a number the rulebook does not leave to contracts, a day outside the term or within a period
    that has its card already; Forbidden, NotFound.
    """
    must_draft(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        kind = under.vendor_kind.value
        known = agreeable(in_force(kind, begins)) if has_one(kind, begins) else ()
        faults = target_faults(
            fact=fact,
            value=value,
            basis=basis,
            begins=begins,
            known={one.fact: one for one in known},
            term=(under.starts_on, under.ends_on),
            carded=await _carded(deed, contract),
        )
        if faults:
            raise Invalid(faults)
        before = await deed.connection.fetchval(_BEFORE, contract, fact, begins)
        row = (under.vendor, contract, fact, value, basis.strip()[:300], begins, by.name, by.id, at)
        await deed.connection.fetchval(_SET, *row)
        after: dict[str, Json] = {"fact": fact, "value": None if value is None else str(value)}
        deed.note(
            "target.set",
            "contract",
            contract,
            vendor=under.vendor,
            before=None if before is None else {"value": str(before)},
            after=after | {"begins": begins.isoformat()},
            note=basis.strip(),
        )


async def _carded(deed: Deed, contract: int) -> list[Period]:
    rows = await deed.connection.fetch(_CARDED, contract)
    return calendar_periods([row["period"] for row in rows])
