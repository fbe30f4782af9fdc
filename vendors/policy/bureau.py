"""The bureau's own rules in this process, read again whenever another process has loaded new ones.

Look-ups are synchronous and used everywhere, so the rows stand in memory. `held` is entered at the start of every
request and job: it asks for the version, reads the rows when it has grown, and keeps the whole request on one version.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

import msgspec

from vendors.policy.rows import NOTHING, Bureau, Day, Entry, Parameter
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_VERSION = "SELECT coalesce(max(id), 0) FROM vendors_policy_change"
_PARAMETERS = """
SELECT code, zh, en, value, unit, source, article, begins, ends FROM vendors_policy_parameter ORDER BY code, begins
"""
_ENTRIES = "SELECT list_name, code, zh, en, begins, ends FROM vendors_code_entry ORDER BY list_name, code, begins"
_DAYS = "SELECT day, works, kind FROM vendors_holiday ORDER BY day"


class Shelf:
    """The newest rows this process has read."""

    def __init__(self) -> None:
        self.newest = NOTHING


SHELF: Final = Shelf()
_held: ContextVar[Bureau | None] = ContextVar("bureau", default=None)


def bureau() -> Bureau:
    """The rules of this request; outside one, the newest this process has read."""
    return _held.get() or SHELF.newest


async def newest() -> Bureau:
    """The rules as they are committed now: one cheap question, and the rows when they have changed."""
    async with transaction() as connection:
        version = await connection.fetchval(_VERSION)
        if version != SHELF.newest.version:
            SHELF.newest = await _read(connection, version)
    return SHELF.newest


@asynccontextmanager
async def held() -> AsyncIterator[Bureau]:
    """Keep to one version for as long as the block runs."""
    rules = await newest()
    token = _held.set(rules)
    try:
        yield rules
    finally:
        _held.reset(token)


def packed() -> bytes:
    """The rules of this request for a child process, which has no database."""
    return msgspec.msgpack.encode(bureau())


def adopt(rules: bytes) -> None:
    """In a child process: go by the rules of the request that started it."""
    SHELF.newest = msgspec.msgpack.decode(rules, type=Bureau)


async def _read(connection: "Connection", version: int) -> Bureau:
    return Bureau(
        version=version,
        parameters=tuple(Parameter(**dict(row)) for row in await connection.fetch(_PARAMETERS)),
        entries=tuple(Entry(**dict(row)) for row in await connection.fetch(_ENTRIES)),
        days=tuple(Day(**dict(row)) for row in await connection.fetch(_DAYS)),
    )
