"""The background half of an upload. Written to be run again from the start after a kill at any point."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importers.batches.rules import UNDER_WAY, BatchState, move
from importers.batches.staging import keep, staged
from importers.findings.checking import Checked, Progress, Verdict, check
from importers.findings.context import CaseEntry, TaskContext
from importers.findings.kinds import kind_named
from importers.workbook.annotated import annotate
from importers.workbook.issues import Issue, Severity
from importers.workbook.messages import NAME_UNMASKED
from vendors.actors import SYSTEM
from vendors.copying import copy_in
from vendors.errors import NotFound
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.ports import Blobs
from vendors.tasks.attempts import record_attempt
from vendors.tasks.sheet_queries import TaskSheet, task_sheet
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

TELL_EVERY = 0.4  # seconds between progress marks
_BEGUN = "UPDATE importers_batch SET state = $2, rows_done = 0 WHERE id = $1"
_TOLD = "UPDATE importers_batch SET rows_done = $2, rows_total = $3 WHERE id = $1 AND state = 'checking'"
_DONE = """
UPDATE importers_batch SET state = $2, rows_total = $3, rows_done = $3, rows_bad = $4, errors = $5, warnings = $6,
  notices = $7, refusal_zh = $8, refusal_en = $9, annotated = $10, timings = $11, checked_at = $12 WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a check found, ready to be written down."""

    checked: Checked
    annotated: str

    @property
    def state(self) -> BatchState:
        return BatchState.READY if self.checked.verdict is Verdict.CLEAN else BatchState.REFUSED

    @property
    def rows_bad(self) -> int:
        """Rows with at least one error (K03 counts the others)."""
        errors = (issue for issue in self.checked.issues if issue.severity is Severity.ERROR)
        return len({(issue.sheet, issue.row) for issue in errors if issue.row is not None})


async def check_batch(*, batch: int, secret: bytes, blobs: Blobs, at: datetime) -> BatchState:
    """Check an upload and write down everything found, in one transaction. A batch no longer waiting is left alone.

    Raises whatever broke (database, storage); the queue then tries again, and `give_up` says so in the end.
    """
    row = await _begin(batch)
    if row is None:
        return BatchState.WITHDRAWN
    content = await blobs.get(row["sha256"])
    context = await _context(row, secret)
    async with _telling(batch) as told:
        checked = await check(
            content, row["filename"], kind=kind_named(row["kind"]), context=context, on=local_date(at), progress=told
        )
    outcome = Outcome(checked=checked, annotated=await _annotated(checked, blobs, row))
    return await _finish(row, outcome, at)


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
        institutions={case.institution_code: case.institution_name for case in sheet.cases} or None,
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


async def _annotated(checked: Checked, blobs: Blobs, row: "Record") -> str:
    """The hash of the annotated copy; empty when there is nothing to mark, or the file was not read."""
    if not checked.issues or not checked.sheets:
        return ""
    copy = await asyncio.to_thread(
        annotate,
        sheets=checked.sheets,
        issues=checked.issues,
        at=row["received_at"],
        title=row["filename"],
        header_rows=checked.headers,
        merges=checked.merges,
    )
    return await blobs.put(copy)


async def _finish(row: "Record", outcome: Outcome, at: datetime) -> BatchState:
    checked = outcome.checked
    batch, vendor = row["id"], row["vendor"]
    async with act(by=SYSTEM, at=at) as deed:
        now = await deed.connection.fetchval("SELECT state FROM importers_batch WHERE id = $1 FOR UPDATE", batch)
        state = move(BatchState(now), outcome.state)
        await _write_issues(deed.connection, batch, vendor, checked.issues)
        if state is BatchState.READY:
            await keep(deed.connection, batch=batch, vendor=vendor, what=staged(checked))
        refusal = checked.refusal
        await deed.connection.execute(
            _DONE, batch, state.value, checked.read_rows, outcome.rows_bad, checked.errors, checked.warnings,
            checked.notices, refusal.message.zh + refusal.fix.zh if refusal else "",
            f"{refusal.message.en} {refusal.fix.en}" if refusal else "", outcome.annotated,
            json.dumps({stage: f"{seconds:.3f}" for stage, seconds in checked.seconds.items()}), at,
        )  # fmt: skip
        if not row["check_only"] and checked.read_rows:
            clean = max(0, checked.read_rows - outcome.rows_bad)
            await record_attempt(
                vendor=vendor,
                task=row["task"],
                batch=batch,
                batch_number=row["number"],
                rows_total=checked.read_rows,
                rows_clean=clean,
                at=at,
            )
        after = {"number": row["number"], "state": state.value, "rows": checked.read_rows, "errors": checked.errors}
        deed.note("batch.checked", "batch", batch, vendor=vendor, after=after)
        unmasked = sum(issue.code == NAME_UNMASKED.code for issue in checked.issues)
        if unmasked:
            deed.note("batch.unmasked", "batch", batch, vendor=vendor, after={"cells": unmasked}, note=row["number"])
    return state


async def _write_issues(connection: "Connection", batch: int, vendor: int, issues: Sequence[Issue]) -> None:
    await connection.execute("DELETE FROM importers_batch_issue WHERE batch = $1", batch)
    rows = [
        {
            "batch": batch,
            "vendor": vendor,
            "position": position,
            "code": issue.code,
            "severity": issue.severity.value,
            "sheet": issue.sheet,
            "row": issue.row,
            "column": issue.column,
            "header": issue.header,
            "value": issue.value,
            "message_zh": issue.message.zh,
            "message_en": issue.message.en,
            "fix_zh": issue.fix.zh,
            "fix_en": issue.fix.en,
        }
        for position, issue in enumerate(issues)
    ]
    await copy_in(connection, "importers_batch_issue", rows)
