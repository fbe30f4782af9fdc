"""What of the cycle waits for whom, counted; and what falls due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vendors.actors import Actor
from vendors.periods import Period
from vendors.transaction import transaction

_WAITING = """
WITH open AS (SELECT scorecard, count(*) AS n FROM kpi_objection WHERE state = 'open' GROUP BY scorecard),
live AS (
  SELECT s.*, coalesce(o.n, 0) AS objections FROM kpi_scorecard s LEFT JOIN open o ON o.scorecard = s.id
  WHERE (s.state IN ('draft', 'fed_back', 'approved') OR o.n > 0) AND ($1::int IS NULL OR s.vendor = $1))
SELECT
  count(*) FILTER (WHERE state = 'draft' AND total IS NOT NULL) AS drafts,
  coalesce(sum(objections) FILTER (WHERE issued_by_id <> $2), 0) AS objections,
  count(*) FILTER (WHERE state = 'fed_back' AND objections = 0 AND issued_by_id <> $2
    AND (heard_at IS NOT NULL OR objections_due_on < $3)) AS reviews,
  count(*) FILTER (WHERE state = 'approved') AS approved,
  count(*) FILTER (WHERE state = 'fed_back' AND heard_at IS NULL AND objections_due_on >= $3) AS hearings,
  (SELECT count(*) FROM kpi_assessment a WHERE a.evaluated_at IS NULL AND a.carded_at IS NULL
    AND ($1::int IS NULL OR a.vendor = $1)) AS evaluations
FROM live
"""
_EVALUATIONS = """
SELECT id, vendor, period, evaluate_by AS due_on FROM kpi_assessment
WHERE evaluated_at IS NULL AND carded_at IS NULL ORDER BY evaluate_by, id
"""
_HEARINGS = """
SELECT id, vendor, period, objections_due_on AS due_on FROM kpi_scorecard
WHERE state = 'fed_back' AND heard_at IS NULL AND objections_due_on >= $1 ORDER BY objections_due_on, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`objections` and `reviews` are on cards this person did not issue; `hearings` and `evaluations` the vendors'."""

    drafts: int
    objections: int
    reviews: int
    approved: int
    hearings: int
    evaluations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A vendor's term in the cycle."""

    id: int
    vendor: int
    period: Period
    due_on: date


async def waiting(*, for_: Actor, on: date) -> Waiting:
    async with transaction() as connection:
        row = await connection.fetchrow(_WAITING, for_.vendor, for_.id, on)
    return Waiting(**{name: int(value) for name, value in dict(row).items()})


async def due_evaluations() -> Sequence[Due]:
    """Self-evaluations a vendor has not sent and whose draft is not issued."""
    async with transaction() as connection:
        rows = await connection.fetch(_EVALUATIONS)
    return [Due(**{**row, "period": Period.parse(row["period"])}) for row in rows]


async def due_objections(*, on: date) -> Sequence[Due]:
    """Cards a vendor may still object to."""
    async with transaction() as connection:
        rows = await connection.fetch(_HEARINGS, on)
    return [Due(**{**row, "period": Period.parse(row["period"])}) for row in rows]
