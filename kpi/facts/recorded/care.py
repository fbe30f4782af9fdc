"""商业保险机构, by their sheets: disability assessments (D03, D04), care (D06), enquiries (D07), payments (D08)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from kpi.facts.recorded.once import RESULT, once
from kpi.facts.recorded.terms import Terms
from kpi.facts.rules import counted
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.rules import Kind
from vendors.tasks.results.fact_queries import SheetRow, sheet_rows

ASSESSMENT: Final = "disability-assessment"
CARE: Final = "care-quality"
FEES: Final = "fee-review"
OUTREACH: Final = "outreach"
SPOT_CHECK: Final = "抽查"
AGREED: Final = "一致"
ENQUIRIES: Final = frozenset({"窗口咨询", "电话咨询"})
INSTITUTIONAL: Final = "机构"
PAID: Final = "已支付"
_NOT_OWED: Final = {"暂缓": "暂缓支付", "退回": "已退回，不应支付"}
_AGAIN: Final = "同一事项的较早一行"
_RUNNING: Final = "期限未到"
_SAMPLED: Final = "抽查件，计入评定结论一致率"
_NO_ENQUIRY: Final = "宣传活动，没有咨询投诉"


async def care_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """For the contracts of insurers. How many evaluations were planned is entered."""
    contracts = [one.contract.id for one in asked if one.contract.vendor_kind is Kind.D]
    if not contracts:
        return {}
    first = asked[0]
    kinds = (ASSESSMENT, CARE, FEES, OUTREACH)
    found = await sheet_rows(contracts=contracts, kinds=kinds, window=first.window, as_of=first.cutoff)
    day = local_date(first.until)
    facts: dict[int, Counted] = {}
    for contract, rows in found.items():
        facts[contract] = {
            **_assessments(rows.get(ASSESSMENT, ()), day),
            **_evaluations(rows.get(CARE, ())),
            **_enquiries(rows.get(OUTREACH, ()), day),
            **_payments(rows.get(FEES, ()), day),
        }
    return facts


def _assessments(rows: Sequence[SheetRow], day: date) -> Counted:
    """Due: every assessment but spot checks; on time when delivered within the term after the application."""
    if not rows:
        return {}
    terms = Terms(parameter("disability_assessment_days", day).whole)
    kept, left_out = once(rows, lambda row: row.subject, _AGAIN)
    reasons = {row.id: why for row in kept if (why := _not_due(row, terms, day))}
    due = [row for row in kept if row.id not in reasons]
    in_time = [row.id for row in due if _delivered_in_time(row, terms)]
    left_out = [*left_out, *((f"{RESULT}:{row}", why) for row, why in reasons.items())]
    agreement = _agreement([row for row in kept if row.text("assess_type") == SPOT_CHECK])
    return {
        "disability_assessments_due": counted((row.id for row in due), prefix=RESULT, excluded=left_out),
        "disability_assessments_on_time": counted(in_time, prefix=RESULT),
        **agreement,
    }


def _not_due(row: SheetRow, terms: Terms, day: date) -> str:
    if row.text("assess_type") == SPOT_CHECK:
        return _SAMPLED
    applied = row.day("applied_on")
    waiting = row.happened_on is None and applied is not None and terms.last_day(applied) >= day
    return _RUNNING if waiting else ""


def _delivered_in_time(row: SheetRow, terms: Terms) -> bool:
    applied = row.day("applied_on")
    return row.happened_on is not None and applied is not None and row.happened_on <= terms.last_day(applied)


def _agreement(spot_checks: Sequence[SheetRow]) -> Counted:
    """Whether the level found on a spot check is the level assessed (评定结论一致率)."""
    if not spot_checks:
        return {}
    agreed = [row.id for row in spot_checks if row.text("consistent") == AGREED]
    return {
        "assessments_reassessed": counted((row.id for row in spot_checks), prefix=RESULT),
        "assessment_levels_agreed": counted(agreed, prefix=RESULT),
    }


def _evaluations(rows: Sequence[SheetRow]) -> Counted:
    """An institution that cares in its own house counts once; at home every person cared for."""
    if not rows:
        return {}
    kept, left_out = once(rows, _evaluated, _AGAIN)
    return {"care_evaluations_done": counted((row.id for row in kept), prefix=RESULT, excluded=left_out)}


def _evaluated(row: SheetRow) -> tuple[str, str]:
    agency = row.subject.partition(" ")[0]
    return (agency, "") if row.text("care_way") == INSTITUTIONAL else (agency, row.subject)


def _enquiries(rows: Sequence[SheetRow], day: date) -> Counted:
    """People who came or called, complaints among them; a complaint is closed in time or it is not."""
    terms = Terms(parameter("service_complaint_days", day).whole)
    asked = [(row, *_received(row)) for row in rows]
    left_out = [(f"{RESULT}:{row.id}", _NO_ENQUIRY) for row, received, _complaints in asked if not received]
    counting = [(row, received, complaints) for row, received, complaints in asked if received]
    if not counting:
        return {}
    settled = [
        (row, received if _closed_in_time(row, terms) else received - complaints)
        for row, received, complaints in counting
    ]
    return {
        "enquiries_received": FactValue(
            value=Decimal(sum(received for _row, received, _complaints in counting)),
            records=tuple(f"{RESULT}:{row.id}" for row, _received, _complaints in counting),
            excluded=tuple(left_out),
        ),
        "enquiries_on_time": FactValue(
            value=Decimal(sum(number for _row, number in settled)),
            records=tuple(f"{RESULT}:{row.id}" for row, number in settled if number),
        ),
    }


def _received(row: SheetRow) -> tuple[int, int]:
    """Enquiries and complaints together, and the complaints alone."""
    complaints = row.count("complaints")
    people = row.count("people") if row.text("outcome") in ENQUIRIES else 0
    return max(people, complaints), complaints


def _closed_in_time(row: SheetRow, terms: Terms) -> bool:
    closed = row.day("closed_on")
    if not row.count("complaints"):
        return True
    return closed is not None and row.happened_on is not None and closed <= terms.last_day(row.happened_on)


def _payments(rows: Sequence[SheetRow], day: date) -> Counted:
    """Owed: what was allowed, unless it is held back or returned; the term runs from the review's day."""
    if not rows:
        return {}
    terms = Terms(parameter("fee_payment_days", day).whole)
    kept, left_out = once(rows, lambda row: (row.subject, row.text("fee_class")), _AGAIN)
    reasons = {row.id: why for row in kept if (why := _not_owed(row, terms, day))}
    owed = [row for row in kept if row.id not in reasons]
    left_out = [*left_out, *((f"{RESULT}:{row}", why) for row, why in reasons.items())]
    in_time = [row.id for row in owed if row.happened_on is not None and row.happened_on <= _last_day(row, terms)]
    return {
        "payments_due": counted((row.id for row in owed), prefix=RESULT, excluded=left_out),
        "payments_on_time": counted(in_time, prefix=RESULT),
    }


def _not_owed(row: SheetRow, terms: Terms, day: date) -> str:
    state = row.text("pay_state")
    if state in _NOT_OWED:
        return _NOT_OWED[state]
    return _RUNNING if state != PAID and _last_day(row, terms) >= day else ""


def _last_day(row: SheetRow, terms: Terms) -> date:
    """Sheets from before the review's day was kept go by the day they came."""
    return terms.last_day(row.day("audited_on") or row.admitted_on)
