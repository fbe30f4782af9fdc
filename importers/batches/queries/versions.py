"""Versions of one deliverable of a task."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importers.batches.queries.uploads import batch
from importers.batches.rules import BatchState
from vendors.actors import Actor
from vendors.errors import Words
from vendors.findings.version_queries import review_begun
from vendors.tasks.rules import TaskState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_VERSIONS = """
SELECT id, number, version, state, stored_at, uploaded_by_name FROM importers_batch
WHERE task = $1 AND deliverable = $2 AND version > 0 AND ($3::int IS NULL OR vendor = $3) ORDER BY version DESC
"""
_STANDS = """
SELECT b.id, b.number, b.version, t.state AS task_state FROM importers_batch b JOIN vendors_task t ON t.id = b.task
WHERE b.task = $1 AND b.deliverable = $2 AND b.state = 'stored' ORDER BY b.version DESC LIMIT 1
"""
REVIEW_BEGUN = Words(
    "上一版已开始审核，须由医保部门退回补正后才能替换。",
    "Review of the earlier version has begun; it can be replaced once the bureau returns the task.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One stored version; `state` is stored, superseded or voided."""

    batch: int
    number: str
    version: int
    state: BatchState
    stored_at: datetime
    uploaded_by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The version on the record whose place a new one would take; `refused` says why it may not, or is None.

    `returned`: the bureau has sent the task back, so that what has been reviewed may be replaced too.
    """

    batch: int
    number: str
    version: int
    returned: bool
    refused: Words | None


async def versions(*, task: int, deliverable: str, for_: Actor) -> tuple[Version, ...]:
    """The newest first."""
    async with transaction() as connection:
        rows = await connection.fetch(_VERSIONS, task, deliverable, for_.vendor)
    return tuple(
        Version(
            batch=row["id"],
            number=row["number"],
            version=row["version"],
            state=BatchState(row["state"]),
            stored_at=row["stored_at"],
            uploaded_by_name=row["uploaded_by_name"],
        )
        for row in rows
    )


async def takes_the_place_of(id_: int, *, for_: Actor) -> Standing | None:
    """What a batch not yet confirmed would replace. Raises NotFound as `batch` does."""
    view = await batch(id_, for_=for_)
    async with transaction() as connection:
        return await standing(connection, task=view.task, deliverable=view.deliverable)


async def standing(connection: "Connection", *, task: int, deliverable: str) -> Standing | None:
    """The stored version of a task's deliverable; for this room's acts too."""
    row = await connection.fetchrow(_STANDS, task, deliverable)
    if row is None:
        return None
    returned = TaskState(row["task_state"]) is TaskState.RETURNED
    begun = not returned and await review_begun(batch=row["id"])
    return Standing(
        batch=row["id"],
        number=row["number"],
        version=row["version"],
        returned=returned,
        refused=REVIEW_BEGUN if begun else None,
    )
