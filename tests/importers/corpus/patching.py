"""A workbook's parts changed after it was saved: what other programs write and openpyxl does not."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

from tests.support.findings_books import findings_book, rows_of

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
_TRANSITIONAL = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}
_DAYS_OF_1904 = 1462


def patched(content: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """Each named part through its function; a part that is not there yet starts empty."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            change = changes.get(entry.filename)
            new.writestr(entry.filename, change(data.decode()) if change else data)
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name](""))
    return made.getvalue()


def small_dimension(content: bytes) -> bytes:
    """As WPS often saves it."""
    return patched(content, {SHEET: lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:A1"', xml)})


def odd_formats(content: bytes, number: int) -> bytes:
    """Every date format becomes a number that the file does not define (WPS: 31, 57, 58)."""

    def changed(xml: str) -> str:
        bare = re.sub(r"<numFmts.*?</numFmts>", "", xml)
        return bare.replace('<xf numFmtId="164"', f'<xf numFmtId="{number}"')

    return patched(content, {STYLES: changed})


def strict(content: bytes) -> bytes:
    """Saved as “Strict Open XML Spreadsheet”."""

    def converted(xml: str) -> str:
        for old, new in _TRANSITIONAL.items():
            xml = xml.replace(old, new)
        return xml

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    changes: dict[str, Callable[[str], str]] = dict.fromkeys(parts, converted)
    changes[BOOK] = lambda xml: converted(xml).replace("<workbook ", '<workbook conformance="strict" ', 1)
    return patched(content, changes)


def since_1904(content: bytes) -> bytes:
    """The Mac's calendar: the same days, counted from 1904."""

    def shifted(xml: str) -> str:
        def earlier(cell: re.Match[str]) -> str:
            return f"{cell[1]}{int(cell[2]) - _DAYS_OF_1904}{cell[3]}"

        return re.sub(r'(<c r="[A-Z]+\d+" s="\d+" t="n"><v>)(4\d{4})(</v>)', earlier, xml)

    def marked(xml: str) -> str:
        return re.sub(r"<workbookPr[^>]*/>", '<workbookPr date1904="1"/>', xml)

    return patched(content, {SHEET: shifted, BOOK: marked})


def iso_dates(content: bytes) -> bytes:
    """Dates as text of type d, the way Strict files may hold them."""

    def spelled(xml: str) -> str:
        def iso(cell: re.Match[str]) -> str:
            day = date.fromordinal(date(1899, 12, 30).toordinal() + int(cell[2]))
            return f'{cell[1]} t="d"><v>{day.isoformat()}{cell[3]}'

        return re.sub(r'(<c r="[A-Z]+\d+" s="\d+") t="n"><v>(4\d{4})(</v>)', iso, xml)

    return patched(content, {SHEET: spelled})


def good(rows: int = 3) -> bytes:
    return findings_book(rows_of(rows))
