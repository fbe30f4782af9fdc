"""Every hazard class through HTTP: each batch ends in its class, nobody else notices, nothing is left behind."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from server.database.addresses import Addresses
from tests.support import uploads
from tests.support.accounts import account, enter, token_on
from tests.support.hazards import CLEAN, ISSUES, REFUSED, Base, Hazard
from tests.support.hazards_all import HAZARDS
from tests.support.processes import Running, until
from tests.support.served import Service, served
from tests.support.uploads import SECRET, UPLOADED, Desk
from vendors.actors import Role
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
VENDORS = 4
MIB = 1024 * 1024
GROWTH, VERDICT, PAGE = 50 * MIB, 20.0, 0.5  # bytes and seconds that may not be exceeded
_STATE = "SELECT state, errors, refusal_zh <> '' AS unread FROM importers_batch WHERE id = $1"
_ENDED = {"ready", "refused", "failed"}


@dataclass(kw_only=True)
class Told:
    """What was seen from outside."""

    landed: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, float] = field(default_factory=dict)
    pages: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """A clerk at a browser, and the files to send."""

    desk: Desk
    client: httpx.AsyncClient
    token: str

    async def send(self, name: str, content: bytes) -> httpx.Response:
        path = f"/tasks/{self.desk.task}/upload"
        form, file = {"_csrf": self.token, "check_only": "yes"}, {"file": (name, content)}
        return await self.client.post(path, data=form, files=file)


def memory(pid: int) -> int:
    """Resident bytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


@asynccontextmanager
async def signed_in(service: Service, username: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=service.address, timeout=30) as client:
        assert (await enter(client, username)).status_code == 303
        yield client


async def ended(batch: int) -> str:
    """The class a batch lands in."""
    while True:
        async with transaction() as connection:
            row = await connection.fetchrow(_STATE, batch)
        if row["state"] in _ENDED:
            break
        await asyncio.sleep(0.05)
    if row["state"] != "refused":
        return CLEAN if row["state"] == "ready" else str(row["state"])
    return REFUSED if row["unread"] else ISSUES if row["errors"] else "nothing said"


async def work_through(vendor: Vendor, files: Sequence[tuple[Hazard, bytes]], told: Told) -> None:
    for hazard, content in files:
        began = time.monotonic()
        answer = await vendor.send(hazard.filename, content)
        told.statuses.append(answer.status_code)
        if answer.status_code == 303:
            told.landed[hazard.name] = await ended(int(answer.headers["location"].rpartition("/")[2]))
        elif answer.status_code in {413, 422}:
            told.landed[hazard.name] = REFUSED
        told.verdicts[hazard.name] = time.monotonic() - began


async def look_in(client: httpx.AsyncClient, pid: int, told: Told) -> None:
    """Somebody else's page every 100 ms, and what the process holds in memory."""
    while True:
        began = time.monotonic()
        answer = await client.get("/tasks")
        told.pages.append(time.monotonic() - began)
        told.statuses.append(answer.status_code)
        told.memory.append(memory(pid))
        await asyncio.sleep(max(0.0, 0.1 - told.pages[-1]))


@pytest.fixture
async def service(database: Addresses, data: Path) -> AsyncIterator[tuple[Service, list[Desk]]]:
    desks = [await uploads.desk(folder=data) for _ in range(VENDORS)]
    for desk in desks:
        roles = frozenset({Role.VENDOR_LEAD, Role.VENDOR_CLERK})
        await account(f"clerk{desk.clerk.vendor}", name="何小满", roles=roles, vendor=desk.clerk.vendor)
    await account("manager", roles=frozenset({Role.TASK_MANAGER}))
    owner, spool = database.owner, data / "spool"
    spool.mkdir()
    settings: Mapping[str, str] = {
        "DATABASE_URL": f"postgresql://{owner.user}@/{owner.database}?host={owner.host}",
        "HENGJIAN_SECRET": SECRET.decode(),
        "TMPDIR": str(spool),
    }
    with served(data, at=UPLOADED, **settings) as running:
        yield running, desks


