from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.contracts.checklist import ticked
from vendors.contracts.rules import (
    UNSIGNED,
    BidderTerms,
    ContractState,
    ItemTerms,
    Procurement,
    ReturnMethod,
    ServiceDomain,
    state_on,
)
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT c.*, v.name AS vendor_name, v.kind AS vendor_kind
FROM vendors_contract c JOIN vendors_vendor v ON v.id = c.vendor
"""
_UNSIGNED = tuple(state.value for state in UNSIGNED)
_HIDDEN = ("original_amount_fen", "original_ends_on", "created_at", "report_kinds", "reviewed_by_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractView:
    """A contract with its vendor's name; `stored` becomes the state people see through `state_on`.

    `amount_fen` and `ends_on` hold as supplemented, `signed_amount_fen` and `signed_ends_on` are what was signed.
    `renewal_barred` says why it is not to be renewed, empty when it may be.
    """

    id: int
    vendor: int
    vendor_name: str
    vendor_kind: Kind
    number: str
    title: str
    procurement: Procurement
    notice_number: str
    notice_on: date | None
    awarded_on: date | None
    evaluation_score: Decimal | None
    amount_fen: int
    signed_amount_fen: int
    budget_year: int
    budget_line: str
    starts_on: date
    ends_on: date
    signed_ends_on: date
    linked_ratio: Decimal
    instalments: int
    staff_required: int
    sampling_ratio: Decimal
    stored: ContractState
    confidentiality: str
    basis: tuple[str, ...]
    clauses: Mapping[str, str]
    reports: tuple[str, ...]
    renews: int | None
    chain_months: int | None
    drafted_by: str
    drafted_by_id: int
    reviewed_by: str
    reviewed_at: datetime | None
    review_passed: bool
    review_opinion: str
    signed_on: date | None
    sign_due_on: date | None
    publish_due_on: date | None
    publish_is_provisional: bool
    published_on: date | None
    file_due_on: date | None
    file_is_provisional: bool
    filed_on: date | None
    filing_number: str
    ended_on: date | None
    state_reason: str
    archive_sha256: str
    archived_at: datetime | None
    renewal_barred: str = ""

    def state_on(self, day: date) -> ContractState:
        return state_on(self.stored, starts_on=self.starts_on, ends_on=self.ends_on, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report a contract owes; late when delivered after `due_on`, which is 暂定 while a year's notice is missing."""

    id: int
    contract: int
    vendor: int
    period: Period
    due_on: date
    due_is_provisional: bool
    delivered_on: date | None
    document: str

    def overdue(self, today: date) -> bool:
        return self.delivered_on is None and today > self.due_on

    @property
    def on_time(self) -> bool:
        return self.delivered_on is not None and self.delivered_on <= self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementView:
    """A supplementary agreement as signed."""

    id: int
    number: str
    amount_fen: int
    ends_on: date | None
    reason: str
    signed_on: date
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReturnView:
    """How the data was given back or destroyed, and before whom."""

    method: ReturnMethod
    done_on: date
    done_by: str
    witness: str
    scope: str
    confirmed_by: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A contract before or after another by renewal."""

    id: int
    number: str
    title: str
    starts_on: date
    ends_on: date
    stored: ContractState


def _view(row: "Record") -> ContractView:
    fields = dict(row)
    signed = {
        "signed_amount_fen": fields["original_amount_fen"] or fields["amount_fen"],
        "signed_ends_on": fields["original_ends_on"] or fields["ends_on"],
        "reports": tuple(fields["report_kinds"]),
        "basis": tuple(line for line in fields.pop("basis").splitlines() if line),
        "clauses": ticked(fields.pop("clauses")),
    }
    for name in _HIDDEN:
        del fields[name]
    return ContractView(
        vendor_kind=Kind(fields.pop("vendor_kind")),
        procurement=Procurement(fields.pop("procurement_method")),
        stored=ContractState(fields.pop("status")),
        **signed,
        **fields,
    )


def sees_drafts(who: Actor) -> bool:
    """Drafts and payments are the city's bureau's alone."""
    return who.at_bureau and not who.region


async def contract(contract_id: int, *, for_: Actor) -> ContractView:
    """One contract. NotFound when there is none or it is not this person's.

    Before the signature it is so for everyone outside the city's bureau: a vendor's people and a county's.
    """
    sql = f"{_SELECT} WHERE c.id = $1 AND ($2::int IS NULL OR c.vendor = $2) AND ($4 OR c.status <> ALL($3))"
    async with transaction() as connection:
        row = await connection.fetchrow(sql, contract_id, for_.vendor, _UNSIGNED, sees_drafts(for_))
    if row is None:
        raise NotFound
    return _view(row)


async def contracts(
    *,
    for_: Actor,
    vendor: int | None = None,
    in_force_on: date | None = None,
    ending: tuple[date, date] | None = None,
) -> tuple[ContractView, ...]:
    """Signed contracts, newest first; when asked of one vendor, in force on a day, ending within a stretch of days."""
    sql = (
        f"{_SELECT} WHERE ($1::int IS NULL OR c.vendor = $1) AND ($2::int IS NULL OR c.vendor = $2)"
        " AND c.status <> ALL($3) AND ($4::date IS NULL OR c.ends_on BETWEEN $4 AND $5)"
        " AND ($6::date IS NULL OR (c.status = 'signed' AND $6 BETWEEN c.starts_on AND c.ends_on))"
        " ORDER BY c.starts_on DESC, c.number"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, vendor, _UNSIGNED, *(ending or (None, None)), in_force_on)
    return tuple(_view(row) for row in rows)


async def items(contract_id: int, *, for_: Actor, supplement: int | None = None) -> tuple[ItemTerms, ...]:
    """The service items of a contract, those of its supplements after the first ones; or of one supplement alone."""
    sql = """
    SELECT domain, description, unit, quantity, unit_price_fen, deadline_days, quality_standard, deadline_rule
    FROM vendors_contract_item WHERE contract = $1 AND ($2::int IS NULL OR vendor = $2)
      AND ($3::int IS NULL OR supplement = $3) ORDER BY supplement NULLS FIRST, id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, contract_id, for_.vendor, supplement)
    return tuple(ItemTerms(**{**row, "domain": ServiceDomain(row["domain"])}) for row in rows)


