"""What the library leaves out of an old .xls (BIFF8): error cells and hidden rows, straight from the records."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_BOUNDSHEET, _BOF, _EOF = 0x0085, 0x0809, 0x000A
_BOOLERR, _FORMULA, _ROW = 0x0205, 0x0006, 0x0208
_HIDDEN = 0x20
_IS_ERROR, _NO_NUMBER = 2, 0xFFFF
_WORKSHEET = 0
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class Oddities:
    """Error texts by (row from 1, column from 0), and the rows that are hidden."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def oddities(stream: bytes) -> list[Oddities]:
    """One for each worksheet in tab order. Raises struct.error or ValueError where records do not hold together."""
    starts = []
    for kind, data in _records(stream, 0):
        if kind == _BOUNDSHEET and data[5] == _WORKSHEET:
            starts.append(struct.unpack_from("<I", data)[0])
    return [_sheet(stream, start) for start in starts]


def _sheet(stream: bytes, start: int) -> Oddities:
    found = Oddities()
    for kind, data in _records(stream, start):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xB", data)
            if flags & _HIDDEN:
                found.hidden.add(row + 1)
        elif kind in {_BOOLERR, _FORMULA}:
            code = _error(kind, data)
            if code is not None:
                row, column = struct.unpack_from("<HH", data)
                found.errors.setdefault(row + 1, {})[column] = _ERRORS.get(code, "#ERROR!")
    return found


def _error(kind: int, data: bytes) -> int | None:
    if kind == _BOOLERR:
        return data[6] if data[7] else None
    number_mark = struct.unpack_from("<H", data, 12)[0]
    return data[8] if number_mark == _NO_NUMBER and data[6] == _IS_ERROR else None


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """From a BOF to its EOF; substreams within (charts) are passed over."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, place)
        place += 4
        if place + length > len(stream):
            raise ValueError
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[place : place + length]
        place += length
