"""One table of invented data, written by every program at hand and twisted in every way that keeps its meaning."""

import io
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from importers.workbook.writing.book import Book, write
from importers.workbook.writing.looks import Look
from importers.workbook.writing.sheets import Cell, Sheet, Track
from tests.support.findings_books import saved
from tests.support.sheet_files import (
    BOOK,
    MAIN,
    RELATIONS,
    SHEET,
    STRICT,
    STRICT_RELATIONS,
    STRINGS,
    STYLES,
    unzipped,
    zipped,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "workbooks"
Value = str | float | bool | date | time | None
TABLE: list[list[Value]] = [
    ["序号", "机构名称", "就诊日期", "时刻", "金额", "是否", "备注"],
    [1, "示例市第一人民医院", date(2026, 3, 5), datetime(2026, 3, 5, 4, 5, 6), 108.5, True, "首行\n换行 & <号>"],  # noqa: DTZ001
    [2, "示例县㐂医院𠮷", date(1999, 12, 31), datetime(1999, 12, 31, 23, 59, 59), 0.1, False, "  前后空格  "],  # noqa: DTZ001
    [3, None, date(1904, 3, 1), time(3, 4), -12345678.91, True, None],
    [4, "=1+1 不是公式", date(2099, 12, 31), datetime(2026, 8, 3, 12), 0.07, False, "0012345"],  # noqa: DTZ001
    [12345678901, "_x000D_ 写出来的", None, None, 1e-7, None, "末"],
]
TOLD = [
    ("sssssss", ["序号", "机构名称", "就诊日期", "时刻", "金额", "是否", "备注"]),
    ("nsddnbs", ["1", "示例市第一人民医院", "2026-03-05", "2026-03-05 04:05:06", "108.5", "TRUE", "首行\n换行 & <号>"]),
    ("nsddnbs", ["2", "示例县㐂医院𠮷", "1999-12-31", "1999-12-31 23:59:59", "0.1", "FALSE", "  前后空格  "]),
    ("n-ddnb", ["3", "", "1904-03-01", "03:04:00", "-12345678.91", "TRUE"]),
    ("nsddnbs", ["4", "=1+1 不是公式", "2099-12-31", "2026-08-03 12:00:00", "0.07", "FALSE", "0012345"]),
    ("ns--n-s", ["12345678901", "_x000D_ 写出来的", "", "", "0.0000001", "", "末"]),
]


def by_openpyxl(*, since_1904: bool = False) -> bytes:
    made = Workbook()
    if since_1904:
        made.epoch = CALENDAR_MAC_1904
    for number, row in enumerate(TABLE, 1):
        for column, value in enumerate(row, 1):
            cell = made.worksheets[0].cell(number, column)
            cell.value = _escaped(value)
            if isinstance(value, str):
                cell.data_type = "s"
    return saved(made)


def by_xlsxwriter(*, inline: bool = False) -> bytes:
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": inline})
    formats = {
        datetime: made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        date: made.add_format({"num_format": "yyyy-mm-dd"}),
        time: made.add_format({"num_format": "hh:mm:ss"}),
    }
    tab = made.add_worksheet("表")
    for number, row in enumerate(TABLE):
        for column, value in enumerate(row):
            if isinstance(value, str):
                tab.write_string(number, column, value)
            elif isinstance(value, date | time):
                tab.write_datetime(number, column, value, formats[type(value)])
            else:
                tab.write(number, column, value)
    made.close()
    return stream.getvalue()


def by_ourselves() -> bytes:
    rows = [[_ours(value) for value in row] for row in TABLE]
    sheet = Sheet(title="表", tracks=tuple(Track() for _ in TABLE[0]), rows=rows)
    return write(Book(sheets=(sheet,), made=datetime(2026, 3, 5, tzinfo=UTC)))


def _ours(value: Value) -> Cell:
    if isinstance(value, time):
        return Cell(Decimal(value.hour * 60 + value.minute) / 1440, Look(format="hh:mm:ss"))
    return Cell(value)


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def _escaped(value: Value) -> Value:
    return re.sub("_(?=x[0-9A-F]{4}_)", "_x005F_", value) if isinstance(value, str) else value


def strict(content: bytes) -> bytes:
    """As saved by Excel as “Strict Open XML”."""
    swaps = {MAIN: STRICT, RELATIONS: STRICT_RELATIONS}
    parts = unzipped(content)
    for old, new in swaps.items():
        parts = {name: part.replace(old.encode(), new.encode()) for name, part in parts.items()}
    return zipped(parts)


def prefixed(content: bytes) -> bytes:
    """As written by programs over the Open XML SDK: `<x:row>`."""
    parts = unzipped(content)
    for name in (SHEET, STRINGS, STYLES, BOOK):
        part = re.sub(rb"<(/?)(?=[a-zA-Z]+[ />])", rb"<\1x:", parts.get(name, b""))
        parts[name] = part.replace(b'xmlns="', b'xmlns:x="')
    return zipped({name: part for name, part in parts.items() if part})


def in_utf16(content: bytes) -> bytes:
    parts = unzipped(content)
    for name in {SHEET, STRINGS} & set(parts):
        text = re.sub(r"^<\?xml.*?\?>", "", parts[name].decode())
        parts[name] = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
    return zipped(parts)


def with_mark(content: bytes) -> bytes:
    parts = unzipped(content)
    return zipped(parts | {SHEET: b"\xef\xbb\xbf" + parts[SHEET]})


def with_comments(content: bytes) -> bytes:
    """Comments and CDATA that name what they must not end."""
    parts = unzipped(content)
    sheet = parts[SHEET].replace(b'<row r="2"', b'<!-- </row><row r="9"><c><v>1</v></c></row> --><row r="2"')
    sheet = sheet.replace(b'<row r="4"', b'<?pi </row> ?><row r="4"').replace(b"<v>1</v>", b"<v><![CDATA[1]]></v>", 1)
    if STRINGS in parts:
        parts[STRINGS] = parts[STRINGS].replace(b"<si>", b"<!-- <si><t>x</t></si> --><si>", 3)
    return zipped(parts | {SHEET: sheet})


def spread_out(content: bytes) -> bytes:
    """Indented, as some programs write."""
    parts = unzipped(content)
    return zipped(parts | {SHEET: re.sub(rb"(<row|</row>|<c[ >]|<v>|<sheetData>)", rb"\r\n  \1", parts[SHEET])})


def single_quoted(content: bytes) -> bytes:
    parts = unzipped(content)
    return zipped(parts | {SHEET: parts[SHEET].replace(b'"', b"'")})


def without_references(content: bytes) -> bytes:
    """Rows and empty cells all written, so that nothing needs a reference."""
    parts = unzipped(content)
    sheet = re.sub(rb'<(row|c) r="\w+"', rb"<\1", parts[SHEET])
    return zipped(parts | {SHEET: sheet})


def turned_around(content: bytes) -> bytes:
    """Attributes in another order, rows closed with a blank, cells of a row from right to left."""

    def row(found: re.Match[bytes]) -> bytes:
        cells = re.findall(rb"<c [^>]*?/>|<c .*?</c>", found[2], re.DOTALL)
        turned = (re.sub(rb'<c (r="\w+")((?: \w+="\w+")*)', rb"<c\2 \1", cell) for cell in cells)
        return found[1] + b"".join(reversed(list(turned))) + b"</row >"

    parts = unzipped(content)
    return zipped(parts | {SHEET: re.sub(rb"(<row[^>]*>)(.*?)</row>", row, parts[SHEET], flags=re.DOTALL)})


def as_wps(content: bytes) -> bytes:
    """A wrong dimension, backslashes in names, another folder, number formats by ids outside the table."""
    parts = unzipped(content)
    parts[SHEET] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', parts[SHEET])
    parts[STYLES] = re.sub(
        rb'formatCode="yyyy-mm-dd"', b'formatCode="[$-804]yyyy&quot;\xe5\xb9\xb4&quot;m;@"', parts[STYLES]
    )
    moved = {name.replace("xl/", "data/et/").replace("/", "\\"): part for name, part in parts.items()}
    return zipped({name: part.replace(b"xl/", b"data/et/") for name, part in moved.items()})
