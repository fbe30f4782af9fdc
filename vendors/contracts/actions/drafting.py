"""草拟 and 合法性审核: terms written, revised, sent to the legal reviewer, passed or sent back."""

from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor, Role
from vendors.contracts.actions.rows import (
    Locked,
    in_use,
    insert_draft,
    locked,
    store_lists,
    summary,
    terms_values,
    update_draft,
)
from vendors.contracts.calendar import months_between, sign_by
from vendors.contracts.checking import chain_warning, limits, problems
from vendors.contracts.checklist import must_be_complete, ticked
from vendors.contracts.rules import UNSIGNED, ContractState, ContractTerms, must_go
from vendors.errors import Conflict, Forbidden, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import must_be_bureau

if TYPE_CHECKING:
    from asyncpg import Record

_CHAIN = """
WITH RECURSIVE chain AS (
  SELECT id, vendor, renews, starts_on, ends_on, status, ended_on, renewal_barred FROM vendors_contract WHERE id = $1
  UNION SELECT c.id, c.vendor, c.renews, c.starts_on, c.ends_on, c.status, c.ended_on, c.renewal_barred
  FROM vendors_contract c JOIN chain ON c.id = chain.renews
) SELECT * FROM chain
"""


async def draft_contract(*, terms: ContractTerms, by: Actor, at: datetime) -> int:
    """Write a draft; returns its id. Raises Invalid naming each wrong field (a number in use too), NotFound."""
    must_be_bureau(by)
    _check(terms, at)
    async with act(by=by, at=at) as deed:
        await vendor_view(terms.vendor, for_=by)
        months = await _chain_months(deed, terms)
        contract = await insert_draft(deed, _values(terms, months))
        if contract is None:
            raise in_use(terms.number)
        await store_lists(deed, contract, terms)
        after = summary(terms) | _chain(months, terms, at)
        deed.note("contract.drafted", "contract", contract, vendor=terms.vendor, after=after)
    return contract


async def revise_draft(*, contract: int, terms: ContractTerms, by: Actor, at: datetime) -> None:
    """The draft's terms anew. Raises as draft_contract, Conflict when it is no draft any more."""
    must_be_bureau(by)
    _check(terms, at)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        if under.seen is not ContractState.DRAFT:
            raise Conflict("只有草拟中的合同可以修改条款。", "Only a draft's terms can be revised.")
        await vendor_view(terms.vendor, for_=by)
        taken = "SELECT EXISTS (SELECT FROM vendors_contract WHERE number = $1 AND id <> $2)"
        if await deed.connection.fetchval(taken, terms.number, contract):
            raise in_use(terms.number)
        months = await _chain_months(deed, terms, itself=contract)
        await update_draft(deed, contract, _values(terms, months))
        await store_lists(deed, contract, terms)
        before: dict[str, Json] = {"number": under.row["number"], "amount_fen": under.row["amount_fen"]}
        after = summary(terms) | _chain(months, terms, at)
        deed.note("contract.revised", "contract", contract, vendor=terms.vendor, before=before, after=after)


def _check(terms: ContractTerms, at: datetime) -> None:
    wrong = problems(terms, limits(local_date(at)))
    if wrong:
        raise Invalid(wrong)


def _values(terms: ContractTerms, months: int) -> tuple[object, ...]:
    due = sign_by(terms.awarded_on) if terms.awarded_on else None
    return terms_values(terms, chain_months=months, sign_due_on=due)


async def _chain_months(deed: Deed, terms: ContractTerms, *, itself: int | None = None) -> int:
    """How long the contract and all it renews run in all."""
    months = months_between(terms.starts_on, terms.ends_on)
    if terms.renews is None:
        return months
    chain = await deed.connection.fetch(_CHAIN, terms.renews)
    if not chain or chain[0]["vendor"] != terms.vendor or any(row["id"] == itself for row in chain):
        words = Words("所续签的合同不存在或不属于该机构。", "The contract it renews is not this vendor's.")
        raise Invalid({"renews": words})
    _must_carry_on(chain[0], terms)
    return months + sum(months_between(row["starts_on"], row["ends_on"]) for row in chain)


