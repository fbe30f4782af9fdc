"""XML as the readers need it: an expat parser that refuses a DTD and deep nesting, and text as it was meant."""

import re
from collections.abc import Iterable
from xml.parsers import expat

from importers.intake.refusals import Refused

MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict
        "",
    }
)
_DEEPEST = 64
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"(&[^;&]{0,9};?)")
_NUMERIC = re.compile(r"&#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));")
_NEVER = frozenset({0, 0xFFFE, 0xFFFF})


class Unusual(Exception):
    """The fast path does not know this form; expat decides."""


class Reader:
    """An expat parser fed in pieces. Subclasses see elements of the main namespace by local name, others as ''."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.path: list[str] = []
        self.prefixed = False
        self.coding = ""
        self._known: dict[str, str] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.namespace_prefixes = True
        self._parser.buffer_text = True
        if hasattr(self._parser, "SetReparseDeferralEnabled"):  # newer expat may otherwise wait for more
            self._parser.SetReparseDeferralEnabled(False)  # noqa: FBT003 - its form
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.text

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Raises Refused where the XML is broken."""
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, ValueError, LookupError) as problem:
            raise Refused("workbook-unreadable", detail=f"{self.part}: {problem}"[:160]) from None

    def ordinary(self, head: bytes) -> bool:
        """Whether what follows the head may be cut at end tags: UTF-8, no comment left open."""
        plain = self.coding in {"", "utf-8"} and head[:2] not in {b"\xff\xfe", b"\xfe\xff"}
        return plain and b"<!" not in head and head.count(b"<?") <= 1

    def expect(self, path: list[str]) -> None:
        """Raises Refused unless exactly these elements are open."""
        if self.path != path:
            raise Refused("workbook-unreadable", detail=f"{self.part}: XML 结构有误 (malformed)")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `path` does not hold it yet."""

    def end(self, name: str) -> None:
        """An element ends; `path` no longer holds it."""

    def text(self, text: str) -> None:
        """Character data, in as many pieces as it comes."""

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.coding = (encoding or "").lower()

    def _doctype(self, *_: object) -> None:
        raise Refused("xml-entities", detail=self.part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._known.get(name)
        if local is None:
            local = self._learn(name)
        if len(self.path) >= _DEEPEST:
            raise Refused("workbook-unreadable", detail=f"{self.part}: 嵌套过深 (nested too deeply)")
        self.start(local, attributes)
        self.path.append(local)

    def _learn(self, name: str) -> str:
        """`uri local prefix`, `uri local` or `local` → the local name, or '' outside the main namespace."""
        parts = name.split(" ")
        space, local, prefix = ("", name, "") if len(parts) == 1 else (*parts, "")[:3]
        self.prefixed = self.prefixed or (bool(prefix) and space in MAIN)
        self._known[name] = found = local if space in MAIN else ""
        return found

    def _end(self, _name: str) -> None:
        self.end(self.path.pop())


def drained(reader: Reader, chunks: Iterable[bytes]) -> None:
    """Feeds a whole part."""
    for chunk in chunks:
        reader.feed(chunk)
    reader.feed(b"", last=True)


def resolved(text: str) -> str:
    """Character references replaced; Unusual where expat has to judge."""
    parts = _REFERENCE.split(text)
    parts[1::2] = map(_CHARACTERS.__getitem__, parts[1::2])
    return "".join(parts)


class _Characters(dict[str, str]):
    """Reference → character, remembered: some programs write every Chinese character as a reference."""

    def __missing__(self, reference: str) -> str:
        found = _NUMERIC.fullmatch(reference)
        if found is None:
            raise Unusual
        number = int(found[1]) if found[1] else int(found[2], 16)
        if not (number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or number > 0xFFFF):
            raise Unusual
        if number > 0x10FFFF:
            raise Unusual
        self[reference] = chr(number)
        return self[reference]


_CHARACTERS = _Characters({"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"})


def spelled_out(text: str) -> str:
    """`_x000D_` is a character Excel could not write (ECMA-376 22.9.2.19); NUL and surrogates stay as written."""
    return _ESCAPE.sub(_unescape, text) if "_x" in text else text


def _unescape(found: re.Match[str]) -> str:
    number = int(found.group(1), 16)
    return found.group() if number in _NEVER or 0xD800 <= number <= 0xDFFF else chr(number)
