"""What an XML part holds, looked for while it streams past; it is neither parsed nor kept.

The parser behind us is streaming too, so a limit here saves its time and says the reason in plain words. Every
search runs over whole elements: a window ends before its last `<`.
"""

import codecs
import re

from importers.intake.cells import column_index
from importers.intake.inspection.active import by_formula
from importers.intake.inspection.contents import relationships
from importers.intake.limits import Limits
from importers.intake.refusals import Refused

_HEAD = 1024
_LONG = 2_000  # bytes of a string that is long
_EXACT = 1 << 20  # bytes of a part whose depth is counted tag by tag
_BOM = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)""")
_KNOWN = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"utf-16"})
_UTF16 = {b"\xff\xfe": "utf-16-le", b"<\0": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\0<": "utf-16-be"}
_MERGE = re.compile(rb"""mergeCell\s[^<]*?ref\s*=\s*["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})""")


def is_markup(chunk: bytes) -> bool:
    """By its first bytes: a part may have any name."""
    return chunk[:2] in _UTF16 or chunk[:_HEAD].removeprefix(_BOM).lstrip().startswith(b"<")


class Markup:
    """One part on its way past: `feed` its chunks, then `close`. Both raise Refused."""

    def __init__(self, name: str, size: int, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.relations = name.lower().endswith(".rels")
        self.foreign = name.lower().startswith("customxml/")  # other people's data, never read
        self.exact = size <= _EXACT and not self.foreign
        self.decoder: codecs.IncrementalDecoder | None = None
        self.carried = b""
        self.begun = False
        self.styles = self.shared = self.wordy = False
        self.depth = self.rows = self.merged = self.validations = self.names = self.formats = 0

    def feed(self, chunk: bytes) -> None:
        if not self.begun:
            self._begin(chunk)
        if self.decoder is not None:
            chunk = self.decoder.decode(chunk).encode()
        cut = chunk.rfind(b"<")
        if cut < 0:
            self._endless(chunk)
            return
        window, self.carried = self.carried + chunk[:cut], chunk[cut:]
        self._window(window)

    def _endless(self, chunk: bytes) -> None:
        """No tag begins in all of this: text, or a tag that goes on and on."""
        if self.foreign:
            self.carried = self.carried[:_HEAD]
            return
        self.carried += chunk
        self._plain(self.carried)

    def close(self) -> None:
        self._window(self.carried)

    def _begin(self, chunk: bytes) -> None:
        self.begun = True
        coding = _UTF16.get(chunk[:2])
        if coding:
            self.decoder = codecs.getincrementaldecoder(coding)("replace")
            self.shared = True
            return
        head = chunk[:_HEAD].removeprefix(_BOM)
        declared = _DECLARED.match(head)
        if declared and declared[1].lower() not in _KNOWN:
            name = declared[1].decode("ascii", "replace")
            raise Refused("workbook-unreadable", detail=f"XML 编码 {name} (encoding)")
        self.styles, self.shared = b"styleSheet" in head, b"sst" in head

    def _window(self, window: bytes) -> None:
        if b"<!DOCTYPE" in window:  # entities can only be declared in there
            raise Refused("xml-entities", detail=self.name)
        if self.foreign:
            return
        self._plain(window)
        by_formula(window)
        self.wordy = self.wordy or (self.shared and _leap(window, _LONG) is None)
        self._counts(window)
        if self.exact and b"<![CDATA[" not in window:
            self._nesting(window)
        if self.relations:
            relationships(self.name, window)

    def _plain(self, window: bytes) -> None:
        """Neither a tag nor the text between two of them is longer than the limit."""
        if _leap(window, self.limits.text_bytes) is None:
            self._excess("超长的文字或属性 (huge text or attribute)")

    def _counts(self, window: bytes) -> None:
        limits = self.limits
        if b"mergeCell" in window:
            for left, top, right, bottom in _MERGE.findall(window):
                wide = column_index(right.decode()) - column_index(left.decode()) + 1
                self.merged += max(0, wide * (int(bottom) - int(top) + 1))
            if self.merged > limits.merged_cells:
                raise Refused("too-many-cells", detail=f"合并区域多于 {limits.merged_cells} 个单元格 (merged area)")
        self.rows += window.count(b"</c></row>")
        if self.rows > limits.rows:  # said before any of them is read; the reader counts the others
            raise Refused("too-many-cells", detail=f"多于 {limits.rows} 行 (rows)")
        self.validations += window.count(b"dataValidation ")
        self.names += window.count(b"definedName ")
        if self.styles:
            self.formats += window.count(b"<xf") + window.count(b":xf")
        for count, most, words in (
            (self.validations, limits.validations, "数据验证 (validations)"),
            (self.names, limits.names, "定义名称 (defined names)"),
            (self.formats, limits.styles, "单元格样式 (cell styles)"),
        ):
            if count > most:
                self._excess(f"{words} > {most}")

    def _nesting(self, window: bytes) -> None:
        depth, most = self.depth, self.limits.depth
        for tag in window.split(b"<")[1:]:
            first = tag[:1]
            if first == b"/":
                depth -= 1
            elif first not in {b"!", b"?"} and not _closed(tag):
                depth += 1
                if depth > most:
                    self._excess(f"元素嵌套 > {most} 层 (depth)")
        self.depth = depth

    def _excess(self, detail: str) -> None:
        raise Refused("xml-excessive", detail=f"{self.name}: {detail}")


def _leap(window: bytes, most: int) -> int | None:
    """From `<` to `<` as far as each stride reaches; None where there is none for `most` bytes."""
    place = 0
    while len(window) - place > most:
        place = window.rfind(b"<", place + 1, place + most)
        if place < 0:
            return None
    return place


def _closed(tag: bytes) -> bool:
    """Whether `a b="c"/>…` closes itself; a `>` within quotes does not end it."""
    head, _, _ = tag.partition(b">")
    if (head.count(b'"') | head.count(b"'")) & 1:
        head, _, _ = tag.rpartition(b">")
    return head.endswith(b"/")
