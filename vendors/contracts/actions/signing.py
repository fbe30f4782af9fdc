"""签订: the checklist complete, the review passed, the vendor fit to be hired; then reports and payments are owed."""

from datetime import date, datetime

from vendors.actors import Actor
from vendors.contracts.actions.drafting import draft_contract, review_contract, submit_draft
from vendors.contracts.actions.rows import Locked, ensure_plan, locked
from vendors.contracts.calendar import due_days, report_calendar
from vendors.contracts.checklist import must_be_complete, ticked
from vendors.contracts.rules import ContractState, ContractTerms, must_go
from vendors.errors import Conflict, Gate, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing, blocked, must_be_bureau
from vendors.transaction import transaction

_SIGN = """
UPDATE vendors_contract SET status = 'signed', signed_on = $2, publish_due_on = $3, publish_is_provisional = $4,
  file_due_on = $5, file_is_provisional = $6 WHERE id = $1
"""
_REPORT = """
INSERT INTO vendors_report_due (contract, vendor, period, due_on, due_is_provisional, document)
VALUES ($1, $2, $3, $4, $5, '')
"""


async def sign_draft(*, contract: int, on: date, by: Actor, at: datetime) -> None:
    """Record the signature of a day; the vendor comes into service, reports and instalments are laid out.

    Raises NotFound, Conflict (state, vendor may not be hired), Gate `contract_review` and `contract_clauses`,
    Invalid for a day that is not yet, or before the award or the review. The checklist is today's, whatever the day.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        must_go(under.seen, ContractState.SIGNED)
        _must_be_reviewed(under)
        must_be_complete(ticked(under.row["clauses"]), local_date(at))
        _check_day(on, under, today=local_date(at))
        await _bring_into_service(under, by=by, at=at)
        await _store(deed, under, on)
        after = {"number": under.row["number"], "status": ContractState.SIGNED.value, "signed_on": on.isoformat()}
        deed.note("contract.signed", "contract", contract, vendor=under.vendor, after=after)


def _must_be_reviewed(under: Locked) -> None:
    if not under.row["review_passed"]:
        raise Gate(
            "contract_review", "合法性审核尚未通过，不能签订。", "The legal review has not passed; nothing is signed."
        )


def _check_day(on: date, under: Locked, *, today: date) -> None:
    reviewed = under.row["reviewed_at"]
    earliest = [day for day in (under.row["awarded_on"], reviewed and local_date(reviewed)) if day]
    if on > today or any(on < day for day in earliest):
        words = Words(
            "签订日期不得晚于今天、早于中标（成交）日期和合法性审核通过之日。",
            "Not after today, nor before the award or the day the legal review passed.",
        )
        raise Invalid({"signed_on": words})


async def _bring_into_service(under: Locked, *, by: Actor, at: datetime) -> None:
    vendor = await vendor_view(under.vendor, for_=by)
    if vendor.standing is Standing.REGISTERED:
        reason = f"签订合同 {under.row['number']}"
        await change_standing(vendor=vendor.id, to=Standing.IN_SERVICE, reason=reason, contracted=True, by=by, at=at)
        return
    refusal = blocked(vendor.standing)
    if refusal:
        raise Conflict(
            refusal.zh.replace("派单", "签订合同"), f"The vendor is “{vendor.standing.en}”; nothing to sign."
        )


async def _store(deed: Deed, under: Locked, on: date) -> None:
    row, due = under.row, due_days(on)
    await deed.connection.execute(
        _SIGN, row["id"], on, due.publish.on, due.publish.provisional, due.file.on, due.file.provisional
    )
    await owe_reports(deed, under, starts_on=row["starts_on"], ends_on=row["ends_on"])
    await ensure_plan(deed, under)


async def owe_reports(deed: Deed, under: Locked, *, starts_on: date, ends_on: date) -> None:
    """The reports of a stretch of the term, those already owed left alone."""
    row, days = under.row, parameter("report_due_days", local_date(deed.at)).whole
    known = await deed.connection.fetch("SELECT period FROM vendors_report_due WHERE contract = $1", row["id"])
    owed = report_calendar(starts_on, ends_on, kinds=tuple(row["report_kinds"]), days=days)
    fresh = [(period, due) for period, due in owed if str(period) not in {one["period"] for one in known}]
    rows = [(row["id"], under.vendor, str(period), due.on, due.provisional) for period, due in fresh]
    await deed.connection.executemany(_REPORT, rows)


async def sign_contract(*, terms: ContractTerms, by: Actor, reviewer: Actor, at: datetime) -> int:
    """Draft, legal review and signature of one day in one transaction, for records taken over whole; returns the id.

    Each step is an entry of its own by whoever took it: the draft and the signature by `by`, the opinion by
    `reviewer`. Raises as the steps do.
    """
    async with transaction():
        contract = await draft_contract(terms=terms, by=by, at=at)
        await submit_draft(contract=contract, by=by, at=at)
        await review_contract(contract=contract, passed=True, opinion="合法性审核通过。", by=reviewer, at=at)
        await sign_draft(contract=contract, on=local_date(at), by=by, at=at)
    return contract
