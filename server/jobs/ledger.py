from dataclasses import dataclass
from datetime import datetime

from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One period of one scheduled job."""

    job: str
    period: str
    state: str
    detail: str
    fired_at: datetime
    finished_at: datetime | None


async def claim(*, job: str, period: str, at: datetime) -> bool:
    """True for the one caller who may run this job for this period; call it in the transaction that enqueues."""
    async with transaction() as connection:
        claimed = await connection.fetchval(
            "INSERT INTO server_ledger (job, period, state, detail, fired_at) VALUES ($1, $2, 'queued', '', $3)"
            " ON CONFLICT (job, period) DO NOTHING RETURNING 1",
            job,
            period,
            at,
        )
    return claimed is not None


async def settle(*, job: str, period: str, state: str, detail: str, at: datetime) -> None:
    """Write how it ended: `done` or `failed` with a sentence."""
    async with transaction() as connection:
        await connection.execute(
            "UPDATE server_ledger SET state = $3, detail = $4, finished_at = $5 WHERE job = $1 AND period = $2",
            job,
            period,
            state,
            detail,
            at,
        )


async def abandon(*, job: str, period: str, at: datetime) -> None:
    """Write `failed` for a job that never told how it ended; one that did keeps its line."""
    async with transaction() as connection:
        await connection.execute(
            "UPDATE server_ledger SET state = 'failed', detail = '执行中多次中断，已停止重试。', finished_at = $3"
            " WHERE job = $1 AND period = $2 AND finished_at IS NULL",
            job,
            period,
            at,
        )


async def lines(*, size: int = 50) -> tuple[Line, ...]:
    """The newest first."""
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT job, period, state, detail, fired_at, finished_at FROM server_ledger ORDER BY id DESC LIMIT $1",
            size,
        )
    return tuple(Line(**dict(row)) for row in rows)
