"""Which sheets a workbook has: its own relations say, and a sheet it names is found or the file is refused."""

import re

import pytest

from importers.intake.cells import CellRow
from importers.intake.limits import LIMITS, Limits
from importers.intake.opening import SheetSource, opened
from importers.intake.refusals import Refused
from tests.support.sheet_files import (
    BOOK,
    BOOK_RELATIONS,
    MAIN,
    RELATIONS,
    SHEET,
    STRINGS,
    hand_made,
    parts_of,
    read,
    relations,
    sheet,
    strings,
    zipped,
)

ONE = "<row><c><v>1</v></c></row>"


def book_of(*sheets: tuple[str, str, str], properties: str = "") -> str:
    """Each (name, relation id, state)."""
    each = "".join(f'<sheet name="{name}" state="{state}" r:id="{key}"/>' for name, key, state in sheets)
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{each}</sheets></workbook>'


def sources(content: bytes, limits: Limits = LIMITS) -> list[SheetSource]:
    return opened(content, "xlsx", limits)


def code_of(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        for source in sources(content):
            list(source.rows())
    assert refused.value.refusal.message.zh
    return refused.value.refusal.code


def test_hidden_and_buried_sheets_are_told_and_charts_left_out() -> None:
    parts = parts_of(ONE)
    parts[BOOK] = book_of(
        ("图", "c", "visible"), ("藏", "r1", "hidden"), ("深藏", "r2", "veryHidden"), ("明", "r3", "visible")
    )
    found = [(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in (1, 2, 3)]
    parts[BOOK_RELATIONS] = relations(("c", "chartsheet", "chartsheets/sheet1.xml"), *found)
    more = {f"xl/worksheets/sheet{number}.xml": sheet(ONE * number) for number in (2, 3)}
    told = [(source.name, source.hidden, len(list(source.rows()))) for source in sources(zipped(parts | more))]
    assert told == [("藏", True, 1), ("深藏", True, 2), ("明", False, 3)]


@pytest.mark.parametrize(
    "target",
    ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml", "worksheets/SHEET1.xml",
     "worksheets\\sheet1.xml", "worksheets/sheet%31.xml"],
)  # fmt: skip
def test_a_sheet_is_found_however_its_path_is_written(target: str) -> None:
    assert read(hand_made(ONE, relations=relations(("r1", "worksheet", target)))) == [CellRow(1, "n", ["1"])]


@pytest.mark.parametrize(
    "found",
    [
        [],
        [("r1", "worksheet", "worksheets/sheet2.xml")],
        [("r1", "worksheet", "../../../etc/passwd")],
        [("r1", "theme", "worksheets/sheet1.xml")],
        [("r2", "worksheet", "worksheets/sheet1.xml")],
        [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "gone.xml")],
        [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "gone.xml")],
    ],
)
def test_a_sheet_that_cannot_be_found_refuses_the_workbook(found: list[tuple[str, str, str]]) -> None:
    assert code_of(hand_made(ONE, relations=relations(*found))) == "workbook-unreadable"


def test_a_sheet_outside_the_file_refuses_the_workbook() -> None:
    outside = relations(("r1", "worksheet", "worksheets/sheet1.xml")).replace("/>", ' TargetMode="External"/>')
    assert code_of(hand_made(ONE, relations=outside)) == "workbook-unreadable"


def test_a_workbook_without_sheets_or_with_two_of_one_name_is_refused() -> None:
    assert code_of(hand_made(ONE, book=book_of())) == "workbook-unreadable"
    assert (
        code_of(hand_made(ONE, book=book_of(("表", "r1", "visible"), ("表", "r1", "visible")))) == "workbook-unreadable"
    )
    assert code_of(hand_made(ONE, book="<other/>")) == "workbook-unreadable"
    parts = parts_of(ONE)
    del parts[BOOK]
    assert code_of(zipped(parts)) == "workbook-unreadable"


def test_the_workbook_itself_may_stand_anywhere() -> None:
    parts = {name.replace("xl/", "folder/deep/"): part for name, part in parts_of(ONE).items()}
    parts["_rels/.rels"] = relations(("r", "officeDocument", "/folder/deep/workbook.xml"))
    assert read(zipped(parts)) == [CellRow(1, "n", ["1"])]
    parts = parts_of(ONE)
    del parts["_rels/.rels"]
    assert read(zipped(parts)) == [CellRow(1, "n", ["1"])]


