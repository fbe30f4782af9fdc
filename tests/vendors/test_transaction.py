import asyncio

import asyncpg
import pytest

from server.database.addresses import Addresses
from vendors.transaction import engine, reading, transaction

pytestmark = pytest.mark.anyio
INSERT = (
    "INSERT INTO vendors_institution (code, name, kind, level, ownership, region, grid, credit_grade, updated_at)"
    " VALUES ($1, '示例', '一级医院', '', '公立', '620702', '', '', now())"
)
COUNT = "SELECT count(*) FROM vendors_institution"


async def _count() -> int:
    async with transaction() as connection:
        found: int = await connection.fetchval(COUNT)
        return found


async def test_an_error_takes_everything_back(database: Addresses) -> None:
    with pytest.raises(LookupError):
        async with transaction() as connection:
            await connection.execute(INSERT, "H1")
            raise LookupError
    assert await _count() == 0


async def test_a_transaction_inside_another_rolls_back_alone(database: Addresses) -> None:
    async with transaction() as connection:
        await connection.execute(INSERT, "H1")
        with pytest.raises(LookupError):
            async with transaction() as inner:
                await inner.execute(INSERT, "H2")
                raise LookupError
    assert await _count() == 1


async def test_a_failed_commit_gives_its_connection_back(database: Addresses) -> None:
    async with transaction() as connection:
        await connection.execute("CREATE TEMP TABLE deferred (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    pool = engine().pool
    assert pool is not None
    for _ in range(pool.get_max_size() + 1):
        with pytest.raises(asyncpg.UniqueViolationError):
            async with transaction() as connection:
                await connection.execute(
                    "CREATE TEMP TABLE IF NOT EXISTS twice (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)"
                )
                await connection.execute("INSERT INTO twice VALUES (1), (1)")
    assert await asyncio.wait_for(_count(), timeout=5) == 0


async def test_the_reads_of_a_page_share_one_connection(database: Addresses) -> None:
    async with reading():
        async with transaction() as one, transaction() as other:
            assert one is other
        assert await _count() == 0
    assert engine().current_transaction.get() is None


async def test_nothing_is_written_among_the_reads_of_a_page(database: Addresses) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with reading(), transaction() as connection:
            await connection.execute(INSERT, "H1")
    async with transaction() as connection:
        await connection.execute(INSERT, "H2")
    assert await _count() == 1