def nobody_but(process: Running, known: tuple[int, ...]) -> Callable[[], Awaitable[bool]]:
    """The copies with comments are written by children too, a little later. A zombie would stay."""

    async def gone() -> bool:
        return process.children() == known

    return gone


async def vendor(stack: AsyncExitStack, running: Service, desk: Desk) -> Vendor:
    client = await stack.enter_async_context(signed_in(running, f"clerk{desk.clerk.vendor}"))
    return Vendor(desk=desk, client=client, token=await token_on(client, f"/tasks/{desk.task}/upload"))


async def storm(running: Service, desks: Sequence[Desk], told: Told) -> None:
    """All hazards through all vendors at once, while somebody else looks on."""
    process = running.running
    assert process
    bases = [Base(await desk.workbook(found=2)) for desk in desks]
    files = [[(hazard, hazard.make(base)) for hazard in HAZARDS[place::VENDORS]] for place, base in enumerate(bases)]
    async with AsyncExitStack() as stack:
        clerks = [await vendor(stack, running, desk) for desk in desks]
        manager = await stack.enter_async_context(signed_in(running, "manager"))
        for place, clerk in enumerate(clerks):  # what a process loads at its first file is no growth
            first = await clerk.send("第一份.xlsx", bases[place].content)
            assert await ended(int(first.headers["location"].rpartition("/")[2])) == CLEAN
        watching = asyncio.create_task(look_in(manager, process.process.pid, told))
        await asyncio.sleep(0.5)
        await asyncio.gather(*(work_through(clerk, mine, told) for clerk, mine in zip(clerks, files, strict=True)))
        await asyncio.sleep(0.5)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def test_every_hazard_ends_in_its_class_and_nobody_else_notices(service: tuple[Service, list[Desk]]) -> None:
    running, desks = service
    assert running.running
    told, before = Told(), running.running.children()
    await storm(running, desks, told)
    pages = sorted(told.pages)
    late = pages[len(pages) * 99 // 100]
    slow = max(told.verdicts, key=lambda name: told.verdicts[name])
    growth, peak = told.memory[-1] - told.memory[0], max(told.memory) - told.memory[0]
    sys.stdout.write(
        f"\n{len(told.landed)} files; slowest verdict {told.verdicts[slow]:.1f} s ({slow}); {len(pages)} pages, median "
        f"{pages[len(pages) // 2] * 1000:.0f} ms, p99 {late * 1000:.0f} ms, longest {pages[-1] * 1000:.0f} ms; "
        f"memory +{growth / MIB:.0f} MiB at the end, +{peak / MIB:.0f} MiB at most\n"
    )
    elsewhere = {h.name: (told.landed.get(h.name), h.verdict) for h in HAZARDS if told.landed.get(h.name) != h.verdict}
    assert elsewhere == {}
    assert [status for status in told.statuses if status >= 500] == []
    await until(nobody_but(running.running, before))
    assert [path.name for path in (running.folder / "spool").iterdir()] == []
    assert peak <= GROWTH
    if "PYTEST_XDIST_WORKER" not in os.environ:  # seconds mean something only where no other test runs beside this one
        assert told.verdicts[slow] <= VERDICT
        assert late <= PAGE


async def test_a_reader_killed_from_outside_is_a_refusal_and_leaves_no_zombie(
    service: tuple[Service, list[Desk]],
) -> None:
    running, desks = service
    process = running.running
    assert process
    content = await desks[0].workbook(found=1)
    async with AsyncExitStack() as stack:
        clerk = await vendor(stack, running, desks[0])
        before, killed = process.children(), set[int]()
        sent = await clerk.send("明细.xlsx", content)
        landing = asyncio.create_task(ended(int(sent.headers["location"].rpartition("/")[2])))
        while not landing.done():
            for child in set(process.children()) - set(before) - killed:
                os.kill(child, signal.SIGKILL)
                killed.add(child)
            await asyncio.sleep(0.002)
        assert killed
        assert landing.result() == REFUSED
        again = await clerk.send("明细二.xlsx", Base(content).book({"docProps/again.xml": b"<x/>"}))
        assert await ended(int(again.headers["location"].rpartition("/")[2])) == CLEAN
    await until(nobody_but(process, before))
