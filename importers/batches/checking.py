"""The background half of an upload. Written to be run again from the start after a kill at any point."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from importers.batches.annotating import ANNOTATE_JOB
from importers.batches.repeating import warn_of_repeats
from importers.batches.rules import UNDER_WAY, BatchState, move
from importers.batches.staging import Store
from importers.findings.checking import Checked, Progress, Verdict, check
from importers.findings.context import CaseEntry, TaskContext
from importers.findings.examining import EXPOSING
from importers.findings.kinds import kind_named
from importers.intake.limits import LIMITS, Limits
from vendors.actors import SYSTEM
from vendors.errors import NotFound
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.ports import Blobs, Queue
from vendors.tasks.results.attempts import record_attempt
from vendors.tasks.results.sheet_queries import TaskSheet, task_sheet
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

TELL_EVERY = 0.4  # seconds between progress marks
_BEGUN = "UPDATE importers_batch SET state = $2, rows_done = 0 WHERE id = $1"
_TOLD = "UPDATE importers_batch SET rows_done = $2, rows_total = $3 WHERE id = $1 AND state = 'checking'"
_DONE = """
UPDATE importers_batch SET state = $2, rows_total = $3, rows_done = $3, rows_bad = $4, errors = $5, warnings = $6,
  notices = $7, refusal_zh = $8, refusal_en = $9, timings = $10, checked_at = $11, sheets = $12, rule_counts = $13,
  deliverable = $14
WHERE id = $1
"""


class _TakenBack(Exception):
    """What was ferried so far must not stay: the file was refused after all."""

    def __init__(self, checked: Checked) -> None:
        super().__init__()
        self.checked = checked


async def check_batch(
    *,
    batch: int,
    secret: bytes,
    blobs: Blobs,
    at: datetime,
    queue: Queue | None = None,
    limits: Limits = LIMITS,
) -> BatchState:
    """Check an upload and write down everything found, in one transaction. A batch no longer waiting is left alone.

    Rows, issues and findings go into the database as the child says them; nothing of them is held here. With a queue
    the annotated copy of a file with problems is made afterwards. Raises whatever broke (database, storage); the
    queue then tries again, and `give_up` says so in the end.
    """
    row = await _begin(batch)
    if row is None:
        return BatchState.WITHDRAWN
    content = await blobs.get(row["sha256"])
    context = await _context(row, secret)
    async with _telling(batch) as told, act(by=SYSTEM, at=at) as deed:
        asked = _Asked(context=context, on=local_date(at), told=told, limits=limits)
        checked = await _kept(deed.connection, row, content, asked)
        if queue is not None and checked.errors + checked.warnings + checked.notices:
            await queue.enqueue(ANNOTATE_JOB, {"batch": batch}, once=f"annotate-{batch}")
        return await _finish(deed, row, checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    context: TaskContext
    on: date
    told: Progress
    limits: Limits


async def _kept(connection: "Connection", row: "Record", content: bytes, asked: _Asked) -> Checked:
    """The answer, with everything said on the way in the tables; nothing of a file that is refused."""
    admit = not row["check_only"]
    try:
        async with transaction():
            store = Store(connection, batch=row["id"], vendor=row["vendor"])
            checked = await check(
                content, row["filename"], kind=kind_named(row["kind"]), context=asked.context, on=asked.on,
                progress=asked.told, limits=asked.limits, sink=store.take, admit=admit,
            )  # fmt: skip
            if checked.verdict is Verdict.REFUSED:
                raise _TakenBack(checked)  # noqa: TRY301 the savepoint is what it leaves
            await store.land(checked, admitted=admit)
            if checked.verdict is Verdict.CLEAN and admit:
                await warn_of_repeats(
                    connection, batch=row["id"], vendor=row["vendor"], task=row["task"], checked=checked
                )
    except _TakenBack as back:
        return back.checked
    return checked


async def give_up(*, batch: int, at: datetime) -> None:
    """Close a batch whose check cannot be finished, visibly."""
    async with act(by=SYSTEM, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT * FROM importers_batch WHERE id = $1 FOR UPDATE", batch)
        if row is None or BatchState(row["state"]) not in UNDER_WAY:
            raise NotFound
        await deed.connection.execute(
            "UPDATE importers_batch SET state = 'failed', refusal_zh = $2, refusal_en = $3, checked_at = $4"
            " WHERE id = $1",
            batch,
            "系统未能完成校验，文件已保留，请重新上传；若再次失败请联系管理员。",
            "The check could not be finished. The file is kept; upload it again, or tell the administrator.",
            at,
        )
        deed.note("batch.failed", "batch", batch, vendor=row["vendor"], after={"number": row["number"]})


async def _begin(batch: int) -> "Record | None":
    async with transaction() as connection:
        row = await connection.fetchrow("SELECT * FROM importers_batch WHERE id = $1 FOR UPDATE", batch)
        if row is None or BatchState(row["state"]) not in UNDER_WAY:
            return None
        state = move(BatchState(row["state"]), BatchState.CHECKING)
        await connection.execute(_BEGUN, batch, state.value)
    return row


async def _context(row: "Record", secret: bytes) -> TaskContext:
    sheet = await task_sheet(row["task"], on=local_date(row["received_at"]), for_=SYSTEM)
    return task_context(sheet, received_at=row["received_at"], secret=secret)


def task_context(sheet: TaskSheet, *, received_at: datetime, secret: bytes) -> TaskContext:
    """What a workbook for this task is held against."""
    cases = {
        case.visit_id: CaseEntry(
            visit=case.visit_id,
            institution_code=case.institution_code,
            institution_name=case.institution_name,
            total_fen=case.total_fen,
            fund_fen=case.fund_fen,
            admitted=case.admitted_on,
            discharged=case.discharged_on,
        )
        for case in sheet.cases
    }
    return TaskContext(
        task_number=sheet.number,
        vendor=sheet.vendor,
        vendor_name=sheet.vendor_name,
        vendor_kind=sheet.vendor_kind.value,
        starts=local_date(sheet.issued_at) if sheet.issued_at else None,
        ends=local_date(received_at),
        today=local_date(received_at),
        cases=cases or None,
        staff=frozenset(sheet.staff),
        institutions=sheet.institutions,
        dictionary={"doctor": sheet.doctors} if sheet.doctors else None,
        team=sheet.team.names,
        barred=sheet.team.barred,
        closed=sheet.team.closed,
        secret=secret,
    )


@asynccontextmanager
async def _telling(batch: int) -> AsyncIterator[Progress]:
    """Writes progress down now and then, outside the check's own transaction."""
    latest = (0, 0)

    def told(done: int, total: int) -> None:
        nonlocal latest
        latest = (done, total)

    async def tell() -> None:
        written = (0, 0)
        while True:
            await asyncio.sleep(TELL_EVERY)
            if latest != written:
                written = latest
                async with transaction() as connection:
                    await connection.execute(_TOLD, batch, *written)

    teller = asyncio.create_task(tell())
    try:
        yield told
    finally:
        teller.cancel()
        with suppress(asyncio.CancelledError):
            await teller


