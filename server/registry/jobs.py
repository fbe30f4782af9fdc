"""What the worker runs for the registers."""

from contextlib import suppress
from datetime import datetime

import structlog
from asyncpg import InterfaceError, PostgresError

from importers.registers import checking, committing
from server.web.house import House
from vendors.errors import NotFound

_log = structlog.get_logger("hengjian.registry")


async def check_register(*, house: House, at: datetime, upload: int) -> None:
    """Check a file. What a second try may cure (database, disk) is raised for the queue to try again."""
    try:
        await checking.check_register(upload=upload, blobs=house.blobs, at=at)
    except (PostgresError, InterfaceError, OSError):
        raise
    except Exception:  # noqa: BLE001 - whatever else broke would break again: the person who waits is told
        _log.exception("register given up", upload=upload)
        await tell_unfinished(house=house, at=at, upload=upload)


async def commit_register(*, house: House, at: datetime, upload: int) -> None:  # noqa: ARG001 every job gets the house
    """Take a file's rows over, in one transaction."""
    await committing.commit_register(upload=upload, at=at)


async def tell_unfinished(*, house: House, at: datetime, upload: int) -> None:  # noqa: ARG001 likewise
    """A file that is given up fails where people see it."""
    with suppress(NotFound):
        await checking.give_up(upload=upload, at=at)
