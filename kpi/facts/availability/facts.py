"""Minutes of service and of outage over the months that have a log; major outages that lasted too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from kpi.facts.availability.rules import OutageKind, down, span
from vendors.periods import Period, local_date
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

LOGGED: Final = frozenset({"service_minutes", "outage_minutes"})
"""The facts a log comes to."""
_PLANNED: Final = "计划停机，不计故障"
_NO_LOG: Final = "该月未导入监控日志，不计入"
_LOGS: Final = """
SELECT l.contract, l.id AS log, l.month, l.service_minutes, o.id, o.began_at, o.ended_at, o.kind
FROM kpi_outage_log l LEFT JOIN kpi_outage o ON o.month_log = l.id
WHERE l.contract = ANY($1::int[]) AND l.covers_from >= $2 AND l.covers_to <= $3 AND l.recorded_at <= $4
  AND (l.replaced_at IS NULL OR l.replaced_at > $4)
ORDER BY l.contract, l.month, o.began_at, o.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Down:
    id: int
    month: Period
    began_at: datetime
    ended_at: datetime
    kind: OutageKind


async def availability_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract, for those with at least one log."""
    first = asked[0]
    by_contract: dict[int, list[Record]] = {}
    for row in await _rows(asked):
        by_contract.setdefault(row["contract"], []).append(row)
    expected = {one.contract.id: _months(one) for one in asked}
    return {contract: _facts(rows, expected[contract], first) for contract, rows in by_contract.items()}


async def long_outages(asked: Sequence[Asked]) -> Mapping[int, tuple[str, ...]]:
    """By contract, records of the major outages that were not over within the hours of the day's parameter."""
    limit = timedelta(hours=parameter("major_outage_hours", local_date(asked[0].until)).whole)
    found: dict[int, tuple[str, ...]] = {}
    for row in await _rows(asked):
        if row["kind"] != OutageKind.MAJOR or row["ended_at"] - row["began_at"] <= limit:
            continue
        found[row["contract"]] = (*found.get(row["contract"], ()), f"outage:{row['id']}")
    return found


async def _rows(asked: Sequence[Asked]) -> "Sequence[Record]":
    first = asked[0]
    async with transaction() as connection:
        rows: list[Record] = await connection.fetch(
            _LOGS, [one.contract.id for one in asked], *first.window, first.cutoff
        )
    return rows


def _months(asked: Asked) -> tuple[str, ...]:
    """Months of the period the contract ran in."""
    contract = asked.contract
    return tuple(
        str(month)
        for month in asked.period.months
        if contract.starts_on <= month.ends_on and contract.ends_on >= month.starts_on
    )


def _facts(rows: "Sequence[Record]", expected: Sequence[str], asked: Asked) -> Counted:
    logs = {row["log"]: (row["month"], row["service_minutes"]) for row in rows}
    outages = [
        _Down(
            id=row["id"], month=Period.parse(row["month"]), began_at=row["began_at"],
            ended_at=min(row["ended_at"], asked.cutoff), kind=OutageKind(row["kind"]),
        )
        for row in rows
        if row["id"] is not None
    ]  # fmt: skip
    counting = [one for one in outages if one.kind is not OutageKind.PLANNED]
    total = sum(
        down([(one.began_at, one.ended_at) for one in counting if str(one.month) == month], span(Period.parse(month)))
        for month, _service in logs.values()
    )
    missing = set(expected) - {month for month, _service in logs.values()}
    return {
        "service_minutes": FactValue(
            value=Decimal(sum(service for _month, service in logs.values())),
            records=tuple(f"outage_log:{log}" for log in logs),
            excluded=tuple((f"month:{month}", _NO_LOG) for month in sorted(missing)),
        ),
        "outage_minutes": FactValue(
            value=Decimal(total),
            records=tuple(f"outage:{one.id}" for one in counting),
            excluded=tuple((f"outage:{one.id}", _PLANNED) for one in outages if one.kind is OutageKind.PLANNED),
        ),
    }
