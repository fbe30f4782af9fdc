"""Cells come out of sheet XML as they stand there; what a library would blank out, guess or lose is kept or named."""

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from importers.intake.cells import CellRow
from importers.intake.limits import LIMITS, Limits
from importers.intake.opening import opened
from importers.intake.refusals import Refused
from tests.support.findings_books import saved
from tests.support.sheet_files import SHEET, book, cells, edited, formats, hand_made, read, rows_of, sheet, strings


def test_every_kind_of_cell_has_its_letter_and_exact_text() -> None:
    moment = datetime(2026, 3, 5, 4, 5, 6)  # noqa: DTZ001 - spreadsheets know no zones
    long = timedelta(1.5)
    (row,) = read(book(["甲", 7, 0.1, 12345678901234567, 1e300, True, date(2026, 3, 5), moment, time(3, 4), long]))
    assert row.kinds == "snnnnbdddn"
    assert row.texts[:4] == ["甲", "7", "0.1", "12345678901234570"]
    assert row.texts[5:] == ["TRUE", "2026-03-05", "2026-03-05 04:05:06", "03:04:00", "1.5"]


def test_rows_keep_their_numbers_when_the_sheet_begins_late() -> None:
    made = Workbook()
    made.worksheets[0]["C5"] = "首"
    made.worksheets[0]["C8"] = "末"
    assert read(saved(made)) == [CellRow(5, "--s", ["", "", "首"]), CellRow(8, "--s", ["", "", "末"])]


def test_error_cells_and_formulas_without_a_saved_value_are_told() -> None:
    row = (
        '<row><c t="e"><v>#REF!</v></c><c><f>1/0</f></c><c><f>A1</f><v></v></c><c t="str"><f>A1</f><v></v></c>'
        '<c t="str"><f>A1</f></c><c><f>1</f><v>0</v></c><c t="e"/></row>'
    )
    told = [("e", "#REF!"), ("f", ""), ("f", ""), ("-", ""), ("f", ""), ("n", "0"), ("e", "#ERROR!")]
    assert cells(row) == told


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("0.30000000000000004", "0.30000000000000004"),
        ("1.50", "1.5"),
        ("0.10000000000000001", "0.1"),
        ("1E3", "1000"),
        ("1.2345E-7", "0.00000012345"),
        ("-0", "0"),
        ("007", "7"),
        ("620702190001010013", "620702190001010000"),
        ("12345678901234.56", "12345678901234.56"),
        ("1E309", "1E309"),
        ("NaN", "NaN"),
        ("1_000", "1_000"),
        (" 5 ", "5"),
    ],
)
def test_a_number_is_its_shortest_plain_text_and_never_made_up(written: str, read_as: str) -> None:
    assert cells(f"<row><c><v>{written}</v></c></row>") == [("n", read_as)]


@pytest.mark.parametrize("limits", [Limits(rows=3), Limits(cells=7), Limits(columns=1)])
def test_limits_hold_while_the_rows_stream(limits: Limits) -> None:
    content = hand_made("<row><c><v>1</v></c><c><v>2</v></c></row>" * 4)
    for fast in (True, False):
        with pytest.raises(Refused) as refused:
            list(rows_of(content, limits, fast=fast))
        assert refused.value.refusal.code == "too-many-cells"


def test_a_sheet_read_twice_counts_once_and_sheets_count_together() -> None:
    made = Workbook()
    made.worksheets[0].append([1])
    made.create_sheet().append([1])
    first, second = opened(saved(made), "xlsx", Limits(rows=2))
    assert [list(first.rows()), list(first.rows()), list(second.rows())] == [[CellRow(1, "n", ["1"])]] * 3
    one, two = opened(saved(made), "xlsx", Limits(rows=1))
    list(one.rows())
    with pytest.raises(Refused):
        list(two.rows())
    with pytest.raises(Refused):
        opened(saved(made), "xlsx", Limits(sheets=1))


def test_escapes_are_characters_but_never_nul_or_half_a_character() -> None:
    text = "甲_x000D_乙_x005F_x000D__x0000__xD83D_"
    for cell in (
        f'<c t="inlineStr"><is><t>{text}</t></is></c>',
        f'<c t="str"><f>A2</f><v>{text}</v></c>',
        '<c t="s"><v>0</v></c>',
    ):
        row = f"<row>{cell}</row>"
        assert cells(row, strings=strings(f"<t>{text}</t>")) == [("s", "甲\r乙_x000D__x0000__xD83D_")]


def test_rich_text_is_joined_without_its_phonetic_guide() -> None:
    rich = (
        '<r><rPr><b/></rPr><t xml:space="preserve">示例 </t></r><r><t>医院</t></r><rPh sb="0" eb="1"><t>shi</t></rPh>'
    )
    row = f'<row><c t="s"><v>1</v></c><c t="inlineStr"><is>{rich}</is></c><c t="s"><v>0</v></c></row>'
    told = [("s", "示例 医院"), ("s", "示例 医院"), ("s", "平")]
    assert cells(row, strings=strings("<t>平</t>", rich)) == told


