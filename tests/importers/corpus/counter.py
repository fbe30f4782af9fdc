"""Counts the rows of a workbook and adds up a column on its own: zipfile and ElementTree, nothing of the importers.

It knows how the corpus is made – where a header stands, which words end a sheet – and reads cells as their XML says.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

Grid = dict[int, dict[int, str]]  # row → column from 1 → text
_ENDING = re.compile(r"^(合\s*计|总\s*计|填报人|复核人|审核人：|制表)")


class Unclear(Exception):
    """The file says two things at once; nobody should read it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of data, and the sum of each column asked for, in fen."""

    rows: int
    fen: dict[str, int]


def counted(content: bytes, *, sheet: str, header: int, seq: str, money: dict[str, str]) -> Counted:
    """`header` is the last header row, `seq` the column that is filled in every data row, `money` name → column."""
    found = grids(content)
    grid = found[sheet] if sheet in found or len(found) > 1 else next(iter(found.values()))
    rows, sums = 0, dict.fromkeys(money, 0)
    for number in sorted(grid):
        cells = grid[number]
        first = next((text for _, text in sorted(cells.items()) if text.strip()), "")
        if number <= header or not first:
            continue
        if _ENDING.match(first.strip()):
            break
        if cells.get(column_of(seq), "").strip():
            rows += 1
            for name, column in money.items():
                sums[name] += _fen(cells.get(column_of(column), ""))
    return Counted(rows, sums)


def grids(content: bytes) -> dict[str, Grid]:
    """Every worksheet by name. Relations are followed, namespaces ignored: Strict files read the same."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = list(_strings(archive))
        book = _parsed(archive.read("xl/workbook.xml"))
        rels = _parsed(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
        found = {}
        for entry in _each(book, "sheet"):
            relation = next(value for key, value in entry.attrib.items() if key.endswith("}id"))
            part = str(PurePosixPath("xl") / targets[relation].removeprefix("/xl/"))
            found[entry.get("name", "")] = _grid(_parsed(archive.read(part)), strings)
    return found


def _strings(archive: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" in archive.namelist():
        for item in _each(_parsed(archive.read("xl/sharedStrings.xml")), "si"):
            yield "".join(text.text or "" for text in _each(item, "t"))


def _grid(sheet: ET.Element, strings: list[str]) -> Grid:
    """Raises Unclear when a cell or row stands where another stands, or in two places at once."""
    grid: Grid = {}
    last = 0
    for row in _each(sheet, "row"):
        last = _number(row.get("r"), last + 1)
        if last in grid:
            raise Unclear(f"row {last} twice")
        grid[last] = {}
        place = 0
        for cell in _each(row, "c"):
            place = _across_from(cell.get("r"), place + 1, last)
            if place in grid[last]:
                raise Unclear(f"cell {place} of row {last} twice")
            grid[last][place] = _text(cell, strings)
    return grid


def _parsed(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 a file of our own making


def _each(tree: ET.Element, name: str) -> Iterator[ET.Element]:
    """Whatever its namespace."""
    return (element for element in tree.iter() if element.tag.rpartition("}")[2] == name)


def _number(text: str | None, following: int) -> int:
    if text is None:
        return following
    if not text.isdigit() or not 1 <= int(text) <= 1_048_576:
        raise Unclear(f"row {text}")
    return int(text)


def _across_from(reference: str | None, following: int, row: int) -> int:
    if reference is None:
        return following
    found = re.fullmatch(r"([A-Z]{1,3})(\d+)", reference)
    if found is None or int(found[2]) != row or column_of(found[1]) > 16_384:
        raise Unclear(f"{reference} in row {row}")
    return column_of(found[1])


def column_of(letters: str) -> int:
    """A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text(cell: ET.Element, strings: list[str]) -> str:
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    if cell.get("t") == "inlineStr" and cell.find("{*}v") is None:
        return "".join(text.text or "" for text in _each(cell, "t"))
    return value


def _fen(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("¥").rstrip("元").replace(",", "").strip()
    if plain in {"", "-", "—", "/", "无"}:
        return 0
    return int((Decimal(plain) * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
