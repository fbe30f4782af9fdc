from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.contracts.rules import ContractState, ItemTerms, Procurement, ServiceDomain, state_on
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT c.id, c.vendor, v.name AS vendor_name, v.kind AS vendor_kind, c.number, c.title, c.procurement_method,
  c.notice_number, c.amount_fen, c.budget_year, c.starts_on, c.ends_on, c.linked_ratio, c.instalments,
  c.staff_required, c.sampling_ratio, c.status, c.confidentiality
FROM vendors_contract c JOIN vendors_vendor v ON v.id = c.vendor
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractView:
    """A contract with its vendor's name; `stored` becomes the state people see through `state_on`."""

    id: int
    vendor: int
    vendor_name: str
    vendor_kind: Kind
    number: str
    title: str
    procurement: Procurement
    notice_number: str
    amount_fen: int
    budget_year: int
    starts_on: date
    ends_on: date
    linked_ratio: Decimal
    instalments: int
    staff_required: int
    sampling_ratio: Decimal
    stored: ContractState
    confidentiality: str

    def state_on(self, day: date) -> ContractState:
        return state_on(self.stored, starts_on=self.starts_on, ends_on=self.ends_on, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report a contract owes; late when delivered after `due_on`."""

    id: int
    contract: int
    vendor: int
    period: Period
    due_on: date
    delivered_on: date | None
    document: str

    def overdue(self, today: date) -> bool:
        return self.delivered_on is None and today > self.due_on

    @property
    def on_time(self) -> bool:
        return self.delivered_on is not None and self.delivered_on <= self.due_on


def _view(row: "Record") -> ContractView:
    fields = dict(row)
    return ContractView(
        vendor_kind=Kind(fields.pop("vendor_kind")),
        procurement=Procurement(fields.pop("procurement_method")),
        stored=ContractState(fields.pop("status")),
        **fields,
    )


async def contract(contract_id: int, *, for_: Actor) -> ContractView:
    """One contract. NotFound when there is none, or it is not this person's."""
    sql = f"{_SELECT} WHERE c.id = $1 AND ($2::int IS NULL OR c.vendor = $2)"
    async with transaction() as connection:
        row = await connection.fetchrow(sql, contract_id, for_.vendor)
    if row is None:
        raise NotFound
    return _view(row)


async def contracts(
    *, for_: Actor, vendor: int | None = None, in_force_on: date | None = None
) -> tuple[ContractView, ...]:
    """Contracts, newest first; of one vendor, and in force on a day, when asked."""
    sql = (
        f"{_SELECT} WHERE ($1::int IS NULL OR c.vendor = $1) AND ($2::int IS NULL OR c.vendor = $2)"
        " ORDER BY c.starts_on DESC, c.number"
    )
    async with transaction() as connection:
        found = tuple(_view(row) for row in await connection.fetch(sql, for_.vendor, vendor))
    if in_force_on is None:
        return found
    return tuple(one for one in found if one.state_on(in_force_on) is ContractState.IN_FORCE)


async def items(contract_id: int, *, for_: Actor) -> tuple[ItemTerms, ...]:
    """The service items of a contract, as agreed."""
    sql = """
    SELECT domain, description, unit, quantity, unit_price_fen, deadline_days, quality_standard
    FROM vendors_contract_item WHERE contract = $1 AND ($2::int IS NULL OR vendor = $2) ORDER BY id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, contract_id, for_.vendor)
    return tuple(ItemTerms(**{**row, "domain": ServiceDomain(row["domain"])}) for row in rows)


async def reports_due(
    *, for_: Actor, contract: int | None = None, vendor: int | None = None, due_in: Period | None = None
) -> tuple[ReportView, ...]:
    """Reports owed, by due day; `due_in` keeps those whose due day lies in a period (indicator K02)."""
    sql = """
    SELECT id, contract, vendor, period, due_on, delivered_on, document FROM vendors_report_due
    WHERE ($1::int IS NULL OR vendor = $1) AND ($2::int IS NULL OR contract = $2) AND ($3::int IS NULL OR vendor = $3)
      AND ($4::date IS NULL OR due_on BETWEEN $4 AND $5) ORDER BY due_on, id
    """
    first, last = (due_in.starts_on, due_in.ends_on) if due_in else (None, None)
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, contract, vendor, first, last)
    return tuple(ReportView(**{**row, "period": Period.parse(row["period"])}) for row in rows)
