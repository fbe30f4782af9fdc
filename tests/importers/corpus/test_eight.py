"""Must show: eight defects of different layers in one workbook, all eight named by one check."""

from openpyxl import Workbook

from importers.findings.checking import Checked, Verdict
from importers.findings.kinds import AUDIT_PROBLEMS
from importers.workbook.issues import Severity
from tests.importers.corpus.planting import CONTEXT, ROWS, cell, filled
from tests.support.findings_books import example_rows, saved
from tests.support.here import checked_here

DEFECTS = {
    "task-differs": (0, "task_no"),
    "required-missing": (0, "paper_no"),
    "not-a-date": (1, "opinion_on"),
    "uscc-wrong": (1, "supplier_code"),
    "fund-loss-above-amount": (2, "fund_loss"),
    "not-in-list": (2, "vola_type"),
    "duplicate-row": (1, "issue_no"),
}


def spoilt() -> Workbook:
    rows = example_rows(AUDIT_PROBLEMS, ROWS)
    rows[0].update(task_no="RW-2026-0048", paper_no=None)
    rows[1].update(opinion_on="2026-09-31", supplier_code="91620700MA0000015V", issue_no=rows[0]["issue_no"])
    rows[2].update(fund_loss=108.01, vola_type="0299")
    book = filled(rows, AUDIT_PROBLEMS)
    summary = book.create_sheet("汇总", 0)
    summary.append(["汇总"])
    summary.append(["违规金额(元)", 325])
    return book


def checked() -> Checked:
    return checked_here(saved(spoilt()), kind=AUDIT_PROBLEMS, context=CONTEXT)


def test_one_check_names_all_eight_at_their_cells() -> None:
    named = {issue.code: issue.cell for issue in checked().issues}
    expected = {code: cell(*place, kind=AUDIT_PROBLEMS) for code, place in DEFECTS.items()}
    assert named == expected | {"summary-differs": "B2"}
    assert checked().verdict is Verdict.ISSUES


def test_each_of_the_eight_says_what_to_do_in_both_languages() -> None:
    for issue in checked().issues:
        assert issue.severity is (Severity.WARNING if issue.code == "duplicate-row" else Severity.ERROR)
        assert issue.message.zh
        assert issue.fix.zh
        assert issue.fix.en
        assert issue.as_json()["help"] == f"docs/reference/issue-codes.md#{issue.code}"


def test_the_remedies_name_the_value_that_would_be_right() -> None:
    fixes = {issue.code: issue.fix.zh + issue.message.zh for issue in checked().issues}
    assert "RW-2026-0047" in fixes["task-differs"]
    assert "324.00" in fixes["summary-differs"]
    assert "0202" in fixes["not-in-list"]
    assert "2026-03-05" in fixes["not-a-date"]
    assert "第 4 行" in fixes["duplicate-row"]
