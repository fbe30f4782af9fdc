"""Counts the rows of a workbook and adds up a column on its own: zipfile and lxml, nothing of the importers.

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

from lxml import etree

Grid = dict[int, dict[str, str]]  # row → column letters → text
_ENDING = re.compile(r"^(合\s*计|总\s*计|填报人|复核人|审核人：|制表)")


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of data, and the sum of each column asked for, in fen."""

    rows: int
    fen: dict[str, int]


def counted(content: bytes, *, sheet: str, header: int, seq: str, money: dict[str, str]) -> Counted:
    """`header` is the last header row, `seq` the column that is filled in every data row, `money` name → column."""
    grid = grids(content)[sheet]
    rows, sums = 0, dict.fromkeys(money, 0)
    for number in sorted(grid):
        cells = grid[number]
        first = next((text for _, text in sorted(cells.items(), key=_across) if text.strip()), "")
        if number <= header or not first:
            continue
        if _ENDING.match(first.strip()):
            break
        if cells.get(seq, "").strip():
            rows += 1
            for name, column in money.items():
                sums[name] += _fen(cells.get(column, ""))
    return Counted(rows, sums)


def grids(content: bytes) -> dict[str, Grid]:
    """Every worksheet by name. Relations are followed, namespaces ignored: Strict files read the same."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = list(_strings(archive))
        book = etree.fromstring(archive.read("xl/workbook.xml"))
        rels = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {rel.get("Id"): rel.get("Target") for rel in rels}
        found = {}
        for entry in book.iter("{*}sheet"):
            relation = next(value for key, value in entry.attrib.items() if key.endswith("}id"))
            part = str(PurePosixPath("xl") / targets[relation].removeprefix("/xl/"))
            found[entry.get("name")] = _grid(etree.fromstring(archive.read(part)), strings)
    return found


def _strings(archive: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" in archive.namelist():
        for item in etree.fromstring(archive.read("xl/sharedStrings.xml")).iter("{*}si"):
            yield "".join(text.text or "" for text in item.iter("{*}t"))


def _grid(sheet: "etree._Element", strings: list[str]) -> Grid:
    grid: Grid = {}
    for cell in sheet.iter("{*}c"):
        column, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()  # type: ignore[union-attr]
        value = cell.findtext("{*}v") or ""
        if cell.get("t") == "s":
            value = strings[int(value)]
        elif cell.get("t") == "inlineStr":
            value = "".join(text.text or "" for text in cell.iter("{*}t"))
        if value:
            grid.setdefault(int(number), {})[column] = value
    return grid


def _fen(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("¥").rstrip("元").replace(",", "").strip()
    if plain in {"", "-", "—", "/", "无"}:
        return 0
    return int((Decimal(plain) * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def _across(cell: tuple[str, str]) -> tuple[int, str]:
    return len(cell[0]), cell[0]
