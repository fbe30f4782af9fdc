"""Campaign tables that are to go up, for the daily reminder."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.periods import Period
from vendors.statistics.campaign.rules import ReportState
from vendors.statistics.units import units
from vendors.transaction import transaction

_DUE: Final = """
SELECT r.id, c.name AS campaign_name, r.period, r.state, r.due_on,
  ARRAY(SELECT w.region FROM vendors_campaign_report_row w
        WHERE w.report = r.id AND w.state = 'filling' AND r.state = 'filling' ORDER BY w.region) AS unfilled
FROM vendors_campaign_report r JOIN vendors_campaign c ON c.id = r.campaign
WHERE r.state <> 'reported' AND r.superseded_at IS NULL AND r.due_on <= $1 AND NOT r.due_is_provisional
ORDER BY r.due_on, r.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTable:
    """A table not reported up; `unfilled` are the counties whose row is still being filled in."""

    id: int
    campaign_name: str
    period: Period
    state: ReportState
    due_on: date
    unfilled: tuple[str, ...]


async def due_tables(*, by: date) -> tuple[DueTable, ...]:
    """Tables whose last day comes by a day, overdue ones included; one whose day is 暂定 is left out."""
    counties = units(by).counties
    async with transaction() as connection:
        rows = await connection.fetch(_DUE, by)
    return tuple(
        DueTable(
            **{
                **row,
                "period": Period.parse(row["period"]),
                "state": ReportState(row["state"]),
                "unfilled": tuple(region for region in row["unfilled"] if region in counties),
            }
        )
        for row in rows
    )
