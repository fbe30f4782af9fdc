import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importers.batches.rules import UNDER_WAY, BatchState
from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.findings import incoming
from vendors.findings.incoming import Share
from vendors.findings.version_queries import stored_shares
from vendors.tasks.results import incoming as results
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

SHOWN = 1000  # issues on one page; the annotated workbook has them all

_BATCHES = """
SELECT b.id, b.number, b.attempt, b.state, b.kind, b.filename, b.sha256, b.size, b.check_only, b.rows_total,
  b.rows_done, b.rows_bad, b.errors, b.warnings, b.notices, b.refusal_zh, b.refusal_en, b.annotated, b.receipt,
  b.uploaded_by_name, b.received_at, b.checked_at, b.stored_at, b.timings, b.vendor, v.name AS vendor_name, b.task,
  t.number AS task_number, t.title AS task_title, b.rule_counts, b.deliverable, b.version, b.replaces
FROM importers_batch b JOIN vendors_vendor v ON v.id = b.vendor JOIN vendors_task t ON t.id = b.task
WHERE ($1::int IS NULL OR b.vendor = $1)
"""
_ISSUES = """
SELECT code, severity, sheet, row, "column", header, value, message_zh, message_en, fix_zh, fix_en
FROM importers_batch_issue
WHERE batch = $1 AND ($2 = '' OR severity = $2) AND ($3 = '' OR code = $3) AND ($4 = '' OR sheet = $4)
  AND ($5 = '' OR "column" = $5)
ORDER BY array_position(ARRAY['error', 'warning', 'notice'], severity::text), position LIMIT $6
"""
_GROUPS = """
SELECT code, severity, "column", header, count(*) AS count, min(row) AS first_row, max(row) AS last_row,
  min(message_zh) AS zh, min(message_en) AS en
FROM importers_batch_issue WHERE batch = $1
GROUP BY code, severity, "column", header ORDER BY severity, count(*) DESC, code
"""
_PASSED = "SELECT count(*) FROM importers_staged_visit WHERE batch = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """One upload as its vendor and the bureau see it. Times are UTC; `size` in bytes.

    `deliverable` is the key of the kind it delivers, `version` 0 until stored, `replaces` the batch it superseded.
    """

    id: int
    number: str
    attempt: int
    state: BatchState
    kind: str
    filename: str
    sha256: str
    size: int
    check_only: bool
    rows_total: int
    rows_done: int
    rows_bad: int
    errors: int
    warnings: int
    notices: int
    refusal: Words
    annotated: str
    receipt: str
    uploaded_by_name: str
    received_at: datetime
    checked_at: datetime | None
    stored_at: datetime | None
    timings: Mapping[str, str]
    vendor: int
    vendor_name: str
    task: int
    task_number: str
    task_title: str
    rule_counts: Mapping[str, int]
    deliverable: str
    version: int
    replaces: int | None

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """One problem; `cell` is empty for problems of the whole book."""

    code: str
    severity: str
    sheet: str
    row: int | None
    column: str
    header: str
    value: str
    message: Words
    fix: Words

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}" if self.column and self.row else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueGroup:
    """Problems of one kind in one column, counted."""

    code: str
    severity: str
    column: str
    header: str
    count: int
    first_row: int | None
    last_row: int | None
    message: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a clean batch brings when its vendor confirms it.

    `passed` counts cases reviewed without a finding; `results` rows of record sheets, by the kind's key.
    """

    shares: tuple[Share, ...]
    passed: int
    results: Mapping[str, int]


async def batch(id_: int, *, for_: Actor) -> BatchView:
    """Raises NotFound for a batch that is not there or another vendor's."""
    async with transaction() as connection:
        row = await connection.fetchrow(_BATCHES + " AND b.id = $2", for_.vendor, id_)
    if row is None:
        raise NotFound
    return _view(row)


async def batches(*, for_: Actor, task: int | None = None, size: int = 50) -> tuple[BatchView, ...]:
    """The newest first."""
    async with transaction() as connection:
        sql = _BATCHES + " AND ($2::int IS NULL OR b.task = $2) ORDER BY b.id DESC LIMIT $3"
        rows = await connection.fetch(sql, for_.vendor, task, size)
    return tuple(_view(row) for row in rows)


async def attempts(task: int, *, for_: Actor) -> tuple[BatchView, ...]:
    """Every upload for a task, whatever became of it, the newest first."""
    async with transaction() as connection:
        rows = await connection.fetch(_BATCHES + " AND b.task = $2 ORDER BY b.id DESC", for_.vendor, task)
    return tuple(_view(row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which problems; empty is all. `column` is letters."""

    severity: str = ""
    code: str = ""
    sheet: str = ""
    column: str = ""


async def issues(id_: int, *, for_: Actor, only: Only | None = None, size: int = SHOWN) -> tuple[IssueView, ...]:
    """Errors first, then warnings, then notices; each in the order they stand in the file."""
    await batch(id_, for_=for_)
    asked = only or Only()
    async with transaction() as connection:
        rows = await connection.fetch(_ISSUES, id_, asked.severity, asked.code, asked.sheet, asked.column, size)
    return tuple(_issue(row) for row in rows)


async def issue_groups(id_: int, *, for_: Actor) -> tuple[IssueGroup, ...]:
    """Problems counted by code and column."""
    await batch(id_, for_=for_)
    async with transaction() as connection:
        rows = await connection.fetch(_GROUPS, id_)
    return tuple(
        IssueGroup(
            code=row["code"],
            severity=row["severity"],
            column=row["column"],
            header=row["header"],
            count=row["count"],
            first_row=row["first_row"],
            last_row=row["last_row"],
            message=Words(row["zh"], row["en"]),
        )
        for row in rows
    )


async def brought(id_: int, *, for_: Actor) -> Brought:
    """Findings by violation type, the greatest amount first; of a stored batch, what it put on the record.

    Raises NotFound as `batch` does.
    """
    stored = (await batch(id_, for_=for_)).state is BatchState.STORED
    async with transaction() as connection:
        return Brought(
            shares=await (stored_shares(batch=id_) if stored else incoming.shares(connection, batch=id_)),
            passed=await connection.fetchval(_PASSED, id_),
            results=await (results.stored_counts if stored else results.counts)(connection, batch=id_),
        )


def _view(row: "Record") -> BatchView:
    fields = dict(row)
    refusal = Words(fields.pop("refusal_zh"), fields.pop("refusal_en"))
    fields |= {"state": BatchState(fields["state"]), "refusal": refusal}
    fields |= {name: json.loads(fields[name]) for name in ("timings", "rule_counts")}
    return BatchView(**fields)


def _issue(row: "Record") -> IssueView:
    fields = dict(row)
    message = Words(fields.pop("message_zh"), fields.pop("message_en"))
    fix = Words(fields.pop("fix_zh"), fields.pop("fix_en"))
    return IssueView(message=message, fix=fix, **fields)
