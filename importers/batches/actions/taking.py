"""A file comes in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importers.batches.queries.versions import REVIEW_BEGUN
from importers.batches.rules import SAME_ANSWER, UNDER_WAY, WAITING_PER_VENDOR
from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.findings.version_queries import review_begun
from vendors.journal.actions import Deed, act
from vendors.numbering import Series, allot
from vendors.periods import local_date
from vendors.ports import Blobs, Queue
from vendors.tasks.rules import UPLOADABLE, TaskState

if TYPE_CHECKING:
    from asyncpg import Record

CHECK_JOB = "check_batch"
BATCHES = Series(letters="SC", table="importers_batch")
_TASK = "SELECT id, vendor, state, number, workbook_kind FROM vendors_task WHERE id = $1"
_SAME = """
SELECT id, number FROM importers_batch
WHERE task = $1 AND sha256 = $2 AND check_only = $3 AND state = ANY($4) ORDER BY id LIMIT 1
"""
_INSERT = """
INSERT INTO importers_batch
  (vendor, task, number, attempt, state, kind, filename, sha256, size, check_only, rows_total, rows_done, rows_bad,
   errors, warnings, notices, refusal_zh, refusal_en, annotated, receipt, uploaded_by, uploaded_by_name, received_at,
   timings)
VALUES ($1, $2, $3, $4, 'received', $5, $6, $7, $8, $9, 0, 0, 0, 0, 0, 0, '', '', '', '', $10, $11, $12, '{}')
RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it arrived. `check_only` (只校验) is never stored as findings."""

    filename: str
    content: bytes
    check_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The batch an upload became; `again` when these bytes had been taken in before."""

    batch: int
    number: str
    again: bool


async def take_in(*, task: int, upload: Upload, by: Actor, at: datetime, blobs: Blobs, queue: Queue) -> Taken:
    """Keep the file and queue its check, in one transaction.

    The same bytes for the same task get the first answer. Raises NotFound (not this vendor's task), Conflict (the
    task takes no uploads now, or what it has is under review; three of the vendor's files are waiting), Invalid (an
    empty file).
    """
    if not upload.content:
        raise Invalid({"file": Words("文件是空的，请重新选择。", "The file is empty; choose it again.")})
    sha256 = hashlib.sha256(upload.content).hexdigest()
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_TASK + " FOR UPDATE", task)
        _refuse_stranger(row, by)
        same = await deed.connection.fetchrow(_SAME, task, sha256, upload.check_only, [s.value for s in SAME_ANSWER])
        if same:
            deed.note("batch.again", "batch", same["id"], vendor=row["vendor"], after={"sha256": sha256})
            return Taken(batch=same["id"], number=same["number"], again=True)
        await _refuse_untimely(deed, row)
        await blobs.put(upload.content)
        batch, number = await _insert(deed, task, row, upload, sha256)
        await queue.enqueue(CHECK_JOB, {"batch": batch}, once=f"batch-{batch}")
        after = {"number": number, "task": row["number"], "sha256": sha256, "size": len(upload.content)}
        deed.note("batch.received", "batch", batch, vendor=row["vendor"], after={**after, "filename": upload.filename})
    return Taken(batch=batch, number=number, again=False)


def _refuse_stranger(row: "Record | None", by: Actor) -> None:
    if row is None or (by.vendor is not None and by.vendor != row["vendor"]):
        raise NotFound
    if by.vendor is None:
        raise Forbidden("只有承办机构可以报送。", "Only the task's vendor uploads its workbooks.")


async def _refuse_untimely(deed: Deed, row: "Record") -> None:
    state = TaskState(row["state"])
    if state is TaskState.SUBMITTED:
        await _refuse_reviewed(deed, row["id"])
    elif state not in UPLOADABLE:
        raise Conflict(
            f"任务当前为“{state.zh}”，不能报送；请先接收并开始执行。",
            f"The task is “{state.en}” and takes no uploads; accept and start it first.",
        )
    waiting = await deed.connection.fetchval(
        "SELECT count(*) FROM importers_batch WHERE vendor = $1 AND state = ANY($2)",
        row["vendor"],
        [known.value for known in UNDER_WAY],
    )
    if waiting >= WAITING_PER_VENDOR:
        raise Conflict(
            f"贵机构已有 {waiting} 个文件在校验，请等其完成后再报送。",
            f"{waiting} of your files are being checked; wait for them.",
        )


async def _refuse_reviewed(deed: Deed, task: int) -> None:
    """What has been submitted can be replaced until the bureau has begun to review it."""
    batches = await deed.connection.fetch("SELECT id FROM importers_batch WHERE task = $1 AND state = 'stored'", task)
    for row in batches:
        if await review_begun(batch=row["id"]):
            raise Conflict(REVIEW_BEGUN.zh, REVIEW_BEGUN.en)


async def _insert(deed: Deed, task: int, row: "Record", upload: Upload, sha256: str) -> tuple[int, str]:
    year = local_date(deed.at).year
    (number,) = await allot(deed.connection, BATCHES, year=year)
    attempts = await deed.connection.fetchval("SELECT count(*) FROM importers_batch WHERE task = $1", task)
    batch = await deed.connection.fetchval(
        _INSERT, row["vendor"], task, number, attempts + 1, row["workbook_kind"], upload.filename[-200:], sha256,
        len(upload.content), upload.check_only, deed.by.id, deed.by.name, deed.at,
    )  # fmt: skip
    return int(batch), number
