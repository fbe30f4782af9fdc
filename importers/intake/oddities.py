"""What calamine silently blanks out: error cells, formulas without a saved result, hidden rows.

A cheap look at the sheet's XML; the full pass runs only where the look finds something. Runs in the jailed child.
"""

import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree as ET
from xml.parsers import expat

from importers.intake.cells import CellKind, column_index

_HINTS = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ", b'hidden="1"', b'hidden="true"')
_CHUNK = 1 << 18


@dataclass(slots=True)
class Oddities:
    """Cells by (row from 1, column from 0) → (kind letter, text); and the rows that are hidden."""

    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def _local(name: str) -> str:
    return name.rpartition(":")[2].rpartition("}")[2]


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part, by the workbook's own relations; empty when they cannot be followed."""
    names = {name.replace("\\", "/"): name for name in archive.namelist()}
    try:
        roots = ET.fromstring(archive.read(names["_rels/.rels"]))  # noqa: S314 - no DTD passes the gate
        target = next(r.get("Target", "") for r in roots if r.get("Type", "").endswith("/officeDocument"))
        book = normpath(target.lstrip("/"))
        folder, _, leaf = book.rpartition("/")
        rels = ET.fromstring(archive.read(names[join(folder, "_rels", leaf + ".rels")]))  # noqa: S314 - as above
        workbook = ET.fromstring(archive.read(names[book]))  # noqa: S314 - as above
    except (KeyError, StopIteration, ET.ParseError):
        return {}
    targets = {r.get("Id", ""): _resolve(folder, r.get("Target", "")) for r in rels}
    found = {}
    for element in workbook.iter():
        if _local(element.tag) == "sheet":
            relation = next((value for key, value in element.items() if _local(key) == "id"), "")
            part = names.get(targets.get(relation, ""))
            if part:
                found[element.get("name", "")] = part
    return found


def _resolve(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


def oddities(archive: zipfile.ZipFile, part: str) -> Oddities:
    """Raises expat.ExpatError where the XML is broken; the caller then trusts the reader's own verdict."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            if any(hint in window for hint in _HINTS):
                break
            tail = chunk[-16:]
        else:
            return Oddities()
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return scan.found


class _Scan:
    """Follows rows and cells, with or without references."""

    def __init__(self) -> None:
        self.found = Oddities()
        self.row = 0
        self.column = -1
        self.kind = ""
        self.formula = False
        self.value: str | None = None
        self.in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            reference = attributes.get("r", "").rstrip("0123456789")
            self.column = column_index(reference) if reference else self.column + 1
            self.kind = attributes.get("t", "")
            self.formula = False
            self.value = None
        elif name == "v":
            self.in_value = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.found.hidden_rows.add(self.row)

    def text(self, text: str) -> None:
        if self.in_value:
            self.value = (self.value or "") + text

    def end(self, name: str) -> None:
        name = _local(name)
        if name == "v":
            self.in_value = False
        elif name == "c":
            if self.kind == "e":
                self.found.cells[self.row, self.column] = (CellKind.ERROR.value, self.value or "#ERROR!")
            elif self.formula and not self.value and self.kind != "str":
                self.found.cells[self.row, self.column] = (CellKind.NO_CACHE.value, "")
