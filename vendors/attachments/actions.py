from datetime import datetime

from vendors.actors import Actor
from vendors.attachments.rules import File, problem
from vendors.errors import Invalid
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.ports import Blobs

_INSERT = """
INSERT INTO vendors_attachment
  (vendor, object_type, object_id, title, filename, media_type, sha256, size, by_name, attached_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
"""
_SHARE = """
INSERT INTO vendors_attachment
  (vendor, object_type, object_id, title, filename, media_type, sha256, size, by_name, attached_at)
SELECT DISTINCT ON (sha256) $3::int, object_type, $2::bigint, title, filename, media_type, sha256, size, by_name,
  attached_at
FROM vendors_attachment a WHERE object_type = $1 AND object_id = $4 AND NOT EXISTS (
  SELECT FROM vendors_attachment b
  WHERE b.object_type = $1 AND b.object_id = $2 AND b.vendor = $3 AND b.sha256 = a.sha256)
ORDER BY sha256, id
"""


async def keep(file: File, *, blobs: Blobs, field: str = "file") -> str:
    """Put the bytes into the store before the act begins; their SHA-256. Raises Invalid naming the form's field."""
    wrong = problem(file)
    if wrong:
        raise Invalid({field: wrong})
    return await blobs.put(file.content)


async def attach(
    deed: Deed, *, object_type: str, object_id: int, vendor: int | None, title: str, file: File, sha256: str
) -> int:
    """Within the act of the record's own room: note that the kept file belongs to it. Returns the attachment's id."""
    name = file.filename.replace("\\", "/").rpartition("/")[2][-200:]
    made = await deed.connection.fetchval(
        _INSERT, vendor, object_type, object_id, title[:120], name, file.media_type, sha256, len(file.content),
        deed.by.name, deed.at,
    )  # fmt: skip
    after: dict[str, Json] = {"attachment": int(made), "title": title[:120], "filename": name, "sha256": sha256}
    deed.note("attachment.added", object_type, object_id, vendor=vendor, after=after)
    return int(made)


async def share(deed: Deed, *, object_type: str, object_id: int, vendor: int, source: int | None = None) -> None:
    """Within the act that gives a vendor a part in a record: it sees the files too, each once.

    `source` is the record of the same type whose files these are, when it is another.
    """
    await deed.connection.execute(_SHARE, object_type, object_id, vendor, source or object_id)


async def record_download(*, attachment: int, object_type: str, object_id: int, by: Actor, at: datetime) -> None:
    """Who took a copy, and when."""
    async with act(by=by, at=at) as deed:
        deed.note("attachment.downloaded", object_type, object_id, vendor=by.vendor, after={"attachment": attachment})