def _must_carry_on(earlier: "Record", terms: ContractTerms) -> None:
    """A renewal follows a contract that was signed and not rescinded, after its last day as supplemented."""
    if ContractState(earlier["status"]) in UNSIGNED or earlier["ended_on"] is not None:
        words = Words("只能续签已签订且未解除的合同。", "Only a signed contract that was not rescinded is renewed.")
        raise Invalid({"renews": words})
    if earlier["renewal_barred"]:
        why = earlier["renewal_barred"]
        words = Words(f"已决定不续签原合同：{why}", f"It was decided not to renew the earlier contract: {why}")
        raise Invalid({"renews": words})
    ends_on = earlier["ends_on"]
    if terms.starts_on <= ends_on:
        words = Words(
            f"续签须从原合同到期（{ends_on}）之后开始。", f"It begins after the earlier one ends ({ends_on})."
        )
        raise Invalid({"starts_on": words})


def _chain(months: int, terms: ContractTerms, at: datetime) -> dict[str, Json]:
    if terms.renews is None:
        return {}
    warning = chain_warning(months, longest=limits(local_date(at)).longest_months)
    return {"chain_months": months, "warning": warning.zh if warning else ""}


async def submit_draft(*, contract: int, by: Actor, at: datetime) -> None:
    """Send the draft to the legal reviewer. Raises NotFound, Conflict, Gate `contract_clauses`."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        must_go(under.seen, ContractState.LEGAL_REVIEW)
        must_be_complete(ticked(under.row["clauses"]), local_date(at))
        await _move(deed, under, ContractState.LEGAL_REVIEW, kind="contract.submitted")


async def withdraw_draft(*, contract: int, reason: str, by: Actor, at: datetime) -> None:
    """撤回草拟: take it back from the review, passed or not, to be revised and reviewed anew.

    Raises NotFound, Conflict (signed, or a draft already), Invalid without a reason.
    """
    await _put_back(contract, ContractState.DRAFT, kind="contract.withdrawn", reason=reason, by=by, at=at)


async def discard_draft(*, contract: int, reason: str, by: Actor, at: datetime) -> None:
    """作废草稿: kept with its number and no longer listed. Raises NotFound, Conflict (no draft), Invalid."""
    await _put_back(contract, ContractState.DISCARDED, kind="contract.discarded", reason=reason, by=by, at=at)


async def _put_back(contract: int, to: ContractState, *, kind: str, reason: str, by: Actor, at: datetime) -> None:
    must_be_bureau(by)
    why = reason.strip()
    if not why:
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        if under.seen not in UNSIGNED:
            raise Conflict("合同已签订。", "The contract is signed.")
        must_go(under.seen, to)
        await _move(deed, under, to, kind=kind, why=why)


async def review_contract(*, contract: int, passed: bool, opinion: str, by: Actor, at: datetime) -> None:
    """The legal reviewer's opinion; a refused contract is a draft again.

    Raises NotFound, Forbidden (no legal reviewer, or the drafter), Conflict, Invalid without an opinion.
    """
    must_be_bureau(by)
    if not by.has(Role.LEGAL):
        raise Forbidden("合法性审核由法制审核员进行。", "A legal reviewer gives the opinion.")
    if not opinion.strip():
        raise Invalid({"opinion": Words("请写明审核意见。", "Give the opinion.")})
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        if under.seen is not ContractState.LEGAL_REVIEW or under.row["review_passed"]:
            raise Conflict("合同不在待审核状态。", "The contract does not wait for a review.")
        if by.id == under.row["drafted_by_id"]:
            raise Forbidden("起草人不能审核自己起草的合同。", "Whoever drafted a contract does not review it.")
        state = ContractState.LEGAL_REVIEW if passed else ContractState.DRAFT
        await deed.connection.execute(
            "UPDATE vendors_contract SET status = $2, review_passed = $3, review_opinion = $4, reviewed_by = $5,"
            " reviewed_by_id = $6, reviewed_at = $7 WHERE id = $1",
            contract, state.value, passed, opinion.strip(), by.name, by.id, at,
        )  # fmt: skip
        kind = "contract.review_passed" if passed else "contract.review_refused"
        deed.note(kind, "contract", contract, vendor=under.vendor, after={"status": state.value}, note=opinion.strip())


async def _move(deed: Deed, under: Locked, to: ContractState, *, kind: str, why: str = "") -> None:
    """The state, with a reason kept where it is the last word; a review given before is void."""
    kept = why if to is ContractState.DISCARDED else ""
    sql = "UPDATE vendors_contract SET status = $2, review_passed = FALSE, state_reason = $3 WHERE id = $1"
    await deed.connection.execute(sql, under.row["id"], to.value, kept)
    before, after = {"status": under.seen.value}, {"status": to.value}
    deed.note(kind, "contract", under.row["id"], vendor=under.vendor, before=before, after=after, note=why)
