"""Rows of an .xlsx sheet, streamed: unpacked a MiB at a time, cut at `</row>`, nothing kept but the row at hand.

The common form goes through `shapes.py`; anything else is handed, in place, to the expat parser that read the head of
the sheet and stands where the rows begin. Both give the same rows.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from itertools import chain

from importers.intake.cells import CellRow
from importers.intake.readers.rows import LAST_ROW, Count, row_number
from importers.intake.readers.shapes import Plan, Shapes, attributes_of, split
from importers.intake.readers.sheet_head import LONGEST, Marks, head
from importers.intake.readers.sheet_slow import TRUE, SlowSheet
from importers.intake.readers.strings import plain_text
from importers.intake.readers.values import Values
from importers.intake.readers.xml_text import Unusual

_ROW = re.compile(r"""\s*<row((?:\s+[A-Za-z_][A-Za-z0-9_:.-]*=(?:"[^"<>&]*"|'[^'<>&]*'))*)\s*""")
_NUMBERED = re.compile(r'\s*<row r="([1-9]\d{0,6})"')


def sheet_rows(
    chunks: Iterable[bytes], part: str, values: Values, count: Count, *, fast: bool = True
) -> Iterator[CellRow]:
    """Non-empty rows in order. Raises Refused. `fast=False` reads the same rows with expat alone."""
    slow = SlowSheet(part, values, count.meter.limits.text_bytes)
    stream = iter(chunks)
    rest, marks = head(stream, slow)
    if fast and marks:
        rest = yield from FastRows(slow, values, count, marks).rows(rest, stream)
    for chunk in chain((rest,), stream):
        slow.feed(chunk)
        yield from _taken(slow, count)
    slow.feed(b"", last=True)
    yield from _taken(slow, count)
    count.done()


def _taken(slow: SlowSheet, count: Count) -> Iterator[CellRow]:
    while slow.found:
        row = slow.found.popleft()
        count.take(len(row.kinds) - row.kinds.count("-"), len(row.kinds))
        yield row


class FastRows:
    """`slow.last` is the number of the row before, whoever read it."""

    def __init__(self, slow: SlowSheet, values: Values, count: Count, marks: Marks) -> None:
        self._slow = slow
        self._count = count
        self._marks = marks
        self._shapes = Shapes(values)
        self._hidden: dict[str, bool] = {}
        self._longest = count.meter.limits.text_bytes

    def rows(self, rest: bytes, stream: Iterator[bytes]) -> Generator[CellRow, None, bytes]:
        """Returns the bytes from which on expat must read."""
        mark, after = self._marks.end("row>"), self._marks.end("sheetData")
        for chunk in chain((b"",), stream):
            window = rest + chunk
            end = window.rfind(mark) + len(mark)
            if end < len(mark):
                if len(window) > LONGEST or after in window:
                    return window
                rest = window
                continue
            text = plain_text(window[:end])
            text = None if text is None else self._marks.bare(text)
            if text is None:
                return window
            rest = window[end:]
            left = yield from self._block(text)
            if not self._slow.between_rows:
                return self._marks.dressed(left) + rest
        return rest

    def _block(self, text: str) -> Generator[CellRow, None, str]:
        """Returns what is left of the block when expat does not stand between rows any more."""
        pieces = text.split("</row>")
        pieces.pop()
        take = self._count.take
        for index, piece in enumerate(pieces, 1):
            try:
                row = self._row(piece)
            except Unusual:
                self._slow.feed(self._marks.dressed(f"{piece}</row>"))
                yield from _taken(self._slow, self._count)
                if not self._slow.between_rows:
                    return "</row>".join([*pieces[index:], ""])
                continue
            if row is not None:
                take(len(row.kinds) - row.kinds.count("-"), len(row.kinds))
                yield row
        return ""

    def _row(self, piece: str) -> CellRow | None:
        """Raises Unusual before anything is changed."""
        tag, _, body = piece.partition(">")
        number, hidden = self._opened(tag, self._slow.last)
        while tag[-1:] == "/":
            tag, _, body = body.partition(">")
            number, hidden = self._opened(tag, number)
        if len(body) > self._longest:
            raise Unusual
        parts = split(body)
        plan = self._shapes.plan(parts[::2], number)
        texts = plan.read(parts[1::2], body)
        self._slow.last = number
        return _told(plan, texts, number, hidden=hidden)

    def _opened(self, tag: str, last: int) -> tuple[int, bool]:
        """Number and hiddenness of a row by its tag, which is told without its `>`."""
        found = _NUMBERED.match(tag)
        if found is None:
            return self._opened_otherwise(tag, last)
        number = int(found.group(1))
        if not last < number <= LAST_ROW:
            row_number(found.group(1), last)
        rest = tag[found.end() :].removesuffix("/")
        hidden = self._hidden.get(rest)
        if hidden is None:
            hidden = self._opened_otherwise(f"<row{rest}", last)[1]
            if len(self._hidden) < 1_000:
                self._hidden[rest] = hidden
        return number, hidden

    @staticmethod
    def _opened_otherwise(tag: str, last: int) -> tuple[int, bool]:
        found = _ROW.fullmatch(tag.removesuffix("/"))
        if found is None:
            raise Unusual
        attributes = attributes_of(found.group(1))
        return row_number(attributes.get("r", str(last + 1)), last), attributes.get("hidden") in TRUE


def _told(plan: Plan, texts: list[str], number: int, *, hidden: bool) -> CellRow | None:
    kinds = plan.kinds
    if texts.count("") == plan.blank:
        return CellRow(number, kinds, texts, hidden) if kinds else None
    kinds = "".join(["-" if kind == "s" and not text else kind for kind, text in zip(kinds, texts, strict=True)])
    kinds = kinds.rstrip("-")
    return CellRow(number, kinds, texts[: len(kinds)], hidden) if kinds else None
