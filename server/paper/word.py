"""A document as Word (.docx), for the bureau to finish in WPS: the same blocks as the PDF, the same layout."""

import io
import zipfile
from datetime import UTC
from typing import Final

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt

from server.paper.blocks import DATE_TO_FILL, Document, closed
from server.paper.word_blocks import draw
from server.paper.word_page import BODY, HEI, KAI, another, number_pages, prepare, write

_UPRIGHT: Final = Mm(156)
_ACROSS: Final = Mm(225)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def render(document: Document) -> bytes:
    """The .docx. The same document gives the same bytes."""
    word = docx.Document()
    prepare(word)
    number_pages(word.sections[0], mark=document.mark)
    _head(word, document)
    for block in closed(document):
        draw(word, block, width=_UPRIGHT)
    if document.bureau:
        _signature(word, document)
    for annex in document.annexes:
        another(word, landscape=annex.landscape)
        write(word.add_paragraph(), annex.title, font=HEI)
        for block in annex.blocks:
            draw(word, block, width=_ACROSS if annex.landscape else _UPRIGHT)
    _date(word, document)
    kept = io.BytesIO()
    word.save(kept)
    return _timeless(kept.getvalue())


def _head(word: Word, document: Document) -> None:
    title = word.add_paragraph(style="Title")
    title.paragraph_format.space_before = BODY
    for place, words in enumerate(document.lines):
        if place:
            title.add_run().add_break()
        write(title, words)
    title.paragraph_format.space_after = BODY
    for text, font, size in (
        *(((document.number, "", BODY),) if document.number else ()),
        *((fact, KAI, Pt(12)) for fact in document.facts),
    ):
        line = word.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(line, text, font=font, size=size)
    word.paragraphs[-1].paragraph_format.space_after = BODY


def _signature(word: Word, document: Document) -> None:
    """Signers beside their lines, the bureau above its empty date, room for the seal around both."""
    if document.signers:
        signers = word.add_paragraph()
        signers.paragraph_format.space_before = Pt(40)
        signers.paragraph_format.keep_with_next = True
        for place in range(1, len(document.signers)):
            signers.paragraph_format.tab_stops.add_tab_stop(Length(_UPRIGHT * place // len(document.signers)))
        write(signers, "\t".join(f"{name}：" for name in document.signers))
    apart = (len(DATE_TO_FILL) - len(document.bureau)) / 2
    for words, aside in ((document.bureau, max(apart, 0)), (DATE_TO_FILL, max(-apart, 0))):
        line = word.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Length(int((4 + aside) * BODY))
        line.paragraph_format.keep_with_next = words == document.bureau
        write(line, words)
    word.paragraphs[-2].paragraph_format.space_before = Pt(58)


def _date(word: Word, document: Document) -> None:
    told, at = word.core_properties, document.made.astimezone(UTC).replace(microsecond=0)
    told.title, told.author, told.last_modified_by = document.title, document.bureau, document.bureau
    told.created = told.modified = at
    told.comments, told.revision, told.language = "", 1, "zh-CN"


def _timeless(content: bytes) -> bytes:
    """The same package with no moment of packing in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as anew:
        for part in packed.infolist():
            entry = zipfile.ZipInfo(part.filename, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            anew.writestr(entry, packed.read(part.filename))
    return made.getvalue()