async def _finish(deed: Deed, row: "Record", checked: Checked) -> BatchState:
    batch, vendor, connection, counts = row["id"], row["vendor"], deed.connection, checked.counts
    now = await connection.fetchval("SELECT state FROM importers_batch WHERE id = $1 FOR UPDATE", batch)
    outcome = BatchState.READY if checked.verdict is Verdict.CLEAN else BatchState.REFUSED
    state = move(BatchState(now), outcome)
    refusal = checked.refusal
    await connection.execute(
        _DONE, batch, state.value, checked.read_rows, counts.rows_bad, checked.errors, checked.warnings,
        checked.notices, refusal.message.zh + refusal.fix.zh if refusal else "",
        f"{refusal.message.en} {refusal.fix.en}" if refusal else "",
        json.dumps({stage: f"{seconds:.3f}" for stage, seconds in checked.seconds.items()}), deed.at,
        msgspec.json.encode(checked.sheets).decode(), json.dumps(counts.by_code),
        checked.kind.key if checked.kind else "",
    )  # fmt: skip
    if not row["check_only"] and checked.read_rows:
        await record_attempt(
            vendor=vendor,
            task=row["task"],
            batch=batch,
            batch_number=row["number"],
            rows_total=checked.read_rows,
            rows_clean=max(0, checked.read_rows - counts.rows_bad),
            at=deed.at,
        )
    after = {"number": row["number"], "state": state.value, "rows": checked.read_rows, "errors": checked.errors}
    deed.note("batch.checked", "batch", batch, vendor=vendor, after=after)
    if exposed := sum(counts.by_code.get(code, 0) for code in EXPOSING):
        deed.note("batch.unmasked", "batch", batch, vendor=vendor, after={"cells": exposed}, note=row["number"])
    return state
