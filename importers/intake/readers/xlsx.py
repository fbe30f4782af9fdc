"""An .xlsx opened: its worksheets, each a stream; shared strings and styles are read once, when first needed."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from importers.intake.cells import CellRow
from importers.intake.limits import Limits
from importers.intake.readers.relations import Package, Tab
from importers.intake.readers.rows import Meter
from importers.intake.readers.sheet_head import Area, announced, merges
from importers.intake.readers.sheet_xml import sheet_rows
from importers.intake.readers.strings import shared_strings
from importers.intake.readers.styles import formats
from importers.intake.readers.values import Values
from importers.intake.refusals import Refused


class Workbook:
    """Raises Refused for a workbook whose sheets cannot all be found."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Refused("archive-broken", detail="压缩数据损坏 (bad data)") from None
        self.limits = limits
        self.package = Package(archive)
        self.contents = self.package.contents()
        self.meter = Meter(limits)
        if len(self.contents.tabs) > limits.sheets:
            raise Refused("too-many-cells", detail=f"多于 {limits.sheets} 张工作表 (sheets)")
        if not self.contents.tabs:
            raise Refused("workbook-unreadable", detail="没有工作表 (no worksheets)")

    @cached_property
    def strings(self) -> list[str]:
        part = self.contents.strings
        return shared_strings(self.package.chunks(part), part, self.limits.text_bytes) if part else []

    @cached_property
    def formats(self) -> bytes:
        part = self.contents.styles
        return formats(self.package.chunks(part), part) if part else b""

    def sheet(self, tab: Tab) -> "WorkbookSheet":
        return WorkbookSheet(self, tab)


@dataclass(frozen=True)
class WorkbookSheet:
    """One worksheet of a Workbook."""

    book: Workbook
    tab: Tab

    @cached_property
    def height(self) -> int:
        return announced(self.book.package.start(self.tab.part))

    @cached_property
    def _merges(self) -> Sequence[Area]:
        part = self.tab.part
        return merges(lambda: self.book.package.chunks(part), part, self.book.limits)

    def merged(self) -> Sequence[Area]:
        """Ranges of more than one cell, read once. Raises Refused."""
        return self._merges

    def rows(self, *, fast: bool = True) -> Iterator[CellRow]:
        """`fast=False` reads the same by expat alone."""
        book, tab = self.book, self.tab
        values = Values(book.strings, book.formats, book.contents.since_1904, tab.name)
        return sheet_rows(book.package.chunks(tab.part), tab.part, values, book.meter.begin(tab.name), fast=fast)
