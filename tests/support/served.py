"""The whole service as a process: web, worker, scheduler and its own database, its clock moved by the test.

`with served(folder, at=…) as service:` starts `python -m tests.support.served DATA PORT`; `service.address` is its
URL. It is told things by lines of JSON on its standard input and answers each with one: a person to add, or a moment
to move the clock to; then the schedule fires and what it queued is done before the answer comes.
"""

import asyncio
import json
import os
import shutil
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

import httpx

from server import settings
from server.accounts.commands import add_user
from server.accounts.passwords import Passwords
from server.database.embedded import SYSTEM_HOME, EmbeddedServer
from server.jobs.queue import DatabaseQueue
from server.jobs.schedule import fire
from server.serving import serve
from server.storage.local import LocalBlobs
from server.web import clock, logs
from server.web.house import House
from tests.support import assessed, filed
from tests.support.assessed import Assessed
from tests.support.processes import Running
from vendors.scope import seeing
from vendors.transaction import transaction

START, STEP = 90.0, 60.0  # seconds
_moments = ExitStack()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@dataclass
class Service:
    """The running service. `start` after `kill` or `stop` begins a new process over the same data."""

    folder: Path
    moment: datetime
    port: int = field(default_factory=free_port)
    extra: Mapping[str, str] = field(default_factory=dict)
    running: Running | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """As its processes see them: `hengjian` commands run with these meet the same database."""
        here = {"HENGJIAN_DATA": str(self.folder), "HENGJIAN_POSTGRES_FAST": "1", "HENGJIAN_STALLED_SECONDS": "2"}
        return here | dict(self.extra)

    @property
    def log(self) -> Path:
        return self.folder / "served.log"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        told = [str(self.folder), str(self.port), self.moment.isoformat()]
        self.running = Running("tests.support.served", *told, settings=self.settings, log=self.log)
        until = monotonic() + START
        while not self._ready():
            assert self.running.alive, self.log.read_text(encoding="utf-8")[-3000:]
            assert monotonic() < until, self.log.read_text(encoding="utf-8")[-3000:]
            sleep(0.1)

    def at(self, moment: datetime) -> None:
        """Move its clock; the schedule has fired and its jobs are done when this returns."""
        self.moment = moment
        self._tell({"at": moment.isoformat()})

    def person(
        self, username: str, *, name: str, roles: list[str], password: str, vendor_code: str = "", staff_no: str = ""
    ) -> int:
        """An account, as `hengjian user add` makes it; returns its id."""
        fields = {"username": username, "name": name, "roles": roles, "password": password}
        return int(self._tell({"person": fields | {"vendor_code": vendor_code, "staff_no": staff_no}}))

    def leads(self, *cases: Sequence[int]) -> list[int]:
        """Findings of one institution past both reviews, each with lines of so many fen; their ids."""
        return [int(one) for one in self._tell({"leads": cases}).split()]

    def quarter(self, *, fallen: int, shared: int = 0, on_post: int = 2) -> Assessed:
        """A vendor whose third quarter is over: see tests.support.assessed."""
        told = json.loads(self._tell({"quarter": {"fallen": fallen, "shared": shared, "on_post": on_post}}))
        return Assessed(code=told["code"], contract=told["contract"], findings=tuple(told["findings"]))

    def annul(self, finding: int) -> None:
        """A determination is set aside by reconsideration."""
        self._tell({"annul": finding})

    def kill(self) -> tuple[int, ...]:
        """kill -9; its database keeps running. Returns the children it left behind."""
        assert self.running
        return self.running.kill()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.running
        return self.running.end()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def _tell(self, order: Mapping[str, object]) -> str:
        process = self.running.process if self.running else None
        assert process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        assert "failed" not in answer, answer
        return str(answer["done"])


@contextmanager
def served(folder: Path, *, at: datetime, **extra: str) -> Iterator[Service]:
    """The service over `folder`, its clock at `at`; `extra` are more settings. Everything is gone afterwards."""
    service = Service(folder=folder, moment=at, extra=extra)
    service.start()
    try:
        yield service
    finally:
        if service.running and service.running.alive:
            service.stop()
        _clear(service)


def _clear(service: Service) -> None:
    """The database of a root run lives outside the folder; one whose process was killed is still running."""
    database = EmbeddedServer(settings.read(service.settings))
    if (database.home / "lease").exists():
        database.start()
        database.stop()
    if database.home.parent == SYSTEM_HOME:
        shutil.rmtree(database.home, ignore_errors=True)


async def _carry_out(order: Mapping[str, object], house: House, passwords: Passwords) -> str:
    person = order.get("person")
    if isinstance(person, dict):
        return str(await add_user(**person, passwords=passwords, at=clock.now()))
    annul = order.get("annul")
    if isinstance(annul, int):
        with seeing(None):
            await assessed.annulled(annul, at=clock.now())
        return "ok"
    asked = order.get("quarter")
    if isinstance(asked, dict):
        with seeing(None):
            return json.dumps(asdict(await assessed.quarter(folder=house.settings.data, **asked)))
    leads = order.get("leads")
    if isinstance(leads, list):
        with seeing(None):
            world = await filed.world(visits=2 * len(leads))
            cases = [filed.case(visit, *fens) for visit, fens in zip(world.visits[::2], leads, strict=True)]
            return " ".join([str(await filed.lead(one)) for one in await filed.stored(world, *cases)])
    at = datetime.fromisoformat(str(order["at"]))
    _moments.enter_context(clock.everywhere_at(at))
    await fire(house=house, at=at)
    async with asyncio.timeout(STEP):
        while await _busy():  # noqa: ASYNC110 the worker is another part of this process
            await asyncio.sleep(0.05)
    return "ok"


async def _busy() -> bool:
    async with transaction() as connection:
        waiting = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))"
        return bool(await connection.fetchval(waiting))


def _listen(loop: asyncio.AbstractEventLoop, house: House) -> None:
    passwords = Passwords(names=(house.settings.bureau,))
    for line in sys.stdin:
        try:
            doing = asyncio.run_coroutine_threadsafe(_carry_out(json.loads(line), house, passwords), loop)
            answer = {"done": doing.result()}
        except Exception as error:  # noqa: BLE001 told to the test
            answer = {"failed": repr(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


async def _main(read: settings.Settings) -> None:
    house = House(settings=read, blobs=LocalBlobs(read.data / "blobs"), queue=DatabaseQueue())
    threading.Thread(target=_listen, args=(asyncio.get_running_loop(), house), daemon=True).start()
    await serve(read)


if __name__ == "__main__":
    folder, port, moment = sys.argv[1:]
    logs.configure()
    with clock.everywhere_at(datetime.fromisoformat(moment)):
        here = {"HENGJIAN_DATA": folder, "HENGJIAN_PORT": port}
        asyncio.run(_main(settings.read({**os.environ, **here})))
