from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.contracts.instalments import Part, budget_year, plan
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import ContractState
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = """
p.id, p.contract, p.vendor, p.instalment, p.covers_from, p.covers_to, p.budget_year, p.fixed_fen, p.linked_fen,
p.deducted_fen, p.state, p.proposed_by, p.proposed_by_id, p.proposed_at, p.note, p.approved_by, p.approved_at,
p.opinion, p.paid_on, p.voucher, p.paid_by, c.number AS contract_number, c.title AS contract_title,
v.name AS vendor_name, v.kind AS vendor_kind
"""
_FROM = "FROM vendors_payment p JOIN vendors_contract c ON c.id = p.contract JOIN vendors_vendor v ON v.id = p.vendor"
_WHERE = """
WHERE ($1::int IS NULL OR p.vendor = $1) AND ($2 = '' OR p.state = $2) AND ($3::int IS NULL OR p.budget_year = $3)
  AND ($4::int IS NULL OR p.vendor = $4) AND ($5 = '' OR strpos(c.number || c.title || v.name || p.voucher, $5) > 0)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """One instalment. `id` 0: planned in the contract's terms, not yet on record. Money in fen."""

    id: int
    contract: int
    contract_number: str
    contract_title: str
    vendor: int
    vendor_name: str
    vendor_kind: Kind
    instalment: int
    covers_from: date
    covers_to: date
    budget_year: int
    fixed_fen: int
    linked_fen: int
    deducted_fen: int
    state: PaymentState
    proposed_by: str
    proposed_by_id: int
    proposed_at: datetime | None
    note: str
    approved_by: str
    approved_at: datetime | None
    opinion: str
    paid_on: date | None
    voucher: str
    paid_by: str

    @property
    def planned_fen(self) -> int:
        return self.fixed_fen + self.linked_fen

    @property
    def payable_fen(self) -> int:
        return self.planned_fen - self.deducted_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part on record."""

    id: int
    payment: int
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """What the list of payments is narrowed to; empty values leave it wide."""

    state: str = ""
    year: int | None = None
    vendor: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """Of a budget year or a contract: what is planned, asked for, approved, paid and taken off, in fen."""

    planned_fen: int
    under_way_fen: int
    paid_fen: int
    deducted_fen: int


def _view(row: "Record") -> PaymentView:
    fields = dict(row)
    state, kind = PaymentState(fields.pop("state")), Kind(fields.pop("vendor_kind"))
    return PaymentView(state=state, vendor_kind=kind, **fields)


async def payments(
    narrowed: PaymentFilter, *, for_: Actor, after: tuple[int, int, int] | None = None, size: int | None = None
) -> tuple[PaymentView, ...]:
    """Payments by budget year (newest first), contract and instalment, after one (year, contract, instalment)."""
    sql = (
        f"SELECT {_COLUMNS} {_FROM} {_WHERE} AND ($6::int IS NULL OR (-p.budget_year, p.contract, p.instalment)"
        " > (-$6::int, $7::int, $8::int)) ORDER BY p.budget_year DESC, p.contract, p.instalment LIMIT $9"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_values(narrowed, for_), *(after or (None, None, None)), size)
    return tuple(_view(row) for row in rows)


async def payment_counts(narrowed: PaymentFilter, *, for_: Actor) -> Mapping[PaymentState, int]:
    """How many stand where, whatever state the filter names."""
    sql = f"SELECT p.state, count(*) AS n {_FROM} {_WHERE} GROUP BY p.state"
    wide = PaymentFilter(year=narrowed.year, vendor=narrowed.vendor, text=narrowed.text)
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_values(wide, for_))
    return {PaymentState(row["state"]): row["n"] for row in rows}


def _values(narrowed: PaymentFilter, for_: Actor) -> tuple[object, ...]:
    return for_.vendor, narrowed.state, narrowed.year, narrowed.vendor, narrowed.text.strip()


async def payment(payment_id: int, *, for_: Actor) -> PaymentView:
    """One payment. Raises NotFound."""
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE p.id = $2 AND ($1::int IS NULL OR p.vendor = $1)"
    async with transaction() as connection:
        row = await connection.fetchrow(sql, for_.vendor, payment_id)
    if row is None:
        raise NotFound
    return _view(row)


async def payments_of(contract: ContractView, *, for_: Actor) -> tuple[PaymentView, ...]:
    """A contract's instalments in order; those of one signed before plans were kept, as its terms plan them.

    Empty for a county's people: payments are between the city's bureau and the vendor.
    """
    if for_.region:
        return ()
    sql = (
        f"SELECT {_COLUMNS} {_FROM} WHERE p.contract = $2 AND ($1::int IS NULL OR p.vendor = $1) ORDER BY p.instalment"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, contract.id)
    return tuple(_view(row) for row in rows) or _planned(contract)


def _planned(contract: ContractView) -> tuple[PaymentView, ...]:
    if contract.stored in {ContractState.TERMINATED, ContractState.ARCHIVED}:
        return ()
    rows = plan(
        amount_fen=contract.amount_fen, linked_ratio=contract.linked_ratio, instalments=contract.instalments,
        starts_on=contract.starts_on, ends_on=contract.ends_on,
    )  # fmt: skip
    return tuple(
        PaymentView(
            id=0, contract=contract.id, contract_number=contract.number, contract_title=contract.title,
            vendor=contract.vendor, vendor_name=contract.vendor_name, vendor_kind=contract.vendor_kind,
            instalment=one.number, covers_from=one.covers_from, covers_to=one.covers_to,
            budget_year=budget_year(contract.budget_year, one.covers_to),
            fixed_fen=one.fixed_fen, linked_fen=one.linked_fen, deducted_fen=0, state=PaymentState.PLANNED,
            proposed_by="", proposed_by_id=0, proposed_at=None, note="", approved_by="", approved_at=None, opinion="",
            paid_on=None, voucher="", paid_by="",
        )
        for one in rows
    )  # fmt: skip


async def parts(contract: int, *, for_: Actor) -> tuple[PartView, ...]:
    """What the cards took off, of every payment of a contract, in the order they were proposed; as payments_of."""
    if for_.region:
        return ()
    sql = """
    SELECT id, payment, period, linked_fen, coefficient, deducted_fen, card, card_number, corrects
    FROM vendors_payment_part WHERE contract = $1 AND ($2::int IS NULL OR vendor = $2) ORDER BY id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, contract, for_.vendor)
    return tuple(_part(dict(row)) for row in rows)


