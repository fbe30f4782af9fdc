"""kill -9 at any moment while 5 000 rows are checked or stored: all of them once, or none and said so."""

import asyncio
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from importers.batches.actions import Upload, confirm, take_in, withdraw
from importers.batches.queries import batch as batch_view
from importers.batches.rules import BatchState
from server.database.addresses import Addresses
from server.jobs.queue import DatabaseQueue
from tests.support import uploads
from tests.support.accounts import account
from tests.support.processes import Running, gone, hengjian, until
from tests.support.uploads import SECRET, UPLOADED, Desk
from vendors.actors import SYSTEM, Role
from vendors.tasks.queries import task
from vendors.tasks.rules import TaskState
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
ROWS = 5_000
FOUND = 1_000
KILLS = 8
DICE = random.Random(20260706)  # noqa: S311 nothing secret is drawn
ENDED = {BatchState.READY, BatchState.FAILED, BatchState.STORED}
FRAME = 16  # rows of the template that are no data: 汇总, titles, header
ONCE = {
    "importers_batch_row": ROWS + FRAME,
    "importers_staged_visit": ROWS - FOUND,
    "vendors_incoming_finding": FOUND,
    "vendors_incoming_line": FOUND,
    "importers_batch_issue": 1,  # how many cases were passed
    "vendors_attempt": 1,
}


class TakenBack(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class Office:
    """A task over 5 000 cases, its workbook, and how processes reach the database."""

    desk: Desk
    content: bytes
    data: Path
    settings: Mapping[str, str]

    def started(self, *command: str) -> Running:
        return hengjian(*command, at=UPLOADED, settings=self.settings, log=self.data / "log")

    async def sent(self) -> int:
        taken = await take_in(
            task=self.desk.task, upload=Upload(filename="明细.xlsx", content=self.content), by=self.desk.clerk,
            at=UPLOADED, blobs=self.desk.blobs, queue=DatabaseQueue(),
        )  # fmt: skip
        return taken.batch

    async def state(self, batch: int) -> BatchState:
        return (await batch_view(batch, for_=SYSTEM)).state

    async def ended(self, batch: int) -> BatchState:
        async def known() -> bool:
            return await self.state(batch) in ENDED

        await until(known)
        return await self.state(batch)


@pytest.fixture
async def office(database: Addresses, data: Path) -> Office:
    desk = await uploads.desk(folder=data, visits=ROWS)
    owner = database.owner
    return Office(
        desk=desk,
        content=await desk.workbook(found=FOUND),
        data=data,
        settings={
            "HENGJIAN_DATA": str(data),
            "HENGJIAN_SECRET": SECRET.decode(),
            "HENGJIAN_STALLED_SECONDS": "2",
            "DATABASE_URL": f"postgresql://{owner.user}@/{owner.database}?host={owner.host}",
        },
    )


async def counted(table: str) -> int:
    async with transaction() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608 our own names


async def workers() -> set[int]:
    """Those the queue knows of, the dead not yet forgotten among them."""
    async with transaction() as connection:
        return {row["id"] for row in await connection.fetch("SELECT id FROM procrastinate_workers")}


async def working(office: Office) -> Running:
    """A worker that has told the queue that it is there."""
    known = await workers()
    worker = office.started("worker")

    async def one_more() -> bool:
        assert worker.alive, worker.log.read_text(encoding="utf-8")
        return bool(await workers() - known)

    try:
        await until(one_more)
    except BaseException:
        worker.end()
        raise
    return worker


async def buried(children: tuple[int, ...]) -> None:
    async def all_gone() -> bool:
        return all(gone(pid) for pid in children)

    await until(all_gone, seconds=10)


async def kept(batch: int) -> dict[str, int]:
    """Rows the check of a batch left behind, by table."""
    async with transaction() as connection:
        return {
            table: await connection.fetchval(f"SELECT count(*) FROM {table} WHERE batch = $1", batch)  # noqa: S608 ours
            for table in ONCE
        }


async def would_store(office: Office, batch: int) -> int:
    """Findings there once the batch is confirmed; then the confirmation is rolled back."""
    found = 0
    with suppress(TakenBack):
        async with transaction():
            await confirm(batch=batch, by=office.desk.clerk, at=UPLOADED)
            found = await counted("vendors_finding")
            raise TakenBack
    return found


async def seconds_of_a_check(office: Office) -> float:
    started = time.monotonic()
    batch = await office.sent()
    assert await office.ended(batch) is BatchState.READY
    await withdraw(batch=batch, by=office.desk.clerk, at=UPLOADED)
    return time.monotonic() - started


async def one_kill(office: Office, worker: Running, *, after: float) -> Running:
    """Kill the worker so many seconds into a check; the next one finishes it. Returns the next one."""
    batch = await office.sent()
    await asyncio.sleep(after)
    left = worker.kill()
    following = await working(office)
    try:
        await buried(left)
        assert await office.ended(batch) is BatchState.READY
        assert await kept(batch) == ONCE
        assert await would_store(office, batch) == FOUND
        await withdraw(batch=batch, by=office.desk.clerk, at=UPLOADED)
    except BaseException:
        following.end()
        raise
    return following


async def test_eight_workers_killed_while_checking_leave_every_row_to_be_stored_once(office: Office) -> None:
    worker = await working(office)
    try:
        whole = await seconds_of_a_check(office)
        for place in range(KILLS):
            worker = await one_kill(office, worker, after=whole * (place + DICE.random()) / KILLS)
    finally:
        code = worker.end()
    assert code == 0
    assert await counted("vendors_finding") == 0


async def checked() -> bool:
    async with transaction() as connection:
        return bool(await connection.fetchval("SELECT true FROM importers_batch WHERE state IN ('ready', 'stored')"))


async def test_two_processes_killed_while_storing_stored_everything_or_nothing(office: Office) -> None:
    await account("hexiaoman", name="何小满", roles=frozenset({Role.VENDOR_CLERK}), vendor=office.desk.clerk.vendor)
    (office.data / "明细.xlsx").write_bytes(office.content)
    number = (await task(office.desk.task, for_=SYSTEM)).number
    for moment in (0.2 * DICE.random(), 0.4 + 0.4 * DICE.random()):
        with office.started("import", str(office.data / "明细.xlsx"), "--task", number, "--as", "hexiaoman") as run:
            await until(checked)
            await asyncio.sleep(moment)
            run.kill()
        stored = await office.state(1) is BatchState.STORED
        assert await counted("vendors_finding") == (FOUND if stored else 0)
        there = (await task(office.desk.task, for_=SYSTEM)).state
        assert there is (TaskState.SUBMITTED if stored else TaskState.IN_PROGRESS)
    if not stored:
        await confirm(batch=1, by=office.desk.clerk, at=UPLOADED)
    assert await counted("vendors_finding") == FOUND


async def test_the_same_file_sent_twenty_times_at_once_is_one_batch(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    content = await desk.workbook(found=1)
    sent = await asyncio.gather(*(desk.upload(content) for _ in range(20)))
    assert len({taken.batch for taken in sent}) == 1
    assert [taken.again for taken in sent].count(False) == 1
    assert len(desk.queue.jobs) == 1


async def test_a_confirmation_asked_for_five_times_at_once_stores_once(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=3))
    await desk.check(taken.batch)
    asked = (confirm(batch=taken.batch, by=desk.clerk, at=UPLOADED) for _ in range(5))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer).__name__ for answer in answers].count("str") == 1
    assert await counted("vendors_finding") == 3
