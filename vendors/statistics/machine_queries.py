"""The monthly machine-review table from findings, from what was entered, and from the recovery ledger.

A case is a visit (a finding without one is its own); a line that repeats an earlier report counts for its first owner
only; what review dismissed, a version replaced or a determination denied counts for nothing. As known at an instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.findings.rules import Source
from vendors.periods import Period
from vendors.registry.rules import must_be_bureau
from vendors.rulings.queries.owners import LINE_REPEATED, STANDING
from vendors.statistics import entered_queries, receipts
from vendors.statistics.entered_rules import Kind
from vendors.statistics.machine_rules import Basis, Counted, Entered, MachineTable, periods_between, put_together
from vendors.transaction import transaction

MACHINE: Final = "machine"
"""The source a table is of unless another is chosen: findings of IT vendors' tasks and those marked 智能监控."""
_MACHINE_SQL: Final = (
    f"(t.workbook_kind = 'B' AND f.source IN ('vendor', '{Source.THIRD_PARTY}')"
    f" OR f.source = '{Source.SMART_MONITORING}')"
)
_STANDING, _REPEATED = (text.replace("AS_OF", "$3") for text in (STANDING, LINE_REPEATED))
_DISMISSED: Final = """(f.state = 'dismissed'
  AND (SELECT max(w.at) FROM vendors_review w WHERE w.finding = f.id) <= $3)"""
_MONTH: Final = {Basis.FOUND: "told.at", Basis.DETERMINED: "d.at"}
_AMOUNT: Final = {Basis.FOUND: "told.fen", Basis.DETERMINED: "d.amount_fen"}
_KEPT: Final = {
    Basis.FOUND: "(d.outcome IS NULL OR d.outcome <> 'not_upheld')",
    Basis.DETERMINED: "d.outcome IN ('upheld', 'partly_upheld')",
}
_COUNTED: Final = """
WITH counted AS (
  SELECT f.id, i.code, i.region, f.institution || ':' || coalesce(nullif(f.visit_id, ''), '#' || f.id) AS visit,
    told.lines, {amount} AS fen, to_char({month} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month
  FROM vendors_finding f JOIN vendors_institution i ON i.id = f.institution JOIN vendors_task t ON t.id = f.task
  JOIN LATERAL (SELECT count(*) AS lines, sum(l.amount_fen) AS fen, min(l.told_at) AS at FROM vendors_finding_line l
                WHERE l.finding = f.id AND NOT {repeated}) told ON told.lines > 0
  LEFT JOIN vendors_determination d ON d.finding = f.id AND d.at <= $3
    AND (d.superseded_at IS NULL OR d.superseded_at > $3)
  WHERE {standing} AND told.at <= $3 AND NOT {dismissed} AND {kept}
    AND ({month} AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1 AND $2
    AND ($4 = '' OR i.region = $4) AND {source}
)
SELECT month, region, array_agg(DISTINCT code) AS codes, count(DISTINCT visit) AS cases,
  coalesce(sum(lines), 0)::bigint AS lines, coalesce(sum(fen), 0)::bigint AS fen
FROM counted GROUP BY GROUPING SETS ((month), (region), ())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a table is of: months from `first` to `last`, a county or the city, the source, the basis, the instant."""

    first: Period
    last: Period
    as_of: datetime
    region: str = ""
    source: str = MACHINE
    basis: Basis = Basis.FOUND

    @property
    def window(self) -> tuple[date, date]:
        return self.first.starts_on, self.last.ends_on

    @property
    def span(self) -> str:
        """The range as entered distinct numbers are kept under: `2021M01/2021M04`."""
        return f"{self.first}/{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The table, with cases and lines of the records by county (for a chart)."""

    table: MachineTable
    by_region: Mapping[str, Counted]


async def machine_table(asked: Asked, *, for_: Actor) -> Machine:
    """智能审核月度统计表. A county's people get their own county whatever is asked."""
    must_be_bureau(for_)
    region = for_.region or asked.region
    counted = await _counted(asked, region)
    entered = await _entered(asked, region)
    spans = await entered_queries.current(Kind.SPAN, region=region)
    span = next((one for one in spans if one.period == asked.span), None)
    months, regions, whole = counted
    table = put_together(
        periods_between(asked.first, asked.last, list(entered)),
        records=months,
        recovered=await receipts.by_month(
            window=asked.window, as_of=asked.as_of, region=region, source=asked.source, where=_of_source(asked)
        ),
        entered=entered,
        distinct=span.figures.get("institutions") if span and asked.source == MACHINE else None,
        cases_distinct=whole.cases,
    )
    return Machine(table=table, by_region=regions)


def _of_source(asked: Asked) -> str:
    return {"": "true", MACHINE: _MACHINE_SQL}.get(asked.source, "f.source = $5")


async def _entered(asked: Asked, region: str) -> Mapping[Period, Entered]:
    """Published figures are of machine review; another source has none."""
    if asked.source != MACHINE:
        return {}
    found = await entered_queries.current(Kind.MACHINE, region=region)
    return {
        Period.parse(one.period): Entered(
            period=Period.parse(one.period),
            institutions=one.figures["institutions"],
            cases=one.figures["cases"],
            lines=one.figures["lines"],
            amount_fen=one.figures.get("amount_fen"),
            recovered_fen=one.figures.get("recovered_fen"),
            codes=frozenset(one.institutions),
            basis=one.basis,
        )
        for one in found
    }


async def _counted(asked: Asked, region: str) -> tuple[Mapping[Period, Counted], Mapping[str, Counted], Counted]:
    sql = _COUNTED.format(
        amount=_AMOUNT[asked.basis],
        month=_MONTH[asked.basis],
        kept=_KEPT[asked.basis],
        standing=_STANDING,
        repeated=_REPEATED,
        dismissed=_DISMISSED,
        source=_of_source(asked),
    )
    values: list[object] = [*asked.window, asked.as_of, region]
    async with transaction() as connection:
        rows = await connection.fetch(sql, *values, *([asked.source] if "$5" in sql else []))
    months: dict[Period, Counted] = {}
    regions: dict[str, Counted] = {}
    whole = Counted()
    for row in rows:
        one = Counted(
            codes=frozenset(row["codes"] or ()), cases=row["cases"], lines=row["lines"], amount_fen=row["fen"]
        )
        if row["month"]:
            months[Period.parse(row["month"])] = one
        elif row["region"]:
            regions[row["region"]] = one
        else:
            whole = one
    return months, regions, whole
