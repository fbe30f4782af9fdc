"""A real worker over the real queue: done, tried again, given up, taken back from the dead."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest

from server.database.addresses import Addresses
from server.jobs import worker
from server.jobs.catalogue import abandoned, scheduled
from server.jobs.ledger import Line, claim, lines
from server.jobs.queue import DatabaseQueue
from server.jobs.worker import Job, Work
from server.web.house import House
from tests.support import a, rooms
from tests.support.processes import until
from vendors.errors import Conflict
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
STALLED = 1.0


def work_of(data: Path, jobs: Mapping[str, Job], **give_up: Job) -> Work:
    return Work(jobs=jobs, give_up=give_up, house=rooms.house_at(data), now=lambda: a.AT)


@asynccontextmanager
async def working(where: Addresses, work: Work) -> AsyncIterator[None]:
    app = worker.procrastinate_app(where.app, work)
    running = asyncio.create_task(worker.run(app, work, stalled=STALLED))
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def queued() -> list[asyncpg.Record]:
    async with transaction() as connection:
        return list(await connection.fetch("SELECT task_name, status, attempts FROM procrastinate_jobs ORDER BY id"))


async def emptied() -> bool:
    return not await queued()


async def states() -> list[str]:
    return [row["status"] for row in await queued()]


async def hurry() -> None:
    """Waiting between two tries is over."""
    async with transaction() as connection:
        await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


async def only_line() -> Line:
    (line,) = await lines()
    return line


async def failed() -> bool:
    await hurry()
    return await states() == ["failed"]


async def test_a_job_is_run_once_and_settles_its_ledger_line(database: Addresses, data: Path) -> None:
    ran: list[str] = []

    async def count(*, house: House, at: datetime, period: str) -> None:
        ran.append(period)

    await claim(job="count", period="2026Q3", at=a.AT)
    await DatabaseQueue().enqueue("count", {"period": "2026Q3"})
    async with working(database, work_of(data, {"count": scheduled("count", count)})):
        await until(emptied)
    assert ran == ["2026Q3"]
    assert ((await only_line()).state, (await only_line()).finished_at) == ("done", a.AT)


async def test_a_failing_job_is_tried_again_and_then_stands_there_failed(database: Addresses, data: Path) -> None:
    tries: list[int] = []
    told: list[int] = []

    async def break_down(*, house: House, at: datetime, batch: int) -> None:
        tries.append(batch)
        raise OSError("the disk is away")

    async def tell(*, house: House, at: datetime, batch: int) -> None:
        told.append(batch)

    await DatabaseQueue().enqueue("check", {"batch": 7})
    async with working(database, work_of(data, {"check": break_down}, check=tell)):
        await until(failed)
    assert (len(tries), told) == (worker.ATTEMPTS, [7])


async def test_a_scheduled_job_that_fails_says_so_in_the_ledger(database: Addresses, data: Path) -> None:
    async def refuse(*, house: House, at: datetime, period: str) -> None:
        raise Conflict("没有合同。", "There is no contract.")

    job = scheduled("report", refuse)
    await claim(job="report", period="2026Q3", at=a.AT)
    await DatabaseQueue().enqueue("report", {"period": "2026Q3"})
    async with working(database, work_of(data, {"report": job}, report=abandoned("report"))):
        await until(failed)
    assert ((await only_line()).state, (await only_line()).detail) == ("failed", "没有合同。")


async def leave_with_the_dead(*, attempts: int = 0) -> None:
    """The one job waiting is taken by a worker that gave its last sign of life a minute ago."""
    async with transaction() as connection:
        dead = await connection.fetchval("SELECT worker_id FROM procrastinate_register_worker_v1()")
        await connection.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' WHERE id = $1", dead
        )
        await connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = $1, attempts = $2", dead, attempts
        )


async def test_a_dead_workers_job_is_given_to_the_living(database: Addresses, data: Path) -> None:
    ran: list[int] = []

    async def check(*, house: House, at: datetime, batch: int) -> None:
        ran.append(batch)

    await DatabaseQueue().enqueue("check", {"batch": 7})
    await leave_with_the_dead()
    async with working(database, work_of(data, {"check": check})):
        await until(emptied)
    assert ran == [7]


async def test_a_job_that_kills_every_worker_is_given_up(database: Addresses, data: Path) -> None:
    job = scheduled("report", abandoned("report"))
    await claim(job="report", period="2026Q3", at=a.AT)
    await DatabaseQueue().enqueue("report", {"period": "2026Q3"})
    await leave_with_the_dead(attempts=worker.ATTEMPTS - 1)
    async with working(database, work_of(data, {"report": job}, report=abandoned("report"))):
        await until(failed)
    assert ((await only_line()).state, (await only_line()).detail) == ("failed", "执行中多次中断，已停止重试。")


async def test_two_reapers_over_one_dead_worker_run_its_job_once(database: Addresses, data: Path) -> None:
    ran: list[int] = []

    async def check(*, house: House, at: datetime, batch: int) -> None:
        ran.append(batch)

    await DatabaseQueue().enqueue("check", {"batch": 7})
    await leave_with_the_dead()
    work = work_of(data, {"check": check})
    async with working(database, work), working(database, work):
        await until(emptied)
        await asyncio.sleep(STALLED)
    assert ran == [7]


async def test_a_job_given_back_by_another_reaper_is_left_to_its_new_worker(database: Addresses, data: Path) -> None:
    await DatabaseQueue().enqueue("check", {"batch": 7})
    await leave_with_the_dead()
    work = work_of(data, {})
    app = worker.procrastinate_app(database.app, work)
    async with app.open_async():
        (seen,) = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED)
        await worker.take_back(app, work, seen)
        assert await states() == ["todo"]
        async with transaction() as connection:
            await connection.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        await worker.take_back(app, work, seen)
    assert await states() == ["doing"]
