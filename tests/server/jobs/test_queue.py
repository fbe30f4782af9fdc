"""The queue belongs to the transaction; the ledger admits each period once, whoever asks."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from server.database.addresses import Addresses
from server.jobs.ledger import claim, lines
from server.jobs.queue import DatabaseQueue
from server.jobs.schedule import fire
from server.settings import read
from server.storage.local import LocalBlobs
from server.web.house import House
from tests.support import a
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
TENTH = a.AT + timedelta(days=4)
SAID = [
    "expire_defences 2026-07-10", "headcount 2026M06", "monthly_statistics 2026M06", "quarterly_report 2026Q2",
    "recheck_scorecards 2026-07-10", "remind 2026-07-10",
]  # fmt: skip


@pytest.fixture
def house(data: Path) -> House:
    settings = read({"HENGJIAN_DATA": str(data), "HENGJIAN_SECRET": "a secret of the tests"})
    return House(settings=settings, blobs=LocalBlobs(data / "blobs"), queue=DatabaseQueue())


async def waiting() -> list[str]:
    async with transaction() as connection:
        rows = await connection.fetch("SELECT task_name, args->>'period' AS period FROM procrastinate_jobs ORDER BY 1")
    return [f"{row['task_name']} {row['period']}" for row in rows]


async def test_a_rollback_takes_the_job_with_it(database: Addresses) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await DatabaseQueue().enqueue("check_batch", {"batch": 1}, once="batch-1")
            raise ZeroDivisionError
    assert await waiting() == []


async def test_one_job_waits_under_a_key_however_many_ask_at_once(database: Addresses) -> None:
    queue = DatabaseQueue()
    await asyncio.gather(*(queue.enqueue("check_batch", {"batch": 1}, once="batch-1") for _ in range(8)))
    assert len(await waiting()) == 1


async def test_the_ledger_admits_one_of_many_claims(database: Addresses) -> None:
    claims = await asyncio.gather(*(claim(job="report", period="2026Q3", at=a.AT) for _ in range(8)))
    assert sorted(claims) == [False] * 7 + [True]


async def test_a_claim_rolled_back_may_be_made_again(database: Addresses) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            assert await claim(job="report", period="2026Q3", at=a.AT)
            raise ZeroDivisionError
    assert await claim(job="report", period="2026Q3", at=a.AT)


async def test_two_schedulers_at_once_fire_each_period_once(database: Addresses, house: House) -> None:
    fired = await asyncio.gather(*(fire(house=house, at=TENTH) for _ in range(4)))
    assert sorted(said for one in fired for said in one) == SAID
    assert await waiting() == [*SAID, "spread_news None"]
    assert len(await lines()) == len(SAID)


async def test_the_same_day_fires_nothing_again_and_the_next_day_its_own(database: Addresses, house: House) -> None:
    await fire(house=house, at=a.AT)
    assert await fire(house=house, at=a.AT + timedelta(hours=6)) == ()
    assert await fire(house=house, at=a.AT + timedelta(days=1)) == (
        "expire_defences 2026-07-07",
        "recheck_scorecards 2026-07-07",
        "remind 2026-07-07",
    )


async def test_a_quarter_is_reported_from_the_tenth_even_if_we_slept_that_day(
    database: Addresses, house: House
) -> None:
    ninth, twelfth = a.AT + timedelta(days=3), a.AT + timedelta(days=6)
    assert await fire(house=house, at=ninth) == (
        "expire_defences 2026-07-09",
        "headcount 2026M06",
        "monthly_statistics 2026M06",
        "recheck_scorecards 2026-07-09",
        "remind 2026-07-09",
    )
    assert await fire(house=house, at=twelfth) == (
        "expire_defences 2026-07-12",
        "quarterly_report 2026Q2",
        "recheck_scorecards 2026-07-12",
        "remind 2026-07-12",
    )
