"""What happens to an upload. Checking, which is background work, is in checking.py."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importers.batches.rules import SAME_ANSWER, UNDER_WAY, WAITING_PER_VENDOR, BatchState, move
from importers.batches.staging import Staged, kept
from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.findings.actions import store_findings
from vendors.institutions.queries import cases_by_visit
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import Series, allot
from vendors.periods import local_date
from vendors.ports import Blobs, Queue
from vendors.tasks.actions import submit_task
from vendors.tasks.list_actions import mark_reviewed
from vendors.tasks.rules import UPLOADABLE, TaskState

if TYPE_CHECKING:
    from asyncpg import Record

CHECK_JOB = "check_batch"
CASE_BY_CASE = frozenset({"A", "D"})
SCREENING = "B"  # a machine screens the whole list and reports its hits alone
BATCHES = Series(letters="SC", table="importers_batch")
_TASK = "SELECT vendor, state, number, workbook_kind FROM vendors_task WHERE id = $1"
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
_STORED = "UPDATE importers_batch SET state = $2, receipt = $3, stored_at = $4 WHERE id = $1"


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
    task takes no uploads now, three of the vendor's files are waiting), Invalid (an empty file).
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
    if state not in UPLOADABLE:
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


async def _insert(deed: Deed, task: int, row: "Record", upload: Upload, sha256: str) -> tuple[int, str]:
    year = local_date(deed.at).year
    (number,) = await allot(deed.connection, BATCHES, year=year)
    attempts = await deed.connection.fetchval("SELECT count(*) FROM importers_batch WHERE task = $1", task)
    batch = await deed.connection.fetchval(
        _INSERT, row["vendor"], task, number, attempts + 1, row["workbook_kind"], upload.filename[-200:], sha256,
        len(upload.content), upload.check_only, deed.by.id, deed.by.name, deed.at,
    )  # fmt: skip
    return int(batch), number


async def hold(deed: Deed, *, batch: int) -> "Record":
    """The batch, locked, if this person may touch it; for this room's acts. Raises NotFound."""
    row = await deed.connection.fetchrow("SELECT * FROM importers_batch WHERE id = $1 FOR UPDATE", batch)
    if row is None or (deed.by.vendor is not None and deed.by.vendor != row["vendor"]):
        raise NotFound
    return row


async def confirm(*, batch: int, by: Actor, at: datetime) -> str:
    """确认提交 by the vendor: findings stored, cases marked reviewed, the task submitted, all or nothing.

    Returns the receipt number. Raises NotFound, Forbidden, Conflict (not ready; only checked; stored already).
    """
    async with act(by=by, at=at) as deed:
        row = await hold(deed, batch=batch)
        if by.vendor is None:
            raise Forbidden("只有报送机构可以确认提交。", "Only the vendor confirms its own upload.")
        if row["check_only"]:
            raise Conflict("该文件只作校验，请正式报送。", "This file was only checked; upload it to submit.")
        state = move(BatchState(row["state"]), BatchState.STORED)
        what = await kept(deed.connection, batch=batch)
        _refuse_unfilled(row["kind"], what)
        stored = None
        if what.findings:
            stored = await store_findings(task=row["task"], batch=batch, cases=what.findings, by=by, at=at)
        visits = await cases_by_visit(what.visits)
        screened = None if row["kind"] == SCREENING else list(visits.values())
        await mark_reviewed(task=row["task"], by=by, at=at, cases=screened)
        await submit_task(task=row["task"], by=by, at=at)
        receipt: str = row["number"].replace("SC-", "HZ-")
        await deed.connection.execute(_STORED, batch, state.value, receipt, at)
        findings, lines, fen = (stored.findings, stored.lines, stored.amount_fen) if stored else (0, 0, 0)
        after: dict[str, Json] = {
            "receipt": receipt,
            "findings": findings,
            "lines": lines,
            "amount_fen": fen,
            "passed": len(what.passed),
        }
        deed.note("batch.stored", "batch", batch, vendor=row["vendor"], after=after)
    return receipt


def _refuse_unfilled(kind: str, what: Staged) -> None:
    """A list of cases handed in as it was handed out says nothing about any of them."""
    if kind in CASE_BY_CASE and not what.visits:
        raise Conflict(
            "表中没有一行填写了疑点，也没有一行签了审核人和审核日期，不能提交。",
            "No row holds a finding, and none is signed as reviewed without one; there is nothing to submit.",
        )


async def withdraw(*, batch: int, by: Actor, at: datetime) -> None:
    """撤回 a batch that is not stored, by its vendor. Raises NotFound, Conflict."""
    async with act(by=by, at=at) as deed:
        row = await hold(deed, batch=batch)
        if by.vendor is None:
            raise Forbidden("只有报送机构可以撤回。", "Only the vendor withdraws its own upload.")
        state = move(BatchState(row["state"]), BatchState.WITHDRAWN)
        await deed.connection.execute("UPDATE importers_batch SET state = $2 WHERE id = $1", batch, state.value)
        deed.note("batch.withdrawn", "batch", batch, vendor=row["vendor"], after={"number": row["number"]})
