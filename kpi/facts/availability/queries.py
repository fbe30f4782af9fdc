from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from kpi.facts.availability.rules import OutageKind, OutageRow, down, span
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.money import half_up
from vendors.periods import Period
from vendors.transaction import transaction

_LOGS: Final = """
SELECT l.id, l.contract, l.month, l.service_minutes, l.basis, l.recorded_by, l.recorded_at, l.replaced_at
FROM kpi_outage_log l WHERE ($1::int IS NULL OR l.vendor = $1)
"""
_OUTAGES: Final = """
SELECT month_log, began_at, ended_at, kind, system, cause FROM kpi_outage
WHERE month_log = ANY($1::int[]) ORDER BY month_log, position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogView:
    """A month's log; one that was replaced counts no longer."""

    id: int
    contract: int
    month: Period
    service_minutes: int
    basis: str
    recorded_by: str
    recorded_at: datetime
    replaced_at: datetime | None
    outages: tuple[OutageRow, ...]

    @property
    def down(self) -> int:
        """Minutes of outage, planned ones left out."""
        counting = [(one.began_at, one.ended_at) for one in self.outages if one.kind is not OutageKind.PLANNED]
        return down(counting, span(self.month))

    @property
    def available(self) -> Decimal:
        """Percent of the minutes of service, at two places."""
        return half_up((1 - Decimal(self.down) / self.service_minutes) * 100)


async def logs(*, contract: int, period: Period, for_: Actor) -> tuple[LogView, ...]:
    """The months of a period in order, replaced logs after the standing one."""
    sql = f"""{_LOGS} AND l.contract = $2 AND l.covers_from >= $3 AND l.covers_to <= $4
    ORDER BY l.month, l.replaced_at DESC NULLS FIRST, l.id"""
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, contract, period.starts_on, period.ends_on)
    return await _views(rows)


async def log(log_id: int, *, for_: Actor) -> LogView:
    """One log. NotFound when there is none or it is another vendor's."""
    async with transaction() as connection:
        rows = await connection.fetch(f"{_LOGS} AND l.id = $2", for_.vendor, log_id)
    if not rows:
        raise NotFound
    return (await _views(rows))[0]


async def logs_of_outages(outages: Sequence[int]) -> Mapping[int, tuple[int, datetime]]:
    """Outage id → its log and when it began."""
    sql = "SELECT id, month_log, began_at FROM kpi_outage WHERE id = ANY($1::int[])"
    async with transaction() as connection:
        return {row["id"]: (row["month_log"], row["began_at"]) for row in await connection.fetch(sql, list(outages))}


async def _views(rows: Sequence[Mapping[str, object]]) -> tuple[LogView, ...]:
    async with transaction() as connection:
        told = await connection.fetch(_OUTAGES, [row["id"] for row in rows])
    outages: dict[object, tuple[OutageRow, ...]] = {}
    for row in told:
        fields = dict(row)
        owner = fields.pop("month_log")
        outages[owner] = (*outages.get(owner, ()), OutageRow(**fields | {"kind": OutageKind(row["kind"])}))
    return tuple(
        LogView(**dict(row) | {"month": Period.parse(str(row["month"]))}, outages=outages.get(row["id"], ()))  # type: ignore[arg-type]
        for row in rows
    )
