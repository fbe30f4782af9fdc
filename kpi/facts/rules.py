from collections.abc import Iterable, Mapping
from decimal import Decimal

from kpi.engine.facts import FactValue
from kpi.engine.rulebook import Rulebook
from vendors.errors import Words

CONDUCT: Mapping[str, Words] = {
    "lead_changes_unapproved": Words("未经批准更换项目负责人", "Lead changed without approval"),
    "accounts_shared": Words("共用账号", "Account shared"),
    "exports_in_breach": Words("违规导出或未脱敏外传（未造成后果）", "Export in breach, without consequence"),
    "recusals_undeclared": Words("应回避未申报", "Recusal not declared"),
    "complaints_upheld": Words("查实有效投诉", "Complaint upheld"),
    "confirmation_differences_unpursued": Words("回函金额不符未追查", "Differing confirmation not pursued"),
    "major_outages_over_four_hours": Words("重大故障超 4 小时未恢复", "Major outage over four hours"),
    "service_complaints_upheld": Words("有效服务投诉", "Service complaint upheld"),
}
"""Facts that count events of conduct: nothing recorded means none happened (0), not that nobody knows."""

COUNTED = frozenset(
    {
        "staff_on_post", "staff_contracted", "reports_on_time", "reports_due", "reports_over_five_days_late",
        "rows_first_pass_valid", "rows_first_pass", "confidentiality_pledges_missing", "cases_reviewed", "cases_due",
        "cases_reviewed_manually", "inpatient_cases", "manual_review_target", "tasks_on_time", "tasks_due",
        "tasks_over_twice_late", "findings_upheld", "findings_rejected", "amount_reported", "amount_upheld",
        "findings_missed", "findings_in_rereviewed", "defences_upheld", "findings_notified", "settlements_screened",
        "settlements_due", "clues_upheld", "clues_reviewed", "audits_on_time", "audits_due", "audits_over_twice_late",
        "findings_not_returned", "findings_submitted", "accident_cases_on_time", "accident_cases_due",
    }
)  # fmt: skip
"""Facts counted from the record. Nobody may enter these by hand."""


def enterable(rulebook: Rulebook) -> tuple[str, ...]:
    """The facts of a rulebook that only people know; what contracts agree is not entered but recorded with them."""
    used = {name for one in rulebook.indicators for name in one.uses}
    return tuple(name for name in rulebook.facts if name in used and name not in COUNTED and name not in CONDUCT)


def event_names(rulebook: Rulebook) -> Mapping[str, Words]:
    """Every kind of conduct event that can be recorded under a rulebook: deductions, vetoes, caps, bonuses."""
    rules = (*rulebook.vetoes, *rulebook.caps, *rulebook.bonus.events)
    known = {name: words for name, words in CONDUCT.items() if name in rulebook.facts}
    return known | {rule.code: Words(rule.words.zh, rule.words.en) for rule in rules}


def counted(ids: Iterable[object], *, prefix: str, excluded: Iterable[tuple[str, str]] = ()) -> FactValue:
    """How many records, and which."""
    records = tuple(f"{prefix}:{each}" for each in ids)
    return FactValue(value=Decimal(len(records)), records=records, excluded=tuple(excluded))


def number(value: Decimal | int | None, *records: str) -> FactValue:
    """A figure that is no count of its records."""
    return FactValue(value=None if value is None else Decimal(value), records=records)
