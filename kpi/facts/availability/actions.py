from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kpi.facts.availability.rules import LONGEST, OutageRow, problems
from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.queries import contract as contract_view
from vendors.copying import copy_in
from vendors.errors import Invalid, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import Period
from vendors.registry.rules import Kind, must_be_bureau

ATTACHED: Final = "outage_log"
_REPLACE: Final = """
UPDATE kpi_outage_log SET replaced_at = $3 WHERE contract = $1 AND month = $2 AND replaced_at IS NULL
"""
_INSERT: Final = """
INSERT INTO kpi_outage_log (vendor, contract, month, covers_from, covers_to, service_minutes, basis, recorded_by,
  recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
"""


async def record_log(
    *,
    contract: int,
    month: Period,
    service_minutes: int,
    rows: Sequence[OutageRow],
    basis: str,
    by: Actor,
    at: datetime,
    file: File | None = None,
    sha256: str = "",
) -> int:
    """Keep a month's log in the place of an earlier one; no rows mean that nothing failed. Returns its id.

    Raises Invalid, Forbidden, NotFound.
    """
    must_be_bureau(by)
    faults = problems(month=month, service_minutes=service_minutes, rows=rows, basis=basis, at=at)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        if under.vendor_kind is not Kind.B:
            faults["contract"] = Words(
                "只有信息技术机构有监控日志。", "Only information technology companies have one."
            )
        if faults:
            raise Invalid(faults)
        await deed.connection.execute(_REPLACE, contract, str(month), at)
        log = int(
            await deed.connection.fetchval(
                _INSERT, under.vendor, contract, str(month), month.starts_on, month.ends_on, service_minutes,
                basis.strip()[:LONGEST], by.name, at,
            )
        )  # fmt: skip
        outages = [
            {
                "vendor": under.vendor, "month_log": log, "position": place, "began_at": row.began_at,
                "ended_at": row.ended_at, "kind": row.kind.value, "system": row.system[:100],
                "cause": row.cause[:LONGEST],
            }
            for place, row in enumerate(rows, 1)
        ]  # fmt: skip
        await copy_in(deed.connection, "kpi_outage", outages)
        after: dict[str, Json] = {
            "log": log, "month": str(month), "outages": len(rows), "service_minutes": service_minutes,
        }  # fmt: skip
        deed.note("outage_log.recorded", "contract", contract, vendor=under.vendor, after=after, note=basis.strip())
        if file is not None:
            await attach(
                deed, object_type=ATTACHED, object_id=log, vendor=under.vendor, title=f"{under.number} {month}",
                file=file, sha256=sha256,
            )  # fmt: skip
    return log
