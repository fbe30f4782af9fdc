"""Old .xls and .et files, good and bad: a small writer of OLE2 and BIFF8."""

import struct
from collections.abc import Callable, Mapping
from datetime import date, datetime

from tests.support.hazards import Base, Hazard, clean, refused

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_EPOCH = date(1899, 12, 30)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file of streams side by side, each padded beyond the size that would be kept elsewhere."""
    padded = {name: data.ljust(4_096, b"\0") for name, data in streams.items()}
    table, body = [_TABLE], b""
    begins = {}
    for name, data in padded.items():
        begins[name] = len(table)
        body += data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0")
        table += [*range(len(table) + 1, len(table) + -(-len(data) // _SECTOR)), _END]
    directory = len(table)
    entries = [_entry("Root Entry", 5, child=1 if padded else _FREE)]
    for place, (name, data) in enumerate(padded.items(), 1):
        right = place + 1 if place < len(padded) else _FREE
        entries.append(_entry(name, 2, right=right, start=begins[name], size=len(data)))
    listing = b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    table += [*range(directory + 1, directory + len(listing) // _SECTOR), _END]
    assert len(table) <= 128, "one sector of table is all this writer knows"
    table += [_FREE] * (128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4_096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + struct.pack("<128I", *table) + body + listing


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int = _END, size: int = 0) -> bytes:
    coded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", coded, len(coded) + 2, kind, 1, _FREE, right, child, b"", 0, 0, 0, start, size
    )


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def workbook(base: Base, *, sheet_type: int = 0, extra: bytes = b"") -> bytes:
    """The detail sheet as BIFF8: text and numbers, dates as text."""
    name = "明细".encode("utf-16-le")
    bof = struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6)
    bound = struct.pack("<BBBB", 0, sheet_type, len(name) // 2, 1) + name
    xf = _record(0x00E0, bytes(20))
    before = _record(0x0809, bof) + _record(0x0042, struct.pack("<H", 1200)) + extra + xf
    place = len(before) + 4 + 4 + len(bound) + 4
    book = before + _record(0x0085, struct.pack("<I", place) + bound) + _record(0x000A)
    rows = base.grid
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0))
    for number, row in enumerate(rows):
        sheet += b"".join(_cell(number, column, value) for column, value in enumerate(row) if value is not None)
    return book + sheet + _record(0x000A)


def _cell(row: int, column: int, value: object) -> bytes:
    if isinstance(value, int | float):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    text = value.date().isoformat() if isinstance(value, datetime) else str(value)
    coded = text.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(coded) // 2, 1) + coded)


def _xls(change: Callable[[bytearray], None] | None = None, **streams: bytes) -> Callable[[Base], bytes]:
    def make(base: Base) -> bytes:
        made = bytearray(compound({"Workbook": workbook(base), **streams}))
        if change:
            change(made)
        return bytes(made)

    return make


def _looping(made: bytearray) -> None:
    """The directory's only stream says that the next one is itself."""
    begin = made.find("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", made, begin + 0x48, 1)


def _chain_loop(made: bytearray) -> None:
    """The first sector of the stream follows itself."""
    struct.pack_into("<I", made, _SECTOR + 4, 1)


def _too_long(made: bytearray) -> None:
    begin = made.find("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", made, begin + 0x78, 0x7FFFFFFF)


def _past_end(made: bytearray) -> None:
    struct.pack_into("<I", made, _SECTOR + 4, 0x00FFFFFF)


def _book(**said: object) -> Callable[[Base], bytes]:
    return lambda base: compound({"Workbook": workbook(base, **said)})  # type: ignore[arg-type]


_LINK = _record(0x01AE, struct.pack("<HHB", 1, 8, 0) + b"\x01\x02a.xls  ")
BINARY: tuple[Hazard, ...] = (
    clean("xls", _xls(), "明细.xls"),
    clean("et", _xls(ETExtData=b"WPS"), "明细.et"),
    clean("et-as-xlsx", lambda base: base.book(method=8), "新.et"),
    refused("xls-encrypted", "file-password", _book(extra=_record(0x002F, bytes(54))), "b1.xls"),
    refused(
        "xlsx-with-password",
        "file-password",
        lambda _: compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        "b2.xlsx",
    ),
    refused("xlsx-with-password-as-xls", "file-password", lambda _: compound({"EncryptedPackage": b"x"}), "b3.xls"),
    refused("directory-loop", "archive-broken", _xls(_looping), "b4.xls"),
    refused("chain-loop", "archive-broken", _xls(_chain_loop), "b5.xls"),
    refused("bad-size", "archive-broken", _xls(_too_long), "b6.xls"),
    refused("sector-past-the-end", "archive-broken", _xls(_past_end), "b7.xls"),
    refused("five-bytes", "archive-broken", lambda _: b"\xd0\xcf\x11\xe0\xa1", "b8.xls"),
    refused("xls-vba", "active-content", _xls(_VBA_PROJECT_CUR=b"x"), "b9.xls"),
    refused("xls-xlm", "active-content", _book(sheet_type=1), "b10.xls"),
    refused("xls-link", "active-content", _book(extra=_LINK), "b11.xls"),
    refused("xls-embedding", "active-content", _xls(MBD0001A2B3=b"x"), "b12.xls"),
    refused("doc-named-xls", "not-a-workbook", lambda _: compound({"WordDocument": b"x"}), "b13.xls"),
    refused("xls-named-xlsx", "file-renamed", _xls(Other=b"x"), "b14.xlsx"),
    refused("xlsx-named-xls", "file-renamed", lambda base: base.book({"docProps/b.xml": b"<b/>"}), "b15.xls"),
    refused("xls-truncated", "archive-broken", lambda base: _xls()(base)[:2_000], "b16.xls"),
    refused(
        "records-past-the-end",
        "archive-broken workbook-unreadable",
        _book(extra=struct.pack("<HH", 0x3C, 0xFFFF)),
        "b17.xls",
    ),
)
