"""What the findings sheets check of a row and of a whole sheet, apart from derived values and conditions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from importers.findings.checks.sheet_checks import Duplicates, Numbering, VisitSums
from importers.findings.context import CaseEntry, TaskContext
from importers.findings.kinds import INJURY_INVESTIGATION, KINDS, RECORD_REVIEW, SMART_MONITORING
from importers.findings.scene import Kind
from importers.workbook.columns import Value
from tests.support.findings_rows import at, numbered, row_codes, row_issues, said_by, scene_of, typed_row

ON = date(2026, 10, 20)
VISIT = "620700G000012345678"
CASE = CaseEntry(
    visit=VISIT,
    institution_code="H62070299901",
    institution_name="示例市第一人民医院",
    total_fen=863_250,
    fund_fen=612_030,
    admitted=date(2026, 8, 3),
    discharged=date(2026, 8, 11),
)
TASK = TaskContext(
    task_number="RW-2026-0047",
    starts=date(2026, 9, 1),
    ends=date(2026, 11, 30),
    today=ON,
    cases={VISIT: CASE},
    staff=frozenset({"王某", "李某"}),
    institutions={"H62070299901": "示例市第一人民医院", "H62070299902": "示例县医院"},
)
LISTED = replace(TASK, institutions=None)


@pytest.mark.parametrize(
    ("kind", "changes", "code", "key"),
    [
        (RECORD_REVIEW, {"vola_amt": None}, "amount-missing", "vola_amt"),
        (RECORD_REVIEW, {"fund_loss": None}, "fund-loss-missing", "fund_loss"),
        (RECORD_REVIEW, {"fund_loss": 10_801}, "fund-loss-above-amount", "fund_loss"),
        (RECORD_REVIEW, {"hifp_pay": 863_251}, "fund-above-total", "hifp_pay"),
        (RECORD_REVIEW, {"medfee_sumamt": 10_000, "hifp_pay": 9_000}, "amount-above-fee", "vola_amt"),
        (RECORD_REVIEW, {"vola_type_name": "重复收费"}, "violation-name-differs", "vola_type_name"),
        (RECORD_REVIEW, {"evidence": "长期医嘱单第3页"}, "evidence-malformed", "evidence"),
        (RECORD_REVIEW, {"evidence": "专家评审意见:张某:1"}, "evidence-kind-unknown", "evidence"),
        (RECORD_REVIEW, {"evidence": "书证:长期医嘱单"}, "evidence-no-page", "evidence"),
        (RECORD_REVIEW, {"fee_ocur_time": date(2026, 8, 13)}, "fee-outside-stay", "fee_ocur_time"),
        (RECORD_REVIEW, {"fee_ocur_time": date(2026, 8, 1)}, "fee-outside-stay", "fee_ocur_time"),
        (RECORD_REVIEW, {"begndate": date(2026, 8, 12)}, "dates-reversed", "enddate"),
        (RECORD_REVIEW, {"ipt_days": 9}, "stay-days-differ", "ipt_days"),
        (RECORD_REVIEW, {"sample_no": None}, "sample-missing", "sample_no"),
        (RECORD_REVIEW, {"certainty": "线索", "recall_docs": None}, "recall-missing", "recall_docs"),
        (RECORD_REVIEW, {"audited_on": date(2026, 10, 21)}, "audited-in-future", "audited_on"),
        (RECORD_REVIEW, {"checker": "王某"}, "auditor-is-checker", "checker"),
        (RECORD_REVIEW, {"checker": "王 某"}, "auditor-is-checker", "checker"),
        (RECORD_REVIEW, {"checker": "王\u3000某"}, "auditor-is-checker", "checker"),
        (RECORD_REVIEW, {"checker": "王\u00a0某"}, "auditor-is-checker", "checker"),
        (RECORD_REVIEW, {"cnt": Decimal(5)}, "quantity-above", "vola_cnt"),
        (SMART_MONITORING, {"warned": "是", "warned_on": None}, "warned-on-missing", "warned_on"),
    ],
)
def test_a_defect_is_named_at_its_cell(kind: Kind, changes: dict[str, Value], code: str, key: str) -> None:
    assert row_codes(kind, **changes) == [at(kind, code, key)]


@pytest.mark.parametrize(
    "changes",
    [
        {"fee_ocur_time": date(2026, 8, 12)},
        {"fee_ocur_time": date(2026, 8, 2)},
        {"fee_ocur_time": None},
        {"enddate": date(2026, 8, 3), "ipt_days": 1, "fee_ocur_time": date(2026, 8, 3)},  # the same day counts one
        {"enddate": None},
        {"medfee_sumamt": None},
        {"hifp_pay": None},
        {"vola_type_name": None},
        {"audited_on": None},
        {"certainty": "疑似违规", "fund_loss": None},
        {"certainty": "线索", "vola_amt": None, "fund_loss": None},
        {"audit_mode": "全覆盖数据审核", "sample_no": None},
        {"auditor": None, "checker": None},
    ],
)
def test_what_is_right_or_missing_elsewhere_says_nothing(changes: dict[str, Value]) -> None:
    assert row_codes(RECORD_REVIEW, **changes) == []


@pytest.mark.parametrize("key", ["vola_amt", "fund_loss", "sample_no"])
def test_an_unreadable_cell_is_not_called_missing(key: str) -> None:
    assert row_codes(RECORD_REVIEW, bad=[key], **{key: None}) == []


def test_an_unreadable_warning_day_is_not_called_missing() -> None:
    assert row_codes(SMART_MONITORING, bad=["warned_on"], warned="是", warned_on=None) == []


def test_a_row_that_fits_its_task_says_nothing() -> None:
    assert row_codes(RECORD_REVIEW, context=TASK) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"task_no": "RW-2026-0048"}, ["task-differs"]),
        ({"fixmedins_code": "H62070299909"}, ["institution-unknown", "case-institution-differs"]),
        ({"fixmedins_code": "H62070299902"}, ["institution-name-differs", "case-institution-differs"]),
        ({"fixmedins_name": "示例市第一医院"}, ["institution-name-differs"]),
        ({"mdtrt_id": "620700G000000000009"}, ["case-not-in-task"]),
        ({"mdtrt_id": None}, []),
        ({"fixmedins_code": None}, []),
        ({"fixmedins_name": None}, []),
        ({"medfee_sumamt": 863_251}, ["case-total-differs"]),
        ({"hifp_pay": 612_029}, ["case-total-differs"]),
        ({"begndate": date(2026, 8, 2), "ipt_days": None}, ["case-total-differs"]),
        ({"checker": "钱某"}, ["staff-unknown"]),
        ({"audited_on": date(2026, 8, 31)}, ["audited-outside-task"]),
        ({"audited_on": date(2026, 10, 21)}, ["audited-in-future"]),
    ],
)
def test_what_does_not_fit_the_task_is_named(changes: dict[str, Value], codes: list[str]) -> None:
    assert [code for code, _ in row_codes(RECORD_REVIEW, context=TASK, **changes)] == codes


def test_audited_after_a_task_s_end_is_outside_it() -> None:
    context = replace(TASK, starts=None, ends=date(2026, 10, 11))
    (issue,) = row_issues(RECORD_REVIEW, context=context)
    assert issue.code == "audited-outside-task"
    assert "…" in issue.message.zh


def test_without_a_register_the_task_s_list_knows_the_name() -> None:
    assert row_codes(RECORD_REVIEW, context=LISTED) == []
    found = row_codes(RECORD_REVIEW, context=LISTED, fixmedins_name="另一家医院")
    assert found == [at(RECORD_REVIEW, "institution-name-differs", "fixmedins_name")]


@pytest.mark.parametrize(
    ("fee", "codes"),
    [
        (9_000_000, ["case-total-differs", "amount-above-fee"]),
        (900_000, ["amount-above-fee", "case-total-differs"]),  # said against the row's own total, once
        (None, ["amount-above-fee"]),
    ],
)
def test_an_amount_above_the_settled_total_is_named_once(fee: int | None, codes: list[str]) -> None:
    changes: dict[str, Value] = {"vola_amt": 950_000, "deduction": "按例", "medfee_sumamt": fee}
    found = [code for code, _ in row_codes(RECORD_REVIEW, context=TASK, **changes)]
    assert sorted(found) == sorted(codes)


def test_a_case_whose_amounts_are_not_known_is_not_compared() -> None:
    bare = CaseEntry(visit=VISIT, institution_code="H62070299901")
    assert row_codes(RECORD_REVIEW, context=replace(LISTED, cases={VISIT: bare})) == []


def test_a_number_is_used_once() -> None:
    rows = numbered(RECORD_REVIEW, {"seq": 1}, {"seq": 2}, {"seq": 1}, {"seq": None}, {"seq": None})
    assert [(i.code, i.row) for i in said_by(RECORD_REVIEW, Numbering, rows)] == [("seq-duplicate", 6)]


def test_the_same_thing_twice_is_linked_to_the_first() -> None:
    rows = numbered(RECORD_REVIEW, {}, {"hilist_code": None}, {}, {"mdtrt_id": None}, {"mdtrt_id": None})
    (issue,) = said_by(RECORD_REVIEW, Duplicates, rows)
    assert (issue.code, issue.row, issue.severity.value) == ("duplicate-row", 6, "warning")
    assert "第 4 行" in issue.message.zh


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_in_every_sheet_the_same_row_twice_is_linked(kind: Kind) -> None:
    found = said_by(kind, Duplicates, numbered(kind, {}, {}))
    assert [(issue.code, issue.row) for issue in found] == [("duplicate-row", 5)]


def summed(fee: int | None, *amounts: int | None, context: TaskContext | None = None) -> list[int | None]:
    watch = VisitSums(scene_of(RECORD_REVIEW, context or TaskContext()))
    for number, amount in enumerate(amounts, start=4):
        row = typed_row(RECORD_REVIEW, vola_amt=amount, medfee_sumamt=fee)
        assert tuple(watch.see(replace(row, number=number))) == ()
    return [issue.row for issue in watch.end()]


def test_lines_of_a_visit_stay_within_its_fee() -> None:
    assert summed(863_250, 400_000, 463_250) == []
    assert summed(863_250, 400_000, 463_251, None) == [5]
    assert summed(863_250, 863_251) == []  # one line is compared in its row
    assert summed(None, 400_000, 463_251) == []
    assert summed(9_999_999, 400_000, 463_251, context=TASK) == [5]  # what was settled counts


def test_kinds_without_visits_ask_for_none() -> None:
    assert VisitSums not in INJURY_INVESTIGATION.sheet_checks
    assert row_codes(INJURY_INVESTIGATION, context=replace(TASK, cases=None)) == []