def _part(fields: dict[str, object]) -> PartView:
    place = {name: fields.pop(name) for name in ("id", "payment")}
    period = Period.parse(str(fields.pop("period")))
    return PartView(**place, part=Part(period=period, **fields))  # type: ignore[arg-type]


_SUMS: Final = """
coalesce(sum(fixed_fen + linked_fen), 0)::bigint AS planned_fen,
coalesce(sum(fixed_fen + linked_fen - deducted_fen) FILTER (WHERE state IN ('proposed', 'approved')), 0)::bigint
  AS under_way_fen,
coalesce(sum(fixed_fen + linked_fen - deducted_fen) FILTER (WHERE state = 'paid'), 0)::bigint AS paid_fen,
coalesce(sum(deducted_fen) FILTER (WHERE state NOT IN ('planned', 'written_off')), 0)::bigint AS deducted_fen
"""


async def budget_years(*, for_: Actor) -> Sequence[tuple[int, Consumption]]:
    """Every budget year with payments, oldest first."""
    sql = (
        f"SELECT budget_year, {_SUMS} FROM vendors_payment WHERE ($1::int IS NULL OR vendor = $1)"  # noqa: S608 constant
        " GROUP BY budget_year ORDER BY budget_year"
    )
    async with transaction() as connection:
        rows = [dict(row) for row in await connection.fetch(sql, for_.vendor)]
    return [(row.pop("budget_year"), Consumption(**row)) for row in rows]


def consumed(rows: Sequence[PaymentView]) -> Consumption:
    """The same of one contract's payments."""
    asked = [row for row in rows if row.state not in {PaymentState.PLANNED, PaymentState.WRITTEN_OFF}]
    paid = [row for row in asked if row.state is PaymentState.PAID]
    return Consumption(
        planned_fen=sum(row.planned_fen for row in rows),
        under_way_fen=sum(row.payable_fen for row in asked) - sum(row.payable_fen for row in paid),
        paid_fen=sum(row.payable_fen for row in paid),
        deducted_fen=sum(row.deducted_fen for row in asked),
    )
