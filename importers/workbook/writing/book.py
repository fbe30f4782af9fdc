"""A workbook as a value, and the only place that writes one.

openpyxl writes everything but the rows (styles, rules, comments, charts, print setup); `grid.py` writes the rows.
The same book gives the same bytes: times come from `Book.made`, zip entries carry one fixed date.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.writer.excel import ExcelWriter

from importers.workbook.writing.grid import printable, rows_xml
from importers.workbook.writing.native import Paint, Tab
from importers.workbook.writing.sheets import Sheet, at

_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>.*?</sheetData>", re.DOTALL)
_SIZE = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"  # where sniffers look for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Tabs in order, each written before the next is asked for.

    `made` is the aware time stamped as created and modified; `properties` are custom ones. `locked` keeps the tabs as
    they are (no password): none is added, removed, renamed or moved by a slip.
    """

    sheets: Iterable[Sheet]
    made: datetime
    title: str = ""
    subject: str = ""
    author: str = "衡鉴 Hengjian"
    properties: Mapping[str, str] = field(default_factory=dict)
    locked: bool = False


@dataclass(frozen=True, slots=True)
class _Body:
    rows: IO[bytes]
    size: str


def write(book: Book) -> bytes:
    """The .xlsx file. Reads each sheet's rows once. Raises ValueError for a title no spreadsheet allows."""
    native = Workbook()
    native.remove(native.worksheets[0])
    paint = Paint(native)
    bodies: dict[str, _Body] = {}
    for number, sheet in enumerate(book.sheets, 1):
        tab = Tab.add(native, sheet)
        bodies[f"xl/worksheets/sheet{number}.xml"] = _body(sheet, tab, paint)
    _describe(native, book)
    skeleton = io.BytesIO()
    ExcelWriter(native, zipfile.ZipFile(skeleton, "w")).save()
    return _assemble(skeleton, bodies)


def _body(sheet: Sheet, tab: Tab, paint: Paint) -> _Body:
    rows = tempfile.TemporaryFile()  # noqa: SIM115  closed when the file is assembled
    last = '<row r="1"'
    for row in rows_xml(sheet, paint.number, tab.mark):
        rows.write(row.encode())
        last = row
    height = int(last[len('<row r="') : last.index('"', len('<row r="'))])
    return _Body(rows, f"A1:{at(height, max(len(sheet.tracks), 1) - 1)}")


def _describe(native: Workbook, book: Book) -> None:
    made = book.made.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    known = native.properties
    known.title, known.subject, known.creator = printable(book.title), printable(book.subject), book.author
    known.created = known.modified = made
    if book.locked:
        native.security = WorkbookProtection(lockStructure=True)
    for name, value in book.properties.items():
        native.custom_doc_props.append(StringProperty(name=name, value=printable(value)))  # type: ignore[attr-defined]  # newer than its stubs


def _assemble(skeleton: IO[bytes], bodies: Mapping[str, _Body]) -> bytes:
    """The skeleton's parts, rows put in, every entry dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(skeleton) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in sorted(parts.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with whole.open(entry, "w") as part:
                _pour(parts.read(name), bodies.get(name), part)
    return out.getvalue()


def _pour(content: bytes, body: _Body | None, part: IO[bytes]) -> None:
    if body is None:
        part.write(content)
        return
    head, tail = _ROWS.split(content, maxsplit=1)
    part.write(_SIZE.sub(f'<dimension ref="{body.size}"/>'.encode(), head, count=1) + b"<sheetData>")
    with body.rows as rows:
        rows.seek(0)
        while chunk := rows.read(1 << 20):
            part.write(chunk)
    part.write(b"</sheetData>" + tail)
