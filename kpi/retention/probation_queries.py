from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kpi.retention.probation_rules import ProbationState
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.tasks.rules import IN_HAND
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_ALL = """
SELECT p.*, v.name AS vendor_name, v.short_name,
  (SELECT count(*) FROM vendors_task t WHERE t.vendor = p.vendor AND t.state = ANY($2::text[]))::int AS in_hand
FROM kpi_probation p JOIN vendors_vendor v ON v.id = p.vendor WHERE ($1::int IS NULL OR p.vendor = $1)
"""
_IN_HAND = [state.value for state in IN_HAND]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationView:
    """A probation; `in_hand` tasks now, of the `cap` it allows."""

    id: int
    vendor: int
    vendor_name: str
    short_name: str
    proposal: int | None
    number: str
    grounds: str
    cap: int
    starts_on: date
    ends_on: date
    state: ProbationState
    entered_by: str
    entered_at: datetime
    findings: str
    ended_by: str
    ended_at: datetime | None
    in_hand: int

    def due(self, on: date) -> bool:
        """The exit test is to be held."""
        return self.state is ProbationState.RUNNING and on >= self.ends_on


async def probations(
    *, for_: Actor, vendor: int | None = None, running: bool = False, before: int | None = None, size: int | None = None
) -> tuple[ProbationView, ...]:
    """Newest first, from before an id. A vendor sees its own."""
    sql = (
        f"{_ALL} AND ($3::int IS NULL OR p.vendor = $3) AND (NOT $4 OR p.state = 'running')"
        " AND ($5::int IS NULL OR p.id < $5) ORDER BY p.id DESC LIMIT $6"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, _IN_HAND, vendor, running, before, size)
    return tuple(_view(row) for row in rows)


async def probation(id_: int, *, for_: Actor) -> ProbationView:
    """Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_ALL} AND p.id = $3", for_.vendor, _IN_HAND, id_)
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: "Record") -> ProbationView:
    return ProbationView(**(dict(row) | {"state": ProbationState(row["state"])}))
