"""重复: which lines say what an earlier one said."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.findings.rules import NO_OWNER
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_REPEATS = """
SELECT d.line, g.id AS first_finding, g.number AS first_number, v.short_name AS first_vendor,
  e.told_at AS first_told_at, d.vendor IS NULL AS across_vendors, EXISTS (
    SELECT FROM vendors_finding_line o JOIN vendors_finding w ON w.id = o.finding
    WHERE o.same = l.same AND (o.told_at, o.id) < (l.told_at, l.id) AND w.state <> ALL($2)
      AND (w.batch <> f.batch OR l.item_code <> '')
  ) AS another_counts
FROM vendors_duplicate d JOIN vendors_finding_line l ON l.id = d.line JOIN vendors_finding f ON f.id = l.finding
JOIN vendors_finding_line e ON e.id = d.first_line JOIN vendors_finding g ON g.id = e.finding
JOIN vendors_vendor v ON v.id = g.vendor
WHERE l.finding = $1 AND ($3::int IS NULL OR (f.vendor = $3 AND d.vendor = $3)) ORDER BY l.position
"""
_TOLD = """
SELECT l.sheet, l."row", l.finding, min(f.batch) AS batch FROM vendors_incoming_line l
JOIN vendors_finding_line e ON e.same = l.same AND e.vendor = l.vendor JOIN vendors_finding f ON f.id = e.finding
WHERE l.batch = $1 AND l.same <> '' AND f.batch <> $1 AND f.batch IS DISTINCT FROM $2 AND f.state <> ALL($3)
GROUP BY l.sheet, l."row", l.finding ORDER BY l.sheet, l."row"
"""
_NO_OWNER = [state.value for state in NO_OWNER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A line that repeats an earlier report; while `another_counts`, this one counts for nothing."""

    line: int
    first_finding: int
    first_number: str
    first_vendor: str
    first_told_at: datetime
    across_vendors: bool
    another_counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBefore:
    """A row of a checked workbook that its own vendor has reported before, in `batch`."""

    sheet: str
    row: int
    batch: int


async def repeats(*, finding: int, for_: Actor) -> tuple[Repeat, ...]:
    """The lines of a finding that repeat others. A vendor is shown what it repeated of its own alone."""
    async with transaction() as connection:
        rows = await connection.fetch(_REPEATS, finding, _NO_OWNER, for_.vendor)
    return tuple(Repeat(**row) for row in rows)


async def told_before(connection: "Connection", *, batch: int, replacing: int | None) -> tuple[ToldBefore, ...]:
    """Rows received for a batch that its vendor has on the record already, but for the version it would replace."""
    rows = await connection.fetch(_TOLD, batch, replacing, _NO_OWNER)
    return tuple(ToldBefore(sheet=row["sheet"], row=row["row"], batch=row["batch"]) for row in rows)
