"""Every class of hazard of an upload as a small file: what it is called, how it is made, where it must land.

`made(base)` makes all of them out of one good findings workbook, so that what is harmless in them is a clean upload.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import openpyxl

from importers.findings.kinds import RECORD_REVIEW
from importers.intake.cells import letters

REFUSED, ISSUES, CLEAN = "refused", "issues", "clean"
Parts = Mapping[str, bytes | None]


class Base:
    """A good workbook taken apart. `row` is its first row of data, `columns` the letters of each key."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def _detail(self) -> tuple[int, int, list[list[object]]]:
        """Place of the sheet among the sheets, row of its header, and its cells."""
        book = openpyxl.load_workbook(io.BytesIO(self.content))
        place = book.sheetnames.index(RECORD_REVIEW.layout.sheet)
        grid: list[list[object]] = [[cell.value for cell in row] for row in book.worksheets[place].iter_rows()]
        header = next(number for number, row in enumerate(grid, 1) if "就诊ID" in {_plain(value) for value in row})
        return place, header, grid

    @property
    def sheet(self) -> str:
        return f"xl/worksheets/sheet{self._detail[0] + 1}.xml"

    @property
    def row(self) -> int:
        return self._detail[1] + 1

    @property
    def columns(self) -> Mapping[str, str]:
        titles = [_plain(value) for value in self._detail[2][self.row - 2]]
        keys = {column.zh: column.key for column in RECORD_REVIEW.layout.columns}
        return {keys[title]: letters(place) for place, title in enumerate(titles) if title in keys}

    @property
    def grid(self) -> list[list[object]]:
        """The header and every row below it."""
        return self._detail[2][self.row - 2 :]

    @property
    def xml(self) -> str:
        return self.parts[self.sheet].decode()

    def book(self, changes: Parts | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
        """The workbook with parts changed, added, or taken out (None)."""
        parts = {**self.parts, **(changes or {})}
        return zipped({name: data for name, data in parts.items() if data is not None}, method)

    def edited(self, *pairs: tuple[str, str], part: str = "") -> bytes:
        """The workbook with a pattern replaced in a part (the detail sheet); each must be there."""
        name = part or self.sheet
        text = self.parts[name].decode()
        for pattern, new in pairs:
            found = re.search(pattern, text, flags=re.DOTALL)
            assert found, (name, pattern)
            text = text[: found.start()] + new + text[found.end() :]
        return self.book({name: text.encode()})

    def cell(self, key: str, inside: str, *, kind: str = "inlineStr", row: int = 0) -> bytes:
        """The workbook with one cell of its first row of data changed; `inside` is XML."""
        place = f"{self.columns[key]}{row or self.row}"
        said = f' t="{kind}"' if kind else ""
        return self.edited((rf'<c r="{place}"[^>]*?(?:/>|>.*?</c>)', f'<c r="{place}"{said}>{inside}</c>'))

    def text(self, key: str, text: str) -> bytes:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return self.cell(key, f'<is><t xml:space="preserve">{escaped}</t></is>')

    def with_part(self, name: str, data: bytes, kind: str, relation: str) -> bytes:
        """The workbook with a part its workbook relates to, its content type declared."""
        return self.book(self.added(name, data, kind, relation))

    def added(self, name: str, data: bytes, kind: str, relation: str) -> dict[str, bytes | None]:
        types = self.parts["[Content_Types].xml"].replace(
            b"</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()
        )
        return {"[Content_Types].xml": types, name: data, **self.related(relation, "/" + name)}

    def related(self, relation: str, target: str, *, outside: bool = False) -> dict[str, bytes | None]:
        book = "xl/_rels/workbook.xml.rels"
        mode = ' TargetMode="External"' if outside else ""
        kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{relation}"
        said = f'<Relationship Id="rHazard" Type="{kind}" Target="{target}"{mode}/></Relationships>'
        return {book: self.parts[book].replace(b"</Relationships>", said.encode())}


@dataclass(frozen=True, kw_only=True)
class Hazard:
    """`verdict` is where it must land; `codes` are the refusals that would be right."""

    name: str
    filename: str
    make: Callable[[Base], bytes]
    verdict: str
    codes: tuple[str, ...] = ()


def refused(name: str, codes: str, make: Callable[[Base], bytes], filename: str = "") -> Hazard:
    return Hazard(
        name=name, filename=filename or f"{name}.xlsx", make=make, verdict=REFUSED, codes=tuple(codes.split())
    )


def issues(name: str, make: Callable[[Base], bytes], filename: str = "") -> Hazard:
    return Hazard(name=name, filename=filename or f"{name}.xlsx", make=make, verdict=ISSUES)


def clean(name: str, make: Callable[[Base], bytes], filename: str = "") -> Hazard:
    return Hazard(name=name, filename=filename or f"{name}.xlsx", make=make, verdict=CLEAN)


def zipped(parts: Mapping[str, bytes] | Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Given as pairs, a name may come twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return stream.getvalue()


def _plain(value: object) -> str:
    return str(value or "").removesuffix("*").strip()
