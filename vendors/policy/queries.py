from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from vendors.policy.bureau import SHELF, keeping
from vendors.policy.rows import Bureau, Day, Entry, Parameter
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_VERSION = "SELECT coalesce(max(id), 0) FROM vendors_policy_change"
_PARAMETERS = """
SELECT code, zh, en, value, unit, source, article, begins, ends FROM vendors_policy_parameter ORDER BY code, begins
"""
_ENTRIES = "SELECT list_name, code, zh, en, begins, ends FROM vendors_code_entry ORDER BY list_name, code, begins"
_DAYS = "SELECT day, works, kind FROM vendors_holiday ORDER BY day"


async def newest() -> Bureau:
    """The bureau's rules as they are committed now: one cheap question, and the rows when they have changed."""
    async with transaction() as connection:
        version = await connection.fetchval(_VERSION)
        if version != SHELF.newest.version:
            SHELF.newest = await _read(connection, version)
    return SHELF.newest


@asynccontextmanager
async def held() -> AsyncIterator[Bureau]:
    """Entered at the start of every request and job: two processes agree from the next one on."""
    rules = await newest()
    with keeping(rules):
        yield rules


async def as_written() -> Bureau:
    """The rules as the transaction under way has written them; nobody else sees them yet."""
    async with transaction() as connection:
        return await _read(connection, await connection.fetchval(_VERSION))


async def _read(connection: "Connection", version: int) -> Bureau:
    return Bureau(
        version=version,
        parameters=tuple(Parameter(**dict(row)) for row in await connection.fetch(_PARAMETERS)),
        entries=tuple(Entry(**dict(row)) for row in await connection.fetch(_ENTRIES)),
        days=tuple(Day(**dict(row)) for row in await connection.fetch(_DAYS)),
    )
