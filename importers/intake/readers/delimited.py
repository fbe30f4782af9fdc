"""A .csv in any coding offices write: UTF-8, GB18030, UTF-16 with a mark; comma, tab or semicolon by its first line."""

import codecs
import csv
import io
from collections.abc import Iterator

from importers.intake.cells import CellRow
from importers.intake.limits import Limits
from importers.intake.readers.rows import Meter
from importers.intake.refusals import Refused

_CHUNK = 1 << 18
_CERTAIN = 12  # bytes of valid UTF-8 beyond ASCII that no GB18030 text begins with


class Table:
    """One table; nothing but the bytes is kept. Raises Refused for a coding nobody can read."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.content = content
        self.coding = _coding(content)
        self.height = content.count(b"\n")
        self.meter = Meter(limits)

    def rows(self) -> Iterator[CellRow]:
        count = self.meter.begin("CSV")
        with self._text() as lines:
            first = lines.readline()
            separator = max(",\t;", key=first.count)
            lines.seek(0)
            try:
                for number, texts in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
                    kinds = "".join(["s" if text else "-" for text in texts]).rstrip("-")
                    if kinds:
                        count.take(len(kinds) - kinds.count("-"), len(kinds))
                        yield CellRow(number, kinds, texts[: len(kinds)])
            except csv.Error as problem:
                raise Refused("csv-broken", detail=str(problem)) from None
        count.done()

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self.content), encoding=self.coding, newline="")


def _coding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings = ["utf-16"]
    elif _starts_as_utf8(content):
        codings = ["utf-8-sig"]  # a later byte that is none is a mixture, not GB18030
    else:
        codings = ["utf-8-sig", "gb18030"]
    for coding in codings:
        if _readable(content, coding):
            return coding
    raise Refused("csv-encoding")


def _starts_as_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError as problem:
        return len(content[: problem.start].translate(None, bytes(range(128)))) >= _CERTAIN
    return True


def _readable(content: bytes, coding: str) -> bool:
    """Whether all of it decodes and holds no NUL."""
    decoder = codecs.getincrementaldecoder(coding)()
    try:
        for at in range(0, len(content), _CHUNK):
            if "\0" in decoder.decode(content[at : at + _CHUNK]):
                return False
        return "\0" not in decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