async def bidders(contract_id: int, *, for_: Actor) -> tuple[BidderTerms, ...]:
    """Who bid, the awarded one first. Empty for vendor people: the others' scores are not theirs to see."""
    if not for_.at_bureau:
        return ()
    sql = (
        "SELECT name, code, score, awarded FROM vendors_contract_bidder WHERE contract = $1"
        " ORDER BY awarded DESC, score DESC NULLS LAST, id"
    )
    async with transaction() as connection:
        return tuple(BidderTerms(**dict(row)) for row in await connection.fetch(sql, contract_id))


async def supplements(contract_id: int, *, for_: Actor) -> tuple[SupplementView, ...]:
    """Supplementary agreements, oldest first."""
    sql = """
    SELECT id, number, amount_fen, ends_on, reason, signed_on, made_by FROM vendors_contract_supplement
    WHERE contract = $1 AND ($2::int IS NULL OR vendor = $2) ORDER BY id
    """
    async with transaction() as connection:
        return tuple(SupplementView(**dict(row)) for row in await connection.fetch(sql, contract_id, for_.vendor))


async def renewals(contract_id: int, *, for_: Actor) -> tuple[Related, ...]:
    """The contracts this one renews and those that renew it, oldest first; itself left out."""
    sql = """
    WITH RECURSIVE before AS (
      SELECT id, renews FROM vendors_contract WHERE id = $1
      UNION SELECT c.id, c.renews FROM vendors_contract c JOIN before b ON c.id = b.renews
    ), after AS (
      SELECT id FROM vendors_contract WHERE renews = $1
      UNION SELECT c.id FROM vendors_contract c JOIN after a ON c.renews = a.id
    )
    SELECT id, number, title, starts_on, ends_on, status AS stored FROM vendors_contract
    WHERE id IN (SELECT id FROM before UNION SELECT id FROM after) AND id <> $1
      AND ($2::int IS NULL OR vendor = $2) AND ($4 OR status <> ALL($3)) ORDER BY starts_on, id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, contract_id, for_.vendor, _UNSIGNED, sees_drafts(for_))
    return tuple(Related(**{**row, "stored": ContractState(row["stored"])}) for row in rows)


async def data_return(contract_id: int, *, for_: Actor) -> DataReturnView | None:
    """The confirmation that the vendor keeps none of the data, if there is one."""
    sql = """
    SELECT method, done_on, done_by, witness, scope, confirmed_by, confirmed_at FROM vendors_contract_data_return
    WHERE contract = $1 AND ($2::int IS NULL OR vendor = $2)
    """
    async with transaction() as connection:
        row = await connection.fetchrow(sql, contract_id, for_.vendor)
    return None if row is None else DataReturnView(**{**row, "method": ReturnMethod(row["method"])})


async def reports_due(
    *, for_: Actor, contract: int | None = None, vendor: int | None = None, due_in: Period | None = None
) -> tuple[ReportView, ...]:
    """Reports owed, by due day; `due_in` keeps those whose due day lies in a period (indicator K02)."""
    sql = """
    SELECT id, contract, vendor, period, due_on, due_is_provisional, delivered_on, document FROM vendors_report_due
    WHERE ($1::int IS NULL OR vendor = $1) AND ($2::int IS NULL OR contract = $2) AND ($3::int IS NULL OR vendor = $3)
      AND ($4::date IS NULL OR due_on BETWEEN $4 AND $5) ORDER BY due_on, id
    """
    first, last = (due_in.starts_on, due_in.ends_on) if due_in else (None, None)
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, contract, vendor, first, last)
    return tuple(ReportView(**{**row, "period": Period.parse(row["period"])}) for row in rows)
