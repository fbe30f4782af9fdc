"""What a workbook could do rather than say: recognised by the names of its parts, their types and first bytes."""

import re
from html import unescape

from importers.intake.refusals import Refused

_VBA = "宏 (VBA)"
_OLE = "嵌入对象 (OLE embedding)"
_DDE = "公式调用外部程序 (a formula calls a program, DDE)"
_FORMULA = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:f|formula[12]?|definedName)(?:\s[^<>]*)?>([^<]*(?:<[!?][^<]*)*)")
_MARKS = re.compile(rb"<!\[CDATA\[|\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_HOLDERS = (b"<f", b":f", b"definedName")
_QUOTED = re.compile(r""""(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\]""")
_BY_NAME = (
    ("vbaproject", _VBA),
    ("macrosheets/", "宏表 (XLM macro sheet)"),
    ("externallinks/", "外部链接 (external links)"),
    ("xl/connections.xml", "数据连接 (data connections)"),
    ("querytables/", "数据连接 (data connections)"),
    ("embeddings/", _OLE),
    ("activex/", "ActiveX 控件 (ActiveX)"),
    ("oleobject", _OLE),
)
_BY_TYPE = (
    ("macroenabled", "宏 (macro-enabled workbook)"),
    ("vbaproject", _VBA),
    ("macrosheet", "宏表 (XLM macro sheet)"),
    ("externallink", "外部链接 (external links)"),
    ("connections", "数据连接 (data connections)"),
    ("querytable", "数据连接 (data connections)"),
    ("oleobject", _OLE),
    ("activex", "ActiveX 控件 (ActiveX)"),
    ("relationships/control", "ActiveX 控件 (ActiveX)"),
    ("attachedtemplate", "外部模板 (attached template)"),
)


def by_name(name: str) -> None:
    """`name` of a part, lower case. Raises Refused."""
    _seek(name, _BY_NAME)


def by_type(said: str) -> None:
    """Content types or the type of a relationship, lower case. Raises Refused."""
    _seek(said, _BY_TYPE)


def by_start(chunk: bytes) -> None:
    """First bytes of a part. Raises Refused."""
    if chunk.startswith(b"PK\x03\x04"):
        raise Refused("archive-unsafe", detail="嵌套压缩包 (an archive in the archive)")
    if chunk.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refused("active-content", detail=_OLE)


def by_formula(window: bytes) -> None:
    """Formulas of a sheet and names of a book: `cmd|'/C calc'!A0` starts a program (DDE). Raises Refused.

    No operator is written `|`, so one outside texts, names of sheets and columns of tables is such a call.
    """
    if (b"|" not in window and b"&#" not in window) or not any(mark in window for mark in _HOLDERS):
        return
    for found in _FORMULA.finditer(window):
        said = unescape(_MARKS.sub(b"", found[1]).decode("utf-8", "replace"))
        if "|" in said and "|" in _QUOTED.sub("", said):
            raise Refused("active-content", detail=_DDE)


def _seek(text: str, marks: tuple[tuple[str, str], ...]) -> None:
    for mark, words in marks:
        if mark in text:
            raise Refused("active-content", detail=words)
