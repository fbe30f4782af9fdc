"""Hazards of the XML inside a workbook."""

import re
from collections.abc import Callable

from tests.support.hazards import Base, Hazard, clean, issues, refused

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def _declares(doctype: str) -> Callable[[Base], bytes]:
    return lambda base: base.book({base.sheet: f"<!DOCTYPE x {doctype}>".encode() + base.parts[base.sheet]})


def _recoded(coding: str, declared: str) -> Callable[[Base], bytes]:
    def make(base: Base) -> bytes:
        return base.book(
            {base.sheet: f'<?xml version="1.0" encoding="{declared}"?>{base.xml}'.encode(coding, "replace")}
        )

    return make


def _deep(base: Base) -> bytes:
    return base.edited(("</sheetData>", "</sheetData>" + "<extLst>" * 200 + "</extLst>" * 200))


def _prefixed(base: Base) -> bytes:
    xml = re.sub(r"<(/?)(\w+)", r"<\1x:\2", base.xml)
    return base.book({base.sheet: xml.replace(" xmlns=", " xmlns:x=", 1).encode()})


def _strict(base: Base) -> bytes:
    parts: dict[str, bytes | None] = {}
    for name, data in base.parts.items():
        for old, new in _STRICT if name.endswith((".xml", ".rels")) else ():
            data = data.replace(old.encode(), new.encode())  # noqa: PLW2901 the same part, further changed
        parts[name] = data
    return base.book(parts)


def _inside(text: str) -> Callable[[Base], bytes]:
    return lambda base: base.cell("vola_cont", f"<is><t>{text}</t></is>")


XML: tuple[Hazard, ...] = (
    refused("billion-laughs", "xml-entities", _declares(f'[<!ENTITY l0 "ha">{_LAUGHS}]')),
    refused("quadratic-blowup", "xml-entities", _declares(f'[<!ENTITY a "{"a" * 50_000}">]')),
    refused("xxe", "xml-entities", _declares('[<!ENTITY x SYSTEM "file:///etc/passwd">]')),
    refused("external-dtd", "xml-entities", _declares('SYSTEM "http://127.0.0.1/x.dtd"')),
    refused(
        "doctype-in-utf-16",
        "xml-entities",
        lambda base: base.book({base.sheet: f"\ufeff<!DOCTYPE x>{base.xml}".encode("utf-16-le")}),
    ),
    refused("deep-nesting", "xml-excessive", _deep),
    refused(
        "huge-attribute", "xml-excessive", lambda base: base.edited(("<sheetData>", f'<sheetData a="{"x" * 400_000}">'))
    ),
    clean("utf-16", _recoded("utf-16", "UTF-16")),
    refused("gbk-declared", "workbook-unreadable", _recoded("gb18030", "GBK")),
    refused("utf-7-declared", "workbook-unreadable", _recoded("utf-8", "UTF-7")),
    refused("raw-control-character", "workbook-unreadable", _inside("一\x01二")),
    refused("control-character-reference", "workbook-unreadable", _inside("一&#1;二")),
    refused("unclosed", "workbook-unreadable", lambda base: base.edited(("</row>", ""))),
    refused("cut-short", "workbook-unreadable", lambda base: base.edited(("</worksheet>", ""))),
    clean("prefixed-namespaces", _prefixed),
    clean("strict", _strict),
    clean("byte-order-mark", lambda base: base.book({base.sheet: b"\xef\xbb\xbf" + base.parts[base.sheet]})),
    clean("escaped-characters", _inside("医嘱二级护理_x000D_按一级护理计费6日")),
    issues("escaped-nul", lambda base: base.cell("vola_type", "<is><t>_x0000_</t></is>")),
)
