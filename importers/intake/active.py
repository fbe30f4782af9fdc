"""What a workbook could do rather than say: recognised by the names of its parts, their types and first bytes."""

from importers.intake.refusals import Refused

_VBA = "宏 (VBA)"
_OLE = "嵌入对象 (OLE embedding)"
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


def _seek(text: str, marks: tuple[tuple[str, str], ...]) -> None:
    for mark, words in marks:
        if mark in text:
            raise Refused("active-content", detail=words)
