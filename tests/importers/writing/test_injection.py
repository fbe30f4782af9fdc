"""Any text a person typed comes back as that text and is never a formula."""

import io
import re
import zipfile
from datetime import UTC, datetime

import openpyxl
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import load_workbook

from importers.intake.cells import CellRow, CellSheet
from importers.workbook.writing.book import Book, write
from importers.workbook.writing.grid import risky
from importers.workbook.writing.sheets import Cell, Note, Sheet
from tests.support.copies import annotate

MADE = datetime(2026, 10, 9, tzinfo=UTC)
STARTERS = "=+-@\t\r\n＝＋－＠"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
HOSTILE = st.builds("".join, st.tuples(st.sampled_from(STARTERS), TEXTS))


def one_cell(text: str) -> bytes:
    return write(Book(made=MADE, sheets=(Sheet(title="s", rows=[[text]]),)))


def unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@given(TEXTS | HOSTILE)
@example("=cmd|' /C calc'!A0")
@example("_x003D_1+1")
@example("_x005F_x0041_")
@example("\x00\x1f]]>&amp;<")
@example(" 前后空格 ")
@example("𠮷￾")
def test_text_comes_back_as_the_same_text_and_never_as_a_formula(text: str) -> None:
    cell = openpyxl.load_workbook(io.BytesIO(one_cell(text)))["s"]["A1"]
    assert cell.data_type == "s"
    assert unescaped(str(cell.value)) == text
    assert cell.quotePrefix == risky(text)


@given(HOSTILE)
def test_hostile_text_is_no_formula_in_an_annotated_copy_either(text: str) -> None:
    copy = annotate(sheets=[CellSheet(text, [CellRow(1, "s", [text])])], issues=[], at=MADE, title=text)
    for sheet in openpyxl.load_workbook(io.BytesIO(copy)).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), min_size=1, max_size=40))
def test_another_reader_sees_the_same_text(text: str) -> None:
    rows = load_workbook(io.BytesIO(one_cell(text))).get_sheet_by_index(0).to_python()
    assert rows == [[text]]


@given(st.text(max_size=30))
def test_any_text_at_all_makes_a_file_that_opens(text: str) -> None:
    sheet = Sheet(title="s", rows=[[Cell(text, note=Note(text))]])
    content = write(Book(made=MADE, title=text, sheets=(sheet,), properties={"hengjian.x": text}))
    assert "s" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
