"""汇总 equals the detail, or the cell that differs is named."""

import pytest
from openpyxl import Workbook

from importers.findings.checking import Checked, check
from importers.findings.summary import summary_issues
from importers.intake.cells import CellRow, CellSheet
from tests.support.findings_books import ON, fill, rows_of, saved

pytestmark = pytest.mark.anyio


async def with_summary(*lines: list[object], name: str = "汇总") -> Checked:
    book = Workbook()
    summary = book.worksheets[0]
    summary.title = name
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
async def test_of_a_summary_that_claims_nothing_in_all_it_is_said_that_nothing_was_compared(
    lines: list[list[object]],
) -> None:
    result = await with_summary(*lines)
    assert [(i.code, i.sheet, i.severity) for i in result.issues] == [("summary-not-compared", "汇总", "notice")]


@pytest.mark.parametrize("name", ["汇总表", "疑点汇总", "8月汇总 (2)"])
async def test_a_sheet_called_a_summary_in_part_is_compared_too(name: str) -> None:
    result = await with_summary(["项目", "合计"], ["违规金额合计", 1], name=name)
    assert [(i.code, i.sheet, i.cell) for i in result.issues] == [("summary-differs", name, "B2")]


@pytest.mark.parametrize("label", ["涉及违规金额", "本期共发现违规金额合计", "累计违规金额（元）", "违规金额总额"])
async def test_words_that_change_nothing_do_not_hide_the_measure(label: str) -> None:
    assert [i.cell for i in (await with_summary(["一、总体情况"], [label, 1, "元"])).issues] == ["B2"]
    assert (await with_summary([label, 324, "元"])).issues == ()


@pytest.mark.parametrize("label", ["疑似违规金额", "人均违规金额", "违规金额占比"])
async def test_a_part_of_the_measure_is_not_taken_for_it(label: str) -> None:
    assert [i.code for i in (await with_summary([label, 1])).issues] == ["summary-not-compared"]


@pytest.mark.parametrize("line", [["违规金额（万元）", 0.0324], ["涉及违规金额", 0.0324, "万元"]])
async def test_a_summary_in_ten_thousands_is_refused(line: list[object]) -> None:
    assert [(i.code, i.cell) for i in (await with_summary(line)).issues] == [("unit-wan", "B1")]


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
    assert [i.code for i in summary_issues(CellSheet(name="汇总", rows=[row]), ())] == ["summary-not-compared"]
