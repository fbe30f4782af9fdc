"""What a workbook's own tables of contents say: content types and relationships."""

import posixpath
import re
from html import unescape

from importers.intake.inspection.active import by_type
from importers.intake.refusals import Refused

TYPES = "[content_types].xml"
_BOOKS = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml", "ms-excel.sheet.main+xml")
_OTHERS = (("wordprocessingml", "Word"), ("presentationml", "PowerPoint"), ("sheet.binary", ".xlsb"))
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<]*)")
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def the_types(content: bytes) -> None:
    """Looks through [Content_Types].xml. Raises Refused."""
    said = _text(content)
    by_type(said)
    if any(book in said for book in _BOOKS):
        return
    found = next((name for mark, name in _OTHERS if mark in said), "没有工作簿 (no workbook)")
    raise Refused("not-a-workbook", detail=found)


def relationships(name: str, window: bytes) -> None:
    """Looks through whole elements of a part of relationships. Raises Refused."""
    folder = posixpath.dirname(posixpath.dirname(name.replace("\\", "/")))
    for found in _RELATION.finditer(window):
        pairs = _ATTRIBUTE.findall(unescape(found[1].decode("utf-8", "replace")))
        told = {key: double or single for key, double, single in pairs}
        kind = told.get("Type", "").lower()
        by_type(kind)
        if told.get("TargetMode", "").lower() == "external":
            if not kind.endswith("/hyperlink"):
                raise Refused("active-content", detail="外部引用 (external reference)")
        else:
            _inside(folder, told.get("Target", ""), hyperlink=kind.endswith("/hyperlink"))


def _inside(folder: str, target: str, *, hyperlink: bool) -> None:
    """A target must stay within the archive; a link to a place in the book may say what it likes."""
    target = target.replace("\\", "/")
    if hyperlink or target.startswith("#"):
        return
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    if "://" in target or posixpath.normpath(path).startswith(".."):
        raise Refused("archive-unsafe", detail="指向文件之外的关系 (a relationship leading outside)")


def _text(content: bytes) -> str:
    coding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    return unescape(content.decode(coding, "replace")).lower()
