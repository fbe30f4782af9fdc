"""A contract's rows within an act: the contract locked, its terms written, its payments planned."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vendors.contracts.instalments import Instalment, budget_year, plan
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.rules import ContractState, ContractTerms, ItemTerms, state_on
from vendors.errors import Invalid, NotFound, Words
from vendors.journal.actions import Deed
from vendors.journal.rules import Json
from vendors.periods import local_date

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_TERMS = (
    "vendor", "number", "title", "procurement_method", "notice_number", "amount_fen", "budget_year", "starts_on",
    "ends_on", "linked_ratio", "instalments", "staff_required", "sampling_ratio", "confidentiality", "notice_on",
    "awarded_on", "evaluation_score", "budget_line", "basis", "clauses", "report_kinds", "renews", "chain_months",
    "sign_due_on",
)  # fmt: skip
_ITEM = """
INSERT INTO vendors_contract_item
  (contract, vendor, domain, description, unit, quantity, unit_price_fen, deadline_days, quality_standard,
   deadline_rule, supplement)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_BIDDER = """
INSERT INTO vendors_contract_bidder (contract, vendor, name, code, score, awarded) VALUES ($1, $2, $3, $4, $5, $6)
"""
_PAYMENT = """
INSERT INTO vendors_payment (contract, vendor, instalment, covers_from, covers_to, budget_year, fixed_fen, linked_fen,
  state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A contract's row, held until the act ends; `seen` is its state on the day of the act."""

    row: "Record"
    seen: ContractState

    @property
    def vendor(self) -> int:
        return int(self.row["vendor"])


async def locked(deed: Deed, contract: int) -> Locked:
    """Raises NotFound."""
    row = await deed.connection.fetchrow("SELECT * FROM vendors_contract WHERE id = $1 FOR UPDATE", contract)
    if row is None:
        raise NotFound
    seen = state_on(
        ContractState(row["status"]), starts_on=row["starts_on"], ends_on=row["ends_on"], day=local_date(deed.at)
    )
    return Locked(row=row, seen=seen)


def in_use(number: str) -> Invalid:
    return Invalid({"number": Words(f"合同编号 {number} 已存在。", f"Contract number {number} is in use.")})


def terms_values(terms: ContractTerms, *, chain_months: int, sign_due_on: date | None) -> tuple[object, ...]:
    return (
        terms.vendor, terms.number, terms.title.strip(), terms.procurement.value, terms.notice_number,
        terms.amount_fen, terms.budget_year, terms.starts_on, terms.ends_on, terms.linked_ratio, terms.instalments,
        terms.staff_required, terms.sampling_ratio, terms.confidentiality, terms.notice_on, terms.awarded_on,
        terms.evaluation_score, terms.budget_line, "\n".join(terms.basis),
        json.dumps(dict(terms.clauses), ensure_ascii=False), "".join(terms.reports), terms.renews, chain_months,
        sign_due_on,
    )  # fmt: skip


async def insert_draft(deed: Deed, values: tuple[object, ...]) -> int | None:
    """The new draft's id, or None when its number is in use."""
    names = (*_TERMS, "status", "drafted_by", "drafted_by_id", "created_at")
    marks = ", ".join(f"${place}" for place in range(1, len(names) + 1))
    found = await deed.connection.fetchval(
        f"INSERT INTO vendors_contract ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 constant names
        " ON CONFLICT (number) DO NOTHING RETURNING id",
        *values, ContractState.DRAFT.value, deed.by.name, deed.by.id, deed.at,
    )  # fmt: skip
    return None if found is None else int(found)


async def update_draft(deed: Deed, contract: int, values: tuple[object, ...]) -> None:
    """The whole of the terms anew; whoever revises is the drafter now, and a review given before is void."""
    pairs = ", ".join(f"{name} = ${place}" for place, name in enumerate(_TERMS, start=2))
    last = len(_TERMS) + 1
    await deed.connection.execute(
        f"UPDATE vendors_contract SET {pairs}, drafted_by = ${last + 1}, drafted_by_id = ${last + 2},"  # noqa: S608
        " review_passed = FALSE WHERE id = $1",
        contract, *values, deed.by.name, deed.by.id,
    )  # fmt: skip


async def store_lists(deed: Deed, contract: int, terms: ContractTerms) -> None:
    """Items and bidders in place of those that stood there."""
    for table in ("vendors_contract_item", "vendors_contract_bidder"):
        await deed.connection.execute(f"DELETE FROM {table} WHERE contract = $1", contract)  # noqa: S608 constant
    await store_items(deed, contract, terms.vendor, terms.items)
    bidders = [(contract, terms.vendor, one.name, one.code, one.score, one.awarded) for one in terms.bidders]
    await deed.connection.executemany(_BIDDER, bidders)


async def store_items(
    deed: Deed, contract: int, vendor: int, items: Sequence[ItemTerms], *, supplement: int | None = None
) -> None:
    rows = [
        (contract, vendor, one.domain.value, one.description, one.unit, one.quantity, one.unit_price_fen,
         one.deadline_days, one.quality_standard, one.deadline_rule, supplement)
        for one in items
    ]  # fmt: skip
    await deed.connection.executemany(_ITEM, rows)


async def ensure_plan(deed: Deed, under: Locked) -> None:
    """The instalments of a signed contract, planned when it was signed; of one signed before that was so, now."""
    row = under.row
    if row["status"] == ContractState.TERMINATED:
        return
    if await deed.connection.fetchval("SELECT EXISTS (SELECT FROM vendors_payment WHERE contract = $1)", row["id"]):
        return
    planned = plan(
        amount_fen=row["amount_fen"], linked_ratio=row["linked_ratio"], instalments=row["instalments"],
        starts_on=row["starts_on"], ends_on=row["ends_on"],
    )  # fmt: skip
    await insert_payments(deed.connection, under, planned)


async def insert_payments(connection: "Connection", under: Locked, planned: Sequence[Instalment]) -> None:
    year = under.row["budget_year"]
    rows = [
        (under.row["id"], under.vendor, one.number, one.covers_from, one.covers_to, budget_year(year, one.covers_to),
         one.fixed_fen, one.linked_fen, PaymentState.PLANNED.value)
        for one in planned
    ]  # fmt: skip
    await connection.executemany(_PAYMENT, rows)


def summary(terms: ContractTerms) -> dict[str, Json]:
    """What the journal keeps of the terms."""
    return {
        "number": terms.number,
        "title": terms.title.strip(),
        "amount_fen": terms.amount_fen,
        "starts_on": terms.starts_on.isoformat(),
        "ends_on": terms.ends_on.isoformat(),
        "linked_ratio": str(terms.linked_ratio),
        "sampling_ratio": str(terms.sampling_ratio),
        "items": [f"{one.domain.value} {one.quantity} {one.unit} × {one.unit_price_fen}" for one in terms.items],
        "clauses": dict(sorted(terms.clauses.items())),
        "renews": terms.renews,
    }
