"""A number is a date where its format says so, and the exact day, or it stays a number for the checks to name."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from importers.intake.limits import LIMITS
from importers.intake.opening import opened
from importers.intake.readers.dates import Format, format_of_code, format_of_id, iso_moment, moment
from tests.support.one_table import golden
from tests.support.sheet_files import MAIN, RELATIONS, cells, formats, strings


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("yyyy-mm-dd", Format.DATE),
        ("yyyy/m/d;@", Format.DATE),
        ('yyyy"年"m"月"d"日"', Format.DATE),
        ("[$-804]yyyy年m月", Format.DATE),
        ("m/d", Format.DATE),
        ("mmm", Format.DATE),
        ("[DBNum1][$-804]aaaa", Format.DATE),
        ("e年", Format.DATE),
        ("yyyy-mm-dd hh:mm:ss", Format.DATE),
        ("hh:mm", Format.TIME),
        ("上午/下午h时mm分", Format.TIME),
        ("h:mm AM/PM", Format.TIME),
        ("[h]:mm", Format.NUMBER),
        ("[mm]:ss", Format.NUMBER),
        ("General", Format.NUMBER),
        ("G/通用格式", Format.NUMBER),
        ("Standard", Format.NUMBER),
        ("@", Format.NUMBER),
        ("0.00E+00", Format.NUMBER),
        ("#,##0.00_);[Red](#,##0.00)", Format.NUMBER),
        ("0%", Format.PERCENT),
        ("0.00%_);[Red](0.00%)", Format.PERCENT),
        ('0"%"', Format.NUMBER),
        (r"0\%", Format.NUMBER),
        ('0"days"', Format.NUMBER),
        (r"0\d", Format.NUMBER),
        ("[Yellow]0", Format.NUMBER),
        ("[$USD] 0.00", Format.NUMBER),
        ('0;"yyyy', Format.NUMBER),
    ],
)
def test_a_format_is_known_by_its_marks(code: str, form: Format) -> None:
    assert format_of_code(code) is form


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, 0), (2, 0), (9, 3), (10, 3), (11, 0), (14, 1), (17, 1), (18, 2), (22, 1), (27, 1), (31, 1), (32, 2), (36, 1),
     (45, 2), (46, 0),
     (47, 2), (49, 0), (50, 1), (55, 2), (57, 1), (58, 1), (59, 0), (60, 0), (163, 0), (9999, 0)],
)  # fmt: skip
def test_formats_without_a_written_code_go_by_their_number(number: int, form: int) -> None:
    assert format_of_id(number) == form


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("0", ("n", "0")),
        ("0.5", ("d", "12:00:00")),
        ("1", ("d", "1900-01-01")),
        ("59", ("d", "1900-02-28")),
        ("60", ("n", "60")),
        ("60.5", ("n", "60.5")),
        ("61", ("d", "1900-03-01")),
        ("46086.25", ("d", "2026-03-05 06:00:00")),
        ("46086.999999999", ("d", "2026-03-06")),
        ("4.6086E4", ("d", "2026-03-05")),
        ("2958465", ("d", "9999-12-31")),
        ("2958466", ("n", "2958466")),
        ("1E309", ("n", "1E309")),
        ("-1", ("n", "-1")),
        ("NaN", ("n", "NaN")),
    ],
)
def test_no_serial_becomes_a_wrong_day(written: str, told: tuple[str, str]) -> None:
    row = f'<row><c s="1"><v>{written}</v></c></row>'
    assert cells(row, styles=formats("yyyy-mm-dd hh:mm:ss")) == [told]
    assert cells(row, styles=formats(58)) == [told]


def test_midnight_is_a_time_where_the_format_is_one() -> None:
    row = '<row><c s="1"><v>0</v></c><c s="1"><v>0.25</v></c><c s="1"><v>46086.25</v></c></row>'
    assert cells(row, styles=formats("hh:mm")) == [("d", "00:00:00"), ("d", "06:00:00"), ("d", "2026-03-05 06:00:00")]


def test_the_1904_system_counts_from_its_own_day() -> None:
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr date1904="1"/>'
        '<sheets><sheet name="表" r:id="r1"/></sheets></workbook>'
    )
    row = "<row>" + "".join(f'<c s="1"><v>{serial}</v></c>' for serial in (0, 59, 44624, 2957003, 2957004)) + "</row>"
    told = [("d", "1904-01-01"), ("d", "1904-02-29"), ("d", "2026-03-05"), ("d", "9999-12-31"), ("n", "2957004")]
    assert cells(row, styles=formats("yyyy-mm-dd"), book=book) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-03-05", ("d", "2026-03-05")),
        ("2026-03-05T00:00:00.000Z", ("d", "2026-03-05")),
        ("2026-03-05T04:05:06", ("d", "2026-03-05 04:05:06")),
        ("2026-02-30", ("s", "2026-02-30")),
        ("明天", ("s", "明天")),
    ],
)
def test_an_iso_date_cell_is_that_date(written: str, told: tuple[str, str]) -> None:
    assert cells(f'<row><c t="d"><v>{written}</v></c></row>') == [told]
    assert iso_moment(written) == (told[1] if told[0] == "d" else None)


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.integers(0, 86_399), st.booleans())
def test_every_second_comes_back_as_it_was_written(day: date, second: int, since_1904: bool) -> None:
    when = datetime.combine(max(day, date(1904, 1, 2)), datetime.min.time()) + timedelta(seconds=second)
    serial = to_excel(when, CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900)  # type: ignore[no-untyped-call]
    expected = when.date().isoformat() if not second else when.isoformat(sep=" ")
    assert moment(float(serial), Format.DATE, since_1904=since_1904) == expected


def test_an_old_workbook_tells_no_wrong_day_either() -> None:
    (sheet,) = opened(golden("serials.xls"), "xls", LIMITS)
    told = [(row.kinds, row.texts[0]) for row in sheet.rows()]
    assert told[1:4] == [("d", "12:00:00"), ("n", "1"), ("n", "59")]
    assert told[4][0] == "n"
    assert told[6:10] == [("d", "1900-03-01"), ("d", "2026-03-05"), ("d", "9999-12-31"), ("n", "2958466")]


def test_a_number_shown_as_a_percentage_says_so_and_keeps_its_text() -> None:
    shown = '<c r="A1" s="1"><v>0.4</v></c><c r="B1" s="2"><v>1E309</v></c><c r="C1" s="1"/>'
    row = f'<row r="1">{shown}<c r="D1"><v>0.4</v></c></row>'
    assert cells(row, styles=formats("0.00%", 9)) == [("p", "0.4"), ("p", "1E309"), ("-", ""), ("n", "0.4")]
    told = '<row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1" t="b"><v>1</v></c></row>'
    assert cells(told, styles=formats("0%"), strings=strings("<t>40%</t>")) == [("s", "40%"), ("b", "TRUE")]
