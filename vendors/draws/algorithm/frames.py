"""The frame (抽样总体) as canonical text: a line a unit, id TAB stratum TAB amount in fen, by id, each with its LF."""

import csv
import gc
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from vendors.errors import Invalid, Words

COLUMNS: Final = ("id", "stratum", "amount_fen")
_CANONICAL: Final = re.compile(r"(?:[^\t\n]*\t[^\t\n]*\t[0-9]+\n)*")
_BREAKS: Final = frozenset("\t\n\r\x00")


class Unit(NamedTuple):
    """What may be drawn. `amount` is its size for draws by amount, in fen (or a weight)."""

    id: str
    stratum: str = ""
    amount: int = 0


def _wrong(zh: str, en: str) -> Invalid:
    return Invalid({"frame": Words(zh, en)})


def canonical(units: Iterable[Unit]) -> str:
    """The text whose SHA-256 is the frame hash. Invalid for a repeated id, a negative amount, a tab or line break."""
    units = sorted(units)
    for unit in units:
        if not unit.id or not _BREAKS.isdisjoint(unit.id + unit.stratum):
            raise _wrong(
                f"编号或分层含制表符、换行或为空：{unit.id!r}", f"An id or stratum is empty or broken: {unit.id!r}"
            )
        if unit.amount < 0:
            raise _wrong(f"金额为负：{unit.id}", f"A negative amount: {unit.id}")
    once(units)
    return "".join([f"{unit.id}\t{unit.stratum}\t{unit.amount}\n" for unit in units])


def once(units: Sequence[Unit]) -> None:
    """Invalid when an id comes twice in a sorted frame."""
    for this, following in pairwise(units):
        if this.id == following.id:
            raise _wrong(f"总体中编号重复：{this.id}", f"An id comes twice in the frame: {this.id}")


def frame_hash(text: str) -> str:
    """SHA-256 of the canonical text, in hex."""
    return sha256(text.encode()).hexdigest()


def parsed(text: str) -> list[Unit]:
    """The units of a canonical text, or of a CSV of the same columns; lines may end in CR LF. Invalid names a line."""
    if _CANONICAL.fullmatch(text):
        cells = text.replace("\n", "\t").split("\t")
        with _uncollected():
            return list(map(Unit, cells[0:-1:3], cells[1::3], map(int, cells[2::3])))
    if "\r\n" in text:
        return parsed(text.replace("\r\n", "\n"))
    lines = text.removesuffix("\n").split("\n")
    rows = [line.split("\t") for line in lines] if "\t" in lines[0] else _rows(text)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(COLUMNS) or not row[2].isdecimal():
            raise _wrong(f"总体第 {number} 行无法读取", f"Line {number} of the frame cannot be read")
    return [Unit(unit, stratum, int(amount)) for unit, stratum, amount in rows]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Units hold no cycles; the collector would walk hundreds of thousands of them again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _rows(text: str) -> list[list[str]]:
    """Rows of a CSV of the same three columns, its header left out; amounts may be missing."""
    rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if row]
    if rows and rows[0][0] == COLUMNS[0]:
        rows = rows[1:]
    return [[*row, *("", "0")[len(row) - 1 :]] for row in rows]


def as_csv(units: Iterable[Unit]) -> str:
    """The same for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(units))
    return out.getvalue()
