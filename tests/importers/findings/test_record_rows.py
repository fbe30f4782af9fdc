"""What the record sheets check of a row: derived values, conditions, order, persons, limits, conclusions."""

from datetime import date
from decimal import Decimal

import pytest

from importers.findings.checks.rule_checks import derived, parts
from importers.findings.checks.sheet_checks import OneUnit, PerCaseOnce
from importers.findings.context import TaskContext
from importers.findings.kinds import AUDIT_PROBLEMS, INJURY_INVESTIGATION, KINDS
from importers.findings.record_kinds import (
    CARE_QUALITY,
    CONFIRMATIONS,
    DISABILITY_ASSESSMENT,
    DOCTOR_WORKLOAD,
    FEE_REVIEW,
    OUTREACH,
    PURCHASE_VERIFICATION,
    STOCK_COMPARISON,
    STOCKTAKE,
    TREATMENT_COST,
)
from importers.findings.scene import Kind
from importers.workbook.columns import Value
from importers.workbook.issues import Severity
from tests.support.findings_rows import at, numbered, row_codes, row_issues, said_by

D, N = Decimal, "needed-when"
SEPTEMBER = date(2026, 9, 30)
MATCHING = {"reply_amt": 375_000, "reply_qty": D(300), "gap_amt": None, "gap_qty": None, "conclusion": "相符"}


@pytest.mark.parametrize(
    ("kind", "key", "wrong", "computed"),
    [
        (STOCK_COMPARISON, "saleable_qty", D(299), "300"),
        (STOCK_COMPARISON, "gap_qty", D("20.001"), "20"),
        (STOCK_COMPARISON, "gap_amt", 25_002, "250.00"),
        (PURCHASE_VERIFICATION, "gap_amt", -25_000, "250.00"),
        (STOCKTAKE, "rolled_qty", D(63), "58"),
        (STOCKTAKE, "diff_qty", D(2), "-2"),
        (CONFIRMATIONS, "gap_qty", D(-10), "10"),
        (CONFIRMATIONS, "gap_amt", 12_501, "125.00"),
        (DOCTOR_WORKLOAD, "deviation", D("1.52"), "1.5"),
        (TREATMENT_COST, "gross_rate", D("24.98"), "25"),
        (DISABILITY_ASSESSMENT, "consistent", "不一致", "一致"),
        (FEE_REVIEW, "cut", 14_001, "140.00"),
        (INJURY_INVESTIGATION, "term_days", 10, "8"),
    ],
)
def test_a_derived_value_given_wrong_names_what_follows(kind: Kind, key: str, wrong: Value, computed: str) -> None:
    (issue,) = row_issues(kind, **{key: wrong})
    assert (issue.code, issue.column) == at(kind, "derived-differs", key)
    assert computed in issue.message.zh
    assert computed in issue.fix.en


@pytest.mark.parametrize(
    ("kind", "key", "near"), [(STOCK_COMPARISON, "gap_amt", 25_001), (DOCTOR_WORKLOAD, "deviation", D("1.51"))]
)
def test_a_fen_or_a_hundredth_of_rounding_is_forgiven(kind: Kind, key: str, near: Value) -> None:
    assert row_codes(kind, **{key: near}) == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (STOCK_COMPARISON, {"open_qty": None}),
        (STOCK_COMPARISON, {"insured_qty": None}),
        (STOCK_COMPARISON, {"avg_price": None}),
        (STOCK_COMPARISON, {"return_qty": None, "scrap_qty": D(15)}),
        (STOCKTAKE, {"counted_qty": None}),
        (STOCKTAKE, {"book_qty": None}),
        (STOCKTAKE, {"after_in": None, "after_out": None, "counted_qty": D(58)}),
        (CONFIRMATIONS, {"reply_qty": None}),
        (CONFIRMATIONS, {"book_amt": None}),
        (DOCTOR_WORKLOAD, {"peer_mean": D(0)}),
        (DOCTOR_WORKLOAD, {"mean_fee": None}),
        (TREATMENT_COST, {"income": 0, "drug_cost": 0, "supply_cost": 0, "labour_cost": 0}),
        (TREATMENT_COST, {"labour_cost": None}),
        (FEE_REVIEW, {"allowed": None}),
        (INJURY_INVESTIGATION, {"received_on": None}),
        (DISABILITY_ASSESSMENT, {"level": None}),
    ],
)
def test_what_cannot_be_worked_out_is_left_alone(kind: Kind, changes: dict[str, Value]) -> None:
    assert row_codes(kind, **changes) == []


