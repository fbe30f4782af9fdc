import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import docx
import pytest
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from server.paper import word
from tests.server.paper.sample import MADE, NASTY, document


@pytest.fixture(scope="module")
def opened() -> Word:
    return docx.Document(io.BytesIO(word.render(document())))


def _texts(opened: Word) -> list[str]:
    return [paragraph.text for paragraph in opened.paragraphs]


def _parts(content: bytes) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.infolist():
            yield part, package.read(part)


def _body() -> etree._Element:
    return next(
        etree.fromstring(content)
        for part, content in _parts(word.render(document()))
        if part.filename == "word/document.xml"
    )


def test_the_same_document_gives_the_same_bytes_with_no_moment_of_packing_in_them() -> None:
    content = word.render(document())
    assert content == word.render(document())
    assert {part.date_time for part, _ in _parts(content)} == {(1980, 1, 1, 0, 0, 0)}


def test_the_page_is_a4_with_the_type_area_of_official_documents(opened: Word) -> None:
    page = opened.sections[0]
    sides = (page.top_margin, page.left_margin, page.right_margin, page.bottom_margin)
    assert [round(side.mm) for side in sides if side is not None] == [37, 28, 26, 35]
    assert page.page_width
    assert page.page_height
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    (grid,) = _body().iter(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch")) or 0)
    assert 22 * pitch <= Mm(225).twips < 23 * pitch


def test_body_title_and_headings_name_the_fonts_the_rules_ask_for(opened: Word) -> None:
    wanted = {"Normal": ("仿宋_GB2312", 16), "Title": ("方正小标宋简体", 22), "Heading 1": ("黑体", 16)}
    wanted |= {"Heading 2": ("楷体_GB2312", 16)}
    for name, (font, size) in wanted.items():
        style = opened.styles[name]
        fonts = style.element.rPr.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "eastAsia", "hAnsi")} == {font}
        assert style.font.size == Pt(size)


def test_twenty_eight_characters_fit_on_a_line(opened: Word) -> None:
    spacing = opened.styles["Normal"].element.rPr.find(qn("w:spacing"))
    width = Pt(16).twips + int(spacing.get(qn("w:val")))
    assert 28 * width <= Mm(156).twips < 29 * width


def test_number_and_date_are_left_to_the_bureau(opened: Word) -> None:
    texts = _texts(opened)
    assert "　　〔　　〕　　号" in texts
    assert texts[texts.index("张掖市医疗保障局") + 1].split() == ["年", "月", "日"]
    assert not any("盖章" in text for text in texts)


def test_pages_are_numbered_outside_with_the_mark_beneath(opened: Word) -> None:
    page = opened.sections[0]
    for footer in (page.footer, page.even_page_footer):
        number, mark = footer.paragraphs
        assert number.text == "— 1 —"
        assert mark.text == "GZ-2026-000001"
    assert page.footer.paragraphs[0].alignment != page.even_page_footer.paragraphs[0].alignment


def test_a_table_repeats_its_header_and_a_row_is_never_torn(opened: Word) -> None:
    assert [cell.text for cell in opened.tables[0].rows[-1].cells] == ["", "合计", "3,703.50"]
    tables = list(_body().iter(qn("w:tbl")))
    assert len([row for table in tables for row in table.iter(qn("w:tblHeader"))]) == 2
    for row in _body().iter(qn("w:tr")):
        assert row.find(f".//{qn('w:cantSplit')}") is not None


def test_a_wide_annex_stands_across(opened: Word) -> None:
    assert [section.orientation for section in opened.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_a_chart_stands_in_it_as_a_picture(opened: Word) -> None:
    assert len(opened.inline_shapes) == 1
    assert "图1　金额" in _texts(opened)


def test_what_people_wrote_stands_as_it_is_and_what_xml_cannot_hold_becomes_a_space() -> None:
    made = docx.Document(io.BytesIO(word.render(document(text=f"{NASTY}\x0b\x00尾𠮷"))))
    assert f"{NASTY}  尾𠮷" in _texts(made)


def test_properties_carry_the_records_moment_and_the_bureau(opened: Word) -> None:
    told = opened.core_properties
    assert (told.author, told.title) == ("张掖市医疗保障局", "张掖市医疗保障局告知书")
    assert told.created == told.modified
    assert told.created is not None
    assert told.created.replace(tzinfo=UTC) == datetime(MADE.year, MADE.month, MADE.day, 2, 30, tzinfo=UTC)


def test_no_properties_of_a_paragraph_stand_in_an_order_word_refuses() -> None:
    order = ["pStyle", "keepNext", "widowControl", "pBdr", "tabs", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"]
    order += ["rPr", "sectPr"]
    for properties in _body().iter(qn("w:pPr")):
        places = [order.index(child.tag.partition("}")[2]) for child in properties]
        assert places == sorted(places)
