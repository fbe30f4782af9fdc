"""What the worker runs."""

from contextlib import suppress
from datetime import datetime

import structlog
from asyncpg import InterfaceError, PostgresError

from importers.batches import annotating, checking
from importers.batches.making import make_template as make
from server.web.house import House
from vendors.errors import NotFound

_log = structlog.get_logger("hengjian.uploads")


async def check_batch(*, house: House, at: datetime, batch: int) -> None:
    """Check an upload. What a second try may cure (database, disk) is raised for the queue to try again."""
    secret = house.settings.secret.encode()
    try:
        await checking.check_batch(batch=batch, secret=secret, blobs=house.blobs, at=at, queue=house.queue)
    except (PostgresError, InterfaceError, OSError):
        raise
    except Exception:  # noqa: BLE001 - whatever else broke would break again: the vendor is told
        _log.exception("batch given up", batch=batch)
        with suppress(NotFound):
            await checking.give_up(batch=batch, at=at)


async def annotate_batch(*, house: House, at: datetime, batch: int) -> None:  # noqa: ARG001 every job gets the time
    """Make the annotated copy of an upload with problems."""
    await annotating.annotate_batch(batch=batch, blobs=house.blobs)


async def make_template(*, house: House, at: datetime, task: int, kind: str) -> None:
    """Make the template of a task whose list is long."""
    await make(task=task, kind=kind, secret=house.settings.secret.encode(), blobs=house.blobs, at=at)
