"""付款: an instalment proposed with its deductions, approved by a leader, paid with a voucher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor, Role
from vendors.contracts.actions.rows import Locked, ensure_plan, insert_payments, locked
from vendors.contracts.instalments import Instalment, Part
from vendors.contracts.payment_rules import (
    PaymentState,
    must_be,
    must_be_payable,
    must_decide,
    must_fit,
    must_not_overpay,
)
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau

if TYPE_CHECKING:
    from asyncpg import Record

_PART = """
INSERT INTO vendors_payment_part
  (payment, contract, vendor, period, linked_fen, coefficient, deducted_fen, card, card_number, corrects)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_PROPOSE = """
UPDATE vendors_payment SET state = 'proposed', deducted_fen = $2, proposed_by = $3, proposed_by_id = $4,
  proposed_at = $5, note = $6, opinion = '' WHERE id = $1
"""
_GIVEN = """
SELECT coalesce(sum(fixed_fen + linked_fen - deducted_fen), 0) FROM vendors_payment
WHERE contract = $1 AND state NOT IN ('planned', 'written_off')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A payment's row and its contract, both locked until the act ends."""

    under: Locked
    row: "Record"

    @property
    def state(self) -> PaymentState:
        return PaymentState(self.row["state"])

    @property
    def payable_fen(self) -> int:
        return int(self.row["fixed_fen"] + self.row["linked_fen"] - self.row["deducted_fen"])


async def propose_payment(
    *, contract: int, instalment: int, parts: Sequence[Part], note: str, by: Actor, at: datetime
) -> int:
    """Ask for an instalment with what the published cards take off it; returns the payment's id.

    Raises NotFound, Conflict (asked for already, contract not payable), Gate `payment_parts`, `over_payment`.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        must_be_payable(under.seen)
        await ensure_plan(deed, under)
        held = await _held(deed, under, instalment)
        must_be(held.state, PaymentState.PLANNED)
        must_fit(parts, linked_fen=held.row["linked_fen"], fixed_fen=held.row["fixed_fen"])
        return await _propose(deed, held, parts, note)


async def settle(*, contract: int, parts: Sequence[Part], note: str, by: Actor, at: datetime) -> int:
    """One more payment after the last instalment, for corrections alone; below 0 the vendor pays back.

    Raises Conflict while instalments are left to carry them, or there is nothing to put right.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        must_be_payable(under.seen)
        states = await deed.connection.fetch("SELECT state FROM vendors_payment WHERE contract = $1", contract)
        if not parts or not states or any(row["state"] == PaymentState.PLANNED for row in states):
            raise Conflict("没有需要单独结算的更正。", "Nothing has to be settled by itself.")
        number, last = len(states) + 1, under.row["ends_on"]
        extra = Instalment(number=number, covers_from=last, covers_to=last, fixed_fen=0, linked_fen=0)
        await insert_payments(deed.connection, under, (extra,))
        return await _propose(deed, await _held(deed, under, number), parts, note)


async def _propose(deed: Deed, held: Held, parts: Sequence[Part], note: str) -> int:
    row, deducted = held.row, sum(part.deducted_fen for part in parts)
    payable = row["fixed_fen"] + row["linked_fen"] - deducted
    given = int(await deed.connection.fetchval(_GIVEN, row["contract"]))
    must_not_overpay(payable_fen=payable, given_fen=given, amount_fen=held.under.row["amount_fen"])
    rows = [
        (row["id"], row["contract"], row["vendor"], str(part.period), part.linked_fen, part.coefficient,
         part.deducted_fen, part.card, part.card_number, part.corrects)
        for part in parts
    ]  # fmt: skip
    await deed.connection.executemany(_PART, rows)
    await deed.connection.execute(_PROPOSE, row["id"], deducted, deed.by.name, deed.by.id, deed.at, note.strip())
    cards: list[Json] = [part.card_number for part in parts]
    after: dict[str, Json] = {"deducted_fen": deducted, "payable_fen": payable, "cards": cards}
    _note(deed, held, "payment.proposed", after=after, note=note.strip())
    return int(row["id"])


