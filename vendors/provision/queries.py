from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.policy.parameters import parameter
from vendors.provision.rules import Channel, Disposal, ProvisionState, What, overdue
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT p.id, p.vendor, v.short_name AS vendor_name, p.number, p.what, p.description, p.row_count, p.recipient,
  p.purpose, p.legal_basis, p.channel, p.object_type, p.object_id, p.state, p.requested_by, p.requested_at,
  a.number AS approval, p.approved_by, p.approved_at, p.opinion, p.provided_at, p.provided_by, p.received_at,
  p.received_by, p.due_back_on, p.disposal, p.disposed_on, p.disposed_by, p.disposal_note, p.confirmed_at,
  p.confirmed_by
"""
_FROM = """
FROM vendors_provision p JOIN vendors_vendor v ON v.id = p.vendor LEFT JOIN vendors_provision a ON a.id = p.approval
WHERE ($1::int IS NULL OR p.vendor = $1)
"""
_FILTERS = f"""{_FROM} AND ($2::int IS NULL OR p.vendor = $2) AND ($3 = '' OR p.state = $3) AND ($4 = '' OR p.what = $4)
  AND ($5 = '' OR strpos(p.number || p.recipient || p.purpose || p.description || v.name, $5) > 0)
  AND ($6::date IS NULL OR (p.state = 'provided' AND p.due_back_on < $6))
  AND ($7::date IS NULL OR (p.requested_at AT TIME ZONE 'Asia/Shanghai')::date >= $7)
  AND ($8::date IS NULL OR (p.requested_at AT TIME ZONE 'Asia/Shanghai')::date <= $8)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionView:
    """A row of the ledger; `approval` is the number of the approved row under which it was made."""

    id: int
    vendor: int
    vendor_name: str
    number: str
    what: What
    description: str
    row_count: int
    recipient: str
    purpose: str
    legal_basis: str
    channel: Channel
    object_type: str
    object_id: int | None
    state: ProvisionState
    requested_by: str
    requested_at: datetime
    approval: str | None
    approved_by: str
    approved_at: datetime | None
    opinion: str
    provided_at: datetime | None
    provided_by: str
    received_at: datetime | None
    received_by: str
    due_back_on: date | None
    disposal: Disposal | None
    disposed_on: date | None
    disposed_by: str
    disposal_note: str
    confirmed_at: datetime | None
    confirmed_by: str

    def overdue(self, today: date) -> bool:
        return overdue(self.state, self.due_back_on, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionFilters:
    """`late_on` keeps what is overdue on that day; `since` and `until` are days of the request. Empty means any."""

    vendor: int | None = None
    state: ProvisionState | None = None
    what: What | None = None
    text: str = ""
    late_on: date | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Over what a filter shows: releases, rows of data, how many are still out, how many of those are late."""

    count: int
    rows: int
    out: int
    late: int
    waiting: int
    states: Mapping[ProvisionState, int]


def _view(row: "Record") -> ProvisionView:
    fields = dict(row)
    disposal = fields.pop("disposal")
    return ProvisionView(
        what=What(fields.pop("what")),
        channel=Channel(fields.pop("channel")),
        state=ProvisionState(fields.pop("state")),
        disposal=Disposal(disposal) if disposal else None,
        **fields,
    )


async def provision(provision_id: int, *, for_: Actor) -> ProvisionView:
    """One row of the ledger. NotFound when there is none or it is another vendor's."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} {_FROM} AND p.id = $2", for_.vendor, provision_id)
    if row is None:
        raise NotFound
    return _view(row)


async def provisions(
    *, for_: Actor, which: ProvisionFilters | None = None, before: int | None = None, size: int | None = None
) -> tuple[ProvisionView, ...]:
    """Rows of the ledger, the newest first, before an id; vendor people see their own vendor's."""
    sql = f"{_SELECT} {_FILTERS} AND ($9::int IS NULL OR p.id < $9) ORDER BY p.id DESC LIMIT $10"
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_arguments(for_, which), before, size)
    return tuple(_view(row) for row in rows)


async def provision_totals(*, for_: Actor, on: date, which: ProvisionFilters | None = None) -> Totals:
    """What the filter shows, counted."""
    sql = f"""
    SELECT p.state, count(*) AS n, coalesce(sum(p.row_count) FILTER (WHERE p.provided_at IS NOT NULL), 0) AS rows,
      count(*) FILTER (WHERE p.state = 'provided' AND p.due_back_on < $9) AS late
    {_FILTERS} GROUP BY p.state
    """
    async with transaction() as connection:
        found = {row["state"]: row for row in await connection.fetch(sql, *_arguments(for_, which), on)}
    states = {state: int(found[state.value]["n"]) if state.value in found else 0 for state in ProvisionState}
    return Totals(
        count=sum(states.values()),
        rows=sum(int(row["rows"]) for row in found.values()),
        out=states[ProvisionState.PROVIDED],
        late=sum(int(row["late"]) for row in found.values()),
        waiting=states[ProvisionState.REQUESTED] + states[ProvisionState.DISPOSED],
        states=states,
    )


async def still_out(vendor: int, *, tasks: Collection[int], loose: bool) -> tuple[int, ...]:
    """Releases a vendor has neither returned nor destroyed: those of these tasks, with `loose` all of no task too."""
    sql = """
    SELECT id FROM vendors_provision WHERE vendor = $1 AND state = 'provided'
      AND (object_type = 'task' AND object_id = ANY($2::int[]) OR $3 AND object_type <> 'task') ORDER BY id
    """
    async with transaction() as connection:
        return tuple(row["id"] for row in await connection.fetch(sql, vendor, list(tasks), loose))


async def due_returns(*, on: date) -> tuple[ProvisionView, ...]:
    """Releases still out that are overdue on a day or due back within `provision_reminder_days`."""
    until = on + timedelta(days=parameter("provision_reminder_days", on).whole)
    sql = f"{_SELECT} {_FROM} AND p.state = 'provided' AND p.due_back_on <= $2 ORDER BY p.due_back_on, p.id"
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, None, until))


def _arguments(for_: Actor, which: ProvisionFilters | None) -> tuple[object, ...]:
    filters = which or ProvisionFilters()
    return (
        for_.vendor, filters.vendor, filters.state.value if filters.state else "",
        filters.what.value if filters.what else "", filters.text.strip(), filters.late_on, filters.since, filters.until,
    )  # fmt: skip
