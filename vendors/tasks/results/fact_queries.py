"""Rows of record sheets for scorecards to count, of many contracts at once; they belong to the period of their task.

Rows a later version of the workbook replaced count for nothing.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.periods import local_date
from vendors.tasks.rules import LEFT_OUT, TaskKind
from vendors.transaction import transaction

_OUT: Final = [state.value for state in LEFT_OUT]
_ROWS: Final = """
SELECT t.contract, r.id, r.kind, r.institution, r.subject, r.happened_on, r.amount_fen, r.figures, r.admitted_at
FROM vendors_task_result r JOIN vendors_task t ON t.id = r.task
WHERE t.contract = ANY($1::int[]) AND t.due_on BETWEEN $2 AND $3 AND t.state <> ALL($4::text[])
  AND r.kind = ANY($5::text[]) AND r.superseded_by IS NULL AND r.admitted_at <= $6
ORDER BY t.contract, r.task, r.batch, r.kind, r.position
"""
_SCOPE: Final = """
SELECT DISTINCT t.contract, i.institution FROM vendors_task_institution i JOIN vendors_task t ON t.id = i.task
WHERE t.contract = ANY($1::int[]) AND t.due_on BETWEEN $2 AND $3 AND t.state <> ALL($4::text[]) AND t.kind = ANY($5)
ORDER BY t.contract, i.institution
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One confirmed row. `figures`: amounts in fen, other numbers and days as text."""

    id: int
    kind: str
    institution: int | None
    subject: str
    happened_on: date | None
    amount_fen: int | None
    figures: Mapping[str, str | int]
    admitted_on: date

    def text(self, key: str) -> str:
        return str(self.figures.get(key, ""))

    def day(self, key: str) -> date | None:
        said = self.text(key)
        return date.fromisoformat(said) if said else None

    def count(self, key: str) -> int:
        return int(self.text(key) or 0)


async def sheet_rows(
    *, contracts: Collection[int], kinds: Collection[str], window: tuple[date, date], as_of: datetime
) -> Mapping[int, Mapping[str, tuple[SheetRow, ...]]]:
    """By contract and kind of sheet; what is not there has no rows."""
    async with transaction() as connection:
        rows = await connection.fetch(_ROWS, list(contracts), *window, _OUT, list(kinds), as_of)
    found: dict[int, dict[str, list[SheetRow]]] = {}
    for row in rows:
        fields = dict(row)
        contract, admitted = fields.pop("contract"), fields.pop("admitted_at")
        told = SheetRow(**fields | {"figures": json.loads(row["figures"])}, admitted_on=local_date(admitted))
        found.setdefault(contract, {}).setdefault(told.kind, []).append(told)
    return {contract: {kind: tuple(each) for kind, each in kinds_.items()} for contract, kinds_ in found.items()}


async def named_institutions(
    *, contracts: Collection[int], kinds: Collection[TaskKind], window: tuple[date, date]
) -> Mapping[int, tuple[int, ...]]:
    """By contract, the different institutions the bureau named as the scope of its tasks of some kinds due then."""
    wanted = [kind.value for kind in kinds]
    async with transaction() as connection:
        rows = await connection.fetch(_SCOPE, list(contracts), *window, _OUT, wanted)
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        found[row["contract"]] = (*found.get(row["contract"], ()), row["institution"])
    return found


async def rows_about(*, contract: int, kind: str, subjects: Collection[str]) -> Mapping[str, int]:
    """Of one sheet, the latest row about each subject: its whole subject, or the first or last word of it."""
    sql = """
    SELECT asked.subject, max(r.id) AS id FROM unnest($3::text[]) AS asked(subject)
    JOIN vendors_task_result r
      ON asked.subject IN (r.subject, split_part(r.subject, ' ', 1), split_part(r.subject, ' ', -1))
    JOIN vendors_task t ON t.id = r.task
    WHERE t.contract = $1 AND r.kind = $2 AND r.superseded_by IS NULL GROUP BY asked.subject
    """
    async with transaction() as connection:
        return {row["subject"]: row["id"] for row in await connection.fetch(sql, contract, kind, list(subjects))}


async def listed_visits(*, contract: int, visits: Collection[str]) -> tuple[str, ...]:
    """Those of some visit ids that stand on the case list of a contract's tasks."""
    sql = """
    SELECT DISTINCT s.visit_id FROM vendors_task_case c JOIN vendors_task t ON t.id = c.task
    JOIN vendors_settled_case s ON s.id = c."case" WHERE t.contract = $1 AND s.visit_id = ANY($2::text[])
    """
    async with transaction() as connection:
        return tuple(row["visit_id"] for row in await connection.fetch(sql, contract, list(visits)))


async def reached(*, contract: int) -> frozenset[int]:
    """Institutions a contract's tasks were about: on a case list, named as the scope, or in a sheet the vendor sent."""
    sql = """
    SELECT s.institution FROM vendors_task_case c JOIN vendors_task t ON t.id = c.task
      JOIN vendors_settled_case s ON s.id = c."case" WHERE t.contract = $1
    UNION SELECT i.institution FROM vendors_task_institution i JOIN vendors_task t ON t.id = i.task
      WHERE t.contract = $1
    UNION SELECT r.institution FROM vendors_task_result r JOIN vendors_task t ON t.id = r.task
      WHERE t.contract = $1 AND r.institution IS NOT NULL AND r.superseded_by IS NULL
    """
    async with transaction() as connection:
        return frozenset(row["institution"] for row in await connection.fetch(sql, contract))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlace:
    """Where a row stands in its vendor's workbook."""

    id: int
    vendor: int
    task: int
    batch: int
    kind: str
    subject: str
    sheet: str
    row: int
    figures: Mapping[str, str | int]


async def row_places(ids: Collection[int], *, vendor: int | None) -> Mapping[int, RowPlace]:
    """By id; with a `vendor` its own only."""
    sql = """
    SELECT id, vendor, task, batch, kind, subject, sheet, "row", figures FROM vendors_task_result
    WHERE id = ANY($1::int[]) AND ($2::int IS NULL OR vendor = $2)
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, list(ids), vendor)
    return {row["id"]: RowPlace(**dict(row) | {"figures": json.loads(row["figures"])}) for row in rows}
