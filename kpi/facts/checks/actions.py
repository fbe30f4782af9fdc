from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from kpi.facts.checks.rules import LONGEST_NOTE, CheckKind, Item, problems
from kpi.facts.withdrawing import mark_withdrawn, reasoned
from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.copying import copy_in
from vendors.errors import Conflict, Invalid
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date
from vendors.registry.rules import must_be_bureau
from vendors.tasks.results.fact_queries import listed_visits, rows_about

ATTACHED: Final = "kpi_check"
_INSERT: Final = """
INSERT INTO kpi_check (vendor, contract, kind, period, covers_from, covers_to, checked_on, checkers, basis, recorded_by,
  recorded_at, withdrawn_by, withdrawn_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '') RETURNING id
"""
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtext('kpi_check'), $1)"
_TWICE: Final = """
SELECT EXISTS (SELECT FROM kpi_check c
  WHERE c.contract = $1 AND c.kind = $2 AND c.period = $3 AND c.checked_on = $4 AND c.basis = $5
    AND c.withdrawn_at IS NULL
    AND ARRAY(SELECT i.subject || ' ' || i.passed FROM kpi_check_item i WHERE i.session = c.id ORDER BY i.position)
      = $6::text[])
"""


async def record_check(
    *,
    contract: int,
    period: Period,
    kind: CheckKind,
    items: Sequence[Item],
    checked_on: date,
    checkers: str,
    basis: str,
    by: Actor,
    at: datetime,
    file: File | None = None,
    sha256: str = "",
) -> int:
    """Record a check with its items and its paper; returns its id.

    Raises Invalid, Conflict (the same check stands already), Forbidden, NotFound.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        faults = problems(
            kind=kind, vendor_kind=under.vendor_kind, items=items, checked_on=checked_on, checkers=checkers,
            basis=basis, today=local_date(at),
        )  # fmt: skip
        if faults:
            raise Invalid(faults)
        await deed.connection.execute(_ONE_AT_A_TIME, contract)
        same = (contract, kind.value, str(period), checked_on, basis.strip())
        outcomes = [f"{item.subject} {str(item.passed).lower()}" for item in items]
        if await deed.connection.fetchval(_TWICE, *same, outcomes):
            raise Conflict(
                "同一抽查记录、同样明细的抽查已登记，如有差错请先作废。",
                "The same check with the same items stands already; withdraw it first if it is wrong.",
            )
        check = int(
            await deed.connection.fetchval(
                _INSERT, under.vendor, contract, kind.value, str(period), period.starts_on, period.ends_on, checked_on,
                checkers.strip(), basis.strip(), by.name, at,
            )
        )  # fmt: skip
        await _store(deed, under, check, kind, items)
        after: dict[str, Json] = {
            "check": check, "kind": kind.value, "period": str(period), "items": len(items),
            "passed": sum(item.passed for item in items),
        }  # fmt: skip
        deed.note("check.recorded", "contract", contract, vendor=under.vendor, after=after, note=basis.strip())
        if file is not None:
            await attach(
                deed, object_type=ATTACHED, object_id=check, vendor=under.vendor, title=basis.strip()[:120], file=file,
                sha256=sha256,
            )  # fmt: skip
    return check


async def _store(deed: Deed, under: ContractView, check: int, kind: CheckKind, items: Sequence[Item]) -> None:
    sources = await _sources(under.id, kind, [item.subject for item in items])
    rows = [
        {
            "vendor": under.vendor, "session": check, "position": place, "subject": item.subject, "passed": item.passed,
            "note": item.note[:LONGEST_NOTE], "source": sources.get(item.subject, ""),
        }
        for place, item in enumerate(items, 1)
    ]  # fmt: skip
    await copy_in(deed.connection, "kpi_check_item", rows)


async def _sources(contract: int, kind: CheckKind, subjects: Sequence[str]) -> Mapping[str, str]:
    """The record behind each subject, where the vendor's sheets or its task lists hold it."""
    traits = kind.traits
    if traits.sheet:
        rows = await rows_about(contract=contract, kind=traits.sheet, subjects=subjects)
        return {subject: f"result:{row}" for subject, row in rows.items()}
    if traits.visits:
        return {visit: f"visit:{visit}" for visit in await listed_visits(contract=contract, visits=subjects)}
    return {}


async def withdraw_check(*, check: int, reason: str, by: Actor, at: datetime) -> None:
    """作废: it no longer counts, and stays to be read. Raises Invalid (no reason), Conflict, NotFound, Forbidden."""
    must_be_bureau(by)
    why = reasoned(reason)
    async with act(by=by, at=at) as deed:
        row = await mark_withdrawn(deed, table="kpi_check", id_=check, reason=why)
        after: dict[str, Json] = {"check": check, "kind": row["kind"]}
        deed.note("check.withdrawn", "contract", row["contract"], vendor=row["vendor"], after=after, note=why)