@pytest.mark.parametrize(
    ("kind", "changes", "key"),
    [
        (STOCK_COMPARISON, {"gap_reason": None}, "gap_reason"),
        (PURCHASE_VERIFICATION, {"gap_reason": None}, "gap_reason"),
        (PURCHASE_VERIFICATION, {"invoice_no": None}, "invoice_no"),
        (PURCHASE_VERIFICATION, {"invoice_amt": None}, "invoice_amt"),
        (STOCKTAKE, {"diff_reason": None}, "diff_reason"),
        (CONFIRMATIONS, {"reply_amt": None, "gap_amt": None}, "reply_amt"),
        (TREATMENT_COST, {"income": 100, "gross_rate": None, "oddity": None}, "oddity"),
        (DISABILITY_ASSESSMENT, {"review_level": None, "consistent": None}, "review_level"),
        (CARE_QUALITY, {"correction": None}, "correction"),
        (FEE_REVIEW, {"cut_reason": None}, "cut_reason"),
        (FEE_REVIEW, {"paid_on": None}, "paid_on"),
        (OUTREACH, {"closed_on": None}, "closed_on"),
        (AUDIT_PROBLEMS, {"opinion_on": None}, "opinion_on"),
        (INJURY_INVESTIGATION, {"liability_share": None}, "liability_share"),
        (INJURY_INVESTIGATION, {"advised_refusal": None}, "advised_refusal"),
    ],
)
def test_a_condition_makes_a_cell_required(kind: Kind, changes: dict[str, Value], key: str) -> None:
    (issue,) = row_issues(kind, **changes)
    assert (issue.code, issue.column) == at(kind, N, key)
    assert not issue.fix.zh.endswith("例如：")
    assert row_codes(kind, bad=[key], **changes) == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (STOCK_COMPARISON, {"insured_qty": D(260), "gap_qty": None, "gap_amt": None, "gap_reason": None}),
        (PURCHASE_VERIFICATION, {"agrees": "无法核实", "invoice_no": None, "invoice_amt": None}),
        (STOCKTAKE, {"counted_qty": D(65), "rolled_qty": None, "diff_qty": None, "diff_reason": None}),
        (DISABILITY_ASSESSMENT, {"assess_type": "初评", "review_level": None, "consistent": None}),
        (CARE_QUALITY, {"lost_points": None, "correction": None}),
        (FEE_REVIEW, {"pay_state": "未支付", "paid_on": None}),
        (FEE_REVIEW, {"allowed": 186_000, "cut": 0, "cut_reason": None}),
        (OUTREACH, {"complaints": None, "closed_on": None}),
        (AUDIT_PROBLEMS, {"opinion": "未反馈", "opinion_on": None}),
        (INJURY_INVESTIGATION, {"third_party": "不能确定", "liability_share": None}),
        (INJURY_INVESTIGATION, {"conclusion": "应由基金支付", "advised_refusal": None}),
        (CONFIRMATIONS, MATCHING),
    ],
)
def test_without_its_condition_the_cell_may_be_empty(kind: Kind, changes: dict[str, Value]) -> None:
    assert row_codes(kind, **changes) == []


@pytest.mark.parametrize(
    ("kind", "changes", "code", "key"),
    [
        (STOCK_COMPARISON, {"begin_on": date(2026, 10, 1)}, "dates-reversed", "end_on"),
        (STOCKTAKE, {"cutoff_on": date(2026, 9, 23)}, "dates-reversed", "counted_on"),
        (STOCKTAKE, {"counted_on": date(2026, 10, 21)}, "date-in-future", "counted_on"),
        (STOCKTAKE, {"insider": "周某"}, "auditor-is-checker", "insider"),
        (CONFIRMATIONS, {"sent_on": date(2026, 9, 16)}, "dates-reversed", "replied_on"),
        (CONFIRMATIONS, {**MATCHING, "reply_amt": 374_999}, "conclusion-contradicts", "conclusion"),
        (CONFIRMATIONS, {**MATCHING, "reply_qty": D(299)}, "conclusion-contradicts", "conclusion"),
        (CONFIRMATIONS, {"replied_on": None}, "conclusion-contradicts", "conclusion"),
        (DISABILITY_ASSESSMENT, {"assessor2": "钱某"}, "auditor-is-checker", "assessor2"),
        (DISABILITY_ASSESSMENT, {"delivered_on": date(2026, 7, 26)}, "dates-reversed", "delivered_on"),
        (FEE_REVIEW, {"checker": "王某"}, "auditor-is-checker", "checker"),
        (FEE_REVIEW, {"allowed": 186_001, "cut": None}, "above-other", "allowed"),
        (OUTREACH, {"closed_on": date(2026, 9, 2)}, "dates-reversed", "closed_on"),
        (INJURY_INVESTIGATION, {"methods": "病历核查、打听"}, "not-of-several", "methods"),
        (INJURY_INVESTIGATION, {"advised_refusal": 100_001}, "refusal-above-fee", "advised_refusal"),
        (INJURY_INVESTIGATION, {"conclusion": "应由基金支付"}, "refusal-unexpected", "advised_refusal"),
        (INJURY_INVESTIGATION, {"finished_on": date(2026, 8, 9)}, "dates-reversed", "finished_on"),
    ],
)
def test_a_row_that_contradicts_itself_is_named(kind: Kind, changes: dict[str, Value], code: str, key: str) -> None:
    assert at(kind, code, key) in row_codes(kind, **changes)


