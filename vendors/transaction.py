"""The one way to a transaction, and to a page's many reads at the price of one.

Over Piccolo's own it adds two things: a failed COMMIT gives its connection back, and a transaction inside
another is a savepoint that rolls back alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from piccolo.engine.finder import engine_finder
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_reading: ContextVar[bool] = ContextVar("reading", default=False)


def engine() -> PostgresEngine:
    """The PostgreSQL engine the service was started with."""
    found = engine_finder()
    if not isinstance(found, PostgresEngine):
        msg = "PICCOLO_CONF names no PostgreSQL engine"
        raise TypeError(msg)
    return found


@asynccontextmanager
async def transaction() -> "AsyncIterator[Connection]":
    """Commit everything inside or nothing; yields the asyncpg connection (for COPY and advisory locks)."""
    database = engine()
    outer = database.current_transaction.get()
    if outer is not None and _reading.get():
        yield outer.connection
        return
    if outer is not None:
        async with outer.connection.transaction():
            yield outer.connection
        return
    if database.pool is None:
        msg = "the connection pool has not been started"
        raise RuntimeError(msg)
    async with database.pool.acquire() as connection:
        begun = PostgresTransaction(database)
        begun.connection = connection
        token = database.current_transaction.set(begun)
        try:
            async with connection.transaction():
                yield connection
        finally:
            database.current_transaction.reset(token)


@asynccontextmanager
async def reading() -> AsyncIterator[None]:
    """Every read inside shares one borrowed connection; nothing inside can write (the database refuses it).

    A query of its own costs five round trips, here one. Inside a transaction under way it changes nothing.
    """
    if engine().current_transaction.get() is not None:
        yield
        return
    async with transaction() as connection:
        await connection.execute("SET TRANSACTION READ ONLY")
        token = _reading.set(True)
        try:
            yield
        finally:
            _reading.reset(token)
