"""What stands under a header is data, or it is named as what else it is: nothing goes away unseen."""

import pytest

from importers.workbook.framing import Line, line_of, plainly_total
from importers.workbook.text import header_name, in_wan, other_unit, without_unit
from tests.importers.workbook.test_reading import checked, own_layout
from tests.support.findings_books import GOOD, Cell, rows_of

KEYS = own_layout(rows_of(1))[1]


def line(label: str, **cells: Cell) -> list[Cell]:
    return [label, *(cells.get(key) for key in KEYS)]


def good_line(label: str, **changes: Cell) -> list[Cell]:
    return line(label, **{**GOOD, "mdtrt_id": "620700G000000000077", **changes})


def told(*after: list[Cell], rows: int = 2) -> list[tuple[str, int | None]]:
    result = checked(own_layout(rows_of(rows), after=[*after])[0])
    return [(i.code, i.row) for i in result.issues if i.code != "header-unknown"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["合 计（元）", "", "324"], Line.TOTAL),
        (["总计：324 元"], Line.TOTAL),
        (["", "Total", "1,024.00"], Line.TOTAL),
        (["以上合计", "3条", "324"], Line.TOTAL),
        (["合计", "324", "制表人：王某"], Line.TOTAL),
        (["总计医院", "H62070299901", "324"], Line.DATA),
        (["合计", "H62070299901", "0202", "324"], Line.DATA),
        (["小计", "108"], Line.SUBTOTAL),
        (["示例市第一人民医院", "小计", "108"], Line.SUBTOTAL),
        (["填报人：", "何小满", "日期：", "2026-10-13"], Line.SIGNATURE),
        (["2026年10月13日"], Line.SIGNATURE),
        (["填报人：", "王某", "日期：", "2026", "年", "10", "月", "3", "日"], Line.SIGNATURE),
        (["示例评估中心（盖章）"], Line.SIGNATURE),
        (["审核意见：待补充", "RW-2026-0047", "H62070299901"], Line.DATA),
        (["注：数据截至八月"], Line.NOTE),
        (["说明：", "单位为元"], Line.NOTE),
        (["说明：已核", "H62070299901", "0202"], Line.DATA),
        (["", "  "], Line.DATA),
    ],
)
def test_a_row_is_what_its_words_and_its_other_cells_say(texts: list[str], expected: Line) -> None:
    assert line_of(texts) is expected


def test_only_the_plain_words_for_a_total_go_without_a_notice() -> None:
    assert plainly_total(["", "合 计："])
    assert not plainly_total(["累计", "1"])


@pytest.mark.parametrize("label", ["复核说明：金额已核", "审核意见：待补充材料", "总计医院", "合计"])
def test_a_full_row_is_data_whatever_its_first_cell_says(label: str) -> None:
    result = checked(own_layout(rows_of(2), after=[good_line(label, seq=None)])[0])
    assert [(i.code, i.row) for i in result.issues if i.severity == "error"] == [("required-missing", 6)]
    assert len(result.rows) == 3


def test_a_row_after_the_total_with_an_amount_is_an_error_even_without_a_number() -> None:
    extra = line("", fixmedins_code="H62070299901", vola_cont="另查出一级护理多计费用", vola_amt=500)
    assert told(line("合计", vola_amt=216), extra) == [("rows-after-total", 7)]


def test_what_else_stands_after_the_signatures_is_named() -> None:
    assert told(["合计"], ["填报人：王某"], ["请于月底前核对"]) == [("row-not-read", 8)]


def test_a_subtotal_in_the_middle_is_left_out_and_the_data_goes_on() -> None:
    rows: list[list[Cell]] = [line("小计", vola_amt=216), good_line("N3", seq=3), line("合计", vola_amt=324)]
    assert told(*rows) == [("subtotal-skipped", 6)]


@pytest.mark.parametrize("label", ["累计", "Total", "总额", "以上合计"])
def test_a_rarer_word_for_the_total_is_understood_with_a_notice(label: str) -> None:
    assert told(line(label, vola_amt=1)) == [("row-is-total", 6), ("total-row-differs", 6)]