def test_a_conclusion_of_differing_beside_equal_figures_is_worth_a_warning() -> None:
    equal: dict[str, Value] = {**MATCHING, "conclusion": "不符"}
    (issue,) = row_issues(CONFIRMATIONS, **equal)
    assert (issue.code, issue.column) == at(CONFIRMATIONS, "conclusion-unfounded", "conclusion")
    assert issue.severity is Severity.WARNING
    assert row_codes(CONFIRMATIONS, **{**equal, "reply_qty": D(299)}) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.record], ids=lambda kind: kind.key)
def test_every_record_sheet_may_name_who_audited_and_where(kind: Kind) -> None:
    assert {"fixmedins_code", "fixmedins_name", "auditor", "checker", "audited_on"} <= {
        column.key for column in kind.layout.columns
    }
    assert at(kind, "auditor-is-checker", "checker") in row_codes(kind, checker="王某")
    ours = TaskContext(staff=frozenset({"王某"}))
    assert at(kind, "staff-unknown", "checker") in row_codes(kind, context=ours)
    assert at(kind, "audited-in-future", "audited_on") in row_codes(kind, audited_on=date(2027, 1, 5))
    if kind is not FEE_REVIEW:
        assert row_codes(kind, auditor=None, checker=None, audited_on=None) == []


def test_a_limit_is_said_in_the_words_of_both_columns() -> None:
    (issue,) = row_issues(FEE_REVIEW, allowed=186_001, cut=None)
    assert "审核金额”1,860.01 大于“申报金额”1,860.00" in issue.message.zh


def test_several_words_may_be_parted_in_several_ways() -> None:
    assert parts("病历核查、现场走访，电话; 交警协查/人社工伤比对、") == (
        "病历核查", "现场走访", "电话", "交警协查", "人社工伤比对",
    )  # fmt: skip


def test_only_the_vendor_s_own_people_review_fees_and_investigate() -> None:
    ours = TaskContext(staff=frozenset({"王某"}))
    assert row_codes(FEE_REVIEW, context=ours) == [at(FEE_REVIEW, "staff-unknown", "checker")]
    assert at(INJURY_INVESTIGATION, "staff-unknown", "investigator2") in row_codes(INJURY_INVESTIGATION, context=ours)


def test_one_item_is_counted_in_one_unit_per_institution() -> None:
    rows = numbered(
        STOCK_COMPARISON,
        {},
        {"unit": "盒"},
        {"unit": "盒", "fixmedins_code": "H62070299902"},
        {"unit": "盒", "local_code": "Y002"},
        {"unit": None},
        {"hilist_code": None, "unit": "瓶"},
    )
    (issue,) = said_by(STOCK_COMPARISON, OneUnit, rows)
    assert (issue.code, issue.row) == ("units-differ", 5)
    assert "第 4 行为“片”" in issue.message.zh


def test_a_visit_is_deducted_per_case_once_for_one_violation() -> None:
    kind, per_case = KINDS[0], {"deduction": "按例"}
    rows = numbered(
        kind, per_case, per_case, {**per_case, "vola_type": "0201"}, {**per_case, "mdtrt_id": None}, {}, per_case
    )
    issues = said_by(kind, PerCaseOnce, rows)
    assert [(issue.code, issue.row) for issue in issues] == [("per-case-twice", 5), ("per-case-twice", 9)]


def test_what_is_worked_out_is_also_held_against_what_is_given() -> None:
    assert all(derived in kind.row_checks for kind in KINDS if kind.derived)
    assert all(OneUnit in kind.sheet_checks for kind in (STOCK_COMPARISON, PURCHASE_VERIFICATION))
