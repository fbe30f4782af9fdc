"""Running queued jobs: Procrastinate's worker, and a reaper that gives a dead worker's jobs to the living.

A job that fails is tried again; one that failed or killed its worker ATTEMPTS times is given up, visibly: it stays
in the queue's table as failed, and what `Work.give_up` names for it is run.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status

from kpi.rulebooks.queries import held as held_rulebooks
from server.database.addresses import Address
from server.jobs.queue import QUEUE
from server.web.house import House
from vendors.policy.queries import held
from vendors.scope import seeing

ATTEMPTS = 3
BEATS = 4  # signs of life a worker gives in the time after which it counts as dead
_AGAIN = """
SELECT procrastinate_retry_job_v2(j.id, now(), NULL, NULL, NULL) FROM (
  SELECT id FROM procrastinate_jobs WHERE id = %(job_id)s AND status = 'doing' AND attempts = %(attempts)s FOR UPDATE
) j
"""
"""Back into the queue, unless another reaper gave it back in the meantime: a living worker may have it by now."""

Job = Callable[..., Awaitable[None]]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a worker can do: jobs by name, and by the same name what closes the matter of one that is given up."""

    jobs: Mapping[str, Job]
    give_up: Mapping[str, Job]
    house: House
    now: Callable[[], datetime]

    async def run(self, job: Job, **arguments: str | int) -> None:
        """Seeing all vendors' rows, at the present moment, by the bureau's rules as they now are."""
        with seeing(None):
            async with held(), held_rulebooks():
                await job(house=self.house, at=self.now(), **arguments)

    async def close(self, name: str, **arguments: str | int) -> None:
        """Tell whoever waits for a job that it will not be done."""
        log.error("job.given_up", job=name, arguments=arguments)
        if name in self.give_up:
            await self.run(self.give_up[name], **arguments)


def procrastinate_app(address: Address, work: Work) -> App:
    """Procrastinate's app with every job registered under its name."""
    app = App(connector=PsycopgConnector(kwargs=address.for_psycopg(), min_size=1, max_size=6))
    for name, job in work.jobs.items():
        retry = RetryStrategy(max_attempts=ATTEMPTS - 1, exponential_wait=2)
        app.task(name=name, queue=QUEUE, pass_context=True, retry=retry)(_running(name, job, work))
    return app


def _running(name: str, job: Job, work: Work) -> Job:
    async def run(context: JobContext, **arguments: str | int) -> None:
        log.info("job.started", job=name, id=context.job.id)
        try:
            await work.run(job, **arguments)
        except Exception:
            log.exception("job.failed", job=name, id=context.job.id, attempt=context.job.attempts + 1)
            if context.job.attempts + 1 >= ATTEMPTS:
                await work.close(name, **arguments)
            raise
        log.info("job.finished", job=name, id=context.job.id)

    return run


async def run(app: App, work: Work, *, stalled: float, concurrency: int = 2) -> None:
    """Work until cancelled; on cancellation jobs under way have 20 seconds to end.

    A worker without a sign of life for `stalled` seconds is dead, and its jobs begin again.
    """
    async with app.open_async():
        reaper = asyncio.create_task(_reap(app, work, stalled))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                install_signal_handlers=False,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=stalled / BEATS,
                stalled_worker_timeout=stalled,
                shutdown_graceful_timeout=20,
                delete_jobs="successful",
            )
        finally:
            reaper.cancel()
            with suppress(asyncio.CancelledError):
                await reaper


async def _reap(app: App, work: Work, stalled: float) -> None:
    """Outlives whatever breaks: another reaper being first, the database being away for a moment."""
    clock, pause = asyncio.get_running_loop().time, stalled / BEATS
    woken = due = clock()
    while True:
        if woken - due < pause:  # else this very process was held up, and its own jobs would look stalled
            try:
                for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled):
                    await take_back(app, work, job)
            except Exception:
                log.exception("reaper.again")
        due = clock() + pause
        await asyncio.sleep(pause)
        woken = clock()


async def take_back(app: App, work: Work, job: QueuedJob) -> None:
    """Give a job its worker died of to the living, or close it as given up; `job` as it was seen stalled."""
    log.warning("job.stalled", job=job.task_name, id=job.id, attempt=job.attempts + 1)
    if job.attempts + 1 < ATTEMPTS:
        await app.connector.execute_query_async(_AGAIN, job_id=job.id, attempts=job.attempts)
        return
    await work.close(job.task_name, **{name: v for name, v in job.task_kwargs.items() if isinstance(v, str | int)})
    await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