def test_text_keeps_its_newlines_entities_and_spaces() -> None:
    row = '<row><c t="inlineStr"><is><t xml:space="preserve"> 一&amp;&#x4E8C;\r\n&lt;三&#13; </t></is></c></row>'
    assert cells(row) == [("s", " 一&二\n<三\r ")]


def test_an_empty_text_is_an_empty_cell() -> None:
    row = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="inlineStr"><is><t/></is></c></row>'
    assert cells(row, strings=strings("<t></t>", "<t>x</t>")) == [("-", ""), ("s", "x")]


@pytest.mark.parametrize("dimension", ["A1:A1", "A1:XFD1048576", "A1", "垃圾", ""])
def test_the_announced_size_is_never_believed(dimension: str) -> None:
    told = f'<dimension ref="{dimension}"/>' if dimension else ""
    content = hand_made(sheet=sheet('<row r="2"><c r="B2"><v>1</v></c></row>', before=told))
    assert read(content) == [CellRow(2, "-n", ["", "1"])]


def test_rows_and_cells_without_references_are_counted_on() -> None:
    rows = '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row r="7"><c r="C7"><v>3</v></c><c><v>4</v></c></row>'
    assert read(hand_made(rows)) == [CellRow(1, "n-n", ["1", "", "3"]), CellRow(7, "--nn", ["", "", "3", "4"])]


def test_cells_out_of_order_are_put_in_their_place() -> None:
    row = '<row r="1"><c r="C1"><v>3</v></c><c r="A1" t="inlineStr"><is><t>一</t></is></c></row>'
    assert read(hand_made(row)) == [CellRow(1, "s-n", ["一", "", "3"])]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="0"/>',
        '<row r="4294967295"><c><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="x"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="1"><c r="XFE1"/></row>',
        '<row r="1"><c r="ZZZZ1"/></row>',
        '<row r="1"><c r="A2"/></row>',
        '<row r="1"><c r="1A"/></row>',
        '<row r="1"><c r=""/></row>',
        '<row r="1"><c r="A1"/><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"/><c/></row>',
        '<row r="1"><c t="s"><v>9</v></c></row>',
        '<row r="1"><c t="s"><v>-1</v></c></row>',
        '<row r="1"><c t="什么"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></row>',
        '<row r="1"><c><v>1\x01</v></c></row>',
        '<row r="1"><c><v>&nbsp;</v></c></row>',
        '<row r="1"><c><v>&#0;</v></c></row>',
        '<row r="1"><c r="A1" r="A1"/></row>',
    ],
)
def test_a_row_that_cannot_be_right_refuses_the_file_in_plain_words(rows: str) -> None:
    for tail in ("", "<row><!-- expat --></row>"):
        with pytest.raises(Refused) as refused:
            read(hand_made(rows + tail, strings=strings("<t>x</t>")))
        assert refused.value.refusal.code == "workbook-unreadable"


def test_a_stray_cell_in_the_very_last_row_is_read() -> None:
    content = hand_made('<row r="1"><c><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>')
    assert [row.number for row in read(content)] == [1, 1_048_576]


def test_hidden_rows_are_marked() -> None:
    rows = "".join(f'<row hidden="{hidden}"><c><v>1</v></c></row>' for hidden in ("1", "0", "true"))
    assert [row.hidden for row in read(hand_made(rows))] == [True, False, True]


def test_a_style_nobody_defined_is_a_plain_number() -> None:
    row = '<row><c s="1"><v>46086</v></c><c s="99"><v>46086</v></c><c s="x"><v>46086</v></c></row>'
    assert cells(row) == [("n", "46086")] * 3
    assert cells(row, styles=formats("yyyy-mm-dd")) == [("d", "2026-03-05"), ("n", "46086"), ("n", "46086")]


def test_a_broken_sheet_is_refused() -> None:
    for old, new in ((b"</row>", b""), (b"</sheetData>", b""), (b"<worksheet", b"<workshop"), (b"</worksheet>", b"")):
        with pytest.raises(Refused):
            read(edited(book(["x", "=1+1"]), SHEET, old, new))


@pytest.mark.parametrize(
    ("content", "form", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "xls", "workbook-unreadable"),
        (b"a\0", "csv", "csv-encoding"),
        (b'"a', "csv", "csv-broken"),
        (b"PK\x03\x04", "xlsx", "archive-broken"),
    ],
)
def test_what_it_will_not_read_it_refuses(content: bytes, form: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        for source in opened(content, form, LIMITS):
            list(source.rows())
    assert refused.value.refusal.code == code


def test_the_bytes_of_a_part_are_checked_against_its_sum() -> None:
    content = bytearray(book(["x"]))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 16] ^= 0xFF
        at = content.find(b"PK\x01\x02", at + 1)
    with pytest.raises(Refused) as refused:
        read(bytes(content))
    assert refused.value.refusal.code == "archive-broken"
