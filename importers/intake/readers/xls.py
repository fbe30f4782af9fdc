"""An old .xls or WPS .et opened by python-calamine; what the library blanks out is put back from the records.

BIFF cannot tell a formula that was never calculated: every formula holds a result, and it is 0 where none was saved.
Numbers come as binary floats, so their text is the shortest that reads back to the same value. A cell styled as a
date comes as that date; elapsed times stay numbers. Days before 1900-03-01 come as numbers, because the library
calls both 59 and 60 the 28th of February. Rich text comes as its plain text.
"""

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from importers.intake.cells import CellKind, CellRow
from importers.intake.inspection import compound
from importers.intake.limits import Limits
from importers.intake.readers.biff import Oddities, oddities
from importers.intake.readers.rows import Meter, assembled
from importers.intake.readers.values import EMPTY, Cell, shortest
from importers.intake.refusals import Refused

_CERTAIN = datetime(1900, 3, 1)  # noqa: DTZ001 - spreadsheets know no zones
_DAY_0 = datetime(1899, 12, 31)  # noqa: DTZ001 - as above


@dataclass(frozen=True, slots=True)
class OldSheet:
    """One worksheet; the library holds its cells."""

    name: str
    hidden: bool
    grid: CalamineSheet
    odd: Oddities
    meter: Meter

    @property
    def height(self) -> int:
        return (self.grid.end or (-1, 0))[0] + 1

    def merged(self) -> Sequence[tuple[int, int, int, int]]:
        return [(*start, *end) for start, end in self.grid.merged_cell_ranges or () if start != end]

    def rows(self) -> Iterator[CellRow]:
        count = self.meter.begin(self.name)
        for number, values in self._numbered():
            cells = {column: read(value) for column, value in values.items()}
            for column, text in self.odd.errors.get(number, {}).items():
                cells[column] = (CellKind.ERROR.value, text)
            row = assembled(number, cells, hidden=number in self.odd.hidden)
            if row:
                count.take(len(row.kinds) - row.kinds.count("-"), len(row.kinds))
                yield row
        count.done()

    def _numbered(self) -> Iterator[tuple[int, Mapping[int, object]]]:
        """Rows by number with their values by column; rows beyond the library's that hold errors alone come too."""
        first, shift = self.grid.start or (0, 0)
        seen = range(first + 1, first + 1 + len(grid := self.grid.to_python(skip_empty_area=True)))
        yield from ((number, {}) for number in sorted(self.odd.errors) if number < seen.start)
        yield from ((number, dict(enumerate(values, shift))) for number, values in zip(seen, grid, strict=True))
        yield from ((number, {}) for number in sorted(self.odd.errors) if number >= seen.stop)


def sheets(content: bytes, limits: Limits) -> list[OldSheet]:
    """Worksheets in tab order. Raises Refused."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tabs = [tab for tab in book.sheets_metadata if tab.typ is SheetTypeEnum.WorkSheet]
        if len(tabs) > limits.sheets:
            raise Refused("too-many-cells", detail=f"多于 {limits.sheets} 张工作表 (sheets)")
        odd = oddities(compound.workbook(content))
        if len(odd) != len(tabs):
            raise Refused("workbook-unreadable", detail="工作表清单不一致 (lists of sheets differ)")
        meter = Meter(limits)
        return [
            OldSheet(
                tab.name,
                tab.visible is not SheetVisibleEnum.Visible,
                book.get_sheet_by_name(tab.name),
                found,
                meter,
            )
            for tab, found in zip(tabs, odd, strict=True)
        ]
    except PasswordError:
        raise Refused("file-password") from None
    except (CalamineError, struct.error, ValueError) as problem:
        raise Refused("workbook-unreadable", detail=str(problem)[:120]) from None


def read(value: object) -> Cell:
    """One value of the library's as (kind, text)."""
    if isinstance(value, bool):
        return CellKind.BOOLEAN.value, "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return CellKind.NUMBER.value, shortest(float(value))
    if isinstance(value, date):
        return _day(value if isinstance(value, datetime) else datetime.combine(value, time()))
    if isinstance(value, time):
        return CellKind.DATE.value, value.isoformat()
    if isinstance(value, timedelta):
        return CellKind.NUMBER.value, shortest(value.total_seconds() / 86_400)
    return (CellKind.TEXT.value, str(value)) if value not in {"", None} else EMPTY


def _day(value: datetime) -> Cell:
    if value < _CERTAIN:
        return CellKind.NUMBER.value, shortest((value - _DAY_0) / timedelta(days=1))
    midnight = value.time() == time()
    return CellKind.DATE.value, value.date().isoformat() if midnight else value.isoformat(sep=" ")
