"""What stands before and after the rows of an .xlsx sheet: the announced height, where rows begin, merged ranges."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from importers.intake.limits import Limits
from importers.intake.readers.rows import area_of
from importers.intake.readers.xml_text import Reader, drained
from importers.intake.refusals import Refused

_BEGIN = re.compile(rb"<(?:([A-Za-z_]\w{0,19}):)?sheetData>")
LONGEST = 8 << 20  # bytes without the mark that is looked for: expat's turn
ROWS = ["worksheet", "sheetData"]
_HEIGHT = re.compile(rb'<(?:\w+:)?dimension\s+ref="[A-Z]+\d+:[A-Z]+(\d{1,7})"')
Area = tuple[int, int, int, int]


def announced(start: bytes) -> int:
    """Rows by `<dimension>`, 0 when it says nothing. Many programs write it wrong."""
    found = _HEIGHT.search(start)
    return int(found.group(1)) if found else 0


@dataclass(frozen=True, slots=True)
class Marks:
    """How this sheet writes its tags: some programs put a prefix before each (`<x:row>`)."""

    prefix: str = ""

    def end(self, name: str) -> bytes:
        """The end tag without its `>`."""
        return f"</{self.prefix and self.prefix + ':'}{name}".encode()

    def bare(self, text: str) -> str | None:
        """The text without prefixes; None when not every tag has it."""
        if not self.prefix:
            return text
        begin, end = f"<{self.prefix}:", f"</{self.prefix}:"
        if text.count("<") != text.count(begin) + text.count(end):
            return None
        return text.replace(end, "</").replace(begin, "<")

    def dressed(self, text: str) -> bytes:
        """The text as it was."""
        return (re.sub("<(/?)", rf"<\1{self.prefix}:", text) if self.prefix else text).encode()


def head(stream: Iterator[bytes], reader: Reader) -> tuple[bytes, Marks | None]:
    """Feeds the reader up to where the rows begin; what was read beyond, and marks if rows may be cut at end tags."""
    seen = b""
    found = None
    for chunk in stream:
        seen += chunk
        found = _BEGIN.search(seen)
        if found or len(seen) > LONGEST:
            break
    if not found:
        return seen, None
    before, rest = seen[: found.end()], seen[found.end() :]
    reader.feed(before)
    prefix = (found[1] or b"").decode()
    usual = reader.path == ROWS and reader.ordinary(before) and reader.prefixed == bool(prefix)
    return rest, Marks(prefix) if usual else None


def merges(chunks: Callable[[], Iterable[bytes]], part: str, limits: Limits) -> list[Area]:
    """Merged ranges of more than one cell, from 0. Passes over the rows unread where it can. Raises Refused."""
    reader = _Merges(part, limits)
    stream = iter(chunks())
    rest, marks = head(stream, reader)
    if marks:
        rest = _behind_rows(rest, stream, marks.end("sheetData"))
    try:
        reader.feed(rest)
        drained(reader, stream)
    except Refused:
        if not marks or reader.too_many:
            raise
        reader = _Merges(part, limits)  # the rows' end was named inside them: read it all
        drained(reader, chunks())
    return reader.found


def _behind_rows(rest: bytes, stream: Iterator[bytes], mark: bytes) -> bytes:
    at = rest.find(mark)
    while at < 0:
        chunk = next(stream, None)
        if chunk is None:
            return b""
        rest = rest[-len(mark) :] + chunk
        at = rest.find(mark)
    return rest[at:]


class _Merges(Reader):
    """Refuses more ranges than rows are allowed, and more area than the limit, before either costs memory."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part)
        self.found: list[Area] = []
        self.too_many = False
        self._limits = limits
        self._area = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "mergeCell" or self.path[-1:] != ["mergeCells"]:
            return
        top, left, bottom, right = area = area_of(attributes.get("ref", ""))
        size = (bottom - top + 1) * (right - left + 1)
        self._area += size
        if size > 1:
            self.found.append(area)
        if self._area > self._limits.merged_cells or len(self.found) > self._limits.rows:
            self.too_many = True
            most = self._limits.merged_cells
            raise Refused("too-many-cells", detail=f"合并单元格超过 {most} 格 (merged cells)")
