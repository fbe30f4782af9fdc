"""Templates of tasks whose list of cases is long, made in the background and kept."""

from datetime import datetime
from typing import Final

import msgspec

from importers.batches.template_child import Wanted
from importers.findings.scene import Kind
from importers.workbook.writing.apart import Send, written
from vendors.actors import SYSTEM
from vendors.periods import local_date
from vendors.ports import Blobs
from vendors.tasks.results.sheet_queries import task_sheet
from vendors.transaction import transaction

TEMPLATE_JOB = "make_template"
AT_ONCE: Final = 2_000
"""Cases up to which a template is made while its reader waits."""
_KEEP = """
INSERT INTO importers_template (vendor, task, kind, sha256, size, cases, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (task, kind) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, cases = excluded.cases,
  made_at = excluded.made_at
"""


def slow(kind: Kind, *, cases: int) -> bool:
    """Whether the template takes long: a record sheet starts empty, however many cases the task has."""
    return kind.record is None and cases > AT_ONCE


async def make_template(*, task: int, kind: str, secret: bytes, blobs: Blobs, at: datetime) -> None:
    """Make and keep the template of a task's kind of sheet. Raises NotFound, and whatever broke for the queue."""
    sheet = await task_sheet(task, on=local_date(at), for_=SYSTEM)
    wanted = msgspec.msgpack.encode(Wanted(sheet=sheet, kind=kind, secret=secret, at=at))

    async def feed(send: Send) -> None:
        await send(wanted)

    content = await written("importers.batches.template_child", feed)
    sha256 = await blobs.put(content)
    async with transaction() as connection:
        await connection.execute(_KEEP, sheet.vendor, task, kind, sha256, len(content), len(sheet.cases), at)
