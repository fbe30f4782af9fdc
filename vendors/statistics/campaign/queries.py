"""The campaign table as it stands, or as it was submitted; lists of tables; what a reversal changed since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.campaigns.queries import CampaignView, campaign
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import must_be_bureau
from vendors.statistics.campaign.assembling import (
    Cells,
    Key,
    Material,
    Written,
    carried_on,
    problems,
    table,
    thawed,
)
from vendors.statistics.campaign.checks import Problem
from vendors.statistics.campaign.figures import Figures, Window, figures
from vendors.statistics.campaign.rules import LOCKED, ReportState, RowState, Scope
from vendors.statistics.units import Units, units
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_REPORTS = """
SELECT r.id, r.campaign, c.number AS campaign_number, c.name AS campaign_name, r.period, r.version, r.state, r.due_on,
  r.due_is_provisional, r.opened_by_name, r.opened_at, r.submitted_by, r.submitted_by_name, r.submitted_at,
  r.approved_by_name, r.approved_at, r.reported_on, r.document, r.returned, r.superseded_at, c.lead_name,
  EXISTS (SELECT FROM vendors_reversal v JOIN vendors_finding f ON f.id = v.finding JOIN vendors_task t ON t.id = f.task
          WHERE t.campaign = r.campaign AND v.at > r.submitted_at
            AND EXISTS (SELECT FROM vendors_determination d WHERE d.id = v.determination AND d.at <= r.submitted_at)
         ) AS to_restate
