"""A checked workbook's findings, kept until their vendor confirms them: what the columns are, and how they come in."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from vendors.copying import Ferry

if TYPE_CHECKING:
    from asyncpg.connection import Connection

FINDING_COLUMNS: Final = (
    "position", "institution", "visit_id", "patient_masked", "violation", "certainty", "basis", "description",
    "auditor", "checker", "audited_on", "amount_fen", "fund_loss_fen", "content", "evidence",
)  # fmt: skip
"""One record a case, numbered from 1 by `position`. `institution` is a code, `evidence` a JSON list of
{kind, name, page}; `content` a hash of what the case's rows say."""
LINE_COLUMNS: Final = (
    "finding", "position", "item_code", "item_name", "fee_on", "quantity", "unit_price", "wrong_quantity",
    "deduction", "due_price", "amount_fen", "fund_loss_fen", "sheet", "row", "same",
)  # fmt: skip
"""One record a line; `finding` is its case's position."""


class Receiver:
    """Takes COPY text in the orders above, findings and lines in any succession; nothing is there until it lands."""

    def __init__(self, connection: "Connection", *, batch: int, vendor: int) -> None:
        fixed = {"batch": batch, "vendor": vendor}
        self._findings = Ferry(connection, "vendors_incoming_finding", FINDING_COLUMNS, fixed)
        self._lines = Ferry(connection, "vendors_incoming_line", LINE_COLUMNS, fixed)

    async def finding(self, piece: bytes) -> None:
        await self._findings.take(piece)

    async def line(self, piece: bytes) -> None:
        await self._lines.take(piece)

    async def land(self) -> None:
        await self._findings.land()
        await self._lines.land()


async def receive(
    connection: "Connection",
    *,
    batch: int,
    vendor: int,
    findings: AsyncIterator[bytes],
    lines: AsyncIterator[bytes],
) -> None:
    """Replace what is kept for a batch."""
    await discard(connection, batch=batch)
    receiver = Receiver(connection, batch=batch, vendor=vendor)
    async for piece in findings:
        await receiver.finding(piece)
    async for piece in lines:
        await receiver.line(piece)
    await receiver.land()


async def discard(connection: "Connection", *, batch: int) -> None:
    """Forget what is kept for a batch: it is checked again, was withdrawn, or is on the record now."""
    await connection.execute("DELETE FROM vendors_incoming_line WHERE batch = $1", batch)
    await connection.execute("DELETE FROM vendors_incoming_finding WHERE batch = $1", batch)
