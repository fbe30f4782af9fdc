"""Numbers only people know, and conduct on record: what the contract manager entered for each quarter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

COMMON: Final = ("handoffs_on_time", "handoffs", "satisfaction_bureau", "satisfaction_institutions")
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "A": COMMON,
    "B": (*COMMON, "rules_planned", "warnings_on_time", "warnings", "stock_institutions_compared",
          "stock_institutions_planned", "outage_minutes", "service_minutes", "doctor_records_agreed",
          "doctor_records_checked"),
    "C": (*COMMON, "items_counted", "items_planned", "confirmations_returned", "confirmations_alternative",
          "confirmations_sent", "papers_passed", "papers_checked"),
    "D": (*COMMON, "investigations_agreed", "investigations_rechecked", "disability_assessments_on_time",
          "disability_assessments_due", "assessment_levels_agreed", "assessments_reassessed", "fee_reviews_wrong",
          "fee_reviews_rechecked", "care_evaluations_done", "care_evaluations_planned", "enquiries_on_time",
          "enquiries_received", "payments_on_time", "payments_due"),
}  # fmt: skip
"""The order of the figures below; the first four are common to all kinds."""
FACTS: Final[Mapping[str, Mapping[str, str]]] = {
    "A1": {"2026Q1": "8 8 92 88", "2026Q2": "9 10 93 90", "2026Q3": "9 9 95 92"},
    "A2": {"2026Q1": "6 8 84 80", "2026Q2": "7 9 80 76", "2026Q3": "8 9 86 83"},
    "B1": {
        "2026Q1": "11 12 86 82  2  186 200  8 8  980 129600  97 100",
        "2026Q2": "11 12 88 84  2  224 234  7 8  420 131040  98 100",
        "2026Q3": "13 14 90 86  2  255 262  8 8  910 132480  99 100",
    },
    "B2": {
        "2026Q1": "9 11 81 78  2  162 180  9 12  980 129600  95 100",
        "2026Q2": "8 11 72 69  2  149 176  7 12  2250 131040  91 100",
        "2026Q3": "7 10 70 66  2  146 181  8 12  1990 132480  92 100",
    },
    "C1": {
        "2026Q1": "5 5 90 86  236 240  26 4 32  16 19",
        "2026Q2": "6 6 93 90  232 240  30 5 36  39 40",
        "2026Q3": "6 6 94 92  240 240  33 3 36  40 40",
    },
    "C2": {
        "2026Q1": "4 5 83 80  168 180  20 3 26  5 5",
        "2026Q2": "4 5 80 78  159 180  18 4 26  31 36",
        "2026Q3": "5 5 85 82  174 180  22 3 27  34 36",
    },
    "D1": {
        "2026Q1": "6 7 86 83  48 50  112 120  55 60  3 300  39 42  188 200  902 914",
        "2026Q2": "7 8 88 85  48 50  121 126  56 60  3 310  38 40  197 206  925 936",
        "2026Q3": "9 9 90 88  48 50  128 132  56 60  3 320  42 44  210 218  950 960",
    },
    "D2": {
        "2026Q1": "5 6 82 80  38 40  88 100  45 50  3 240  33 36  160 172  688 700",
        "2026Q2": "5 7 82 79  38 40  92 104  45 50  4 250  32 36  165 176  696 710",
        "2026Q3": "6 7 84 82  38 40  99 106  46 50  3 260  34 36  176 185  718 732",
    },
}
EVIDENCE: Final[Mapping[str, str]] = {
    "handoffs": "线索流转台账（季度汇总）",
    "satisfaction": "季度满意度问卷统计表",
    "rules": "规则论证会纪要与上线记录",
    "warnings": "预警推送日志",
    "stock": "进销存比对任务台账",
    "outage": "系统监控日志",
    "service": "系统监控日志",
    "doctor": "医保医师库抽查记录",
    "items": "抽盘记录表",
    "confirmations": "函证控制表",
    "papers": "审计底稿检查记录",
    "investigations": "案件复查记录",
    "disability": "失能评定台账",
    "assessment": "复评抽样记录",
    "assessments": "复评抽样记录",
    "fee": "费用审核复审记录",
    "care": "护理服务质量评估台账",
    "enquiries": "咨询投诉登记簿",
    "payments": "支付台账",
}
"""By the first word of the fact's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A conduct event as recorded."""

    vendor: str
    on: date
    kind: str
    basis: str
    count: int = 1


EVENTS: Final = (
    Event(vendor="A2", on=date(2026, 4, 13), kind="lead_changes_unapproved", basis="现场检查：更换骨干人员未报批"),
    Event(vendor="B2", on=date(2026, 5, 12), kind="accounts_shared", basis="登录日志：两人共用一个账号上传"),
    Event(vendor="C2", on=date(2026, 6, 16), kind="confirmation_differences_unpursued", basis="回函差额未追查"),
    Event(vendor="D2", on=date(2026, 3, 20), kind="service_complaints_upheld", basis="12345 工单查实：服务态度"),
    Event(vendor="B2", on=date(2026, 8, 27), kind="major_outages_over_four_hours", basis="监控日志：中断 5 小时"),
    Event(vendor="A1", on=date(2026, 9, 10), kind="practice_adopted", basis="病历抽检要点被省局采用（演示）"),
)  # fmt: skip
LATE_REPORTS: Final[Mapping[tuple[str, str], int]] = {
    ("A2", "2026M02"): 3, ("A2", "2026M04"): 7, ("A2", "2026Q1"): 2, ("B2", "2026M01"): 4, ("B2", "2026M03"): 9,
    ("B2", "2026M04"): 8, ("B2", "2026Q2"): 6, ("B2", "2026M07"): 12, ("C2", "2026M05"): 3, ("D2", "2026M02"): 2,
    ("B1", "2026M06"): 1, ("B1", "2026M02"): 2,
    ("A1", "2026M03"): 1, ("D1", "2026Q1"): 2, ("C2", "2026M10"): 4, ("A2", "2026M10"): 30,
}  # fmt: skip
"""How many working days after its due day a report came; the others came two days before."""
