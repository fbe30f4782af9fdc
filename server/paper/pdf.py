"""A document set by typst as PDF/A-2b in the layout of 公文 (GB/T 9704-2012).

Fonts: Noto Serif SC and Noto Sans SC from the font package, before them a bureau's own licensed 仿宋, 楷体,
黑体 and 小标宋 where HENGJIAN_REPORT_FONT_DIR holds them. System fonts are left out, so that every machine
sets the same bytes.
"""

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import msgspec
import pylopdf_fonts_zh_cn
import typst

from server.paper.blocks import Document, closed
from vendors.errors import Conflict
from vendors.periods import SHANGHAI

TEMPLATE = Path(str(files("server.paper"))) / "layout" / "paper.typ"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+)"` could not be displayed')


class Unprintable(Conflict):
    """No font at hand has a character of the report (生僻字, emoji)."""

    def __init__(self, text: str) -> None:
        named = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in dict.fromkeys(text))
        zh = (
            f"文书中的字符 {named} 在现有字体中没有字形，无法生成 PDF。"
            "请在 HENGJIAN_REPORT_FONT_DIR 中放入含该字的字体，或修改原始数据。"
        )
        en = (
            f"No font has the paper's character {named}; the PDF cannot be made. "
            "Put a font that has it into HENGJIAN_REPORT_FONT_DIR, or change the data."
        )
        super().__init__(zh, en)


def render(document: Document, *, font_folder: str = "") -> bytes:
    """The PDF. The same document gives the same bytes. Raises Unprintable, naming the character."""
    try:
        return _compile(paper(document), font_folder, int(document.made.timestamp()))
    except typst.TypstError as broken:
        found = _NO_GLYPH.search(str(broken))
        if found is None:
            raise
        raise Unprintable(found["text"]) from broken


def paper(document: Document) -> str:
    """What the template reads: JSON, with the moment in Shanghai as its parts."""
    local = document.made.astimezone(SHANGHAI)
    whole = replace(document, blocks=closed(document))
    return msgspec.json.encode(msgspec.to_builtins(whole) | {"made": local.timetuple()[:6]}).decode()


def _compile(content: str, font_folder: str, timestamp: int) -> bytes:
    made: object = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[*([font_folder] if font_folder else []), str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="a-2b",
        sys_inputs={"paper": content},
        timestamp=timestamp,
    )
    if not isinstance(made, bytes):
        msg = "typst returned no single PDF"
        raise TypeError(msg)
    return made
