"""Uploads as the record remembers them: rows brought and rows right, whatever became of the file."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPass:
    """First uploads of some tasks: what a vendor gets right before it is told what is wrong (K03)."""

    rows: int
    clean: int
    batches: tuple[str, ...]

    @property
    def ratio(self) -> Decimal | None:
        return Decimal(self.clean) / self.rows if self.rows else None


async def record_attempt(
    *, vendor: int, task: int, batch: int, batch_number: str, rows_total: int, rows_clean: int, at: datetime
) -> None:
    """Remember a checked upload, in the transaction of the act that finishes the check; again, it is replaced."""
    async with transaction() as connection:
        await connection.execute(
            "INSERT INTO vendors_attempt (vendor, task, batch, batch_number, rows_total, rows_clean, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)"
            " ON CONFLICT (batch) DO UPDATE SET rows_total = $5, rows_clean = $6, at = $7",
            vendor,
            task,
            batch,
            batch_number,
            rows_total,
            rows_clean,
            at,
        )


async def first_pass(*, tasks: tuple[int, ...]) -> FirstPass:
    """Counted over the first checked upload of each task."""
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT DISTINCT ON (task) batch_number, rows_total, rows_clean FROM vendors_attempt"
            " WHERE task = ANY($1) ORDER BY task, batch",
            list(tasks),
        )
    return FirstPass(
        rows=sum(row["rows_total"] for row in rows),
        clean=sum(row["rows_clean"] for row in rows),
        batches=tuple(row["batch_number"] for row in rows),
    )
