from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.transaction import transaction

_COLUMNS = "id, vendor, object_type, object_id, title, filename, media_type, sha256, size, by_name, attached_at"
_MINE = "($1::int IS NULL OR vendor = $1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A file of a record; its page is /attachments/{id}."""

    id: int
    vendor: int | None
    object_type: str
    object_id: int
    title: str
    filename: str
    media_type: str
    sha256: str
    size: int
    by_name: str
    attached_at: datetime


async def attachments(*, object_type: str, object_ids: Sequence[int], for_: Actor) -> tuple[AttachmentView, ...]:
    """Files of some records of one type, oldest first; vendor people see their own vendor's."""
    sql = (
        f"SELECT {_COLUMNS} FROM vendors_attachment"  # noqa: S608 constant columns
        f" WHERE {_MINE} AND object_type = $2 AND object_id = ANY($3::bigint[]) ORDER BY id"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, object_type, list(object_ids))
    return tuple(AttachmentView(**dict(row)) for row in rows)


async def attachment(attachment_id: int, *, for_: Actor) -> AttachmentView:
    """One file's record. NotFound when there is none or it is not this person's."""
    sql = f"SELECT {_COLUMNS} FROM vendors_attachment WHERE {_MINE} AND id = $2"  # noqa: S608 constant columns
    async with transaction() as connection:
        row = await connection.fetchrow(sql, for_.vendor, attachment_id)
    if row is None:
        raise NotFound
    return AttachmentView(**dict(row))
