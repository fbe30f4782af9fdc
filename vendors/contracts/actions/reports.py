"""报告报送: a report handed in under a contract, with its file."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.rules import ContractState
from vendors.errors import Conflict, NotFound
from vendors.journal.actions import Deed, act
from vendors.periods import Period, local_date
from vendors.registry.rules import must_be_bureau, must_reach

if TYPE_CHECKING:
    from asyncpg import Record

_OWED = """
SELECT r.id, r.vendor, r.due_on, r.delivered_on, c.status FROM vendors_report_due r
JOIN vendors_contract c ON c.id = r.contract WHERE r.contract = $1 AND r.period = $2 FOR UPDATE OF r
"""


async def deliver_report(
    *, contract: int, period: Period, by: Actor, at: datetime, on: date | None = None, document: str = "",
    file: File | None = None,
) -> None:  # fmt: skip
    """Record that a report was handed in, today or, by the bureau alone, on an earlier day.

    `document` is the SHA-256 of its file, and of `file` when that is given, kept already. Raises NotFound when none
    is owed for the period, Conflict when it was delivered already or the contract is archived.
    """
    if on is not None:
        must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        owed = await _deliver(deed, contract=contract, period=period, on=on or local_date(at), document=document)
        if file is not None:
            await attach(
                deed, object_type="report", object_id=owed["id"], vendor=owed["vendor"], title=f"{period.zh}报告",
                file=file, sha256=document,
            )  # fmt: skip


async def _deliver(deed: Deed, *, contract: int, period: Period, on: date, document: str) -> "Record":
    row = await deed.connection.fetchrow(_OWED, contract, str(period))
    if row is None:
        raise NotFound
    must_reach(deed.by, row["vendor"])
    if row["delivered_on"] is not None:
        raise Conflict(f"{period.zh}报告已报送。", f"The report for {period.en} has been delivered.")
    if row["status"] == ContractState.ARCHIVED:
        raise Conflict("合同已归档，不能再报送。", "The contract is archived; nothing is handed in under it.")
    await deed.connection.execute(
        "UPDATE vendors_report_due SET delivered_on = $2, document = $3 WHERE id = $1", row["id"], on, document
    )
    after = {"period": str(period), "due_on": row["due_on"].isoformat(), "delivered_on": on.isoformat()}
    deed.note("report.delivered", "contract", contract, vendor=row["vendor"], after=after)
    return row
