"""A checked workbook's findings, kept until their vendor confirms them: what the columns are, and how they come in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vendors.copying import Ferry

if TYPE_CHECKING:
    from asyncpg.connection import Connection

FINDING_COLUMNS: Final = (
    "position", "institution", "visit_id", "patient_masked", "violation", "certainty", "basis", "description",
    "auditor", "checker", "audited_on", "amount_fen", "fund_loss_fen", "content", "evidence",
    "source", "false_kinds", "insutype", "doctor", "rule",
)  # fmt: skip
"""One record a case, numbered from 1 by `position`. `institution` is a code, `evidence` a JSON list of
{kind, name, page}; `content` a hash of what the case's rows say, `false_kinds` an array."""
LINE_COLUMNS: Final = (
    "finding", "position", "item_code", "item_name", "fee_on", "quantity", "unit_price", "wrong_quantity",
    "deduction", "due_price", "amount_fen", "fund_loss_fen", "sheet", "row", "same", "warned_on",
)  # fmt: skip
"""One record a line; `finding` is its case's position, `warned_on` the day its vendor sent a warning of it."""
UNMEASURED: Final = "SET LOCAL enable_nestloop = off"
"""Goes before joins of what came in a moment ago: without statistics the planner takes it for a single row."""

_SHARES = """
SELECT f.violation, count(*) AS findings, sum(l.lines)::bigint AS lines, sum(l.amount_fen)::bigint AS amount_fen,
  sum(l.fund_loss_fen)::bigint AS fund_loss_fen
FROM vendors_incoming_finding f JOIN (
  SELECT finding, count(*) AS lines, sum(amount_fen) AS amount_fen, sum(fund_loss_fen) AS fund_loss_fen
  FROM vendors_incoming_line WHERE batch = $1 GROUP BY finding
) l ON l.finding = f.position
WHERE f.batch = $1 GROUP BY 1 ORDER BY 4 DESC, 1
"""
_VISITS = "SELECT DISTINCT visit_id FROM vendors_incoming_finding WHERE batch = $1 AND visit_id <> ''"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Findings of one violation type among those received."""

    violation: str
    findings: int
    lines: int
    amount_fen: int
    fund_loss_fen: int


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

    async def land(self) -> tuple[int, int]:
        """How many findings and lines there are now."""
        return await self._findings.land(), await self._lines.land()


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


async def shares(connection: "Connection", *, batch: int) -> tuple[Share, ...]:
    """What a batch would bring, the greatest amount first."""
    async with connection.transaction():
        await connection.execute(UNMEASURED)
        return tuple(Share(**row) for row in await connection.fetch(_SHARES, batch))


async def visits(connection: "Connection", *, batch: int) -> tuple[str, ...]:
    """The visits a batch would bring findings of."""
    return tuple(row["visit_id"] for row in await connection.fetch(_VISITS, batch))
