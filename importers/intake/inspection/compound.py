"""An old .xls or .et before the reader sees it: its OLE2 directory and the first records of its workbook.

A walk of our own, bounded everywhere by the size of the file: the names of streams and storages tell macros,
passwords and embedded objects; the workbook's first records tell XLM sheets, passwords and outside links.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from importers.intake.refusals import Refused

_FREE = 0xFFFFFFFA  # sector numbers from here on are marks, not places
_NONE = 0xFFFFFFFF
_STREAM, _ROOT = 2, 5
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK, _DCONN = 0x0809, 0x000A, 0x002F, 0x0085, 0x01AE, 0x0876
_XLM_SHEET = 1
_OWN_BOOK, _ADD_IN, _SAME_SHEET = 0x0401, 0x3A01, 1
_BROKEN = (struct.error, IndexError, ValueError, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    type: int
    left: int
    right: int
    child: int
    start: int
    size: int


def inspect(content: bytes) -> None:
    """Raises Refused."""
    try:
        file = _Compound(content)
        for entry in file.entries:
            _by_name(entry.name.lower())
        _records(file.workbook())
    except _BROKEN:
        raise Refused("archive-broken", detail="OLE 结构损坏 (bad OLE2 structure)") from None


def workbook(content: bytes) -> bytes:
    """The workbook's records, for who reads cells out of them. Raises Refused."""
    try:
        return _Compound(content).workbook()
    except _BROKEN:
        raise Refused("archive-broken", detail="OLE 结构损坏 (bad OLE2 structure)") from None


def _by_name(name: str) -> None:
    if name in {"encryptedpackage", "encryptioninfo"}:
        raise Refused("file-password")
    if name in {"worddocument", "powerpoint document"}:
        raise Refused("not-a-workbook", detail="Word 或 PowerPoint 文档 (Word or PowerPoint)")
    if name.startswith("_vba_project") or name in {"vba", "macros"}:
        raise Refused("active-content", detail="宏 (VBA)")
    if name.startswith("mbd") or name in {"objectpool", "\x01ole10native"}:
        raise Refused("active-content", detail="嵌入对象 (OLE embedding)")


def _records(stream: bytes) -> None:
    """The workbook's own records, up to its first end. Raises Refused."""
    for kind, data in _globals(stream):
        if kind == _FILEPASS:
            raise Refused("file-password")
        if kind == _BOUNDSHEET and data[5] == _XLM_SHEET:
            raise Refused("active-content", detail="宏表 (XLM macro sheet)")
        if kind == _SUPBOOK and struct.unpack_from("<H", data, 2)[0] not in {_OWN_BOOK, _ADD_IN, _SAME_SHEET}:
            raise Refused("active-content", detail="外部链接或 DDE (external links or DDE)")
        if kind == _DCONN:
            raise Refused("active-content", detail="数据连接 (data connections)")


def _globals(stream: bytes) -> Iterator[tuple[int, bytes]]:
    if struct.unpack_from("<H", stream)[0] != _BOF:
        raise ValueError
    place = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, place)
        place += 4
        if place + length > len(stream):
            raise ValueError
        if kind == _EOF:
            return
        yield kind, stream[place : place + length]
        place += length


class _Compound:
    """Sectors, chains and the directory. Raises one of _BROKEN where they do not hold together."""

    def __init__(self, content: bytes) -> None:
        shift, mini_shift = struct.unpack_from("<HH", content, 0x1E)
        if (shift, mini_shift) not in {(9, 6), (12, 6)}:
            raise ValueError
        tables, directory, _, self.cutoff, mini_start = struct.unpack_from("<I I I I I", content, 0x2C)
        self.content = content
        self.size = 1 << shift
        self.table = self._table(tables)
        self.entries = self._entries(b"".join(self._sectors(directory)))
        self.minis = _numbers(b"".join(self._sectors(mini_start)))
        self.small = b"".join(self._sectors(self.root.start))

    def workbook(self) -> bytes:
        book = next((entry for entry in self.entries if entry.name.lower() in {"workbook", "book"}), None)
        if book is None or book.type != _STREAM:
            raise Refused("not-a-workbook", detail="没有工作簿 (no workbook)")
        return self.stream(book)

    def stream(self, entry: _Entry) -> bytes:
        if entry.size >= self.cutoff:
            whole = b"".join(self._sectors(entry.start))
        else:
            whole = b"".join(self.small[place << 6 : place + 1 << 6] for place in _chain(self.minis, entry.start))
        if entry.size > len(whole):
            raise ValueError
        return whole[: entry.size]

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self.size
        if begin >= len(self.content):
            raise ValueError
        return self.content[begin : begin + self.size]

    def _sectors(self, start: int) -> Iterator[bytes]:
        return map(self._sector, _chain(self.table, start))

    def _table(self, tables: int) -> tuple[int, ...]:
        """Which sector follows which."""
        places = list(struct.unpack_from("<109I", self.content, 0x4C))
        more, seen = struct.unpack_from("<I", self.content, 0x44)[0], 0
        while more < _FREE:
            further = _numbers(self._sector(more))
            places.extend(further[:-1])
            more = further[-1]
            seen += 1
            if seen * self.size > len(self.content):
                raise ValueError
        used = [place for place in places if place < _FREE][:tables]
        return _numbers(b"".join(map(self._sector, used)))

    def _entries(self, directory: bytes) -> list[_Entry]:
        """What can be reached from the root; a directory that leads back into itself is broken."""
        self.root = _entry(directory, 0)
        if self.root.type != _ROOT:
            raise ValueError
        found, seen, waiting = [], {0, _NONE}, [self.root.child]
        while waiting:
            number = waiting.pop()
            if number == _NONE:
                continue
            if number in seen:
                raise ValueError
            seen.add(number)
            entry = _entry(directory, number)
            found.append(entry)
            waiting += (entry.left, entry.right, entry.child)
        return found


def _entry(directory: bytes, number: int) -> _Entry:
    record = directory[number * 128 : number * 128 + 128]
    length, kind = struct.unpack_from("<HB", record, 0x40)
    left, right, child = struct.unpack_from("<III", record, 0x44)
    start, size = struct.unpack_from("<II", record, 0x74)
    return _Entry(record[: max(0, length - 2)].decode("utf-16-le"), kind, left, right, child, start, size)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _chain(table: tuple[int, ...], start: int) -> Iterator[int]:
    steps = 0
    while start < _FREE:
        yield start
        start = table[start]
        steps += 1
        if steps > len(table):
            raise ValueError
