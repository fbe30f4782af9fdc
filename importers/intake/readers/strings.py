"""The shared strings of a workbook, streamed: plain ones by one regex, the rest (rich text, comments) by expat."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from importers.intake.readers.xml_text import Reader, Unusual, resolved, spelled_out
from importers.intake.refusals import Refused

_PLAIN = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>').split
_END = b"</si>"
_LONGEST = 8 << 20  # bytes without an end of a string: expat's turn
CONTROLS = bytes(set(range(32)) - {9, 10, 13})


def shared_strings(chunks: Iterable[bytes], part: str, most: int) -> list[str]:
    """All of them in order. Raises Refused for broken XML and for a string longer than `most` characters."""
    slow = _Strings(part, most)
    found = slow.found
    stream = iter(chunks)
    rest = _prologue(stream, slow)
    for chunk in chain((b"",), stream):
        window = rest + chunk
        end = window.rfind(_END) + len(_END)
        text = plain_text(window[:end]) if slow.usual and end >= len(_END) else None
        if text is None and (not slow.usual or len(window) > _LONGEST or end >= len(_END)):
            slow.usual = False
            slow.feed(window)
            rest = b""
        elif text is not None:
            rest = window[end:]
            _take(text, slow, most)
        else:
            rest = window
    slow.feed(rest, last=True)
    return found


def plain_text(block: bytes) -> str | None:
    """The block as text when nothing in it needs a parser; newlines as XML has them."""
    if len(block.translate(None, CONTROLS)) != len(block):
        return None
    # one byte is looked for many times faster than two
    if (b"!" in block and b"<!" in block) or (b"?" in block and b"<?" in block) or (b"]" in block and b"]]>" in block):
        return None
    try:
        text = block.decode()
    except UnicodeDecodeError:
        return None
    if "\ufffe" in text or "\uffff" in text:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _prologue(stream: Iterator[bytes], slow: "_Strings") -> bytes:
    """Feeds the head up to the first string; what was read beyond it comes back."""
    head = b""
    for chunk in stream:
        head += chunk
        start = head.find(b"<si>")
        if start >= 0 or len(head) > _LONGEST:
            slow.feed(head[: max(start, 0)])
            slow.usual = slow.path == ["sst"] and not slow.prefixed and slow.ordinary(head[: max(start, 0)])
            return head[max(start, 0) :]
    return head


def _take(text: str, slow: "_Strings", most: int) -> None:
    parts = _PLAIN(text)
    for index, piece in enumerate(parts):
        if index % 2 == 0:
            if piece and not piece.isspace():
                slow.feed(piece.encode())
                slow.expect(["sst"])
            continue
        try:
            meant = spelled_out(resolved(piece) if "&" in piece else piece)
        except Unusual:
            slow.feed(f"<si><t>{piece}</t></si>".encode())
            continue
        if len(meant) > most:
            slow.too_long()
        slow.found.append(meant)


class _Strings(Reader):
    """Joins the runs of rich text; phonetic runs (`rPh`) are no part of the text."""

    def __init__(self, part: str, most: int) -> None:
        super().__init__(part)
        self.found: list[str] = []
        self.most = most
        self.usual = False
        self._runs: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - the handler's form
        if name == "si":
            self._runs, self._length = [], 0

    def text(self, text: str) -> None:
        if self.path[-1:] == ["t"] and "rPh" not in self.path:
            self._runs.append(text)
            self._length += len(text)
            if self._length > self.most:
                self.too_long()

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append(spelled_out("".join(self._runs)))

    def too_long(self) -> None:
        raise Refused("too-many-cells", detail=f"一个单元格多于 {self.most} 字 (characters in one cell)")
