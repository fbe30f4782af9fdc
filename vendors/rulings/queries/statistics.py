"""What a period's findings came to, over all vendors: by violation group, county and month. For reports only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.rulings.queries.owners import DETERMINED, LINE_REPEATED, STANDING
from vendors.rulings.rules import Outcome
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_STANDING, _REPEATED, _DETERMINED = (text.replace("AS_OF", "$3") for text in (STANDING, LINE_REPEATED, DETERMINED))
_STATISTICS = f"""
WITH cohort AS (
  SELECT f.id, left(CASE WHEN f.recoded = '' THEN f.violation ELSE f.recoded END, 2) AS violation, i.region,
    f.institution, f.visit_id, told.amount_fen,
    to_char(f.created_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, d.outcome, d.reported_fen AS settled_fen,
    d.amount_fen AS determined_fen, coalesce(d.defence_moved_it, false) AS moved,
    told.lines,
    EXISTS (SELECT 1 FROM vendors_notice n WHERE n.finding = f.id AND n.at <= $3) AS notified,
    EXISTS (SELECT 1 FROM vendors_defence e WHERE e.finding = f.id AND e.made_at <= $3) AS defended,
    EXISTS (SELECT 1 FROM vendors_review r WHERE r.finding = f.id AND r.stage <> 'first' AND r.settles
            AND r.opinion = 'reject' AND r.at <= $3) AS dismissed
  FROM vendors_finding f JOIN vendors_institution i ON i.id = f.institution
  JOIN LATERAL (SELECT count(*) AS lines, sum(l.amount_fen) AS amount_fen FROM vendors_finding_line l
                WHERE l.finding = f.id AND NOT {_REPEATED}) told ON told.lines > 0
  LEFT JOIN vendors_determination d ON d.finding = f.id AND {_DETERMINED}
  WHERE (f.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1 AND $2 AND f.created_at <= $3
    AND {_STANDING}
)
SELECT violation, region, month, count(DISTINCT institution) AS institutions,
  count(DISTINCT nullif(visit_id, '')) AS cases, coalesce(sum(lines), 0)::bigint AS lines,
  coalesce(sum(amount_fen), 0)::bigint AS reported_fen, coalesce(sum(settled_fen), 0)::bigint AS settled_fen,
  coalesce(sum(determined_fen), 0)::bigint AS determined_fen, count(*) FILTER (WHERE outcome = ANY($4)) AS upheld,
  count(*) FILTER (WHERE outcome IS NOT NULL AND outcome <> ALL($4)) AS rejected,
  count(*) FILTER (WHERE outcome IS NULL AND NOT dismissed) AS pending, count(*) FILTER (WHERE notified) AS notified,
  count(*) FILTER (WHERE defended) AS defended, count(*) FILTER (WHERE moved) AS moved
FROM cohort GROUP BY GROUPING SETS ((violation), (region), (month), ()) ORDER BY violation, region, month
"""  # noqa: S608 constant text
_UPHELD = [Outcome.UPHELD.value, Outcome.PARTLY_UPHELD.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One group. Institutions and cases are distinct within it, so groups do not add up to the whole.

    `settled_fen` is the reported amount of what was determined; those dismissed at review are in neither
    `rejected` nor `pending`.
    """

    institutions: int
    cases: int
    lines: int
    reported_fen: int
    settled_fen: int
    determined_fen: int
    upheld: int
    rejected: int
    pending: int
    notified: int
    defended: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Groups by level-1 violation code, region code and month (`2026-07`), each in order of its code."""

    total: Tally
    by_violation: tuple[tuple[str, Tally], ...]
    by_region: tuple[tuple[str, Tally], ...]
    by_month: tuple[tuple[str, Tally], ...]


async def statistics(*, window: tuple[date, date], as_of: datetime) -> Statistics:
    """Findings filed in the window (Shanghai days), as known at `as_of`; later reports of the same thing left out.

    Sees over all vendors: call it within `seeing(None)`.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_STATISTICS, *window, as_of, _UPHELD)
    keys = ("violation", "region", "month")
    groups = {key: tuple((row[key], _tally(row)) for row in rows if row[key] is not None) for key in keys}
    total = next(row for row in rows if all(row[key] is None for key in keys))
    return Statistics(
        total=_tally(total), by_violation=groups["violation"], by_region=groups["region"], by_month=groups["month"]
    )


def _tally(row: "Record") -> Tally:
    return Tally(**{name: row[name] for name in Tally.__slots__})
