"""Page, grid, fonts and page numbers of a Word file, as GB/T 9704-2012 has them.

Fonts are named, not embedded: WPS and Word take the bureau's own or put the nearest in their place.
"""

from typing import Final, Literal

from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.section import _Footer as Footer
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FANG: Final = "仿宋_GB2312"
KAI: Final = "楷体_GB2312"
HEI: Final = "黑体"
SONG: Final = "宋体"
BIAO_SONG: Final = "方正小标宋简体"
BODY: Final = Pt(16)
TITLE: Final = Pt(22)
LINE: Final = Pt(28.95)
SMALL: Final = Pt(10.5)
_TITLE_LINE: Final = Pt(35)
_CLOSER: Final = -5  # twentieths of a point between characters: 28 of 3号 fit on 156 mm
_PORTRAIT: Final = (Mm(37), Mm(26), Mm(35), Mm(28))
_LANDSCAPE: Final = (Mm(28), Mm(37), Mm(26), Mm(35))
_Part = Literal["begin", "separate", "end"]


def prepare(word: Word) -> None:
    """The styles, and the first section with its page numbers, of an empty Word document."""
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(_CLOSER))
    normal = _style(word, "Normal", font=FANG, size=BODY)
    normal.element.get_or_add_rPr().insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    for level, font in ((1, HEI), (2, KAI)):
        style = _style(word, f"Heading {level}", font=font, size=BODY)
        style.paragraph_format.first_line_indent = 2 * BODY
        style.paragraph_format.keep_with_next = True
    title = _style(word, "Title", font=BIAO_SONG, size=TITLE)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = _TITLE_LINE
    off_grid(title.element.get_or_add_pPr())
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    word.settings.odd_and_even_pages_header_footer = True
    _newest_layout(word)
    lay_out(word.sections[0], landscape=False)


def another(word: Word, *, landscape: bool) -> None:
    """A new page and section."""
    lay_out(word.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)


def lay_out(section: Section, *, landscape: bool) -> None:
    """A4 with 版心 of 156 × 225 mm; upright, it has a grid of 22 lines."""
    wide, high = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (high, wide) if landscape else (wide, high)
    edges = _LANDSCAPE if landscape else _PORTRAIT
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = edges
    section.footer_distance = Length(edges[2] - Mm(12))
    for grid in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 python-docx has no word for the grid
        section._sectPr.remove(grid)  # noqa: SLF001 as above
    if not landscape:
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(int(LINE.twips)))
        section._sectPr.append(grid)  # noqa: SLF001 as above


def number_pages(section: Section, *, mark: str) -> None:
    """“— 1 —” in 4号 at the outer edge, `mark` small beneath it."""
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _foot(footer, side, mark)


def _foot(footer: Footer, side: WD_ALIGN_PARAGRAPH, mark: str) -> None:
    number = footer.paragraphs[0]
    number.alignment = side
    number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(14)
    write(number, "— ", font=SONG, size=Pt(14))
    for part in ("begin", "separate", "end"):
        _field(write(number, "", font=SONG, size=Pt(14)), part)
    write(number, " —", font=SONG, size=Pt(14))
    if mark:
        beneath = footer.add_paragraph()
        beneath.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(beneath, mark, font=FANG, size=Pt(9))


def _field(run: Run, part: _Part) -> None:
    """One of the three runs of a PAGE field."""
    if part == "separate":
        words = OxmlElement("w:instrText")
        words.set(qn("xml:space"), "preserve")
        words.text = " PAGE "
        run._r.append(words)  # noqa: SLF001 python-docx has no word for a field
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), part)
    run._r.append(mark)  # noqa: SLF001 as above
    if part == "separate":
        shown = OxmlElement("w:t")
        shown.text = "1"
        run._r.append(shown)  # noqa: SLF001 as above


def off_grid(properties: BaseOxmlElement) -> None:
    """Let a paragraph or style stand off the page's grid of lines."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")


def write(paragraph: Paragraph, text: str, *, font: str = "", size: Length | None = None) -> Run:
    """Text at the end of a paragraph; what XML cannot hold becomes a space."""
    run = paragraph.add_run("".join(char if char.isprintable() or char in "\n\t　" else " " for char in text))
    if font:
        run.font.name = font
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 python-docx knows Latin only
    if size is not None:
        run.font.size = size
    return run


def _style(word: Word, name: str, *, font: str, size: Length) -> ParagraphStyle:
    style = word.styles[name]
    if not isinstance(style, ParagraphStyle) or style.type != WD_STYLE_TYPE.PARAGRAPH:
        raise TypeError(name)
    style.font.name, style.font.size, style.font.bold = font, size, False
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [key for key in fonts.attrib if "heme" in key]:
        del fonts.attrib[attribute]
    for script in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), font)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.widow_control = False
    return style


def _newest_layout(word: Word) -> None:
    """The layout of today's Word, not that of the template's year; Chinese for the proofing."""
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
