import json
from collections.abc import Mapping

from vendors.transaction import transaction

QUEUE = "hengjian"
_WAITING = "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = $1 AND status = 'todo'"
_DEFER = (
    "SELECT procrastinate_defer_jobs_v1("
    "ARRAY[ROW($1, $2, 0, NULL, $3, $4::jsonb, NULL)::procrastinate_job_to_defer_v1])"
)


class DatabaseQueue:
    """Procrastinate's own SQL function, called on the caller's transaction: a rollback takes the job with it."""

    async def enqueue(self, job: str, arguments: Mapping[str, str | int], *, once: str | None = None) -> None:
        """Queue one job. With `once`, a job already waiting under that key is enough."""
        async with transaction() as connection:
            if once is not None:
                await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", once)
                if await connection.fetchval(_WAITING, once):
                    return
            await connection.execute(_DEFER, QUEUE, job, once, json.dumps(dict(arguments)))
