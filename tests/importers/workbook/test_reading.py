"""A vendor's own layout is read right, and everything reinterpreted or left out is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from importers.findings.checking import Checked
from importers.findings.kinds import KINDS, RECORD_REVIEW
from importers.intake.cells import CellRow
from importers.workbook.headers import find
from tests.support.examining import in_hand
from tests.support.findings_books import GOOD, Cell, rows_of, saved

LAYOUT = RECORD_REVIEW.layout
RENAMED = {"fixmedins_code": "定点医疗机构编码", "vola_amt": "涉及金额（元）", "mdtrt_id": "就诊编号 *", "seq": "编 号"}


def own_layout(
    rows: list[dict[str, Cell]], *, after: list[list[Cell]] | None = None, **headers: str
) -> tuple[Workbook, list[str]]:
    """Title rows, columns reversed and renamed, one column of the vendor's own."""
    keys = [column.key for column in reversed(LAYOUT.columns)]
    names = {column.key: column.zh for column in LAYOUT.columns} | RENAMED | headers
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["示例评估中心 2026 年第三季度"])
    sheet.append([])
    sheet.append(["内部编号", *(names[key] for key in keys)])
    for row in rows:
        sheet.append([f"N{row['seq']}", *(row.get(key) for key in keys)])
    for line in after or []:
        sheet.append(line)
    return book, keys


def checked(book: Workbook) -> Checked:
    return in_hand(saved(book))


def codes(result: Checked) -> list[str]:
    return [issue.code for issue in result.issues]


def test_moved_and_renamed_columns_under_title_rows_are_found() -> None:
    result = checked(own_layout(rows_of(3))[0])
    assert codes(result) == ["header-unknown"]
    assert [row.fen("vola_amt") for row in result.rows] == [10800] * 3


def test_totals_and_signatures_end_the_data() -> None:
    after: list[list[Cell]] = [["合 计"], ["填报人：王某"], ["机构盖章："]]
    result = checked(own_layout(rows_of(2), after=after)[0])
    assert len(result.rows) == 2
    assert codes(result) == ["header-unknown"]


def test_data_after_the_total_is_an_error_not_a_loss() -> None:
    book, keys = own_layout(rows_of(1), after=[["合计"]])
    book.worksheets[0].append(["N2", *(GOOD.get(key) for key in keys)])
    assert [(i.code, i.row) for i in checked(book).issues if i.severity == "error"] == [("rows-after-total", 6)]


def test_a_total_that_does_not_add_up_is_a_warning() -> None:
    book, keys = own_layout(rows_of(2))
    total: list[Cell] = ["合计", *(215.99 if key == "vola_amt" else None for key in keys)]
    book.worksheets[0].append(total)
    issue = next(issue for issue in checked(book).issues if issue.code == "total-row-differs")
    assert (issue.row, issue.value) == (6, "215.99")


def test_blank_rows_are_passed_over_and_numbers_kept() -> None:
    book, keys = own_layout(rows_of(1))
    sheet = book.worksheets[0]
    for place, key in enumerate(["", *keys], 1):
        sheet.cell(8, place).value = {**GOOD, "seq": 2}.get(key)
    result = checked(book)
    assert [row.number for row in result.rows] == [4, 8]
    assert (result.blank, result.sheets[0].rows) == (3, 2)


def test_ten_thousands_are_refused_in_header_and_meta() -> None:
    book, _ = own_layout(rows_of(1), fund_loss="基金支付损失（万元）")
    book.worksheets[0]["A2"] = "单位：万元"
    assert codes(checked(book)).count("unit-wan") == 2


def test_a_missing_and_a_doubled_column_are_named_and_the_rest_is_checked() -> None:
    book, _ = own_layout(rows_of(1, psn_name="张三"), dept="科室名", memo="审核人")
    found = codes(checked(book))
    assert {"header-missing", "header-duplicate", "name-unmasked"} <= set(found)


def test_hidden_rows_are_read_with_a_notice() -> None:
    book, _ = own_layout(rows_of(2))
    book.worksheets[0].row_dimensions[5].hidden = True
    result = checked(book)
    assert len(result.rows) == 2
    assert [(i.code, i.row) for i in result.issues if i.code == "row-hidden"] == [("row-hidden", 5)]


def test_a_merged_institution_is_filled_down_inside_its_area_only() -> None:
    book, keys = own_layout(rows_of(3))
    place = keys.index("fixmedins_name") + 2
    book.worksheets[0].merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)
    result = checked(book)
    assert [row.text("fixmedins_name") for row in result.rows] == [GOOD["fixmedins_name"]] * 3
    assert [i.row for i in result.issues if i.code == "merged-filled"] == [5]


def test_a_header_of_two_rows_is_read() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    names = [column.zh for column in LAYOUT.columns]
    sheet.append([*names[:20], *(["违规情况"] + [None] * (len(names) - 21))])
    sheet.append([*([None] * 20), *names[20:]])
    sheet.append([GOOD.get(column.key) for column in LAYOUT.columns])
    result = checked(book)
    assert result.errors == 0, codes(result)
    assert [row.number for row in result.rows] == [3]


@pytest.mark.parametrize("value", ["#REF!", "=1+1"])
def test_errors_and_formulas_without_result_stand_at_their_cell(value: str) -> None:
    book, keys = own_layout(rows_of(1))
    cell = book.worksheets[0].cell(4, keys.index("vola_amt") + 2)
    cell.value = value
    found = [(i.code, i.cell) for i in checked(book).issues if i.severity == "error"]
    expected = "cell-error-value" if value == "#REF!" else "formula-no-value"
    assert (expected, cell.coordinate) in found


def test_five_spellings_of_a_date_are_read_and_listed() -> None:
    spellings = ["2026.8.3", "2026/8/3", "20260803", "2026年8月3日", "２０２６-８-３"]
    rows = rows_of(5)
    for row, spelling in zip(rows, spellings, strict=True):
        row["begndate"] = spelling
    result = checked(own_layout(rows)[0])
    assert {row.day("begndate") for row in result.rows} == {date(2026, 8, 3)}
    assert codes(result).count("date-reread") == 5


@given(st.permutations([column.zh for column in LAYOUT.columns]), st.integers(min_value=1, max_value=45))
def test_the_header_is_found_wherever_it_stands(names: list[str], number: int) -> None:
    junk = [CellRow(n, "s", [f"说明 {n}"]) for n in range(1, number)]
    match = find([*junk, CellRow(number, "s" * len(names), names)], [kind.layout for kind in KINDS])
    assert match is not None
    assert (match.layout, match.header.row, match.missing) == (LAYOUT, number, ())
    assert {key: names[place] for key, place in match.header.places.items()} == {c.key: c.zh for c in LAYOUT.columns}
