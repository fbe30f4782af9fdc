import pytest

from server.paper import pdf
from server.paper.blocks import annexed
from tests.server.paper.sample import NASTY, document


def test_every_block_is_set_and_the_same_document_gives_the_same_bytes() -> None:
    made = pdf.render(document())
    assert made.startswith(b"%PDF-1.7")
    assert made == pdf.render(document())


def test_text_is_never_read_as_markup() -> None:
    assert pdf.render(document(text=NASTY)).startswith(b"%PDF")


def test_a_character_no_font_has_is_named() -> None:
    with pytest.raises(pdf.Unprintable, match=r"𠮷.*U\+20BB7"):
        pdf.render(document(text="患者𠮷某"))


def test_a_long_table_and_nobody_to_issue_it_are_set_as_well() -> None:
    assert pdf.render(document(long=200, bureau="")).startswith(b"%PDF")


def test_one_annex_is_not_numbered_and_several_are() -> None:
    assert [line.text.strip() for line in annexed("送达回证")] == ["附件：送达回证"]
    assert [line.text.strip() for line in annexed("明细表", "送达回证")] == ["附件：1.明细表", "2.送达回证"]
