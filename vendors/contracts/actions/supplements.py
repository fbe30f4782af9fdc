"""补充协议: signed while the contract is 变更中; all of them add at most a tenth of what was signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.contracts.actions.rows import Locked, ensure_plan, in_use, insert_payments, locked, store_items
from vendors.contracts.actions.signing import owe_reports
from vendors.contracts.calendar import months_between
from vendors.contracts.checking import NUMBER_WORDS, item_problems, limits, number_is_good
from vendors.contracts.instalments import Instalment, linked_amount, share
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.rules import ContractState, ItemTerms
from vendors.contracts.supplement_rules import must_stay_within
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.rules import must_be_bureau

_INSERT = """
INSERT INTO vendors_contract_supplement (contract, vendor, number, amount_fen, ends_on, reason, signed_on, made_by,
  made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (number) DO NOTHING RETURNING id
"""
_APPLY = """
UPDATE vendors_contract SET status = 'signed', state_reason = '', amount_fen = amount_fen + $2,
  original_amount_fen = coalesce(original_amount_fen, amount_fen),
  original_ends_on = coalesce(original_ends_on, ends_on), ends_on = $3 WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementTerms:
    """What a supplementary agreement changes: more money, more items, a later end (None leaves it)."""

    number: str
    amount_fen: int
    reason: str
    signed_on: date
    ends_on: date | None = None
    items: Sequence[ItemTerms] = ()


async def sign_supplement(*, contract: int, terms: SupplementTerms, by: Actor, at: datetime) -> int:
    """The change agreed: the contract is back in force with its new amount, items and end; returns the id.

    Raises NotFound, Conflict unless the contract is 变更中, Invalid, Gate `supplement_ratio` above the tenth.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        if under.seen is not ContractState.AMENDING:
            raise Conflict("请先开始变更，再签订补充协议。", "Begin the change before signing a supplement.")
        wrong = _problems(terms, under, today=local_date(at))
        if wrong:
            raise Invalid(wrong)
        await _must_fit(deed, under, terms)
        await ensure_plan(deed, under)
        supplement = await _insert(deed, under, terms)
        await store_items(deed, contract, under.vendor, terms.items, supplement=supplement)
        ends_on = terms.ends_on or under.row["ends_on"]
        await deed.connection.execute(_APPLY, contract, terms.amount_fen, ends_on)
        await _add_to_plan(deed, under, terms.amount_fen, ends_on)
        await owe_reports(deed, under, starts_on=under.row["starts_on"], ends_on=ends_on)
        deed.note(
            "contract.supplemented", "contract", contract, vendor=under.vendor, before=_before(under),
            after=_after(under, terms, ends_on), note=terms.reason.strip(),
        )  # fmt: skip
    return supplement


def _problems(terms: SupplementTerms, under: Locked, *, today: date) -> dict[str, Words]:
    found: dict[str, Words] = {}
    if not number_is_good(terms.number):
        found["number"] = NUMBER_WORDS
    if not terms.reason.strip():
        found["reason"] = Words("请写明理由。", "Give a reason.")
    if terms.amount_fen < 0:
        found["amount"] = Words("补充金额不得为负。", "The amount cannot be negative.")
    signed = under.row["signed_on"]
    if terms.signed_on > today or (signed and terms.signed_on < signed):
        words = Words(
            "签订日期不得早于原合同签订日期、晚于今天。", "Not before the contract's signature nor after today."
        )
        found["signed_on"] = words
    if not (terms.amount_fen or terms.ends_on or terms.items):
        found["amount"] = Words("补充协议至少改变金额、期限或事项之一。", "A supplement changes something.")
    for place, item in enumerate(terms.items, start=1):
        found |= item_problems(item, place)
    return found | _wrong_end(terms, under, today)


def _wrong_end(terms: SupplementTerms, under: Locked, today: date) -> dict[str, Words]:
    if terms.ends_on is None:
        return {}
    longest, row = limits(today).longest_months, under.row
    months = months_between(row["starts_on"], terms.ends_on)
    if row["ends_on"] < terms.ends_on and months <= longest:
        return {}
    words = Words(
        f"新的截止日期须晚于 {row['ends_on']:%Y-%m-%d}，期限不得超过 {longest} 个月。",
        f"The new end lies after {row['ends_on']:%Y-%m-%d}, at most {longest} months from the start.",
    )
    return {"ends_on": words}


async def _must_fit(deed: Deed, under: Locked, terms: SupplementTerms) -> None:
    sql = "SELECT coalesce(sum(amount_fen), 0) FROM vendors_contract_supplement WHERE contract = $1"
    earlier = int(await deed.connection.fetchval(sql, under.row["id"]))
    original = under.row["original_amount_fen"] or under.row["amount_fen"]
    ratio = parameter("supplement_ratio_max", terms.signed_on).value
    must_stay_within(original_fen=original, earlier_fen=earlier, added_fen=terms.amount_fen, ratio=ratio)


async def _insert(deed: Deed, under: Locked, terms: SupplementTerms) -> int:
    found = await deed.connection.fetchval(
        _INSERT, under.row["id"], under.vendor, terms.number, terms.amount_fen, terms.ends_on, terms.reason.strip(),
        terms.signed_on, deed.by.name, deed.at,
    )  # fmt: skip
    if found is None:
        raise in_use(terms.number)
    return int(found)


async def _add_to_plan(deed: Deed, under: Locked, added_fen: int, ends_on: date) -> None:
    """The added money over the instalments nobody has asked for yet, or as one more after the last."""
    contract = under.row["id"]
    rows = await deed.connection.fetch(
        "SELECT id, instalment, state FROM vendors_payment WHERE contract = $1 ORDER BY instalment", contract
    )
    left = [row["id"] for row in rows if PaymentState(row["state"]) is PaymentState.PLANNED]
    linked = _added_linked(under, added_fen)
    if left:
        sql = "UPDATE vendors_payment SET fixed_fen = fixed_fen + $2, linked_fen = linked_fen + $3 WHERE id = $1"
        shares = [
            (id_, share(added_fen - linked, place, len(left)), share(linked, place, len(left)))
            for place, id_ in enumerate(left, start=1)
        ]
        await deed.connection.executemany(sql, shares)
        await deed.connection.execute("UPDATE vendors_payment SET covers_to = $2 WHERE id = $1", left[-1], ends_on)
    elif added_fen:
        one = Instalment(
            number=rows[-1]["instalment"] + 1, covers_from=local_date(deed.at), covers_to=ends_on,
            fixed_fen=added_fen - linked, linked_fen=linked,
        )  # fmt: skip
        await insert_payments(deed.connection, under, (one,))


def _added_linked(under: Locked, added_fen: int) -> int:
    """So that the linked parts of all instalments stay the linked share of the whole, half-up to the fen."""
    amount, ratio = under.row["amount_fen"], under.row["linked_ratio"]
    return linked_amount(amount + added_fen, ratio) - linked_amount(amount, ratio)


def _before(under: Locked) -> dict[str, Json]:
    return {"amount_fen": under.row["amount_fen"], "ends_on": under.row["ends_on"].isoformat()}


def _after(under: Locked, terms: SupplementTerms, ends_on: date) -> dict[str, Json]:
    return {
        "number": terms.number,
        "amount_fen": under.row["amount_fen"] + terms.amount_fen,
        "ends_on": ends_on.isoformat(),
        "items": len(terms.items),
    }
