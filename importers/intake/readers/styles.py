"""The part of a workbook's styles that changes what a number means: its number format."""

from collections.abc import Iterable

from importers.intake.readers.dates import Format, format_of_code, format_of_id
from importers.intake.readers.xml_text import Reader, drained


def formats(chunks: Iterable[bytes], part: str) -> bytes:
    """One Format a cell style, by the style's number. Raises Refused for broken XML."""
    reader = _Styles(part)
    drained(reader, chunks)
    return bytes(reader.written.get(number, format_of_id(number)) for number in reader.used)


class _Styles(Reader):
    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.written: dict[int, Format] = {}
        self.used: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "xf" and self.path[-1:] == ["cellXfs"]:
            self.used.append(_number(attributes.get("numFmtId", "0")))
        elif name == "numFmt" and self.path[-1:] == ["numFmts"]:
            code = attributes.get("formatCode", "")
            self.written[_number(attributes.get("numFmtId", "0"))] = format_of_code(code[:1000])


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0