async def approve_payment(*, payment: int, opinion: str = "", by: Actor, at: datetime) -> None:
    """A leader's approval, not by whoever proposed. Raises NotFound, Forbidden, Conflict."""
    async with act(by=by, at=at) as deed:
        held = await _found(deed, payment)
        must_decide(by, proposed_by=held.row["proposed_by_id"])
        must_be(held.state, PaymentState.PROPOSED)
        must_be_payable(held.under.seen)
        await deed.connection.execute(
            "UPDATE vendors_payment SET state = 'approved', approved_by = $2, approved_by_id = $3, approved_at = $4,"
            " opinion = $5 WHERE id = $1", payment, by.name, by.id, at, opinion.strip(),
        )  # fmt: skip
        _note(deed, held, "payment.approved", after={"payable_fen": held.payable_fen}, note=opinion.strip())


async def refuse_payment(*, payment: int, opinion: str, by: Actor, at: datetime) -> None:
    """Back to the plan, with the leader's reasons. Raises as approve_payment, Invalid without reasons."""
    if not opinion.strip():
        raise Invalid({"opinion": Words("请写明退回理由。", "Give the reasons.")})
    async with act(by=by, at=at) as deed:
        held = await _found(deed, payment)
        must_decide(by, proposed_by=held.row["proposed_by_id"])
        must_be(held.state, PaymentState.PROPOSED)
        await deed.connection.execute("DELETE FROM vendors_payment_part WHERE payment = $1", payment)
        await deed.connection.execute(
            "UPDATE vendors_payment SET state = 'planned', deducted_fen = 0, opinion = $2 WHERE id = $1",
            payment, opinion.strip(),
        )  # fmt: skip
        _note(deed, held, "payment.refused", after={"state": PaymentState.PLANNED.value}, note=opinion.strip())


async def pay(*, payment: int, voucher: str, on: date, by: Actor, at: datetime) -> None:
    """Record that an approved payment was made.

    Raises NotFound, Forbidden (no accountant), Conflict, Gate `contract_not_payable`, Invalid by field (a voucher in
    use too).
    """
    if not by.at_bureau or not by.has(Role.ACCOUNTANT):
        raise Forbidden("付款凭证由会计登记。", "An accountant records vouchers.")
    async with act(by=by, at=at) as deed:
        held = await _found(deed, payment)
        must_be(held.state, PaymentState.APPROVED)
        must_be_payable(held.under.seen)
        _check_payment(held, voucher, on, today=local_date(at))
        await _must_be_new(deed, voucher.strip())
        await deed.connection.execute(
            "UPDATE vendors_payment SET state = 'paid', voucher = $2, paid_on = $3, paid_by = $4 WHERE id = $1",
            payment, voucher.strip(), on, by.name,
        )  # fmt: skip
        after: dict[str, Json] = {"payable_fen": held.payable_fen, "voucher": voucher.strip(), "on": on.isoformat()}
        _note(deed, held, "payment.paid", after=after)


def _check_payment(held: Held, voucher: str, on: date, *, today: date) -> None:
    wrong = {}
    if not voucher.strip():
        wrong["voucher"] = Words("请填写凭证号。", "Give the voucher's number.")
    if on > today or on < local_date(held.row["approved_at"]):
        wrong["on"] = Words("付款日期不得早于审批、晚于今天。", "Not before the approval nor after today.")
    if wrong:
        raise Invalid(wrong)


async def _must_be_new(deed: Deed, voucher: str) -> None:
    """A voucher stands for one payment; two of one number wait for each other."""
    await deed.connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"voucher {voucher}")
    if await deed.connection.fetchval("SELECT EXISTS (SELECT FROM vendors_payment WHERE voucher = $1)", voucher):
        raise Invalid({"voucher": Words(f"凭证号 {voucher} 已登记过。", f"Voucher {voucher} is on record already.")})


async def _found(deed: Deed, payment: int) -> Held:
    must_be_bureau(deed.by)
    row = await deed.connection.fetchrow("SELECT contract, instalment FROM vendors_payment WHERE id = $1", payment)
    if row is None:
        raise NotFound
    return await _held(deed, await locked(deed, row["contract"]), row["instalment"])


async def _held(deed: Deed, under: Locked, instalment: int) -> Held:
    sql = "SELECT * FROM vendors_payment WHERE contract = $1 AND instalment = $2 FOR UPDATE"
    row = await deed.connection.fetchrow(sql, under.row["id"], instalment)
    if row is None:
        raise NotFound
    return Held(under=under, row=row)


def _note(deed: Deed, held: Held, kind: str, *, after: dict[str, Json], note: str = "") -> None:
    about: dict[str, Json] = {"payment": held.row["id"], "instalment": held.row["instalment"]}
    deed.note(kind, "contract", held.row["contract"], vendor=held.under.vendor, after=about | after, note=note)
