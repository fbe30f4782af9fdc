"""What a sample is drawn from, as the registers stand when it is opened."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vendors.draws.algorithm.frames import Unit, canonical
from vendors.draws.opening import Opened
from vendors.reviewing.rules import SampleKind

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_FINDINGS: Final = """
SELECT f.id, f.number AS unit, left(CASE WHEN f.recoded = '' THEN f.violation ELSE f.recoded END, 2) AS stratum,
  f.amount_fen AS amount, i.name AS label,
  (SELECT coalesce(max(r.id), 0) FROM vendors_review r WHERE r.finding = f.id)::int AS since
FROM vendors_finding f JOIN vendors_institution i ON i.id = f.institution
WHERE f.state = 'awaiting_second' AND NOT f.blind AND ($1::int IS NULL OR f.vendor = $1)
  AND ($2::int IS NULL OR f.task = $2) AND ($3::int IS NULL OR f.batch = $3)
"""
_PASSED: Final = """
SELECT t.task, s.id AS "case", k.number || '/' || s.visit_id AS unit, i.level AS stratum,
  s.fund_fen AS amount, i.name AS label
FROM vendors_task_case t JOIN vendors_task k ON k.id = t.task JOIN vendors_settled_case s ON s.id = t."case"
JOIN vendors_institution i ON i.id = s.institution
WHERE t.reviewed_on IS NOT NULL AND ($1::int IS NULL OR t.vendor = $1) AND ($2::int IS NULL OR t.task = $2)
  AND NOT EXISTS (SELECT FROM vendors_finding f WHERE f.task = t.task AND f.state <> 'superseded' AND f."case" = s.id)
  AND NOT EXISTS (SELECT FROM vendors_finding f WHERE f.task = t.task AND f.state <> 'superseded'
                  AND f.visit_id = s.visit_id)
  AND NOT EXISTS (SELECT FROM vendors_missed_finding m WHERE m.task = t.task AND m."case" = s.id)
  AND NOT EXISTS (SELECT FROM vendors_sampled_case c WHERE c.task = t.task AND c."case" = s.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Which part of what could be drawn; None leaves a side open. A batch narrows findings alone."""

    vendor: int | None = None
    task: int | None = None
    batch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a unit of the frame stands for: a finding with the last opinion on it, or a case of a task's list."""

    finding: int = 0
    since: int = 0
    task: int = 0
    case: int = 0


async def members(connection: "Connection", kind: SampleKind, which: Narrowing) -> tuple[Opened, dict[str, Member]]:
    """The frame to freeze, and what its units are. Rows of another county are not seen (row-level security)."""
    asked = [which.vendor, which.task, which.batch]
    if kind is SampleKind.FINDINGS:
        rows = await connection.fetch(_FINDINGS, *asked)
        found = {row["unit"]: Member(finding=row["id"], since=row["since"]) for row in rows}
    else:
        rows = await connection.fetch(_PASSED, *asked[:2])
        found = {row["unit"]: Member(task=row["task"], case=row["case"]) for row in rows}
    units = (Unit(row["unit"], row["stratum"] or "", row["amount"]) for row in rows)
    return Opened(text=canonical(units), labels={row["unit"]: row["label"] for row in rows}), found


async def frame_size(connection: "Connection", kind: SampleKind, which: Narrowing) -> int:
    """How many could be drawn now; tells nothing of who."""
    asked = [which.vendor, which.task, which.batch]
    sql, values = (_FINDINGS, asked) if kind is SampleKind.FINDINGS else (_PASSED, asked[:2])
    return int(await connection.fetchval(f"SELECT count(*) FROM ({sql}) found", *values))  # noqa: S608 constant
