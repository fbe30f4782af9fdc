from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kpi.retention.rectification_rules import OPEN, RectificationState
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_ALL = """
SELECT r.*, v.name AS vendor_name, v.short_name, c.number AS contract_number
FROM kpi_rectification r JOIN vendors_vendor v ON v.id = r.vendor JOIN vendors_contract c ON c.id = r.contract
WHERE ($1::int IS NULL OR r.vendor = $1)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationView:
    """A rectification; `due_on` is the last day for the report."""

    id: int
    vendor: int
    vendor_name: str
    short_name: str
    contract: int
    contract_number: str
    proposal: int | None
    number: str
    grounds: str
    state: RectificationState
    opened_by: str
    opened_on: date
    plan_due_on: date
    due_on: date
    due_provisional: bool
    extensions: int
    plan: str
    plan_by: str
    plan_at: datetime | None
    report: str
    report_by: str
    report_at: datetime | None
    findings: str
    examined_by: str
    examined_at: datetime | None

    @property
    def next_due(self) -> date | None:
        """The day the vendor's next paper is due; None when nothing of it is awaited."""
        if self.state is RectificationState.PLAN_DUE:
            return self.plan_due_on
        return self.due_on if self.state is RectificationState.UNDER_WAY else None

    def overdue(self, on: date) -> bool:
        return self.next_due is not None and on > self.next_due


async def rectifications(
    *,
    for_: Actor,
    vendor: int | None = None,
    states: Collection[RectificationState] = frozenset(RectificationState),
    before: int | None = None,
    size: int | None = None,
) -> tuple[RectificationView, ...]:
    """Newest first, from before an id. A vendor sees its own."""
    sql = (
        f"{_ALL} AND ($2::int IS NULL OR r.vendor = $2) AND r.state = ANY($3) AND ($4::int IS NULL OR r.id < $4)"
        " ORDER BY r.id DESC LIMIT $5"
    )
    wanted = [state.value for state in states]
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, vendor, wanted, before, size)
    return tuple(_view(row) for row in rows)


async def rectification(id_: int, *, for_: Actor) -> RectificationView:
    """Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_ALL} AND r.id = $2", for_.vendor, id_)
    if row is None:
        raise NotFound
    return _view(row)


async def open_rectifications(*, for_: Actor) -> tuple[RectificationView, ...]:
    return await rectifications(for_=for_, states=OPEN)


def _view(row: "Record") -> RectificationView:
    return RectificationView(**(dict(row) | {"state": RectificationState(row["state"])}))
