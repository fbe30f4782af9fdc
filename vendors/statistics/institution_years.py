"""违规金额、次数、性质 of an institution in a year, for its yearly assessment (LZ-06 第十一条)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vendors.actors import Actor
from vendors.findings.rules import Severity
from vendors.periods import Period
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

_YEARS: Final = """
WITH upheld AS (
  SELECT f.institution, d.decision, d.amount_fen, f.severity, f.violation, f.id
  FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding
  WHERE d.outcome IN ('upheld', 'partly_upheld') AND d.at <= $3 AND (d.superseded_at IS NULL OR d.superseded_at > $3)
    AND (d.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1 AND $2
    AND (f.superseded_at IS NULL OR f.superseded_at > $3)
)
SELECT i.id AS institution, i.code, i.name, i.kind, i.region, count(DISTINCT u.decision) AS times,
  count(u.id) AS findings, sum(u.amount_fen)::bigint AS fen,
  count(*) FILTER (WHERE u.severity = 'fraud') AS fraud, count(*) FILTER (WHERE u.severity = 'abuse') AS abuse,
  count(*) FILTER (WHERE u.severity = 'waste') AS waste, count(*) FILTER (WHERE u.severity = '') AS unsaid,
  array_agg(DISTINCT left(u.violation, 2)) AS violations
FROM upheld u JOIN vendors_institution i ON i.id = u.institution
WHERE ($4 = '' OR i.region = $4) AND ($5 = '' OR strpos(i.name || i.code, $5) > 0)
GROUP BY i.id ORDER BY {order}, i.code LIMIT $6
"""
SORTS: Final[Mapping[str, str]] = {
    "fen": "sum(u.amount_fen) DESC",
    "times": "count(DISTINCT u.decision) DESC, sum(u.amount_fen) DESC",
    "findings": "count(u.id) DESC, sum(u.amount_fen) DESC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionYear:
    """`times` are decisions against it, `findings` what they upheld, `fen` what they determined.

    `natures` counts findings by 欺诈/滥用/浪费; `unsaid` those nobody has called one yet. `violations` are groups of
    the taxonomy.
    """

    institution: int
    code: str
    name: str
    kind: str
    region: str
    times: int
    findings: int
    fen: int
    natures: Mapping[Severity, int]
    unsaid: int
    violations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFilters:
    """`text` is part of a name or code; `sort` a key of SORTS."""

    year: int
    region: str = ""
    text: str = ""
    sort: str = "fen"


async def institution_years(
    which: YearFilters, *, for_: Actor, as_of: datetime, size: int | None = None
) -> tuple[InstitutionYear, ...]:
    """Institutions with anything upheld in the year, as it stands at an instant. A county's people: their own."""
    must_be_bureau(for_)
    sql = _YEARS.format(order=SORTS.get(which.sort, SORTS["fen"]))
    year = Period(which.year, "Y", 1)
    window = year.starts_on, year.ends_on
    region = for_.region or which.region
    async with transaction() as connection:
        rows = await connection.fetch(sql, *window, as_of, region, which.text.strip(), size)
    return tuple(
        InstitutionYear(
            institution=row["institution"],
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            region=row["region"],
            times=row["times"],
            findings=row["findings"],
            fen=row["fen"],
            natures={one: row[one.value] for one in Severity},
            unsaid=row["unsaid"],
            violations=tuple(row["violations"]),
        )
        for row in rows
    )
