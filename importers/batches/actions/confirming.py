from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importers.batches.actions.holding import hold_own, hold_task, leave
from importers.batches.queries.versions import Standing, standing
from importers.batches.rules import BatchState, move
from importers.findings.kinds import kind_named
from importers.findings.scene import Kind
from vendors.actors import Actor
from vendors.errors import Conflict
from vendors.findings import incoming
from vendors.findings.actions import Place, Stored, admit
from vendors.institutions.queries import cases_by_visit
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.ports import Queue
from vendors.tasks.actions import submit_again, submit_task
from vendors.tasks.list_actions import mark_reviewed, unmark_reviewed
from vendors.tasks.results import incoming as results
from vendors.tasks.rules import TaskState

if TYPE_CHECKING:
    from asyncpg import Record

LINK_JOB = "link_duplicates"
CASE_BY_CASE = frozenset({"A", "D"})
SCREENING = "B"  # a machine screens the whole list and reports its hits alone
_PASSED = "SELECT visit_id FROM importers_staged_visit WHERE batch = $1 ORDER BY position"
_NEXT = "SELECT coalesce(max(version), 0) + 1 FROM importers_batch WHERE task = $1 AND deliverable = $2"
_STORED = """
UPDATE importers_batch SET state = 'stored', receipt = $2, stored_at = $3, deliverable = $4, version = $5, replaces = $6
WHERE id = $1
"""
_OLDER = """
SELECT id, number FROM importers_batch WHERE task = $1 AND deliverable = $2 AND state = 'ready' AND NOT check_only
  AND id < $3 ORDER BY id FOR UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brings:
    """What a checked batch has to give."""

    kind: Kind
    found: tuple[str, ...]
    passed: tuple[str, ...]
    results: int

    @property
    def visits(self) -> tuple[str, ...]:
        """Every visit reviewed."""
        return tuple(dict.fromkeys((*self.found, *self.passed)))


async def confirm(*, batch: int, by: Actor, at: datetime, queue: Queue | None = None) -> str:
    """确认提交 by the vendor, all or nothing: on the record, in the place of the version before it if there is one.

    A workbook of findings marks its cases reviewed and submits the task; record sheets only become results of the
    task. With a queue, lines that repeat earlier reports are linked to them afterwards; what counts does not wait
    for that. Returns the receipt number. Raises NotFound, Forbidden, Conflict (not ready; only checked; stored
    already; the version before may not be replaced).
    """
    async with act(by=by, at=at) as deed:
        state = await hold_task(deed, batch=batch)
        row = await hold_own(deed, batch=batch)
        if row["check_only"]:
            raise Conflict("该文件只作校验，请正式报送。", "This file was only checked; upload it to submit.")
        move(BatchState(row["state"]), BatchState.STORED)
        brings = await _brings(deed, row)
        before = await standing(deed.connection, task=row["task"], deliverable=brings.kind.key)
        if before is not None and before.refused:
            raise Conflict(before.refused.zh, before.refused.en)
        stored = await _store(deed, row, brings, before)
        if brings.kind.record is None:
            await _hand_in(deed, row, brings, again=before is not None, state=state)
        receipt: str = row["number"].replace("SC-", "HZ-")
        version = await _enter(deed, row, brings, before, receipt)
        after = _told(brings, stored)
        deed.note("batch.stored", "batch", batch, vendor=row["vendor"], after={"receipt": receipt, **after})
        if before is not None:
            await _close(deed, row, before, stored, version)
        if queue is not None:
            await queue.enqueue(LINK_JOB, {"batch": batch}, once=f"link-{batch}")
    return receipt


async def _brings(deed: Deed, row: "Record") -> _Brings:
    kind = kind_named(row["deliverable"] or row["kind"])
    if kind is None:
        raise Conflict("未识别出表的种类，不能提交。", "The kind of workbook is not known; it cannot be submitted.")
    found = await incoming.visits(deed.connection, batch=row["id"])
    passed = tuple(one["visit_id"] for one in await deed.connection.fetch(_PASSED, row["id"]))
    counts = await results.counts(deed.connection, batch=row["id"])
    brings = _Brings(kind=kind, found=found, passed=passed, results=sum(counts.values()))
    if kind.record is None and kind.letter in CASE_BY_CASE and not brings.visits:
        raise Conflict(
            "表中没有一行填写了疑点，也没有一行签了审核人和审核日期，不能提交。",
            "No row holds a finding, and none is signed as reviewed without one; there is nothing to submit.",
        )
    return brings


async def _store(deed: Deed, row: "Record", brings: _Brings, before: Standing | None) -> Stored | None:
    """On the record; None when there was no finding, now or before."""
    place = Place(batch=before.batch, returned=before.returned) if before else None
    await results.admit(deed.connection, task=row["task"], batch=row["id"], at=deed.at)
    if before is not None:
        await results.supersede(deed.connection, batch=before.batch, by=row["id"])
    bare = not await incoming.shares(deed.connection, batch=row["id"])
    if bare and (place is None or brings.kind.record is not None):
        return None
    return await admit(task=row["task"], batch=row["id"], by=deed.by, at=deed.at, place=place)


async def _hand_in(deed: Deed, row: "Record", brings: _Brings, *, again: bool, state: TaskState | None) -> None:
    """Its cases are reviewed, and those that only the version before had reviewed are not."""
    visits = await cases_by_visit(brings.visits)
    reviewed = None if brings.kind.letter == SCREENING else list(visits.values())
    if again and reviewed is not None:
        await unmark_reviewed(task=row["task"], by=deed.by, at=deed.at, but=reviewed)
    await mark_reviewed(task=row["task"], by=deed.by, at=deed.at, cases=reviewed)
    submit = submit_again if state is TaskState.SUBMITTED else submit_task
    await submit(task=row["task"], by=deed.by, at=deed.at)


async def _enter(deed: Deed, row: "Record", brings: _Brings, before: Standing | None, receipt: str) -> int:
    """As a version of what it delivers; older uploads of the same that still waited for confirmation wait no more."""
    key = brings.kind.key
    version: int = await deed.connection.fetchval(_NEXT, row["task"], key)
    replaced = before.batch if before else None
    await deed.connection.execute(_STORED, row["id"], receipt, deed.at, key, version, replaced)
    for older in await deed.connection.fetch(_OLDER, row["task"], key, row["id"]):
        await leave(deed.connection, batch=older["id"], state=BatchState.SUPERSEDED)
        after = {"number": older["number"], "by": row["number"]}
        deed.note("batch.superseded", "batch", older["id"], vendor=row["vendor"], after=after)
    return version


async def _close(deed: Deed, row: "Record", before: Standing, stored: Stored | None, version: int) -> None:
    """The version whose place was taken."""
    await leave(deed.connection, batch=before.batch, state=BatchState.SUPERSEDED)
    after: dict[str, Json] = {"number": before.number, "by": row["number"], "version": version}
    replaced = stored.replaced if stored else None
    if replaced is not None:
        after |= {
            "added": replaced.added,
            "unchanged": replaced.unchanged,
            "changed": list(replaced.changed),
            "removed": list(replaced.removed),
        }
    deed.note("batch.superseded", "batch", before.batch, vendor=row["vendor"], after=after)


def _told(brings: _Brings, stored: Stored | None) -> dict[str, Json]:
    findings, lines, fen = (stored.findings, stored.lines, stored.amount_fen) if stored else (0, 0, 0)
    told: dict[str, Json] = {"findings": findings, "lines": lines, "amount_fen": fen, "passed": len(brings.passed)}
    return told | ({"results": brings.results} if brings.results else {})