FROM vendors_campaign_report r JOIN vendors_campaign c ON c.id = r.campaign
"""
_ROWS = """
SELECT region, state, filled_by, filled_by_name, submitted_at, returned, frozen FROM vendors_campaign_report_row
WHERE report = $1 ORDER BY region
"""
_CELLS = """
SELECT region, scope, field, value, reason, entered_by, entered_by_name, at FROM vendors_campaign_report_cell
WHERE report = $1
"""
_BEFORE = """
SELECT id, period FROM vendors_campaign_report
WHERE campaign = $1 AND superseded_at IS NULL AND state = ANY($2) ORDER BY period
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHead:
    """One version of a table. `to_restate`: a determination it counted has been reversed since."""

    id: int
    campaign: int
    campaign_number: str
    campaign_name: str
    period: Period
    version: int
    state: ReportState
    due_on: date
    due_is_provisional: bool
    opened_by_name: str
    opened_at: datetime
    submitted_by: int | None
    submitted_by_name: str
    submitted_at: datetime | None
    approved_by_name: str
    approved_at: datetime | None
    reported_on: date | None
    document: str
    returned: str
    superseded_at: datetime | None
    lead_name: str
    to_restate: bool

    @property
    def locked(self) -> bool:
        return self.state in LOCKED

    def overdue(self, today: date) -> bool:
        """Not reported up on its last day, while it still counts."""
        return self.state is not ReportState.REPORTED and self.superseded_at is None and today > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class RowHead:
    """A unit's row; `region` the city's code is 合计."""

    region: str
    state: RowState
    filled_by: int | None
    filled_by_name: str
    submitted_at: datetime | None
    returned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A table to be shown: rows in order, the total last (a county's people get their own row alone)."""

    head: ReportHead
    rows: tuple[RowHead, ...]
    cells: Mapping[Scope, Mapping[str, Cells]]
    problems: tuple[Problem, ...]
    city: str
    as_of: datetime
    filled_by: frozenset[int]


async def reports(*, for_: Actor, campaign_id: int | None = None, size: int = 200) -> tuple[ReportHead, ...]:
    """Tables, the newest period first, versions together."""
    must_be_bureau(for_)
    sql = f"""{_REPORTS} WHERE ($1::int IS NULL OR r.campaign = $1) AND ($2 = '' OR EXISTS (
      SELECT FROM vendors_campaign_report_row w WHERE w.report = r.id AND w.region = $2))
    ORDER BY r.period DESC, r.campaign, r.version DESC LIMIT $3"""
    async with transaction() as connection:
        return tuple(_head(row) for row in await connection.fetch(sql, campaign_id, for_.region, size))


async def head(id_: int, *, for_: Actor) -> ReportHead:
    """One version. NotFound when there is none or it has no row of this person's county."""
    must_be_bureau(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_REPORTS} WHERE r.id = $1", id_)
        own = row and await connection.fetchval(
            "SELECT EXISTS (SELECT FROM vendors_campaign_report_row WHERE report = $1 AND ($2 = '' OR region = $2))",
            id_,
            for_.region,
        )
    if not own:
        raise NotFound
    return _head(row)


async def report(id_: int, *, for_: Actor, at: datetime) -> ReportView:
    """The table as it stands now, or once submitted as it was then."""
    found = await head(id_, for_=for_)
    over = units(found.period.ends_on)
    async with transaction() as connection:
        records = await connection.fetch(_ROWS, id_)
    mine = [row for row in records if for_.region in ("", row["region"])]
    filled = frozenset(row["filled_by"] for row in mine if row["filled_by"] is not None)
    order = {region: place for place, region in enumerate((*over.rows, over.city))}
    rows = tuple(sorted((_row(row) for row in mine), key=lambda row: order.get(row.region, len(order))))
    names = [row.region for row in rows if row.region != over.city]
    told: tuple[Problem, ...] = ()
    cells: Mapping[Scope, Mapping[str, Cells]] = _kept(mine)
    if not found.locked:
        material, writers = await _material(found, names, over, for_=for_, at=at)
        cells, filled = table(material), filled | writers
        told = problems(cells, rows=names, city=over.city)
    if for_.region:
        told = tuple(one for one in told if one.region == for_.region)
        cells = {scope: {for_.region: by_region[for_.region]} for scope, by_region in cells.items()}
    return ReportView(
        head=found,
        rows=tuple(row for row in rows if not for_.region or row.region == for_.region),
        cells=cells,
        problems=told,
        city=over.city,
        as_of=found.submitted_at if found.locked and found.submitted_at else at,
        filled_by=filled,
    )


async def proposals(
    campaign_: CampaignView, period: Period, over: Units, *, known: datetime, standing: datetime | None = None
) -> Mapping[Scope, Figures]:
    """What the records say of the period and since the campaign began."""
    begins = {Scope.CURRENT: period.starts_on, Scope.CUMULATIVE: min(campaign_.starts_on, period.starts_on)}
    return {
        scope: await figures(
            Window(campaign=campaign_.id, begins=first, ends=period.ends_on, known=known, standing=standing), over=over
        )
        for scope, first in begins.items()
    }


async def _material(
    found: ReportHead, rows: Sequence[str], over: Units, *, for_: Actor, at: datetime
) -> tuple[Material, frozenset[int]]:
    async with transaction() as connection:
        cells = await connection.fetch(_CELLS, found.id)
    written: dict[Key, Written] = {
        (row["region"], Scope(row["scope"]), row["field"]): Written(
            value=row["value"], reason=row["reason"], by=row["entered_by_name"], at=row["at"]
        )
        for row in cells
    }
    material = Material(
        rows=rows,
        city=over.city,
        proposals=await proposals(await campaign(found.campaign, for_=for_), found.period, over, known=at),
        written=written,
        before=await _before(found),
    )
    return material, frozenset(row["entered_by"] for row in cells)


async def _before(found: ReportHead) -> Mapping[str, Mapping[str, int]]:
    """The cumulative row of the last table before this period that has been submitted."""
    async with transaction() as connection:
        every = await connection.fetch(_BEFORE, found.campaign, [state.value for state in LOCKED])
        earlier = [row for row in every if Period.parse(row["period"]).ends_on < found.period.starts_on]
        if not earlier:
            return {}
        last = max(earlier, key=lambda row: Period.parse(row["period"]).ends_on)
        rows = await connection.fetch(_ROWS, last["id"])
    return {row["region"]: carried_on(thawed(json.loads(row["frozen"])[Scope.CUMULATIVE.value])) for row in rows}


async def changed_since(found: ReportHead, *, for_: Actor, at: datetime) -> Mapping[str, Mapping[str, int]]:
    """待重述: by how much reversals after the lock move the cumulative figures, by region and column. City people only.

    Later records are not in it: what was known at the lock is counted again as it stands now.
    """
    if not found.to_restate or found.submitted_at is None or for_.region:
        return {}
    over, of = units(found.period.ends_on), await campaign(found.campaign, for_=for_)
    then = await proposals(of, found.period, over, known=found.submitted_at)
    now = await proposals(of, found.period, over, known=found.submitted_at, standing=at)
    return {
        region: moved
        for region, row in then[Scope.CUMULATIVE].items()
        if (moved := _moved(row, now[Scope.CUMULATIVE].get(region, {})))
    }


def _moved(then: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    return {key: delta for key in then if (delta := now.get(key, 0) - then[key])}


def _kept(rows: "Sequence[Record]") -> dict[Scope, dict[str, Cells]]:
    kept = {row["region"]: json.loads(row["frozen"] or "{}") for row in rows}
    return {scope: {region: thawed(one.get(scope.value, {})) for region, one in kept.items()} for scope in Scope}


def _head(row: "Record") -> ReportHead:
    fields = dict(row)
    return ReportHead(period=Period.parse(fields.pop("period")), state=ReportState(fields.pop("state")), **fields)


def _row(row: "Record") -> RowHead:
    return RowHead(
        region=row["region"],
        state=RowState(row["state"]),
        filled_by=row["filled_by"],
        filled_by_name=row["filled_by_name"],
        submitted_at=row["submitted_at"],
        returned=row["returned"],
    )
