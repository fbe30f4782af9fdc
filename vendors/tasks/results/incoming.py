"""Rows of record sheets on their way: received when a batch is checked, admitted when its vendor confirms it.

Each function runs inside the caller's transaction and act; nothing is ever deleted once admitted.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from vendors.copying import ferry

if TYPE_CHECKING:
    from asyncpg.connection import Connection

RESULT_TABLE: Final = "vendors_incoming_result"
RESULT_COLUMNS: Final = (
    "kind", "position", "institution", "subject", "happened_on", "amount_fen", "figures", "sheet", "row", "content",
)  # fmt: skip
_ADMIT = """
INSERT INTO vendors_task_result
  (vendor, task, batch, kind, position, institution, subject, happened_on, amount_fen, figures, sheet, row, content,
   superseded_by, admitted_at)
SELECT r.vendor, $2, r.batch, r.kind, r.position, i.id, r.subject, r.happened_on, r.amount_fen, r.figures, r.sheet,
  r.row, r.content, NULL, $3
FROM vendors_incoming_result r LEFT JOIN vendors_institution i ON i.code = r.institution
WHERE r.batch = $1 ORDER BY r.kind, r.position
"""


async def receive(connection: "Connection", *, batch: int, vendor: int, results: AsyncIterator[bytes]) -> None:
    """Keep the rows of a checked batch; `results` are COPY text records of RESULT_COLUMNS, in any portions."""
    await ferry(connection, RESULT_TABLE, RESULT_COLUMNS, results, {"batch": batch, "vendor": vendor})


async def admit(connection: "Connection", *, task: int, batch: int, at: datetime) -> int:
    """Make the received rows results of the task; returns how many. What was received is then gone."""
    answer: str = await connection.execute(_ADMIT, batch, task, at)
    await discard(connection, batch=batch)
    return int(answer.rsplit(" ", 1)[-1])


async def counts(connection: "Connection", *, batch: int) -> Mapping[str, int]:
    """How many rows a checked batch would bring, by kind."""
    rows = await connection.fetch(
        "SELECT kind, count(*) AS n FROM vendors_incoming_result WHERE batch = $1 GROUP BY kind ORDER BY kind", batch
    )
    return {row["kind"]: row["n"] for row in rows}


async def stored_counts(connection: "Connection", *, batch: int) -> Mapping[str, int]:
    """How many rows of a stored batch count as results, by kind."""
    rows = await connection.fetch(
        "SELECT kind, count(*) AS n FROM vendors_task_result WHERE batch = $1 AND superseded_by IS NULL"
        " GROUP BY kind ORDER BY kind",
        batch,
    )
    return {row["kind"]: row["n"] for row in rows}


async def supersede(connection: "Connection", *, batch: int, by: int) -> int:
    """Batch `by` replaces `batch`: the results of the old one count no longer; returns how many."""
    answer: str = await connection.execute(
        "UPDATE vendors_task_result SET superseded_by = $2 WHERE batch = $1 AND superseded_by IS NULL", batch, by
    )
    return int(answer.rsplit(" ", 1)[-1])


async def discard(connection: "Connection", *, batch: int) -> None:
    """Forget what a batch brought: it was withdrawn, or is checked anew."""
    await connection.execute("DELETE FROM vendors_incoming_result WHERE batch = $1", batch)