@pytest.mark.parametrize("note", ["注：以上为初步结果", "说明：1.金额单位元", "备注：无"])
def test_notes_under_the_table_are_named_with_their_next_lines(note: str) -> None:
    assert told([note], ["2.数据截至八月"]) == [("row-is-note", 6), ("row-is-note", 7)]


def test_a_note_that_states_ten_thousands_is_an_error() -> None:
    assert told(["注：金额单位：万元"]) == [("row-is-note", 6), ("unit-wan", 6)]


def test_an_amount_merged_over_rows_is_an_error_in_each_row_after_the_first() -> None:
    book, keys = own_layout(rows_of(3))
    place = keys.index("vola_amt") + 2
    book.worksheets[0].merge_cells(start_row=4, end_row=6, start_column=place, end_column=place)
    result = checked(book)
    assert [(i.code, i.row) for i in result.issues if i.severity == "error"] == [
        ("merged-amount", 5),
        ("merged-amount", 6),
    ]
    assert [row.fen("vola_amt") for row in result.rows] == [10800, None, None]


def test_a_block_merged_over_rows_and_columns_hides_no_amount() -> None:
    book, keys = own_layout(rows_of(2))
    place = keys.index("vola_amt") + 2
    book.worksheets[0].merge_cells(start_row=4, end_row=5, start_column=place - 1, end_column=place)
    assert [i.row for i in checked(book).issues if i.code == "merged-amount"] == [5, 5]


def test_empty_amounts_merged_over_rows_hide_nothing() -> None:
    rows = rows_of(2)
    for row in rows:
        row |= {"certainty": "线索", "recall_docs": "前次住院血常规", "vola_amt": None, "fund_loss": None}
    book, keys = own_layout(rows)
    place = keys.index("vola_amt") + 2
    book.worksheets[0].merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)
    assert [i.code for i in checked(book).issues] == ["header-unknown"]


def test_a_column_without_a_header_is_named_by_its_letter_and_first_row() -> None:
    book, _ = own_layout(rows_of(2))
    sheet = book.worksheets[0]
    sheet["A3"] = None
    sheet["BZ5"] = "多出来的"
    found = [(i.code, i.cell) for i in checked(book).issues]
    assert found == [("header-blank", "A4"), ("header-blank", "BZ5")]


@pytest.mark.parametrize(
    "header", ["违规金额（元，含税）", "违规金额（单位：元）", "违规金额 [元]", "违规金额，元", "违规金额（人民币元）"]
)
def test_a_header_is_known_whatever_brackets_its_yuan_stands_in(header: str) -> None:
    result = checked(own_layout(rows_of(1), vola_amt=header)[0])
    assert [row.fen("vola_amt") for row in result.rows] == [10800]


@pytest.mark.parametrize(
    ("key", "header"),
    [
        ("vola_amt", "违规金额(千元)"),
        ("vola_amt", "违规金额（单位：万元）"),
        ("vola_amt", "违规金额 万元"),
        ("vola_amt", "违规金额（万）"),
        ("medfee_sumamt", "医疗总费用（百元）"),
        ("pric", "单价（万元）"),
    ],
)
def test_another_unit_is_one_error_at_its_header_and_none_in_its_rows(key: str, header: str) -> None:
    book, keys = own_layout(rows_of(2, **{key: 0.01081}), after=None, **{key: header})
    errors = [(i.code, i.cell) for i in checked(book).issues if i.severity == "error"]
    assert errors == [("unit-wan", book.worksheets[0].cell(3, keys.index(key) + 2).coordinate)]


def test_an_unknown_header_about_an_amount_in_ten_thousands_is_refused_too() -> None:
    assert "unit-wan" in [i.code for i in checked(own_layout(rows_of(1), memo="其中违规金额部分（万元）")[0]).issues]


def test_units_are_told_from_names() -> None:
    assert header_name("数量（万片）") == "数量(万片)"
    assert (without_unit("违规金额千元"), without_unit("护理")) == ("违规金额", "护理")
    assert (other_unit("单价（ 万 元）"), other_unit("单价（元）")) == ("万 元", "")
    assert not in_wan("单价（元）")
