"""The child that writes an annotated copy: lines of JSON in, an .xlsx out; it holds neither rows nor file.

Lines: the orders · one per issue, worst first · one per row, sheet by sheet · `"end"`. The lines after the orders come
as PostgreSQL's COPY sends text: its doubled backslashes are undone here. An input that stops short makes no workbook.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import BinaryIO

import msgspec

from importers.intake.cells import CellRow
from importers.workbook.issues import Issue, Severity
from importers.workbook.writing.annotated import Original, annotated
from vendors.errors import Words

END = b'"end"\n'
_NICE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet to come; see annotated.Original."""

    name: str
    width: int
    header: int
    hidden: bool
    merges: Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`tally` counts the issues by severity; rows name their sheet by its place in `pages`."""

    title: str
    at: datetime
    tally: Mapping[str, int]
    pages: Sequence[Page]


IssueLine = tuple[str, str, str, int | None, str, str, str, str, str, str, str]
"""code, severity, sheet, row, column, header, value, message (zh, en), fix (zh, en)."""
RowLine = tuple[int, int, str, list[str]]
"""Place of the sheet, row number, kinds, texts."""


def copied(source: BinaryIO) -> bytes:
    """The annotated copy of what the lines say. Raises EOFError or msgspec's errors for lines that are cut short."""
    orders = msgspec.json.decode(source.readline(), type=Orders)
    total = sum(orders.tally.values())
    return annotated(
        names=[page.name for page in orders.pages],
        sheets=_originals(source, orders.pages),
        issues=_issues(source, total),
        tally={Severity(name): count for name, count in orders.tally.items()},
        at=orders.at,
        title=orders.title,
    )


def _line(source: BinaryIO) -> bytes:
    line = source.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return line.replace(b"\\\\", b"\\")


def _issues(source: BinaryIO, total: int) -> Iterator[Issue]:
    decoder, known = msgspec.json.Decoder(IssueLine), dict[str, str]()
    for _ in range(total):
        code, severity, sheet, row, column, header, value, zh, en, fix_zh, fix_en = decoder.decode(_line(source))
        yield Issue(
            code=code,
            severity=Severity(severity),
            message=Words(zh, en),
            fix=Words(known.setdefault(fix_zh, fix_zh), fix_en),
            sheet=known.setdefault(sheet, sheet),
            row=row,
            column=known.setdefault(column, column),
            header=header,
            value=value,
        )


def _originals(source: BinaryIO, pages: Sequence[Page]) -> Iterator[Original]:
    for place, lines in groupby(_rows(source), key=lambda line: line[0]):
        page = pages[place]
        rows = (CellRow(number, kinds, texts) for _place, number, kinds, texts in lines)
        yield Original(
            name=page.name, rows=rows, width=page.width, header=page.header, hidden=page.hidden, merges=page.merges
        )


def _rows(source: BinaryIO) -> Iterator[RowLine]:
    decoder = msgspec.json.Decoder(RowLine)
    while (line := _line(source)) != END:
        yield decoder.decode(line)


if __name__ == "__main__":
    os.nice(_NICE)
    sys.stdout.buffer.write(copied(sys.stdin.buffer))
