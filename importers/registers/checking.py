"""Checking a register's file: one child reads it, its rows go straight into PostgreSQL, and SQL finds the differences.

The rows pass through this process in pieces of a quarter megabyte; whatever the size of the file, they are never here
all at once.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING, Final

import msgspec

from importers.intake.jail import jailed
from importers.intake.limits import REGISTER_LIMITS, Limits
from importers.intake.refusals import Refusal
from importers.registers.actions import hold
from importers.registers.catalogue import register_named
from importers.registers.objecting import objected
from importers.registers.orders import PROGRESS, ROWS, SUMMARY, Orders, Summary, Tally, summary_of
from importers.registers.register import Register
from importers.registers.rules import UNDER_WAY, UploadState, move
from importers.workbook.issues import Issue, Severity
from vendors.actors import SYSTEM
from vendors.copying import copy_in
from vendors.errors import NotFound
from vendors.incoming.actions import Counts, begin, compare, discard, land
from vendors.institutions.queries import institution_codes
from vendors.journal.actions import act
from vendors.people.queries import leads_on_record
from vendors.periods import local_date
from vendors.policy.bureau import packed
from vendors.ports import Blobs
from vendors.registry.queries import vendor_codes
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

CHILD: Final = "importers.registers.child"
TELL_EVERY: Final = 0.5
_NOTHING: Final = Counts(added=0, changed=0, same=0, missing=0)
_TOLD = "UPDATE importers_register_upload SET rows_done = $2, rows_total = $3 WHERE id = $1 AND state = 'checking'"
_DONE = """
UPDATE importers_register_upload SET state = $2, rows_total = $3, rows_done = $3, added = $4, changed = $5, same = $6,
  missing = $7, errors = $8, warnings = $9, notices = $10, rule_counts = $11, refusal_zh = $12, refusal_en = $13,
  timings = $14, checked_at = $15 WHERE id = $1
