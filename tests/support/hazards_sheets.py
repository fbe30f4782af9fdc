"""Hazards of sheets: dimensions, references, merges, hidden things, styles, names, and what a workbook is made of."""

import re
from collections.abc import Callable

from importers.intake.cells import column_index
from tests.support.hazards import Base, Hazard, clean, issues, refused

_BOOK, _STYLES, _TYPES = "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELS = "xl/_rels/workbook.xml.rels"


def _dimension(said: str) -> Callable[[Base], bytes]:
    return lambda base: base.edited((r"<dimension [^>]*/>", said))


def _last(row: str) -> Callable[[Base], bytes]:
    """One more row after the last."""
    return lambda base: base.edited(("</sheetData>", row + "</sheetData>"))


def _merged(area: str) -> Callable[[Base], bytes]:
    def make(base: Base) -> bytes:
        merges = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
        xml, place = base.xml, "</sheetData>"
        if "</mergeCells>" in xml:
            merges, place = f'<mergeCell ref="{area}"/></mergeCells>', "</mergeCells>"
            return base.edited((place, merges))
        return base.edited((place, place + merges))

    return make


def _styled(base: Base, index: int) -> bytes:
    place = f"{base.columns['vola_cont']}{base.row}"
    return base.edited((rf'<c r="{place}"( s="\d+")?', f'<c r="{place}" s="{index}"'))


def _shared(base: Base, index: str) -> bytes:
    return base.cell("vola_cont", f"<v>{index}</v>", kind="s")


def _row_hidden(base: Base) -> bytes:
    return base.edited((f'<row r="{base.row}"', f'<row hidden="1" r="{base.row}"'))


def _sheet_added(
    base: Base, name: str, *, state: str = "visible", first: bool = False, kind: str = "worksheet"
) -> bytes:
    """Another sheet: `kind` worksheet or chartsheet, before the others or after them."""
    part = f"xl/{kind}s/hazard.xml"
    main = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
    inside = "<sheetData/>" if kind == "worksheet" else "<sheetViews/>"
    xml = f'<{kind} xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</{kind}>'
    parts = base.added(part, xml.encode(), main, kind)
    sheet = f'<sheet {_R} name="{name}" sheetId="900" state="{state}" r:id="rHazard"/>'
    mark = "<sheets>" if first else "</sheets>"
    book = base.parts[_BOOK].decode().replace(mark, mark + sheet if first else sheet + mark)
    return base.book({**parts, _BOOK: book.encode()})


