"""Where findings stand, for the desk: what waits, how far a year's findings have come, what was determined when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.findings.rules import CLOSED, DETERMINED, FindingState
from vendors.findings.selection import EFFECTIVE_STATE
from vendors.periods import local_date
from vendors.rulings.queries.owners import DETERMINED as STOOD
from vendors.rulings.queries.owners import REPEATED, STANDING
from vendors.transaction import transaction

_OPEN: Final = [state.value for state in FindingState if state not in CLOSED]
_WAITING = f"""
SELECT {EFFECTIVE_STATE} AS state, count(*) AS number, min(f.created_at) AS oldest FROM vendors_finding f
WHERE f.state = ANY($2) AND ($3::int IS NULL OR f.vendor = $3) GROUP BY 1
"""  # noqa: S608 constant text
_COUNTS = f"{STANDING} AND NOT {REPEATED}".replace("AS_OF", "$3")
_STANDING = f"""
SELECT f.state, count(*) AS number, coalesce(sum(f.amount_fen), 0)::bigint AS fen FROM vendors_finding f
WHERE (f.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1 AND $2 AND f.created_at <= $3
  AND {_COUNTS} GROUP BY f.state
"""  # noqa: S608 constant text
_STOOD = STOOD.replace("AS_OF", "$3")
_DETERMINED = f"""
SELECT f.vendor, date_trunc('month', made.on_)::date AS month, coalesce(sum(d.amount_fen), 0)::bigint AS fen
FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding
JOIN LATERAL (SELECT (min(e.at) AT TIME ZONE 'Asia/Shanghai')::date AS on_ FROM vendors_determination e
              WHERE e.finding = d.finding AND e.decision = d.decision) made ON true
WHERE made.on_ BETWEEN $1 AND $2 AND {_STOOD} AND {_COUNTS}
GROUP BY 1, 2
"""  # noqa: S608 constant text
_UNREVIEWED: Final = frozenset({FindingState.AWAITING_FIRST, FindingState.RETURNED})
_NOT_PASSED: Final = _UNREVIEWED | {
    FindingState.AWAITING_SECOND,
    FindingState.AWAITING_TIE,
    FindingState.DISMISSED,
}
_UNTOLD: Final = _NOT_PASSED | {FindingState.LEAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many open findings stand in a state, and since when the oldest was filed."""

    number: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How many findings came at least this far, with the amount reported on them."""

    number: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """上报 → 初审 → 复审通过 → 告知 → 认定; every stage is part of the one before."""

    reported: Stage
    first: Stage
    second: Stage
    notified: Stage
    determined: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Determined:
    """What was determined on a vendor's findings in a month (its first day)."""

    vendor: int
    month: date
    fen: int


async def waiting(*, for_: Actor, at: datetime) -> Mapping[FindingState, Standing]:
    """Open findings by their effective state; states without any are left out."""
    async with transaction() as connection:
        rows = await connection.fetch(_WAITING, local_date(at), _OPEN, for_.vendor)
    return {FindingState(row["state"]): Standing(number=row["number"], oldest=row["oldest"]) for row in rows}


async def funnel(*, window: tuple[date, date], as_of: datetime) -> Funnel:
    """How far the findings filed in a window have come by now. Call it within `seeing(None)`."""
    async with transaction() as connection:
        rows = await connection.fetch(_STANDING, *window, as_of)
    by_state = {FindingState(row["state"]): (row["number"], row["fen"]) for row in rows}

    def past(short: frozenset[FindingState]) -> Stage:
        came = [found for state, found in by_state.items() if state not in short]
        return Stage(number=sum(number for number, _fen in came), fen=sum(fen for _number, fen in came))

    return Funnel(
        reported=past(frozenset()),
        first=past(_UNREVIEWED),
        second=past(_NOT_PASSED),
        notified=past(_UNTOLD),
        determined=past(frozenset(FindingState) - DETERMINED),
    )


async def determined(*, window: tuple[date, date], as_of: datetime) -> tuple[Determined, ...]:
    """Amounts determined in a window, by vendor and month. Call it within `seeing(None)`.

    A reversal changes the month its decision was made in, not the month it came in.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_DETERMINED, *window, as_of)
    return tuple(Determined(**row) for row in rows)
