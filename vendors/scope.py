"""Whose rows a connection may see: set for each borrowed connection, enforced by row-level security.

Two bounds, a vendor's and a county's. Nobody is the default: code that has not said whom it serves reads no vendor's
rows and no institution's. Entered around a whole request or job, before any transaction begins.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from asyncpg.connection import Connection

EVERYONE: Final = "*"
NOBODY: Final = ""
_scope: ContextVar[tuple[str, str]] = ContextVar("scope", default=(NOBODY, NOBODY))


class _Executes(Protocol):
    async def execute(self, query: str, *args: object) -> object: ...


@contextmanager
def seeing(vendor: int | None, region: str = "") -> Iterator[None]:
    """See one vendor's rows, or with None (bureau, jobs) everyone's; of one county (six digits) or the whole city."""
    token = _scope.set((EVERYONE if vendor is None else str(vendor), region or EVERYONE))
    try:
        yield
    finally:
        _scope.reset(token)


async def apply(connection: _Executes) -> None:
    """Tell a freshly borrowed connection whose rows it may see (the pool calls this on every acquire)."""
    sql = "SELECT set_config('app.vendor', $1, false), set_config('app.region', $2, false)"
    await connection.execute(sql, *_scope.get())


@asynccontextmanager
async def widened(connection: "Connection") -> AsyncIterator[None]:
    """Everyone's rows for a moment, inside a transaction: for a look or a row a rule needs past its own vendor's.

    An error inside undoes it with the transaction (or savepoint) it fails.
    """
    now = "SELECT coalesce(current_setting('app.vendor', true), ''), coalesce(current_setting('app.region', true), '')"
    kept = await connection.fetchrow(now)
    sql = "SELECT set_config('app.vendor', $1, true), set_config('app.region', $2, true)"
    await connection.execute(sql, EVERYONE, EVERYONE)
    yield
    await connection.execute(sql, *kept)