"""


@dataclass(slots=True)
class Found:
    """What a check has found so far."""

    tally: Tally = field(default_factory=Tally)
    summary: Summary | None = None
    counts: Counts = _NOTHING
    refusal: Refusal | None = None
    done: int = 0
    height: int = 0
    timings: dict[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return self.tally.severities.get("error", 0)

    @property
    def state(self) -> UploadState:
        return UploadState.REFUSED if self.refusal or self.errors else UploadState.READY


async def check_register(*, upload: int, blobs: Blobs, at: datetime, limits: Limits = REGISTER_LIMITS) -> UploadState:
    """Check a file and keep everything found, in one transaction; one no longer waiting is left alone.

    Raises whatever broke (database, storage); the queue then tries again, and `give_up` says so in the end.
    """
    row = await _begin(upload)
    if row is None:
        return UploadState.WITHDRAWN
    register = register_named(row["register"])
    orders = Orders(register=register.key, on=local_date(at), rules=packed(), known=await _known(register)).packed()
    content = await blobs.get(row["sha256"])
    found = Found()
    async with _telling(upload, found), act(by=SYSTEM, at=at) as deed:
        await discard(deed.connection, upload=upload)
        began = monotonic()
        await begin(deed.connection)
        async with jailed(CHILD, content=content, filename=row["filename"], orders=orders, limits=limits) as child:
            del content
            async for piece in _rows(child.frames(), found):
                await land(deed.connection, piece)
        found.refusal = child.refusal
        found.timings["read"] = f"{monotonic() - began:.3f}"
        await _compare(deed.connection, upload, register, found, local_date(at))
        move(UploadState((await hold(deed, upload))["state"]), found.state)
        await _write(deed.connection, upload, found, at)
        told = {"upload": upload, "state": found.state.value, "errors": found.errors, "added": found.counts.added}
        deed.note("register.checked", "register", register.key, after=told | {"changed": found.counts.changed})
    return found.state


async def give_up(*, upload: int, at: datetime) -> None:
    """Close a file whose check or commit cannot be finished, visibly; the register is as it was. Raises NotFound."""
    async with act(by=SYSTEM, at=at) as deed:
        row = await hold(deed, upload)
        if UploadState(row["state"]) not in UNDER_WAY:
            raise NotFound
        await discard(deed.connection, upload=upload)
        await deed.connection.execute(
            "UPDATE importers_register_upload SET state = 'failed', refusal_zh = $2, refusal_en = $3 WHERE id = $1",
            upload,
            "系统未能处理完该文件，登记表没有变动；请重新核对，若再次失败请联系管理员。",
            "The file could not be finished; the register is as it was. Check it again, or tell the administrator.",
        )
        deed.note("register.failed", "register", row["register"], after={"upload": upload})


async def _begin(upload: int) -> "Record | None":
    async with transaction() as connection:
        row = await connection.fetchrow("SELECT * FROM importers_register_upload WHERE id = $1 FOR UPDATE", upload)
        if row is None or UploadState(row["state"]) not in {UploadState.RECEIVED, UploadState.CHECKING}:
            return None
        await connection.execute("UPDATE importers_register_upload SET state = 'checking' WHERE id = $1", upload)
    return row


async def _known(register: Register) -> dict[str, list[str]]:
    asked = {"institutions": institution_codes, "vendors": vendor_codes, "leads": leads_on_record}
    return {name: list(await asked[name]()) for name in register.needs}


async def _rows(frames: AsyncIterator[tuple[str, bytes]], found: Found) -> AsyncIterator[bytes]:
    """The pieces to land; what else the child says goes into `found`."""
    async for tag, payload in frames:
        if tag == ROWS:
            yield payload
        elif tag == PROGRESS:
            found.done, found.height = msgspec.json.decode(payload, type=tuple[int, int])
        elif tag == SUMMARY:
            found.summary = summary_of(payload)


async def _compare(connection: "Connection", upload: int, register: Register, found: Found, on: date) -> None:
    told = found.summary
    if told is None or found.refusal:
        return
    began = monotonic()
    found.tally.begin(told.counts, told.severities, told.issues)
    found.timings |= {"child_cpu": f"{told.seconds:.3f}", "child_peak_mb": str(told.peak_mb)}
    if not told.severities.get(Severity.ERROR.value):
        found.counts = await compare(connection, upload=upload, target=register.target)
        if await objected(connection, upload=upload, register=register, told=told, tally=found.tally, on=on):
            await discard(connection, upload=upload)
    found.timings["compare"] = f"{monotonic() - began:.3f}"


@asynccontextmanager
async def _telling(upload: int, found: Found) -> AsyncIterator[None]:
    """Writes progress down now and then, outside the check's own transaction."""

    async def tell() -> None:
        written = (0, 0)
        while True:
            await asyncio.sleep(TELL_EVERY)
            if (found.done, found.height) != written:
                written = (found.done, found.height)
                async with transaction() as connection:
                    await connection.execute(_TOLD, upload, *written)

    teller = asyncio.create_task(tell())
    try:
        yield
    finally:
        teller.cancel()
        with suppress(asyncio.CancelledError):
            await teller


async def _write(connection: "Connection", upload: int, found: Found, at: datetime) -> None:
    tally, refusal, counts = found.tally, found.refusal, found.counts
    rows = found.summary.rows if found.summary else 0
    await connection.execute("DELETE FROM importers_register_issue WHERE upload = $1", upload)
    await copy_in(connection, "importers_register_issue", _issue_rows(upload, tally.first))
    await connection.execute(
        _DONE, upload, found.state.value, rows, counts.added, counts.changed, counts.same, counts.missing,
        found.errors, tally.severities.get("warning", 0), tally.severities.get("notice", 0), json.dumps(tally.counts),
        refusal.message.zh + refusal.fix.zh if refusal else "",
        f"{refusal.message.en} {refusal.fix.en}" if refusal else "", json.dumps(found.timings), at,
    )  # fmt: skip


def _issue_rows(upload: int, issues: Sequence[Issue]) -> list[dict[str, object]]:
    return [
        {
            "upload": upload,
            "position": position,
            "code": issue.code,
            "severity": issue.severity.value,
            "sheet": issue.sheet,
            "row": issue.row,
            "column": issue.column,
            "header": issue.header[:60],
            "value": issue.value,
            "message_zh": issue.message.zh,
            "message_en": issue.message.en,
            "fix_zh": issue.fix.zh,
            "fix_en": issue.fix.en,
        }
        for position, issue in enumerate(issues)
    ]
