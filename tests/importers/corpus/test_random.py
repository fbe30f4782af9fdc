"""Chance as a clerk and as a vandal: valid sheets come back as written, damaged ones never with a wrong sum."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from importers.findings.checking import Verdict
from importers.findings.kinds import AUDIT_PROBLEMS, RECORD_REVIEW
from tests.importers.corpus.patching import SHEET
from tests.importers.corpus.test_nothing_lost import again, ours
from tests.support.findings_books import Cell, example_rows, findings_book, rows_of
from tests.support.here import checked_here

KEYS = [column.key for column in AUDIT_PROBLEMS.layout.columns]
TITLES = {column.key: column.zh for column in AUDIT_PROBLEMS.layout.columns}
DAYS = st.dates(date(2025, 1, 1), date(2026, 10, 20))
NAMES = st.text(st.sampled_from("张王李赵周吴郑㐂㛃𠮷𪚥·某阿"), min_size=2, max_size=8)
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=12, max_size=60)
FEN = st.integers(0, 10**12)


@st.composite
def rows_and_places(draw: st.DrawFn) -> tuple[list[dict[str, Cell]], list[str]]:
    """A few rows of an audit's findings, and the order its vendor has the columns in."""
    rows = example_rows(AUDIT_PROBLEMS, draw(st.integers(1, 5)))
    for row in rows:
        amount = draw(FEN)
        auditor, checker = draw(st.lists(NAMES, min_size=2, max_size=2, unique=True))
        row |= {"vola_amt": amount, "fund_loss": draw(st.integers(0, amount)), "auditor": auditor, "checker": checker}
        row |= {"audited_on": draw(DAYS), "vola_cont": f"描述：{draw(TEXTS)}。", "supplier": draw(NAMES)}
    return rows, draw(st.permutations(KEYS))


def shared_strings(content: bytes) -> bytes:
    """The same workbook as XlsxWriter saves it, with its texts in a part of their own."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for old in load_workbook(io.BytesIO(content)):
        sheet, day = book.add_worksheet(old.title), book.add_format({"num_format": "yyyy-mm-dd"})
        for cell in (cell for row in old.iter_rows() for cell in row if cell.value is not None):
            value = cell.value
            if isinstance(value, datetime):
                sheet.write_datetime(cell.row - 1, cell.column - 1, value, day)
            elif isinstance(value, str):
                sheet.write_string(cell.row - 1, cell.column - 1, value)
            else:
                sheet.write(cell.row - 1, cell.column - 1, value)
    book.close()
    return stream.getvalue()


def written(rows: list[dict[str, Cell]], order: list[str], *, spelled: bool, shift: int) -> bytes:
    """By XlsxWriter, the header `shift` rows down; amounts as numbers, or spelled out as clerks do."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    sheet, day = book.add_worksheet("问题"), book.add_format({"num_format": "yyyy/m/d"})
    for column, key in enumerate(order):
        sheet.write_string(shift, column, TITLES[key])
        for place, row in enumerate(rows, shift + 1):
            value = row[key]
            if key in {"vola_amt", "fund_loss"} and isinstance(value, int):
                yuan = Decimal(value) / 100
                (sheet.write_string(place, column, f"￥{yuan:,.2f}") if spelled else sheet.write(place, column, yuan))
            elif isinstance(value, date):
                sheet.write_datetime(place, column, value, day)
            elif value is not None:
                sheet.write(place, column, value)
    book.close()
    return stream.getvalue()


@given(rows_and_places(), st.booleans(), st.integers(0, 40))
def test_a_random_valid_sheet_comes_back_as_it_was_written(
    made: tuple[list[dict[str, Cell]], list[str]], spelled: bool, shift: int
) -> None:
    rows, order = made
    checked = checked_here(written(rows, order, spelled=spelled, shift=shift))
    assert [issue for issue in checked.issues if issue.severity.value == "error"] == []
    assert [row.number for row in checked.rows] == list(range(shift + 2, shift + 2 + len(rows)))
    for read, row in zip(checked.rows, rows, strict=True):
        told = {
            key: read.values[key] for key in ("vola_amt", "fund_loss", "auditor", "checker", "audited_on", "vola_cont")
        }
        assert told == {key: row[key] for key in told}
    assert checked.counts.amount_fen == sum(int(str(row["vola_amt"])) for row in rows)


GOOD = findings_book(rows_of(4))
SHARED = shared_strings(GOOD)


@given(st.data())
@settings(max_examples=150)
def test_a_file_with_broken_bytes_is_never_read_wrong(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        if not content:
            break
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["set", "cut", "add", "drop"])):
            case "set":
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place + 1 :]
            case "add":
                content[place:place] = data.draw(st.binary(max_size=8))
            case _:
                del content[place : place + 3]
    checked = checked_here(bytes(content))
    if checked.verdict is Verdict.CLEAN:
        assert ours(checked, RECORD_REVIEW) == again(GOOD, RECORD_REVIEW)


