"""Problems of an upload grouped by code and column, each group with the rows it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from importers.batches.queries.uploads import batch
from vendors.actors import Actor
from vendors.errors import Words
from vendors.transaction import transaction

RANGES: Final = 8
"""Stretches of rows a group names; a longer list ends with how many more there are."""
_GROUPS = """
WITH grouped AS MATERIALIZED (
  SELECT code, severity, sheet, "column", header, count(*) AS count, min(position) AS first,
    min(message_zh || chr(31) || message_en COLLATE "C") AS said,
    min(message_zh COLLATE "C") = max(message_zh COLLATE "C") AS alike
  FROM importers_batch_issue WHERE batch = $1 GROUP BY code, severity, sheet, "column", header
), placed AS (
  SELECT DISTINCT code, severity, sheet, "column", header, row FROM importers_batch_issue
  WHERE batch = $1 AND row IS NOT NULL
), islands AS (
  SELECT code, severity, sheet, "column", header, row,
    row - row_number() OVER (PARTITION BY code, severity, sheet, "column", header ORDER BY row) AS island
  FROM placed
), stretches AS (
  SELECT code, severity, sheet, "column", header, min(row) AS first, max(row) AS last FROM islands
  GROUP BY code, severity, sheet, "column", header, island
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY code, severity, sheet, "column", header ORDER BY first) AS place,
    count(*) OVER (PARTITION BY code, severity, sheet, "column", header) AS total
  FROM stretches
), named AS MATERIALIZED (
  SELECT code, severity, sheet, "column", header, max(total) AS total,
    array_agg(CASE WHEN first = last THEN first::text ELSE first || '–' || last END ORDER BY first) AS rows
  FROM ranked WHERE place <= $2 GROUP BY code, severity, sheet, "column", header
)
SELECT g.code, g.severity, g.sheet, g."column", g.header, g.count, g.said, g.alike,
  coalesce(n.rows, '{}') AS rows, coalesce(n.total, 0) AS stretches
FROM grouped g LEFT JOIN named n USING (code, severity, sheet, "column", header)
ORDER BY array_position(ARRAY['error', 'warning', 'notice'], g.severity::text), g.count DESC, g.first
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`rows` are stretches (`4–9`), the first of `stretches`; `message` is one of them when they differ."""

    code: str
    severity: str
    sheet: str
    column: str
    header: str
    count: int
    rows: Sequence[str]
    stretches: int
    message: Words
    alike: bool

    @property
    def unnamed(self) -> int:
        """Stretches of rows beyond those in `rows`."""
        return self.stretches - len(self.rows)


async def groups(id_: int, *, for_: Actor) -> tuple[Group, ...]:
    """Errors first, then warnings, then notices; the most frequent first. Raises NotFound as `batch` does."""
    await batch(id_, for_=for_)
    async with transaction() as connection:
        rows = await connection.fetch(_GROUPS, id_, RANGES)
    return tuple(
        Group(
            code=row["code"],
            severity=row["severity"],
            sheet=row["sheet"],
            column=row["column"],
            header=row["header"],
            count=row["count"],
            rows=tuple(row["rows"]),
            stretches=row["stretches"],
            message=Words(*row["said"].split("\x1f")),
            alike=row["alike"],
        )
        for row in rows
    )
