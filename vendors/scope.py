"""Whose rows a connection may see: set for each borrowed connection, enforced by row-level security.

Nobody is the default: code that has not said whom it serves reads no vendor's rows.
Entered around a whole request or job, before any transaction begins.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Protocol

EVERYONE: Final = "*"
NOBODY: Final = ""
_scope: ContextVar[str] = ContextVar("scope", default=NOBODY)


class _Executes(Protocol):
    async def execute(self, query: str, *args: object) -> object: ...


@contextmanager
def seeing(vendor: int | None) -> Iterator[None]:
    """See one vendor's rows, or with None (bureau, jobs) everyone's."""
    token = _scope.set(EVERYONE if vendor is None else str(vendor))
    try:
        yield
    finally:
        _scope.reset(token)


async def apply(connection: _Executes) -> None:
    """Tell a freshly borrowed connection whose rows it may see (the pool calls this on every acquire)."""
    await connection.execute("SELECT set_config('app.vendor', $1, false)", _scope.get())
