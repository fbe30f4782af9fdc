import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.workbook.writing import looks
from importers.workbook.writing.book import Book, write
from importers.workbook.writing.grid import CUT, LONGEST
from importers.workbook.writing.sheets import (
    Cell,
    Chart,
    Formula,
    Guard,
    Highlight,
    Kind,
    Line,
    Note,
    Row,
    Series,
    Sheet,
    Shown,
    Track,
    Validation,
    Value,
)

MADE = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)


def saved(*rows: Row, **said: object) -> bytes:
    return write(Book(made=MADE, title="考核", sheets=(Sheet(title="得分", rows=rows, **said),)))  # type: ignore[arg-type]


def reopened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def test_values_come_back_as_they_were() -> None:
    row: list[Value] = [
        "甲",
        7,
        Decimal("12345678901234.56"),
        date(2026, 9, 1),
        datetime.fromisoformat("2026-09-01T13:45:10"),
        True,
        None,
    ]
    sheet = reopened(saved(row, tracks=(Track(),) * 3))["得分"]
    assert [cell.value for cell in sheet[1]] == [
        "甲",
        7,
        12345678901234.56,
        datetime.fromisoformat("2026-09-01"),
        datetime.fromisoformat("2026-09-01T13:45:10"),
        True,
        None,
    ]


def test_the_same_book_gives_the_same_bytes() -> None:
    rows: tuple[Row, ...] = ([Cell("=x", note=Note("说明")), Cell("去", link="#'得分'!A1")], [1, Formula("A1+1", 2)])
    chart = Chart(
        kind=Kind.LINE, title="趋势", categories="'得分'!$A$1:$A$2", series=(Series("分", "'得分'!$B$1:$B$2"),), at="D2"
    )
    assert saved(*rows, charts=(chart,)) == saved(*rows, charts=(chart,))


def test_creation_and_change_are_the_time_given() -> None:
    properties = reopened(saved(["a"])).properties
    assert properties.created == properties.modified == MADE.replace(tzinfo=None)


def test_no_entry_of_the_file_tells_when_it_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(saved(["a"]))) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.namelist()[0] == "[Content_Types].xml"


def test_our_formula_keeps_its_value_for_readers_that_do_not_compute() -> None:
    content = saved([1, 2, Formula("SUM(A1:B1)", 3)])
    assert reopened(content)["得分"]["C1"].value == "=SUM(A1:B1)"
    computed = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert computed["得分"]["C1"].value == 3


def test_rows_keep_their_numbers_over_gaps_and_the_size_is_told() -> None:
    content = saved(Line(2, ["a"]), Line(900_000, ["z"]), tracks=(Track(),) * 3)
    assert reopened(content)["得分"]["A900000"].value == "z"
    assert '<dimension ref="A1:C900000"/>' in part(content, "xl/worksheets/sheet1.xml")


def test_guarded_sheets_still_sort_filter_and_resize() -> None:
    sheet = reopened(saved(["a"], guard=Guard(rows=True), filter="A1:A9", spare=looks.PLAIN.but(locked=False)))["得分"]
    refused = sheet.protection
    assert refused.sheet
    allowed = (refused.sort, refused.autoFilter, refused.formatColumns, refused.insertRows, refused.deleteRows)
    assert not any(allowed)
    assert not sheet.column_dimensions["A"].protection.locked


def test_rules_lists_print_setup_and_panes_are_there() -> None:
    sheet = reopened(
        saved(
            ["a"],
            frozen="B2",
            validations=(Validation(cells="A2:A9", check="list", first='"甲,乙"', title="类", error="请选择"),),
            highlights=(Highlight(cells="A2:A9", when="LEN(A2)=0", fill=looks.WARN_PALE),),
            shown=Shown.YES,
        )
    )["得分"]
    assert sheet.freeze_panes == "B2"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.data_validations.dataValidation[0].formula1 == '"甲,乙"'
    assert next(iter(sheet.conditional_formatting)).rules[0].formula == ["LEN(A2)=0"]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_chart_is_native_and_shows_its_axes(kind: Kind) -> None:
    series = (Series("甲", "'得分'!$B$2:$B$3"), Series("乙", "'得分'!$C$2:$C$3"))
    chart = Chart(kind=kind, title="对比", categories="'得分'!$A$2:$A$3", series=series, at="E2", least=0, most=100)
    drawn = part(saved(["季", "甲", "乙"], ["Q1", 1, 2], ["Q2", 3, 4], charts=(chart,)), "xl/charts/chart1.xml")
    assert "'得分'!$C$2:$C$3" in drawn
    assert 'delete val="1"' not in drawn


def test_text_beyond_what_a_cell_holds_is_cut_visibly() -> None:
    value = reopened(saved(["长" * (LONGEST + 1)]))["得分"]["A1"].value
    assert isinstance(value, str)
    assert len(value) == LONGEST
    assert value.endswith(CUT)


@given(st.dates(min_value=date(1900, 3, 1), max_value=date(9999, 12, 31)))
def test_every_day_comes_back_as_itself(day: date) -> None:
    value = reopened(saved([Cell(day, looks.DATE)]))["得分"]["A1"].value
    assert isinstance(value, datetime)
    assert value.date() == day


def test_days_before_the_spreadsheet_calendar_stay_text() -> None:
    assert reopened(saved([date(1899, 5, 4)]))["得分"]["A1"].value == "1899-05-04"
