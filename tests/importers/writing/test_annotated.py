import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from importers.intake.cells import CellRow, CellSheet
from importers.intake.jail import Book, read
from importers.workbook import messages
from importers.workbook.issues import Issue
from importers.workbook.writing.annotated import COLUMN, COMMENTED
from importers.workbook.writing.looks import BAD_PALE, WARN_PALE
from importers.workbook.writing.restored import clear_merges, restored, tab_names
from importers.workbook.writing.sheets import Cell
from tests.support.copies import annotate

AT = datetime(2026, 10, 12, tzinfo=UTC)
ROWS = [
    CellRow(1, "s", ["病历审核疑点明细表"]),
    CellRow(3, "sss", ["序号", "违规类型代码", "违规金额"]),
    CellRow(4, "nsn", ["1", "9999", "108.1"]),
    CellRow(5, "n-s", ["2", "", "=1+1"]),
    CellRow(9, "nsd", ["3", "0202", "2026-03-05"]),
]
ISSUES = (
    messages.DATE_REREAD.at(sheet="明细", row=9, column=2, header="违规金额", value="x", read="y"),
    messages.CODE_FORMAT.at(sheet="明细", row=4, column=0, header="序号", value="1", example="2"),
    messages.NOT_IN_LIST.at(sheet="明细", row=4, column=1, header="违规类型代码", value="9999", choices="0202"),
    messages.REQUIRED.at(sheet="明细", row=5, column=1, header="违规类型代码", example="0202"),
    messages.NO_ROWS.at(sheet="汇总"),
)


def copied(issues: tuple[Issue, ...] = ISSUES, *, rows: list[CellRow] = ROWS) -> openpyxl.Workbook:
    sheets = [CellSheet("汇总", [CellRow(1, "s", ["汇总"])]), CellSheet("明细", rows)]
    content = annotate(sheets=sheets, issues=issues, at=AT, title="第三季度.xlsx", header_rows={"明细": 3})
    return openpyxl.load_workbook(io.BytesIO(content))


def test_cells_stand_where_they_stood() -> None:
    sheet = copied()["明细"]
    assert [cell.value for cell in sheet[4]][:3] == [1, "9999", 108.1]
    assert sheet["C5"].value == "=1+1"
    assert sheet["C5"].data_type == "s"
    assert sheet["C9"].value == datetime.fromisoformat("2026-03-05")
    assert sheet["A7"].value is None


def test_errors_are_red_and_warnings_amber_with_problem_and_remedy_in_a_comment() -> None:
    sheet = copied()["明细"]
    assert sheet["B4"].fill.fgColor.rgb == f"00{BAD_PALE}"
    assert sheet["A4"].fill.fgColor.rgb == f"00{WARN_PALE}"
    assert "9999" in sheet["B4"].comment.text
    assert "改法：请从代码表选择：0202" in sheet["B4"].comment.text
    assert sheet["C9"].comment is None


def test_a_column_at_the_right_says_it_in_words() -> None:
    sheet = copied()["明细"]
    assert sheet["D3"].value == COLUMN
    assert sheet["D4"].value == f"{ISSUES[1].cell} {ISSUES[1].message.zh} {ISSUES[2].cell} {ISSUES[2].message.zh}"
    assert sheet["D9"].value is None


def test_the_list_in_front_has_every_issue_worst_first_and_links_to_its_place() -> None:
    index = copied().worksheets[0]
    assert index.title == "问题清单"
    levels = [index.cell(row, 2).value for row in range(4, 9)]
    assert levels == ["错误", "错误", "错误", "警告", "提示"]
    assert index["D4"].hyperlink.location == "'明细'!B4"
    assert (index["D6"].value, index["D6"].hyperlink) == ("整表", None)


def test_a_problem_beyond_the_last_cell_is_shown_where_it_is() -> None:
    far = messages.REQUIRED.at(sheet="明细", row=30, column=6, header="审核人", example="王某")
    sheet = copied((far,))["明细"]
    assert sheet["G30"].fill.fgColor.rgb == f"00{BAD_PALE}"
    assert str(sheet["H30"].value).startswith("G30 ")


def test_a_header_of_the_file_may_be_missing_altogether() -> None:
    issue = messages.HEADER_NOT_FOUND.at(sheet="明细", layout="甲", layout_en="a", matched=1)
    content = annotate(sheets=[CellSheet("明细", ROWS)], issues=(issue,), at=AT)
    assert openpyxl.load_workbook(io.BytesIO(content))["明细"]["A1"].value == "病历审核疑点明细表"


def test_long_codes_and_odd_numbers_survive() -> None:
    rows = [CellRow(1, "nnnedbf", ["620702190001010", "1E309", "0.1", "#N/A", "1900-02-29", "TRUE", ""])]
    sheet = copied((), rows=rows)["明细"]
    assert [cell.value for cell in sheet[1]][:6] == [620702190001010, "1E309", 0.1, "#N/A", "1900-02-29", True]
    assert sheet["A1"].number_format == "0"


def test_odd_and_repeated_sheet_names_become_names_a_spreadsheet_accepts() -> None:
    assert tab_names(["a/b", "A_B", "问题清单", "", "'x'"], reserved="问题清单") == [
        "a_b",
        "A_B (2)",
        "问题清单 (2)",
        "Sheet",
        "x",
    ]


def test_overlapping_merges_are_left_out() -> None:
    assert clear_merges([(0, 0, 0, 3), (0, 2, 4, 2), (5, 5, 5, 5), (6, 0, 7, 0)]) == ("A1:D1", "A7:A8")


def test_comments_end_at_their_limit_and_nothing_else_does() -> None:
    count = COMMENTED + 50
    rows = [CellRow(3, "s", ["序号"]), *(CellRow(n, "s", ["x"]) for n in range(4, count + 4))]
    issues = tuple(
        messages.NOT_A_NUMBER.at(sheet="明细", row=n, column=0, value="x", example="1") for n in range(4, count + 4)
    )
    book = copied(issues, rows=rows)
    last = book["明细"][count + 3]
    assert last[0].comment is None
    assert last[0].fill.fgColor.rgb == f"00{BAD_PALE}"
    assert book.worksheets[0].max_row == count + 3


@pytest.mark.anyio
async def test_our_own_gate_and_reader_accept_the_copy() -> None:
    content = annotate(sheets=[CellSheet("明细", ROWS)], issues=ISSUES, at=AT, header_rows={"明细": 3})
    book = await read(content, "copy.xlsx")
    assert isinstance(book, Book)
    again = next(sheet for sheet in book.sheets if sheet.name == "明细")
    assert [row.texts[:3] for row in again.rows if row.number == 9] == [["3", "0202", "2026-03-05"]]


def test_a_percentage_is_written_back_as_one() -> None:
    found = restored("p", "0.4")
    assert isinstance(found, Cell)
    assert (found.value, found.look and found.look.format) == (Decimal("0.4"), "0.00%")
    assert (restored("p", "1E309"), restored("n", "0.4")) == ("1E309", Decimal("0.4"))
