"""Inside an .xlsx: which part is which sheet, by the file's own relations and never by guessed names."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from urllib.parse import unquote

from importers.intake.readers.xml_text import Reader, drained, spelled_out
from importers.intake.refusals import Refused

_CHUNK = 1 << 20
_START = 1 << 13
_NOT_CELLS = frozenset({"chartsheet", "dialogsheet", "macrosheet", "xlMacrosheet", "xlIntlMacrosheet"})


@dataclass(frozen=True, slots=True)
class Tab:
    """One worksheet as the workbook names it."""

    name: str
    hidden: bool
    part: str


@dataclass(slots=True)
class Contents:
    """Worksheets in tab order and the parts they share ('' where there is none)."""

    tabs: list[Tab] = field(default_factory=list)
    strings: str = ""
    styles: str = ""
    since_1904: bool = False


class Package:
    """Parts by name; names compare as OPC says, whatever their case and slashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {_key(entry.filename): entry for entry in archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._entries

    def _read(self, part: str, size: int) -> Iterator[bytes]:
        try:
            with self._archive.open(self._entries[_key(part)]) as stream:
                while chunk := stream.read(size):
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as problem:
            raise Refused("archive-broken", detail=f"{part}: {problem}"[:160]) from None

    def start(self, part: str) -> bytes:
        """Its first few kB. Raises Refused for damaged data."""
        return next(self._read(part, _START), b"")

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part unpacked, a MiB at a time. Raises Refused for damaged data."""
        return self._read(part, _CHUNK)

    def contents(self) -> Contents:
        """Raises Refused where a sheet the workbook names cannot be found."""
        book = self._book()
        folder, _, leaf = book.rpartition("/")
        relations = self._relations(join(folder, "_rels", leaf + ".rels"))
        reader = _Workbook(book)
        drained(reader, self.chunks(book))
        found = Contents(since_1904=reader.since_1904)
        for relation in relations.values():
            if relation.kind == "sharedStrings":
                found.strings = self._existing(folder, relation, "sharedStrings")
            elif relation.kind == "styles":
                found.styles = self._existing(folder, relation, "styles")
        for name, hidden, key in reader.sheets:
            sheet = relations.get(key)
            if sheet is None or sheet.kind not in {"worksheet", *_NOT_CELLS}:
                raise _lost(name)
            if sheet.kind == "worksheet":
                found.tabs.append(Tab(name, hidden, self._existing(folder, sheet, name)))
        _distinct(found.tabs)
        return found

    def _book(self) -> str:
        if "_rels/.rels" in self:
            for relation in self._relations("_rels/.rels").values():
                if relation.kind == "officeDocument":
                    return self._existing("", relation, "workbook.xml")
        if "xl/workbook.xml" in self:
            return "xl/workbook.xml"
        raise _lost("workbook.xml")

    def _relations(self, part: str) -> "dict[str, _Relation]":
        reader = _Relations(part)
        if part in self:
            drained(reader, self.chunks(part))
        return reader.found

    def _existing(self, folder: str, relation: "_Relation", what: str) -> str:
        part = _resolve(folder, relation.target)
        if relation.outside or part not in self:
            raise _lost(what)
        return part


def _distinct(tabs: list[Tab]) -> None:
    names = [tab.name.casefold() for tab in tabs]
    if len(set(names)) != len(names):
        raise Refused("workbook-unreadable", detail="工作表重名 (two sheets of one name)")


def _lost(what: str) -> Refused:
    return Refused("workbook-unreadable", detail=f"缺少工作表或部件 (missing sheet or part)：{what[:60]}")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _resolve(folder: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str  # the last word of its type
    target: str
    outside: bool


class _Relations(Reader):
    """Relations have a namespace of their own, so elements come as ''; an attribute tells them."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.found: dict[str, _Relation] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - the handler's form
        if "Target" in attributes:
            kind = attributes.get("Type", "").rpartition("/")[2]
            outside = attributes.get("TargetMode", "") == "External"
            self.found[attributes.get("Id", "")] = _Relation(kind, attributes["Target"], outside)


class _Workbook(Reader):
    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.sheets: list[tuple[str, bool, str]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and self.path == ["workbook", "sheets"]:
            relation = next((value for key, value in attributes.items() if key.split(" ")[1:2] == ["id"]), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((spelled_out(attributes.get("name", "")), hidden, relation))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in {"1", "true", "on"}
        elif not self.path and name != "workbook":
            raise Refused("workbook-unreadable", detail=f"{self.part}: 不是工作簿 (no workbook)")
