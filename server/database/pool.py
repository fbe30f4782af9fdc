"""Opening and closing the database for one process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import environ

from server.database import addresses
from server.database.addresses import Addresses
from server.database.embedded import EmbeddedServer
from server.settings import Settings
from vendors import scope

environ["PICCOLO_CONF"] = "server.piccolo_conf"


@asynccontextmanager
async def located(settings: Settings) -> AsyncIterator[Addresses]:
    """The database's addresses; the embedded server runs for as long as the block does."""
    if settings.database_url:
        yield addresses.given(settings)
        return
    server = EmbeddedServer(settings)
    server.start()
    try:
        yield addresses.embedded(server)
    finally:
        server.stop()


@asynccontextmanager
async def opened(where: Addresses, *, size: int = 10) -> AsyncIterator[None]:
    """Piccolo's engine with its pool started, as the application role; every borrowed connection is scoped."""
    from server.piccolo_conf import DB  # noqa: PLC0415 the engine reads PICCOLO_CONF, set above

    DB.config = where.app.for_asyncpg()
    await DB.start_connection_pool(min_size=1, max_size=size, setup=scope.apply)
    try:
        yield
    finally:
        await DB.close_connection_pool()