def _many_sheets(base: Base) -> bytes:
    many = "".join(f'<sheet {_R} name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1_000, 4_000))
    return base.edited(("</sheets>", many + "</sheets>"), part=_BOOK)


def _moved(base: Base) -> bytes:
    """The workbook itself under another name and folder."""
    book, rels = base.parts[_BOOK], base.parts[_RELS]
    rels = rels.replace(b'Target="worksheets', b'Target="/xl/worksheets').replace(
        b'Target="styles', b'Target="/xl/styles'
    )
    rels = rels.replace(b'Target="theme', b'Target="/xl/theme').replace(b'Target="shared', b'Target="/xl/shared')
    root = base.parts["_rels/.rels"].replace(b"xl/workbook.xml", b"odd/book.part")
    types = base.parts[_TYPES].replace(b"/xl/workbook.xml", b"/odd/book.part")
    return base.book(
        {
            _BOOK: None,
            _RELS: None,
            "odd/book.part": book,
            "odd/_rels/book.part.rels": rels,
            "_rels/.rels": root,
            _TYPES: types,
        }
    )


def _no_references(base: Base) -> bytes:
    """Cells counted from the left. Those the template leaves out stand empty."""

    def row(found: re.Match[str]) -> str:
        cells, at = [], 0
        for letters, rest in re.findall(r'<c r="([A-Z]+)\d+"((?:[^>]*?/>)|(?:.*?</c>))', found[0], flags=re.DOTALL):
            cells += ["<c/>"] * (column_index(letters) - at) + [f"<c{rest}"]
            at = column_index(letters) + 1
        return "<row>" + "".join(cells) + "</row>"

    xml = re.sub(r"<row .*?</row>", row, base.xml, flags=re.DOTALL)
    return base.book({base.sheet: xml.encode()})


def _before(mark: str, part: str, said: str) -> Callable[[Base], bytes]:
    return lambda base: base.edited((mark, said + mark), part=part)


def _validations(base: Base) -> bytes:
    rules = '<dataValidation sqref="A1"/>' * 21_000
    return base.edited(("</worksheet>", f"<dataValidations>{rules}</dataValidations></worksheet>"))


def _names(base: Base) -> bytes:
    names = "".join(f'<definedName name="n{n}">$A$1</definedName>' for n in range(21_000))
    return base.edited(("</sheets>", f"</sheets><definedNames>{names}</definedNames>"), part=_BOOK)


def _no_styles(base: Base) -> bytes:
    rels = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", base.parts[_RELS])
    return base.book({_STYLES: None, _RELS: rels})


SHEETS: tuple[Hazard, ...] = (
    clean("dimension-huge", _dimension('<dimension ref="A1:XFD1048576"/>')),
    clean("dimension-small", _dimension('<dimension ref="A1:A1"/>')),
    clean("dimension-missing", _dimension("")),
    clean("dimension-garbage", _dimension('<dimension ref="&#9731;!!"/>')),
    refused("two-far-corners", "too-many-cells", _last('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    issues("stray-last-row", _last('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    refused("columns-past-xfd", "workbook-unreadable", _last('<row r="90000"><c r="XFE90000"><v>1</v></c></row>')),
    refused("row-zero", "workbook-unreadable", _last('<row r="0"><c r="A0"><v>1</v></c></row>')),
    refused(
        "row-4294967295", "workbook-unreadable", _last('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>')
    ),
    refused("bad-references", "workbook-unreadable", _last('<row r="90000"><c r="1A"><v>1</v></c></row>')),
    clean("no-references", _no_references),
    clean("merged-title", _merged("A1:B1")),
    refused("whole-sheet-merge", "too-many-cells", _merged("A1:XFD1048576")),
    clean("hidden-row", _row_hidden),
    clean("hidden-sheet", lambda base: _sheet_added(base, "藏", state="veryHidden")),
    clean("hidden-first-sheet", lambda base: _sheet_added(base, "藏", state="hidden", first=True)),
    issues("error-cell", lambda base: base.cell("vola_amt", "<v>#N/A</v>", kind="e")),
    issues("formula-without-cache", lambda base: base.cell("vola_amt", "<f>100+8</f>", kind="")),
    clean(
        "shared-formula",
        lambda base: base.cell("vola_amt", '<f t="shared" ref="A1:A2" si="0">100+8</f><v>108</v>', kind=""),
    ),
    refused("shared-string-out-of-range", "workbook-unreadable", lambda base: _shared(base, "99999")),
    refused("shared-string-negative", "workbook-unreadable", lambda base: _shared(base, "-1")),
    clean("style-out-of-range", lambda base: _styled(base, 65_000)),
    clean("no-styles", _no_styles),
    refused("style-bomb", "xml-excessive", _before("</cellXfs>", _STYLES, "<xf/>" * 70_000)),
    refused("name-bomb", "xml-excessive", _names),
    refused("validation-bomb", "xml-excessive", _validations),
    refused(
        "no-sheets",
        "workbook-unreadable workbook-empty",
        lambda b: b.edited(("<sheets>.*</sheets>", "<sheets/>"), part=_BOOK),
    ),
    refused("thousands-of-sheets", "too-many-cells workbook-unreadable", _many_sheets),
    clean("odd-sheet-name", lambda base: _sheet_added(base, "&lt;script&gt;'; DROP &#128512;")),
    refused("dangling-relation", "workbook-unreadable", lambda base: base.book({base.sheet: None})),
    refused(
        "external-relation",
        "active-content",
        lambda b: b.book(b.related("image", "http://127.0.0.1/x.png", outside=True)),
    ),
    refused("traversing-relation", "archive-unsafe", lambda b: b.book(b.related("worksheet", "../../../etc/passwd"))),
    clean("hyperlink-outside", lambda b: b.book(b.related("hyperlink", "https://example.org/", outside=True))),
    clean("chart-sheet-first", lambda base: _sheet_added(base, "图", first=True, kind="chartsheet")),
    clean("odd-workbook-path", _moved),
    refused("no-content-types", "not-a-workbook", lambda base: base.book({_TYPES: None})),
    refused("wrong-content-types", "not-a-workbook", lambda base: base.book({_TYPES: b"<Types/>"})),
    refused("16384-columns", "too-many-cells", _last(f'<row r="90000">{"<c><v>1</v></c>" * 16_384}</row>')),
)
