"""What the worker runs."""

from contextlib import suppress
from datetime import datetime

import structlog
from asyncpg import InterfaceError, PostgresError

from importers.batches import checking
from server.web.house import House
from vendors.errors import NotFound

_log = structlog.get_logger("hengjian.uploads")


async def check_batch(*, house: House, at: datetime, batch: int) -> None:
    """Check an upload. What a second try may cure (database, disk) is raised for the queue to try again."""
    secret = house.settings.secret.encode()
    try:
        await checking.check_batch(batch=batch, secret=secret, blobs=house.blobs, at=at)
    except (PostgresError, InterfaceError, OSError):
        raise
    except Exception:  # noqa: BLE001 - whatever else broke would break again: the vendor is told
        _log.exception("batch given up", batch=batch)
        with suppress(NotFound):
            await checking.give_up(batch=batch, at=at)
