"""Results of record sheets, for pages to show and scorecards to count. Superseded rows count for nothing.

Each question is about one task, or about a contract's tasks due in a period (as in fact_queries).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.periods import Period
from vendors.registry.rules import must_reach
from vendors.tasks.queries import task as task_view
from vendors.tasks.rules import LEFT_OUT
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_OUT = [state.value for state in LEFT_OUT]
_ASKED = """
FROM vendors_task_result r JOIN vendors_task t ON t.id = r.task
WHERE r.kind = $1 AND r.superseded_by IS NULL AND ($7::int IS NULL OR r.vendor = $7)
  AND ($2::int IS NULL OR r.task = $2)
  AND ($3::int IS NULL OR t.contract = $3)
  AND ($4::date IS NULL OR (t.due_on BETWEEN $4 AND $5 AND t.state <> ALL($6::text[])))
"""
_ROWS = f"""
SELECT r.id, r.task, r.batch, r.kind, r.institution, r.subject, r.happened_on, r.amount_fen, r.figures, r.sheet, r.row
{_ASKED} ORDER BY r.task, r.batch, r.position
"""
_COUNTED = f"""
SELECT count(*) AS rows, count(DISTINCT r.subject) AS subjects, count(DISTINCT r.institution) AS institutions,
  coalesce(sum(r.amount_fen), 0)::bigint AS amount_fen, min(r.happened_on) AS first_on, max(r.happened_on) AS last_on
{_ASKED}
"""
_TALLY = f"SELECT r.figures ->> $8 AS said, count(*) AS rows {_ASKED} GROUP BY 1 ORDER BY 2 DESC, 1"
_SUM = f"SELECT sum((r.figures ->> $8)::numeric) {_ASKED}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which results: of one `kind` of sheet (its key), of one task, or of a contract's tasks due in a period."""

    kind: str
    task: int | None = None
    contract: int | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One confirmed row of a record sheet. `figures`: amounts in fen, other numbers and days as text."""

    id: int
    task: int
    batch: int
    kind: str
    institution: int | None
    subject: str
    happened_on: date | None
    amount_fen: int | None
    figures: Mapping[str, str | int]
    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCounts:
    """Rows, and how many different subjects and registered institutions they are about."""

    rows: int
    subjects: int
    institutions: int
    amount_fen: int
    first_on: date | None
    last_on: date | None


async def results(asked: Asked, *, for_: Actor) -> tuple[Result, ...]:
    """In order of task, batch and row. NotFound as for `task`, and for another vendor's contract."""
    return tuple(_result(row) for row in await _asked(_ROWS, asked, for_))


async def result_counts(asked: Asked, *, for_: Actor) -> ResultCounts:
    """How many there are and what they amount to."""
    (row,) = await _asked(_COUNTED, asked, for_)
    return ResultCounts(**row)


async def tally(asked: Asked, figure: str, *, for_: Actor) -> Mapping[str, int]:
    """How often each value of a figure occurs, the most frequent first (函证: outcome → 已回函相符 41, 未回函 3 …)."""
    return {row["said"] or "": row["rows"] for row in await _asked(_TALLY, asked, for_, figure)}


async def result_sum(asked: Asked, figure: str, *, for_: Actor) -> Decimal:
    """The sum of a numeric figure (人次, 投诉件数, 盘盈亏 …); 0 without rows."""
    ((total,),) = await _asked(_SUM, asked, for_, figure)
    return Decimal(total or 0)


async def _asked(sql: str, asked: Asked, for_: Actor, *more: str) -> list["Record"]:
    span = asked.period
    async with transaction() as connection:
        if asked.task is not None:
            await task_view(asked.task, for_=for_)
        if asked.contract is not None:
            owner = await connection.fetchval("SELECT vendor FROM vendors_contract WHERE id = $1", asked.contract)
            must_reach(for_, owner)
        dates = (span.starts_on, span.ends_on) if span else (None, None)
        found: list[Record] = await connection.fetch(
            sql, asked.kind, asked.task, asked.contract, *dates, _OUT, for_.vendor, *more
        )
    return found


def _result(row: "Record") -> Result:
    return Result(**{**row, "figures": json.loads(row["figures"])})
