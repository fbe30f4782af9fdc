"""One upload names every problem at its cell."""

from datetime import date

import pytest
from openpyxl import Workbook

from importers.findings.answers import as_json, as_text, exit_code
from importers.findings.checking import Checked, Verdict, check
from importers.findings.kinds import KINDS, RECORD_REVIEW, SMART_MONITORING
from importers.findings.scene import Kind
from tests.support.examining import in_hand
from tests.support.findings_books import GOOD, ON, Cell, fill, findings_book, letter, rows_of, saved

pytestmark = pytest.mark.anyio


async def checked(**changes: Cell) -> Checked:
    return await check(findings_book(rows_of(2, **changes)), "疑点.xlsx", on=ON)


def said(result: Checked) -> dict[str, str]:
    return {issue.code: issue.cell for issue in result.issues}


async def test_a_good_workbook_is_clean_and_its_kind_recognised() -> None:
    result = await checked()
    assert (result.verdict, result.kind, result.issues) == (Verdict.CLEAN, RECORD_REVIEW, ())
    assert (exit_code(result), result.counts.findings, result.counts.amount_fen) == (0, 2, 21600)
    rows = in_hand(findings_book(rows_of(2))).rows
    assert [row.number for row in rows] == [4, 5]
    assert (rows[0].values["vola_amt"], rows[0].values["begndate"]) == (10800, date(2026, 8, 3))


async def test_a_flat_sheet_with_its_header_in_row_one_is_read() -> None:
    result = await check(findings_book(rows_of(2), frame=False), "flat.xlsx", on=ON)
    assert result.verdict is Verdict.CLEAN
    assert [(sheet.header_row, sheet.last_row, sheet.rows) for sheet in result.sheets] == [(1, 3, 2)]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("task_no", None, "required-missing"),
        ("fixmedins_code", "62070299901", "code-malformed"),
        ("vola_type", "9999", "not-in-list"),
        ("vola_type", "2001", "not-in-list"),
        ("vola_type_name", "重复收费", "violation-name-differs"),
        ("vola_cont", "太短", "text-too-short"),
        ("vola_amt", -1, "out-of-range"),
        ("vola_amt", 108.005, "too-many-decimals"),
        ("vola_amt", "一百零八", "not-a-number"),
        ("vola_amt", 120, "amount-formula-differs"),
        ("vola_amt", None, "amount-missing"),
        ("due_pric", None, "amount-formula-incomplete"),
        ("fund_loss", 108.01, "fund-loss-above-amount"),
        ("fund_loss", None, "fund-loss-missing"),
        ("evidence", "长期医嘱单第3页", "evidence-malformed"),
        ("evidence", "专家评审意见:张某:1", "evidence-kind-unknown"),
        ("evidence", "书证:长期医嘱单", "evidence-no-page"),
        ("checker", "王某", "auditor-is-checker"),
        ("audited_on", date(2026, 10, 21), "audited-in-future"),
        ("begndate", date(2026, 8, 30), "dates-reversed"),
        ("enddate", "2026-02-30", "not-a-date"),
        ("fee_ocur_time", date(2026, 8, 13), "fee-outside-stay"),
        ("ipt_days", 9, "stay-days-differ"),
        ("psn_no", 62070000000000123456, "long-number"),
        ("psn_name", "张小明", "name-unmasked"),
        ("ipt_no", "620702190001010013", "id-exposed"),
        ("dr_code", "X1", "code-format"),
        ("hifp_pay", 9000, "fund-above-total"),
        ("vola_cnt", 7, "quantity-above"),
        ("sample_no", None, "sample-missing"),
        ("insutype", "999", "not-in-list"),
        ("age", 121, "out-of-range"),
        ("age", 63.5, "not-whole"),
        ("seq", 2, "seq-duplicate"),
    ],
)
async def test_a_planted_defect_is_named_by_code(key: str, value: Cell, code: str) -> None:
    result = await checked(**{key: value})
    cells = {issue.cell for issue in result.issues if issue.code == code}
    assert cells, [issue.code for issue in result.issues]
    if code not in {"dates-reversed", "seq-duplicate", "amount-formula-incomplete"}:
        assert cells == {f"{letter(key)}4"}


