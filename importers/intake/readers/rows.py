"""Cells on their way into a row, and the count of what a workbook may hold."""

import re

from importers.intake.cells import CellRow, column_index
from importers.intake.limits import Limits
from importers.intake.refusals import Refused

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # Excel's own
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Meter:
    """Counts what the sheets of a workbook hand on; a sheet read twice counts once."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._spent: dict[str, tuple[int, int]] = {}

    def begin(self, sheet: str) -> "Count":
        self._spent.pop(sheet, None)
        rows = sum(rows for rows, _ in self._spent.values())
        cells = sum(cells for _, cells in self._spent.values())
        return Count(self, sheet, self.limits.rows - rows, self.limits.cells - cells)

    def spend(self, sheet: str, rows: int, cells: int) -> None:
        self._spent[sheet] = (rows, cells)


class Count:
    """One pass over one sheet. Raises Refused beyond the limits."""

    def __init__(self, meter: Meter, sheet: str, rows: int, cells: int) -> None:
        self.meter, self.sheet = meter, sheet
        self.rows = self.cells = 0
        self.most_rows, self.most_cells = rows, cells
        self.most_columns = meter.limits.columns

    def take(self, filled: int, width: int) -> None:
        """One non-empty row of `width` columns, `filled` of them with something in them."""
        self.rows += 1
        self.cells += filled
        if self.rows > self.most_rows or self.cells > self.most_cells or width > self.most_columns:
            self._refuse()

    def done(self) -> None:
        self.meter.spend(self.sheet, self.rows, self.cells)

    def _refuse(self) -> None:
        limits = self.meter.limits
        if self.rows > self.most_rows:
            raise Refused("too-many-cells", detail=f"多于 {limits.rows} 行 (rows)")
        if self.cells > self.most_cells:
            raise Refused("too-many-cells", detail=f"多于 {limits.cells} 个单元格 (cells)")
        raise Refused("too-many-cells", detail=f"多于 {limits.columns} 列 (columns)")


def row_number(text: str, last: int) -> int:
    """The number a row says of itself. Raises Refused when it is none, or not below the row before."""
    number = int(text) if text.isdecimal() and len(text) < 8 else 0
    if not 1 <= number <= LAST_ROW:
        raise Refused("workbook-unreadable", detail=f"行号 {text[:20]} 无效 (bad row number)")
    if number <= last:
        raise Refused("workbook-unreadable", detail=f"第 {number} 行重复或次序颠倒 (row repeated or out of order)")
    return number


def column_of(reference: str, row: int) -> int:
    """Column from 0 of a reference that stands in `row`. Raises Refused for any other."""
    found = _REFERENCE.fullmatch(reference)
    column = column_index(found.group(1).upper()) if found else LAST_COLUMN
    if found is None or int(found.group(2)) != row or column >= LAST_COLUMN:
        raise Refused("workbook-unreadable", detail=f"第 {row} 行的单元格地址 {reference[:20]} 无效 (bad reference)")
    return column


def area_of(reference: str) -> tuple[int, int, int, int]:
    """`B2:C3` → (1, 1, 2, 2), counted from 0. Raises Refused."""
    first, colon, last = reference.partition(":")
    corners = [_REFERENCE.fullmatch(corner) for corner in (first, last if colon else first)]
    found = [(int(c.group(2)) - 1, column_index(c.group(1).upper())) for c in corners if c]
    if len(found) == 2:
        (top, left), (bottom, right) = found
        if 0 <= top <= bottom < LAST_ROW and 0 <= left <= right < LAST_COLUMN:
            return top, left, bottom, right
    raise Refused("workbook-unreadable", detail=f"区域 {reference[:30]} 无效 (bad range)")


def assembled(number: int, cells: dict[int, tuple[str, str]], *, hidden: bool) -> CellRow | None:
    """The row of these cells by column, None when all are empty."""
    width = max((column for column, (kind, _) in cells.items() if kind != "-"), default=-1) + 1
    if not width:
        return None
    kinds, texts = ["-"] * width, [""] * width
    for column, (kind, text) in cells.items():
        if column < width:
            kinds[column], texts[column] = kind, text
    return CellRow(number, "".join(kinds), texts, hidden)
