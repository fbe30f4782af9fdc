"""Workbooks by hand, down to their XML, and what the reader makes of them."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from openpyxl import Workbook as Written

from importers.intake.cells import CellRow
from importers.intake.limits import LIMITS, Limits
from importers.intake.readers.xlsx import Workbook
from tests.support.findings_books import saved

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(rows: str, *, before: str = "", after: str = "", main: str = MAIN) -> str:
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relations(*found: tuple[str, str, str], base: str = RELATIONS) -> str:
    """Each (id, last word of the type, target)."""
    each = (f'<Relationship Id="{key}" Type="{base}/{kind}" Target="{target}"/>' for key, kind, target in found)
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(each)}</Relationships>'


def formats(*codes: str | int) -> str:
    """A styles part: style 0 is General, then one style a number format (a code, or an id of the standard)."""
    written = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(codes) if isinstance(code, str)
    )
    used = "".join(f'<xf numFmtId="{164 + at if isinstance(code, str) else code}"/>' for at, code in enumerate(codes))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{written}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'
    )


def strings(*items: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def parts_of(rows: str, *, strict: bool = False) -> dict[str, str]:
    """The parts of a workbook with one sheet 表 of these rows."""
    main, base = (STRICT, STRICT_RELATIONS) if strict else (MAIN, RELATIONS)
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("r", "officeDocument", BOOK), base=base),
        BOOK: f'<workbook xmlns="{main}" xmlns:r="{base}"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>',
        BOOK_RELATIONS: relations(("r1", "worksheet", "worksheets/sheet1.xml"), base=base),
        SHEET: sheet(rows, main=main),
    }


def hand_made(rows: str = "", **more: str | bytes) -> bytes:
    """A workbook of these rows; `styles`, `strings`, `book`, `sheet` and `relations` replace a part."""
    parts: dict[str, str | bytes] = dict(parts_of(rows))
    found = [("r1", "worksheet", "worksheets/sheet1.xml")]
    if "strings" in more:
        found.append(("r2", "sharedStrings", "sharedStrings.xml"))
    if "styles" in more:
        found.append(("r3", "styles", "styles.xml"))
    parts[BOOK_RELATIONS] = relations(*found)
    places = {"styles": STYLES, "strings": STRINGS, "book": BOOK, "sheet": SHEET, "relations": BOOK_RELATIONS}
    return zipped(parts | {places[name]: part for name, part in more.items()})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def edited(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    parts = unzipped(content)
    assert old in parts[part]
    return zipped(parts | {part: parts[part].replace(old, new)})


def book(*rows: Sequence[object]) -> bytes:
    """Rows through openpyxl."""
    made = Written()
    for row in rows:
        made.worksheets[0].append(list(row))
    return saved(made)


def rows_of(content: bytes, limits: Limits = LIMITS, *, at: int = 0, fast: bool = True) -> Iterator[CellRow]:
    opened = Workbook(content, limits)
    return opened.sheet(opened.contents.tabs[at]).rows(fast=fast)


def read(content: bytes, limits: Limits = LIMITS, *, at: int = 0) -> list[CellRow]:
    """The rows of one sheet; the fast path and expat must agree on them."""
    fast = list(rows_of(content, limits, at=at))
    assert fast == list(rows_of(content, limits, at=at, fast=False))
    return fast


def cells(rows: str, **parts: str | bytes) -> list[tuple[str, str]]:
    """(kind, text) of the only row's cells."""
    (row,) = read(hand_made(rows, **parts))
    return list(zip(row.kinds, row.texts, strict=True))
