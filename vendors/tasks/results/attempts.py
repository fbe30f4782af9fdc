"""Uploads as the record remembers them: rows brought and rows right, whatever became of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.periods import Period
from vendors.tasks.rules import LEFT_OUT
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_FIRST = """
SELECT DISTINCT ON (t.contract, t.id) t.contract, a.batch_number, a.rows_total, a.rows_clean
FROM vendors_task t JOIN vendors_attempt a ON a.task = t.id
WHERE t.contract = ANY($1::int[]) AND t.due_on BETWEEN $2 AND $3 AND t.state <> ALL($4::text[])
ORDER BY t.contract, t.id, a.batch
"""


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


async def first_pass(*, contracts: Sequence[int], period: Period) -> Mapping[int, FirstPass]:
    """By contract, over the first checked upload of each task due in the period, but for refused and ended ones."""
    out = [state.value for state in LEFT_OUT]
    async with transaction() as connection:
        rows = await connection.fetch(_FIRST, list(contracts), period.starts_on, period.ends_on, out)
    firsts: dict[int, list[Record]] = {contract: [] for contract in contracts}
    for row in rows:
        firsts[row["contract"]].append(row)
    return {
        contract: FirstPass(
            rows=sum(row["rows_total"] for row in own),
            clean=sum(row["rows_clean"] for row in own),
            batches=tuple(row["batch_number"] for row in own),
        )
        for contract, own in firsts.items()
    }
