"""Running queued jobs: Procrastinate's worker, and a reaper that gives a dead worker's jobs to the living."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from server.database.addresses import Address
from server.jobs.queue import QUEUE
from server.web.house import House
from vendors.scope import seeing

HEARTBEAT = 2.0  # seconds between signs of life
STALLED = 8.0  # seconds without one after which a worker is dead
ATTEMPTS = 3

Job = Callable[..., Awaitable[None]]
log = structlog.get_logger()


def procrastinate_app(address: Address, jobs: Mapping[str, Job], *, house: House, now: Callable[[], datetime]) -> App:
    """Procrastinate's app with every job registered under its name; each runs seeing all vendors' rows."""
    app = App(connector=PsycopgConnector(kwargs=address.for_psycopg(), min_size=1, max_size=6))
    for name, job in jobs.items():
        retry = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)
        app.task(name=name, queue=QUEUE, pass_context=True, retry=retry)(_running(name, job, house, now))
    return app


def _running(name: str, job: Job, house: House, now: Callable[[], datetime]) -> Job:
    async def run(context: JobContext, **arguments: str | int) -> None:
        log.info("job.started", job=name, id=context.job.id)
        with seeing(None):
            await job(house=house, at=now(), **arguments)
        log.info("job.finished", job=name, id=context.job.id)

    return run


async def run(app: App, *, concurrency: int = 2) -> None:
    """Work until cancelled; on cancellation jobs under way have 20 seconds to end."""
    async with app.open_async():
        reaper = asyncio.create_task(_reap(app))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                install_signal_handlers=False,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                shutdown_graceful_timeout=20,
                delete_jobs="successful",
            )
        finally:
            reaper.cancel()
            with suppress(asyncio.CancelledError):
                await reaper


async def _reap(app: App) -> None:
    while True:
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED)
        for job in stalled:
            log.warning("job.stalled", job=job.task_name, id=job.id)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(HEARTBEAT)
