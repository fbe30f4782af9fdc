"""汇总 equals the detail, or the cell that differs is named."""

import pytest
from openpyxl import Workbook

from importers.findings.checking import Checked, check
from importers.findings.summary import summary_issues
from importers.intake.cells import CellRow, CellSheet
from tests.support.findings_books import ON, fill, rows_of, saved

pytestmark = pytest.mark.anyio


async def with_summary(*lines: list[object]) -> Checked:
    book = Workbook()
    summary = book.worksheets[0]
    summary.title = "汇总"
    for line in lines:
        summary.append(line)
    detail = book.create_sheet("病历审核疑点明细")
    fill(detail, rows_of(3))
    return await check(saved(book), "a.xlsx", on=ON)


async def test_a_summary_that_agrees_is_silent() -> None:
    result = await with_summary(
        ["工作表", "项目", "合计"],
        ["病历审核疑点明细", "违规金额(元)", 324],
        ["病历审核疑点明细", "数据行数", 3],
        ["基金支付损失合计", "259.20"],
    )
    assert result.issues == ()


async def test_a_summary_that_differs_is_an_error_at_its_cell() -> None:
    result = await with_summary(["病历审核疑点明细", "违规金额(元)", 324.01], ["病历审核疑点明细", "数据行数", 4])
    assert [(i.code, i.sheet, i.cell) for i in result.issues] == [
        ("summary-differs", "汇总", "C1"),
        ("summary-differs", "汇总", "C2"),
    ]


async def test_a_table_with_measures_as_header_is_compared_by_its_total() -> None:
    result = await with_summary(
        ["医药机构", "违规金额(元)", "基金支付损失(元)"],
        ["示例市第一人民医院", 324, 259.20],
        ["合计", 324, 300],
    )
    assert [(i.code, i.cell) for i in result.issues] == [("summary-differs", "C3")]


async def test_a_formula_without_result_is_only_a_notice() -> None:
    result = await with_summary(["病历审核疑点明细", "违规金额(元)", "=SUM(A1:A3)"])
    assert [i.code for i in result.issues] == ["summary-not-computed"]


@pytest.mark.parametrize(
    "lines",
    [
        [["医药机构", "违规金额(元)"], ["示例市第一人民医院", 999], ["示例县医院", 999]],
        [["说明", "本表由机构填报"]],
        [["病历审核疑点明细", "违规金额(元)", ""], ["备注", "无"]],
    ],
)
async def test_a_summary_that_claims_nothing_in_all_is_silent(lines: list[list[object]]) -> None:
    assert (await with_summary(*lines)).issues == ()


async def test_a_sum_over_an_unreadable_cell_is_not_compared() -> None:
    book = Workbook()
    summary = book.worksheets[0]
    summary.title = "汇总"
    summary.append(["病历审核疑点明细", "违规金额(元)", 999])
    fill(book.create_sheet("病历审核疑点明细"), rows_of(2, vola_amt="很多"))
    result = await check(saved(book), "a.xlsx", on=ON)
    assert "summary-differs" not in {issue.code for issue in result.issues}


async def test_a_stated_sum_is_rounded_half_up_to_the_fen() -> None:
    assert (await with_summary(["病历审核疑点明细", "违规金额(元)", 323.995])).issues == ()


@pytest.mark.parametrize("claimed", [1e300, "9" * 5000])
async def test_an_absurd_sum_is_an_error_at_its_cell_and_breaks_nothing(claimed: float | str) -> None:
    result = await with_summary(
        ["病历审核疑点明细", "违规金额(元)", claimed], ["病历审核疑点明细", "数据行数", claimed]
    )
    assert [(i.code, i.cell) for i in result.issues] == [("summary-differs", "C1"), ("summary-differs", "C2")]


def test_a_number_cell_that_holds_no_number_claims_nothing() -> None:
    row = CellRow(number=1, kinds="sn", texts=["明细条数", "NaN"])
    assert tuple(summary_issues(CellSheet(name="汇总", rows=[row]), ())) == ()