async def test_an_unmasked_name_is_never_repeated() -> None:
    result = await checked(psn_name="张小明")
    assert "张小明" not in as_text(result)
    assert "张小明" not in str(as_json(result))


async def test_a_clue_needs_its_papers_and_no_amount() -> None:
    clue = {"certainty": "线索", "vola_amt": None, "fund_loss": None}
    missing = await checked(**clue)
    complete = await checked(**clue, recall_docs="前次住院血常规")
    assert set(said(missing)) == {"recall-missing"}
    assert complete.verdict is Verdict.CLEAN


async def test_eight_defects_are_all_named_at_once() -> None:
    result = await check(
        findings_book(
            rows_of(
                3,
                task_no=None,
                enddate="十月",
                psn_no=123456789012345678,
                vola_amt=107,
                vola_type="9999",
                psn_name="李四",
                checker="王某",
                evidence="没有",
            )
        ),
        "八处.xlsx",
        on=ON,
    )
    assert set(said(result)) == {
        "required-missing",
        "not-a-date",
        "long-number",
        "amount-formula-differs",
        "not-in-list",
        "name-unmasked",
        "auditor-is-checker",
        "evidence-malformed",
    }
    assert exit_code(result) == 1


async def test_the_same_row_twice_is_linked_and_both_are_kept() -> None:
    result = await check(findings_book([GOOD, {**GOOD, "seq": 2}]), "a.xlsx", on=ON)
    issue = next(issue for issue in result.issues if issue.code == "duplicate-row")
    assert (issue.row, result.counts.findings, result.verdict) == (5, 2, Verdict.CLEAN)
    assert "第 4 行" in issue.message.zh


async def test_lines_of_a_visit_stay_within_its_fee() -> None:
    line = {**GOOD, "deduction": "按例", "vola_amt": 5000, "fund_loss": 10}
    result = await check(findings_book([line, {**line, "seq": 2, "vola_type": "0201"}]), "a.xlsx", on=ON)
    assert "case-sum-above-fee" in said(result)


async def test_the_wrong_choice_of_kind_is_refused_with_words() -> None:
    result = await check(findings_book(rows_of(1)), "a.xlsx", kind=SMART_MONITORING, on=ON)
    assert result.verdict is Verdict.REFUSED
    assert result.refusal is not None
    assert "病历审核疑点明细表" in result.refusal.message.zh
    assert exit_code(result) == 2


