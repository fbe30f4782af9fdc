from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.contracts.rules import TRANSITIONS, ContractState, ContractTerms, problems, report_calendar, state_on
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date
from vendors.policy.parameters import parameter
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing, blocked, must_be_bureau, must_reach

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_CONTRACT = """
INSERT INTO vendors_contract
  (vendor, number, title, procurement_method, notice_number, amount_fen, budget_year, starts_on, ends_on,
   linked_ratio, instalments, staff_required, sampling_ratio, status, confidentiality, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (number) DO NOTHING RETURNING id
"""
_ITEM = """
INSERT INTO vendors_contract_item
  (contract, vendor, domain, description, unit, quantity, unit_price_fen, deadline_days, quality_standard)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_OWED = """
SELECT id, vendor, due_on, delivered_on FROM vendors_report_due WHERE contract = $1 AND period = $2 FOR UPDATE
"""
_REPORT = "INSERT INTO vendors_report_due (contract, vendor, period, due_on, document) VALUES ($1, $2, $3, $4, '')"


async def sign_contract(*, terms: ContractTerms, by: Actor, at: datetime) -> int:
    """Sign a contract with its items and the reports it owes; the vendor comes into service. Returns the id.

    Raises Invalid naming each wrong field (a number in use too), Conflict for a vendor that may not be hired.
    """
    must_be_bureau(by)
    today = local_date(at)
    wrong = problems(
        terms,
        longest_months=parameter("contract_term_max_months", today).whole,
        least_sampling=parameter("sampling_ratio_min", today).value,
    )
    if wrong:
        raise Invalid(wrong)
    async with act(by=by, at=at) as deed:
        await _bring_into_service(terms, by=by, at=at)
        contract = await _store(terms, deed.connection, at)
        deed.note("contract.signed", "contract", contract, vendor=terms.vendor, after=_summary(terms))
    return contract


async def _bring_into_service(terms: ContractTerms, *, by: Actor, at: datetime) -> None:
    vendor = await vendor_view(terms.vendor, for_=by)
    if vendor.standing is Standing.REGISTERED:
        reason = f"签订合同 {terms.number}"
        await change_standing(vendor=vendor.id, to=Standing.IN_SERVICE, reason=reason, by=by, at=at)
        return
    refusal = blocked(vendor.standing)
    if refusal:
        raise Conflict(
            refusal.zh.replace("派单", "签订合同"), f"The vendor is “{vendor.standing.en}”; nothing to sign."
        )


async def _store(terms: ContractTerms, connection: "Connection", at: datetime) -> int:
    contract = await connection.fetchval(
        _CONTRACT, terms.vendor, terms.number, terms.title.strip(), terms.procurement.value, terms.notice_number,
        terms.amount_fen, terms.budget_year, terms.starts_on, terms.ends_on, terms.linked_ratio, terms.instalments,
        terms.staff_required, terms.sampling_ratio, ContractState.SIGNED.value, terms.confidentiality, at,
    )  # fmt: skip
    if contract is None:
        words = Words(f"合同编号 {terms.number} 已存在。", f"Contract number {terms.number} is in use.")
        raise Invalid({"number": words})
    items = [
        (contract, terms.vendor, one.domain.value, one.description, one.unit, one.quantity, one.unit_price_fen,
         one.deadline_days, one.quality_standard)
        for one in terms.items
    ]  # fmt: skip
    await connection.executemany(_ITEM, items)
    days = parameter("report_due_days", local_date(at)).whole
    owed = report_calendar(terms.starts_on, terms.ends_on, kinds=terms.reports, days=days)
    await connection.executemany(_REPORT, [(contract, terms.vendor, str(period), due) for period, due in owed])
    return int(contract)


def _summary(terms: ContractTerms) -> dict[str, Json]:
    return {
        "number": terms.number,
        "title": terms.title.strip(),
        "amount_fen": terms.amount_fen,
        "starts_on": terms.starts_on.isoformat(),
        "ends_on": terms.ends_on.isoformat(),
        "linked_ratio": str(terms.linked_ratio),
        "sampling_ratio": str(terms.sampling_ratio),
        "items": [f"{one.domain.value} {one.quantity} {one.unit} × {one.unit_price_fen}" for one in terms.items],
    }


async def change_contract(*, contract: int, to: ContractState, reason: str, by: Actor, at: datetime) -> None:
    """Suspend, take up again (to SIGNED), terminate or archive. Raises NotFound, Conflict, Invalid without a reason."""
    must_be_bureau(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        sql = "SELECT vendor, status, starts_on, ends_on FROM vendors_contract WHERE id = $1 FOR UPDATE"
        row = await deed.connection.fetchrow(sql, contract)
        if row is None:
            raise NotFound
        stored = ContractState(row["status"])
        seen = state_on(stored, starts_on=row["starts_on"], ends_on=row["ends_on"], day=local_date(at))
        if to not in TRANSITIONS[seen]:
            raise Conflict(
                f"合同状态不能由“{seen.zh}”变为“{to.zh}”。", f"A contract cannot go from “{seen.en}” to “{to.en}”."
            )
        await deed.connection.execute("UPDATE vendors_contract SET status = $2 WHERE id = $1", contract, to.value)
        states = {"before": {"status": seen.value}, "after": {"status": to.value}}
        deed.note("contract.changed", "contract", contract, vendor=row["vendor"], note=reason, **states)


async def deliver_report(
    *, contract: int, period: Period, by: Actor, at: datetime, on: date | None = None, document: str = ""
) -> None:
    """Record that a report was handed in, today or, by the bureau alone, on an earlier day.

    `document` is the SHA-256 of its file. Raises NotFound when none is owed for the period, Conflict when it was
    delivered already.
    """
    if on is not None:
        must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        await _deliver(deed, contract=contract, period=period, on=on or local_date(at), document=document)


async def _deliver(deed: Deed, *, contract: int, period: Period, on: date, document: str) -> None:
    row = await deed.connection.fetchrow(_OWED, contract, str(period))
    if row is None:
        raise NotFound
    must_reach(deed.by, row["vendor"])
    if row["delivered_on"] is not None:
        raise Conflict(f"{period.zh}报告已报送。", f"The report for {period.en} has been delivered.")
    await deed.connection.execute(
        "UPDATE vendors_report_due SET delivered_on = $2, document = $3 WHERE id = $1", row["id"], on, document
    )
    after = {"period": str(period), "due_on": row["due_on"].isoformat(), "delivered_on": on.isoformat()}
    deed.note("report.delivered", "contract", contract, vendor=row["vendor"], after=after)
