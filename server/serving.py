"""Running the processes: web, worker and scheduler in one by default, or apart."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import structlog
import uvicorn

from kpi.rulebooks.queries import newest as newest_rulebooks
from server.app import create_app
from server.database.addresses import Addresses
from server.database.migrate import migrate
from server.database.pool import located, opened
from server.jobs import worker
from server.jobs.catalogue import GIVE_UP, JOBS
from server.jobs.queue import DatabaseQueue
from server.jobs.schedule import scheduler
from server.settings import Settings
from server.storage.local import LocalBlobs
from server.web import clock
from server.web.house import House
from vendors.errors import Conflict
from vendors.policy.queries import newest

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A process with its database open."""

    house: House
    where: Addresses


@asynccontextmanager
async def opened_house(settings: Settings) -> AsyncIterator[Open]:
    """Database started and migrated, pool open, blobs and queue at hand."""
    async with located(settings) as where:
        await migrate(where)
        async with opened(where, size=settings.pool_size):
            await newest()
            await newest_rulebooks()
            house = House(settings=settings, blobs=LocalBlobs(settings.data / "blobs"), queue=DatabaseQueue())
            yield Open(house=house, where=where)


def claim(settings: Settings) -> None:
    """Whether the web can listen where it should, before anything is started. Raises Conflict."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            raise Conflict(
                f"不能在 {where} 上提供服务（{error.strerror}）。端口可能已被占用，请用 --port 换一个。",
                f"Cannot listen on {where} ({error.strerror}). The port may be taken: choose another with --port.",
            ) from error


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: it would raise the signal again before the house is closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(settings: Settings, *, web: bool = True, work: bool = True, schedule: bool = True) -> None:
    """Run the chosen parts until SIGTERM or SIGINT; then let requests and jobs under way end."""
    stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    async with opened_house(settings) as running:
        timer = scheduler(running.house, clock.now) if schedule else None
        if timer:
            timer.start()
        async with asyncio.TaskGroup() as parts:
            parts.create_task(stop.wait())
            if web:
                parts.create_task(_web(running.house, stop))
            if work:
                parts.create_task(_work(running, stop))
        if timer:
            timer.shutdown(wait=False)


async def _web(house: House, stop: asyncio.Event) -> None:
    settings = house.settings
    config = uvicorn.Config(
        create_app(house),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=20,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    log.info("web.serving", url=f"http://{settings.host}:{settings.port}")
    await asyncio.wait([serving, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stop.set()
    await serving


async def _work(running: Open, stop: asyncio.Event) -> None:
    work = worker.Work(jobs=JOBS, give_up=GIVE_UP, house=running.house, now=clock.now)
    app = worker.procrastinate_app(running.where.app, work)
    working = asyncio.create_task(worker.run(app, work, stalled=running.house.settings.stalled_seconds))
    await asyncio.wait([working, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    working.cancel()
    stop.set()
    with suppress(asyncio.CancelledError):
        await working