async def test_a_workbook_about_something_else_has_no_header() -> None:
    book = Workbook()
    book.worksheets[0].append(["姓名", "电话"])
    result = await check(saved(book), "电话.xlsx", on=ON)
    assert set(said(result)) == {"header-not-found"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
async def test_each_kind_is_recognised_by_its_header(kind: Kind) -> None:
    result = await check(findings_book([{"seq": 1}], kind), "a.xlsx", on=ON)
    assert result.kind is kind


async def test_a_prefilled_case_without_finding_is_passed_or_untouched() -> None:
    visit = {key: GOOD[key] for key in list(GOOD)[:22] if key != "seq"}
    rows = [
        GOOD,
        {**visit, "seq": 2, "mdtrt_id": "V2", "auditor": "王某", "audited_on": date(2026, 10, 12)},
        {**visit, "seq": 3, "mdtrt_id": "V3"},
    ]
    result = await check(findings_book(rows), "a.xlsx", on=ON)
    assert result.verdict is Verdict.CLEAN, as_text(result)
    counts = result.counts
    assert (counts.findings, counts.passed, counts.untouched, counts.rows) == (1, 1, 1, result.sheets[0].rows)
    assert [row.text("mdtrt_id") for row in in_hand(findings_book(rows)).passed] == ["V2"]
    told = [(i.code, i.value, i.severity) for i in result.issues]
    assert told == [("rows-passed", "1", "notice"), ("rows-untouched", "1", "notice")]
    assert "第 5 行" in result.issues[0].message.zh


async def test_without_the_violation_columns_no_row_counts_as_reviewed() -> None:
    columns = [c for c in RECORD_REVIEW.layout.columns if c.key not in RECORD_REVIEW.reading.finding]
    book = Workbook()
    book.worksheets[0].append([column.zh for column in columns])
    book.worksheets[0].append([GOOD.get(column.key) for column in columns])
    result = await check(saved(book), "a.xlsx", kind=RECORD_REVIEW, on=ON)
    assert (result.counts.passed, result.counts.untouched, result.verdict) == (0, 0, Verdict.ISSUES)
    lacking = {i.message.zh for i in result.issues if i.code == "header-missing"}
    assert any("违规类型代码" in said for said in lacking)


@pytest.mark.parametrize("name", ["问题清单", "填表说明", "代码表", "汇总"])
@pytest.mark.parametrize("alone", [True, False])
async def test_a_detail_is_read_under_whatever_name_its_sheet_bears(name: str, *, alone: bool) -> None:
    book = Workbook()
    fill(book.worksheets[0], rows_of(2))
    book.worksheets[0].title = name
    if not alone:
        fill(book.create_sheet("明细"), [{**row, "mdtrt_id": f"V{row['seq']}"} for row in rows_of(2)])
    result = await check(saved(book), "a.xlsx", on=ON)
    assert (result.verdict, result.counts.findings) == (Verdict.CLEAN, 2 if alone else 4)


async def test_every_issue_is_in_the_json_with_its_address() -> None:
    answer = as_json(await checked(psn_name="张小明", ipt_days=date(2026, 1, 1)))
    issues = answer["issues"]
    assert answer["class"] == "issues"
    assert isinstance(issues, list)
    assert {issue["cell"] for issue in issues} == {f"{letter('psn_name')}4", f"{letter('ipt_days')}4"}


async def test_others_get_their_turn_and_progress_moves_forward() -> None:
    told: list[tuple[int, int]] = []
    book = Workbook()
    sheet = book.worksheets[0]
    fill(sheet, rows_of(1200))
    await check(saved(book), "a.xlsx", on=ON, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert all(done <= total for done, total in told)
    assert len(told) > 4


async def test_an_absurd_quantity_and_price_are_errors_at_their_cells_and_break_nothing() -> None:
    result = await checked(vola_cnt=1e14, cnt=1e14, pric=1e14, due_pric=0)
    cells = {(issue.code, issue.cell) for issue in result.issues}
    assert cells == {("out-of-range", f"{letter(key)}4") for key in ("vola_cnt", "cnt", "pric")}


async def test_a_formula_far_beyond_the_amount_is_an_error_at_the_amount() -> None:
    result = await checked(vola_cnt=9e9, cnt=9e9, pric=9e9, due_pric=0)
    assert said(result) == {"amount-formula-differs": f"{letter('vola_amt')}4"}


@pytest.mark.parametrize("key", ["seq", "medfee_sumamt"])
async def test_a_missing_number_is_told_once_and_what_hangs_on_it_is_left(key: str) -> None:
    assert said(await checked(**{key: None})) == {"required-missing": f"{letter(key)}4"}


async def test_a_difference_over_an_unreadable_price_is_told_at_the_price_alone() -> None:
    result = await checked(due_pric="十二")
    assert {issue.cell for issue in result.issues} == {f"{letter('due_pric')}4"}


async def test_a_full_deduction_without_a_price_is_not_worked_out() -> None:
    assert "formula-incomplete" not in said(await checked(deduction="全额", pric=None, due_pric=None))


async def test_a_file_that_is_no_workbook_is_refused_as_read() -> None:
    result = await check(b"not a workbook", "a.xlsx", on=ON)
    assert (result.verdict, exit_code(result)) == (Verdict.REFUSED, 2)
    assert "→" in as_text(result)
    assert "refusal" in as_json(result)


@pytest.mark.parametrize("known", [12, 16, 20])
async def test_a_chosen_kind_no_sheet_is_plainly_against_stays_chosen(known: int) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([column.zh for column in RECORD_REVIEW.layout.columns[:known]])
    sheet.append(["1"] * known)
    result = await check(saved(book), "a.xlsx", kind=SMART_MONITORING, on=ON)
    assert (result.kind, result.verdict) == (SMART_MONITORING, Verdict.ISSUES)
