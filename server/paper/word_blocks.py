"""Each block of a document as Word draws it."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import typst
from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.table import _Row as TableRow
from docx.text.paragraph import Paragraph as WordParagraph

from server.paper.blocks import Align, Block, Drawing, Form, Heading, Line, Paragraph, Table
from server.paper.pdf import FONTS, TEMPLATE
from server.paper.word_page import BODY, FANG, HEI, SMALL, off_grid, write

_SIDES: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_FORM_SHARES: Final = (1, 2.2, 1, 2.2)
_CELL_MARGIN: Final = "60"
_FORM_SIZE: Final = Pt(12)


def draw(word: Word, block: Block, *, width: Length) -> None:
    """Add one block to the end of the document, `width` being that of the text."""
    match block:
        case Heading():
            write(word.add_paragraph(style=f"Heading {block.level}"), block.text)
        case Paragraph():
            body = word.add_paragraph()
            body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            body.paragraph_format.keep_with_next = block.kept or None
            _indent(body)
            write(body, block.text)
        case Line():
            line = word.add_paragraph()
            line.alignment = _SIDES[block.align]
            line.paragraph_format.keep_with_next = True
            write(line, block.text)
        case Table():
            _table(word, block, width)
        case Form():
            _form(word, block, width)
        case Drawing():
            _drawing(word, block, width)


def _indent(paragraph: WordParagraph) -> None:
    """Two characters, told in characters so that WPS keeps them when the size changes."""
    paragraph.paragraph_format.first_line_indent = 2 * BODY
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")  # noqa: SLF001 python-docx counts in points only


def _table(word: Word, block: Table, width: Length) -> None:
    head = word.add_paragraph()
    head.paragraph_format.keep_with_next = True
    head.paragraph_format.space_before = Pt(6)
    head.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    write(head, block.title, font=HEI, size=Pt(12))
    if block.unit:
        write(head, f"\t{block.unit}", size=SMALL)
    table = _ruled(word, len(block.rows) + 1, [column.width for column in block.columns], width)
    _repeat(table.rows[0])
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _shade(cell)
        _fill(cell, column.name, align="center", font=HEI)
    _keep(table.rows if block.whole else table.rows[-2:-1] if block.total else ())
    for row, words in zip(table.rows[1:], block.rows, strict=True):
        font = HEI if block.total and words is block.rows[-1] else FANG
        for cell, column, text in zip(row.cells, block.columns, words, strict=True):
            _fill(cell, text, align=column.align, font=font)
    note = _tight(word.add_paragraph())
    note.paragraph_format.keep_with_next = block.whole or None
    write(note, block.note, size=Pt(9))


def _keep(rows: Iterable[TableRow]) -> None:
    """On the page of the row below them."""
    for row in rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _form(word: Word, block: Form, width: Length) -> None:
    table = _ruled(word, len(block.rows), _FORM_SHARES, width)
    for row, told in zip(table.rows, block.rows, strict=True):
        row.height, row.height_rule = Mm(told.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        cells = row.cells
        if len(told.pairs) == 1:
            cells = (cells[0], cells[1].merge(cells[3]))
        texts = [text for pair in told.pairs for text in pair]
        for place, (cell, text) in enumerate(zip(cells, texts, strict=False)):
            _fill(cell, text, align="left" if place % 2 else "center", font=FANG, size=_FORM_SIZE)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    _tight(word.add_paragraph())


def _drawing(word: Word, block: Drawing, width: Length) -> None:
    picture = _tight(word.add_paragraph())
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.keep_with_next = True
    picture.add_run().add_picture(io.BytesIO(_png(block.svg)), width=width)
    caption = word.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(caption, block.caption, size=SMALL)


def _png(svg: str) -> bytes:
    folder = Path(TEMPLATE).parent
    made: object = typst.compile(
        str(folder / "drawing.typ"),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=200.0,
        sys_inputs={"svg": svg},
    )
    if not isinstance(made, bytes):
        msg = "typst returned no single picture"
        raise TypeError(msg)
    return made


def _ruled(word: Word, rows: int, shares: Sequence[float], width: Length) -> WordTable:
    table: WordTable = word.add_table(rows=rows, cols=len(shares), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tblPr.insert_element_before(_narrow_margins(), "w:tblLook")  # noqa: SLF001 python-docx has no word for it
    widths = [Length(int(width * share / sum(shares))) for share in shares]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    for row in table.rows:
        for cell, wide in zip(row.cells, widths, strict=True):
            cell.width = wide
        _whole(row)
    return table


def _narrow_margins() -> BaseOxmlElement:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        _mark(margins, f"w:{side}", w=_CELL_MARGIN, type="dxa")
    return margins


def _fill(cell: Cell, text: str, *, align: Align, font: str, size: Length = SMALL) -> None:
    paragraph = _tight(cell.paragraphs[0])
    paragraph.alignment = _SIDES[align]
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    write(paragraph, text, font=font, size=size)


def _tight(paragraph: WordParagraph) -> WordParagraph:
    """Off the grid of the page, as close as its own letters."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    off_grid(paragraph._p.get_or_add_pPr())  # noqa: SLF001 python-docx has no word for it
    return paragraph


def _whole(row: TableRow) -> None:
    _mark(row._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001 as above


def _repeat(row: TableRow) -> None:
    _mark(row._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001 as above


def _shade(cell: Cell) -> None:
    _mark(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill="E8EEF7")  # noqa: SLF001 as above


def _mark(parent: BaseOxmlElement, tag: str, **attributes: str) -> None:
    mark = OxmlElement(tag)
    for name, value in attributes.items():
        mark.set(qn(f"w:{name}"), value)
    parent.append(mark)