def test_odd_sheet_names_come_through() -> None:
    name = "=cmd|&apos;&lt;b&gt; 😀 " + "长" * 60
    (source,) = sources(hand_made(ONE, book=book_of((name, "r1", "visible"))))
    assert source.name == "=cmd|'<b> 😀 " + "长" * 60


def test_merged_ranges_are_read_without_reading_the_rows() -> None:
    after = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2"/><mergeCell ref="$B$2:B4"/></mergeCells>'
    content = hand_made(sheet=sheet(ONE, after=after.replace("$", "")))
    (source,) = sources(content)
    assert source.merges == [(0, 0, 0, 2), (1, 1, 3, 1)]
    assert list(source.rows()) == [CellRow(1, "n", ["1"])]


def test_merged_ranges_are_found_behind_rows_that_name_their_end() -> None:
    after = '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'
    rows = '<!-- </sheetData><mergeCells><mergeCell ref="A9:C9"/></mergeCells> -->' + ONE
    (source,) = sources(hand_made(sheet=sheet(rows, after=after)))
    assert source.merges == [(0, 0, 0, 2)]


def test_merged_ranges_of_a_prefixed_sheet_are_found() -> None:
    part = sheet(ONE, after='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>').replace("xmlns=", "xmlns:x=")
    (source,) = sources(hand_made(sheet=re.sub("<(/?)", r"<\1x:", part)))
    assert source.merges == [(0, 0, 0, 2)]
    assert list(source.rows()) == [CellRow(1, "n", ["1"])]


def test_merged_ranges_far_behind_the_rows_are_found() -> None:
    filler = "<hyperlinks>" + f'<hyperlink display="{"x" * 200}"/>' * 45_000 + "</hyperlinks>"
    (source,) = sources(hand_made(sheet=sheet(ONE, after=filler + '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>')))
    assert source.merges == [(0, 0, 1, 0)]
    assert list(source.rows()) == [CellRow(1, "n", ["1"])]


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "A1:A1048577", "A0:B1", "C1:A1", "A1:", "甲:乙", ""])
def test_a_merge_of_everything_or_of_nothing_refuses_the_sheet(ref: str) -> None:
    after = f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>'
    (source,) = sources(hand_made(sheet=sheet(ONE, after=after)))
    with pytest.raises(Refused) as refused:
        _ = source.merges
    assert refused.value.refusal.code in {"too-many-cells", "workbook-unreadable"}


def test_a_document_type_is_never_parsed() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "x">]>'
    for part in (SHEET, BOOK, BOOK_RELATIONS, STRINGS):
        parts = parts_of('<row><c t="s"><v>0</v></c></row>') | {STRINGS: strings("<t>x</t>")}
        parts[BOOK_RELATIONS] = relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")
        )
        parts[part] = bomb + parts[part]
        assert code_of(zipped(parts)) == "xml-entities"


@pytest.mark.parametrize("coding", ["GBK", "x-unknown", "utf-7"])
def test_a_coding_no_workbook_has_is_refused(coding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{coding}"?>' + sheet('<row><c t="str"><v>甲</v></c></row>')
    assert code_of(hand_made(sheet=declared.encode("gbk"))) == "workbook-unreadable"


def test_a_text_longer_than_any_cell_holds_is_refused() -> None:
    long = "长" * (LIMITS.text_bytes + 1)
    inline = f'<row><c t="inlineStr"><is><t>{long}</t></is></c></row>'
    assert code_of(hand_made(inline)) == "too-many-cells"
    shared = '<row><c t="s"><v>0</v></c></row>'
    assert code_of(hand_made(shared, strings=strings(f"<t>{long}</t>"))) == "too-many-cells"
    assert code_of(hand_made(shared, strings=strings(f"<r><t>{long}</t></r>"))) == "too-many-cells"


def test_elements_of_other_namespaces_are_no_cells() -> None:
    foreign = (
        '<row xmlns:o="urn:o"><c><v>1</v><o:v>9</o:v></c><o:c><o:v>9</o:v></o:c><c><o:x><o:v/></o:x><v>2</v></c></row>'
    )
    assert read(hand_made(foreign)) == [CellRow(1, "nn", ["1", "2"])]
    assert read(hand_made('<row><c xmlns="urn:o"><v>1</v></c></row>' + ONE)) == [CellRow(2, "n", ["1"])]


def test_what_is_nested_without_end_is_refused() -> None:
    deep = "<row><c>" + "<x>" * 100 + "</x>" * 100 + "</c></row>"
    assert code_of(hand_made(deep)) == "workbook-unreadable"
