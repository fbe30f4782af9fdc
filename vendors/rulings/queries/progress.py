"""Where findings stand, for the desk: what waits, and what was determined when."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.findings.blindness import stored_states
from vendors.findings.queries import counts
from vendors.findings.rules import CLOSED, FindingState
from vendors.periods import local_date
from vendors.rulings.queries.owners import DETERMINED as STOOD
from vendors.rulings.queries.owners import REPEATED, STANDING
from vendors.transaction import transaction

_OLDEST = """
(SELECT '{state}' AS state, f.created_at FROM vendors_finding f
 WHERE f.state = '{stored}' AND {late} AND ($2::int IS NULL OR f.vendor = $2) ORDER BY f.id LIMIT 1)
"""
_LATE = "coalesce(f.heard_until < $1::date, false)"
_ANY_DAY = "$1::date IS NOT NULL"
_COUNTS = f"{STANDING} AND NOT {REPEATED}".replace("AS_OF", "$3")
_STOOD = STOOD.replace("AS_OF", "$3")
_DETERMINED = f"""
SELECT f.vendor, date_trunc('month', made.on_)::date AS month, coalesce(sum(d.amount_fen), 0)::bigint AS fen
FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding
JOIN LATERAL (SELECT (min(e.at) AT TIME ZONE 'Asia/Shanghai')::date AS on_ FROM vendors_determination e
              WHERE e.finding = d.finding AND e.decision = d.decision) made ON true
WHERE made.on_ BETWEEN $1 AND $2 AND {_STOOD} AND {_COUNTS}
GROUP BY 1, 2
"""  # noqa: S608 constant text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many open findings stand in a state, and since when the oldest was filed."""

    number: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Determined:
    """What was determined on a vendor's findings in a month (its first day)."""

    vendor: int
    month: date
    fen: int


async def waiting(
    *, for_: Actor, at: datetime, states: Collection[FindingState] = ()
) -> Mapping[FindingState, Standing]:
    """Open findings by their effective state, of these states (all when empty); states without any are left out."""
    numbers = await counts(for_=for_, at=at, states=states)
    there = [state for state, number in numbers.items() if number and state not in CLOSED]
    if not there:
        return {}
    async with transaction() as connection:
        rows = await connection.fetch(" UNION ALL ".join(_oldest(there, for_=for_)), local_date(at), for_.vendor)
    since: dict[FindingState, datetime] = {}
    for row in rows:
        state = FindingState(row["state"])
        since[state] = min(row["created_at"], since.get(state, row["created_at"]))
    return {state: Standing(number=numbers[state], oldest=since[state]) for state in there if state in since}


def _oldest(states: Iterable[FindingState], *, for_: Actor) -> Iterator[str]:
    """The first filed of each state, one query each: an index has it at hand."""
    for state in states:
        for stored in stored_states({state}, for_=for_):
            late = f"NOT {_LATE}" if stored is FindingState.NOTIFIED else _ANY_DAY
            yield _OLDEST.format(state=state.value, stored=stored.value, late=late)
        if state is FindingState.WAIVED:
            yield _OLDEST.format(state=state.value, stored=FindingState.NOTIFIED.value, late=_LATE)


async def determined(*, window: tuple[date, date], as_of: datetime) -> tuple[Determined, ...]:
    """Amounts determined in a window, by vendor and month. Call it within `seeing(None)`.

    A reversal changes the month its decision was made in, not the month it came in.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_DETERMINED, *window, as_of)
    return tuple(Determined(**row) for row in rows)
