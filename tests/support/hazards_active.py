"""Workbooks that would do something."""

from collections.abc import Callable

from tests.support.hazards import Base, Hazard, refused

_ACTIVE = "active-content"
_LINK = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
_DDE = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'


def _part(name: str, kind: str, relation: str, data: bytes = b"<x/>") -> Callable[[Base], bytes]:
    return lambda base: base.with_part(name, data, kind, relation)


def _formula(said: str) -> Callable[[Base], bytes]:
    """Calculated and saved: the cell shows an amount like any other."""
    return lambda base: base.cell("vola_amt", f"<f>{said}</f><v>108</v>", kind="")


def _macro_type(base: Base) -> bytes:
    types = base.parts["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    return base.book({"[Content_Types].xml": types})


def _named(name: str) -> Callable[[Base], bytes]:
    """A plain workbook, but for its name; no two of them the same bytes."""
    return lambda base: base.book({"docProps/named.xml": f"<{name}/>".encode()})


ACTIVE: tuple[Hazard, ...] = (
    refused("vba", _ACTIVE, _part("xl/vbaProject.bin", "application/vnd.ms-office.vbaProject", "vbaProject")),
    refused("vba-renamed", _ACTIVE, _part("xl/data.bin", "application/vnd.ms-office.vbaProject", "vbaProject")),
    refused(
        "ole-by-its-bytes",
        _ACTIVE,
        lambda base: base.book({"xl/media/a.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)}),
    ),
    refused("macro-enabled-renamed", _ACTIVE, _macro_type),
    refused(
        "xlm", _ACTIVE, _part("xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml", "xlMacrosheet")
    ),
    refused("dde", _ACTIVE, _part("xl/links/l1.xml", _LINK, "externalLink", _DDE)),
    refused("dde-formula", _ACTIVE, _formula("cmd|'/C calc'!A0")),
    refused("dde-formula-quoted", _ACTIVE, _formula("1+'cmd'|'/C calc'!'A0'")),
    refused("dde-formula-escaped", _ACTIVE, _formula("cmd&#124;'/C calc'!A0")),
    refused("dde-formula-in-cdata", _ACTIVE, _formula("<![CDATA[cmd|'/C calc'!A0]]>")),
    refused("external-link", _ACTIVE, _part("xl/externalLinks/externalLink1.xml", _LINK, "externalLink")),
    refused("ole-object", _ACTIVE, _part("xl/embeddings/oleObject1.bin", "application/octet-stream", "oleObject")),
    refused("activex", _ACTIVE, _part("xl/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml", "control")),
    refused(
        "data-connection",
        _ACTIVE,
        _part(
            "xl/connections.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml",
            "connections",
        ),
    ),
    refused("xlsm", "file-macro-type", _named("xlsm"), "a.xlsm"),
    refused("xlsb", "file-macro-type", _named("xlsb"), "a.xlsb"),
    refused("xltm", "file-macro-type", _named("xltm"), "a.xltm"),
    refused("xlam", "file-macro-type", _named("xlam"), "a.xlam"),
)