VALUES = (
    "",
    "1e309",
    "NaN",
    "-5",
    "108.004999",
    "1.08E2",
    " 108 ",
    "１０８",
    "108.00",
    "#REF!",
    "0",
    "46237",
    "999999999999999",
)
KINDS = ("n", "s", "str", "inlineStr", "b", "e", "d", "x", None)


def _retyped(cell: "etree._Element", data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    cell.attrib.pop("t", None)
    if kind:
        cell.set("t", kind)


def _revalued(cell: "etree._Element", data: st.DataObject) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    etree.SubElement(cell, etree.QName(etree.QName(cell).namespace, "v")).text = data.draw(st.sampled_from(VALUES))


def _moved(cell: "etree._Element", data: st.DataObject) -> None:
    cell.set("r", data.draw(st.sampled_from(["A1", "B5", "ZZ9", "AQ5", "XFE1", "a4", "5A", "AQ99999999", ""])))


def _unplaced(cell: "etree._Element", data: st.DataObject) -> None:
    cell.attrib.pop("r", None)


def _doubled(cell: "etree._Element", data: st.DataObject) -> None:
    cell.addnext(etree.fromstring(etree.tostring(cell)))


def _emptied(cell: "etree._Element", data: st.DataObject) -> None:
    for child in list(cell):
        cell.remove(child)


def _computed(cell: "etree._Element", data: st.DataObject) -> None:
    etree.SubElement(cell, etree.QName(etree.QName(cell).namespace, "f")).text = "1+1"


def _restyled(cell: "etree._Element", data: st.DataObject) -> None:
    cell.set("s", data.draw(st.sampled_from(["0", "1", "999", "-1", "x"])))


def _row_moved(cell: "etree._Element", data: st.DataObject) -> None:
    row = cell.getparent()
    row.set("r", data.draw(st.sampled_from(["1", "5", "6", "40", "0", "1048577", "x"])))


def _row_doubled(cell: "etree._Element", data: st.DataObject) -> None:
    _doubled(cell.getparent(), data)


def _row_dropped(cell: "etree._Element", data: st.DataObject) -> None:
    cell.getparent().getparent().remove(cell.getparent())


def _row_last(cell: "etree._Element", data: st.DataObject) -> None:
    cell.getparent().getparent().append(cell.getparent())


RELATIONS = "xl/_rels/workbook.xml.rels"
PIECES = (
    b"",
    b"0",
    b"9",
    b"-",
    b".",
    b"<",
    b">",
    b"/",
    b'"',
    b"&#49;",
    b"&amp;",
    b" ",
    b"t",
    b"\xff",
    "\uff11".encode(),
    b"<!--x-->",
    b"<v/>",
)
EDITS: tuple[Callable[["etree._Element", st.DataObject], None], ...] = (
    _retyped, _revalued, _moved, _unplaced, _doubled, _emptied, _computed, _restyled, _row_moved, _row_doubled,
    _row_dropped, _row_last,
)  # fmt: skip


def remade(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Each part through `change`, packed again with the right checksums."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return made.getvalue()


def vandalised(base: bytes, data: st.DataObject) -> bytes:
    def edited(part: str, content: bytes) -> bytes:
        if part != SHEET:
            return content
        tree = etree.fromstring(content)
        for _ in range(data.draw(st.integers(1, 3))):
            cells = list(tree.iter("{*}c"))
            data.draw(st.sampled_from(EDITS))(cells[data.draw(st.integers(0, len(cells) - 1))], data)
        return bytes(etree.tostring(tree))

    return remade(base, edited)


@given(st.data(), st.sampled_from([GOOD, SHARED]))
@settings(max_examples=200)
def test_a_file_with_edited_cells_is_never_summed_wrong(data: st.DataObject, base: bytes) -> None:
    content = vandalised(base, data)
    checked = checked_here(content)
    if checked.verdict is Verdict.CLEAN:
        assert ours(checked, RECORD_REVIEW) == again(content, RECORD_REVIEW)


@given(st.data())
@settings(max_examples=200)
def test_a_file_with_edited_parts_is_never_summed_wrong(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from([SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", RELATIONS]))

    def edited(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        made = bytearray(content)
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(made) - 1))
            made[place : place + data.draw(st.integers(0, 2))] = data.draw(st.sampled_from(PIECES))
        return bytes(made)

    content = remade(SHARED, edited)
    checked = checked_here(content)
    if checked.verdict is Verdict.CLEAN:
        assert ours(checked, RECORD_REVIEW) == again(content, RECORD_REVIEW)  # which raises where the XML is none
