"""One door for every format: bytes in, sheets out, each of them streamed anew as often as it is asked.

Runs in the jailed child only. A sheet of an .xlsx or .csv costs nothing until its rows are read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from importers.intake.cells import CellRow
from importers.intake.limits import Limits
from importers.intake.readers import xls
from importers.intake.readers.delimited import Table
from importers.intake.readers.xlsx import Workbook

Merge = tuple[int, int, int, int]  # row, column, row, column, counted from 0


@dataclass(frozen=True, slots=True)
class SheetSource:
    """One worksheet. `height` is what the file announces: for progress only, never to be believed."""

    name: str
    stream: Callable[[], Iterator[CellRow]] = field(repr=False)
    hidden: bool = False
    height: int = 0
    ranges: Callable[[], Sequence[Merge]] = field(default=tuple, repr=False)

    @property
    def merges(self) -> Sequence[Merge]:
        """Merged ranges of more than one cell, in the file's order. Raises Refused."""
        return self.ranges()

    def rows(self) -> Iterator[CellRow]:
        """A fresh pass over the non-empty rows, in order. Raises Refused."""
        return self.stream()


def opened(content: bytes, form: str, limits: Limits) -> list[SheetSource]:
    """Worksheets in tab order. `form` is xlsx, xls or csv. Raises Refused."""
    return _FORMS[form](content, limits)


def _xlsx(content: bytes, limits: Limits) -> list[SheetSource]:
    book = Workbook(content, limits)
    sheets = map(book.sheet, book.contents.tabs)
    return [SheetSource(s.tab.name, s.rows, s.tab.hidden, s.height, s.merged) for s in sheets]


def _xls(content: bytes, limits: Limits) -> list[SheetSource]:
    return [SheetSource(s.name, s.rows, s.hidden, s.height, s.merged) for s in xls.sheets(content, limits)]


def _csv(content: bytes, limits: Limits) -> list[SheetSource]:
    table = Table(content, limits)
    return [SheetSource("CSV", table.rows, height=table.height)]


_FORMS: dict[str, Callable[[bytes, Limits], list[SheetSource]]] = {"xlsx": _xlsx, "xls": _xls, "csv": _csv}
