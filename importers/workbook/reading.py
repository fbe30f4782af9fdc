"""A sheet of cells becomes typed rows with their issues, one row in hand at a time.

Header → rows under it → coercion; 合计 and signature rows end it. What the whole sheet must know (sums, blanks) is
counted as the rows pass.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from importers.intake.cells import CellRow, CellSheet, letters
from importers.workbook import messages
from importers.workbook.coercion import Reporter, shows_identity
from importers.workbook.framing import Line, is_numbered, line_of, plainly_total
from importers.workbook.headers import Match
from importers.workbook.issues import Issue
from importers.workbook.merged import Merge, Merged
from importers.workbook.plan import values_of
from importers.workbook.rows import NOTHING_BAD, Row, Sheet
from importers.workbook.spellings import number_of
from importers.workbook.structure import header_issues, in_other_units, in_wan_at, total_issues
from importers.workbook.text import cleaned

_TELL = 200
_NOTES = 20  # rows of the frame below the header that may still state a unit
_SHOWN = 20
_TOLD = {
    Line.TOTAL: messages.ROW_IS_TOTAL,
    Line.SUBTOTAL: messages.SUBTOTAL_SKIPPED,
    Line.NOTE: messages.ROW_IS_NOTE,
}


class SheetReader:
    """One sheet on its way through. `issues` grows as rows are read; whoever reads may empty it between two rows."""

    def __init__(
        self, *, name: str, hidden: bool, match: Match, on: date, head: Sequence[CellRow], merges: Iterable[Merge] = ()
    ) -> None:
        """`head` are the first rows of the sheet: what stands above the header states the unit."""
        header = match.header
        self.sheet = Sheet(name=name, layout=match.layout, header=header)
        self.sheet.above = [row for row in head if row.number < header.last_row]
        self.reporter = Reporter(name)
        self.issues: list[Issue] = self.reporter.issues
        self.issues.extend(header_issues(self.sheet, match, hidden=hidden))
        self.foreign = frozenset(in_other_units(match))
        """Columns in another unit than yuan: told at their header, and not read."""
        read = {key: place for key, place in header.places.items() if key not in self.foreign}
        self._values = values_of(replace(match, header=replace(header, places=read)), self.reporter, on)
        self._merged = Merged(match, merges, self.reporter)
        self._sums = tuple(column for column in match.layout.sums if column.key in header.places)
        self._money = tuple(column.key for column in self._sums if column.key in read)
        self._required = [header.places[c.key] for c in match.layout.columns if c.required and c.key in header.places]
        self._number = header.places.get("seq", -1)
        known = set(header.places.values())
        self._width = max(known, default=-1) + 1
        self._strange = [place for place in range(self._width) if place not in known]
        self._titled = {place: title.strip() for place, title in enumerate(match.titles) if title.strip()}
        self._untitled: dict[int, tuple[int, str]] = {}  # column without a header → first row with something, and what
        self._ended = ""
        self._noted = -1
        self._after: list[CellRow] = []
        self._last = header.last_row

    def read(self, cells: CellRow) -> Row | None:
        """The data row; None for a row of the frame: title, header, total, signature. Rows come in order."""
        if cells.number <= self.sheet.header.last_row or not self._is_data(cells):
            return None
        sheet, reporter, number = self.sheet, self.reporter, cells.number
        sheet.blank += number - self._last - 1
        sheet.count += 1
        self._last = reporter.row = number
        if cells.hidden:
            self.issues.append(messages.ROW_HIDDEN.at(sheet=sheet.name, row=number))
        merged = self._merged
        kinds, texts = merged.filled(cells) if merged.any else (cells.kinds, cells.texts)
        if self._strange or len(texts) > self._width:
            self._look_at_strangers(number, texts)
        values = self._values(kinds if isinstance(kinds, str) else "".join(kinds), texts)
        if merged.spoilt:
            reporter.bad.extend(merged.spoilt)
            values.update(dict.fromkeys(merged.spoilt))
            merged.spoilt = []
        for key in self._money:
            if isinstance(amount := values[key], int):
                sheet.sums[key] += amount
        if reporter.bad or self.foreign:
            bad = self.foreign.union(reporter.bad)
            reporter.bad.clear()
            sheet.unreadable |= bad
            return Row(sheet.name, number, values, cells.texts, bad)
        return Row(sheet.name, number, values, cells.texts, NOTHING_BAD)

    def _look_at_strangers(self, number: int, texts: Sequence[str]) -> None:
        """Columns that are not ours are kept as they stood, so nobody's identity number may stand there either."""
        for place in (*self._strange, *range(self._width, len(texts))):
            if place >= len(texts) or not texts[place]:
                continue
            if place not in self._titled and place not in self._untitled and texts[place].strip():
                self._untitled[place] = (number, texts[place])
            if shows_identity(texts[place]):
                title = self._titled.get(place, "")
                title = letters(place) if not title or shows_identity(title) else title
                issue = messages.ID_EXPOSED.at(
                    sheet=self.sheet.name, row=number, column=place, header=title, value="***"
                )
                self.issues.append(issue)

    def end(self) -> None:
        """After the last row: what only the whole sheet can say."""
        if not self.sheet.count:
            self.issues.append(messages.NO_ROWS.at(sheet=self.sheet.name, row=self.sheet.header.last_row))
        for place, (row, text) in sorted(self._untitled.items()):
            shown = "***" if shows_identity(text) else text[:_SHOWN]
            issue = messages.HEADER_BLANK.at(
                sheet=self.sheet.name, row=row, column=place, value=shown, column_name=letters(place)
            )
            self.issues.append(issue)
        self.issues.extend(total_issues(self.sheet))
        self.issues.extend(issue for row in self._after for _, issue in in_wan_at(self.sheet.name, row))

    def _is_data(self, row: CellRow) -> bool:
        """合计 or signatures end the data; data found after them is complained about, not read."""
        texts = row.texts
        number = texts[self._number] if 0 <= self._number < len(texts) else ""
        if not self._ended and number.strip().isdigit():  # whatever else it says
            return True
        if not any(map(cleaned, texts)) and all(kind in "-s" for kind in row.kinds):
            return False
        numbered = bool(number) and is_numbered(number)
        line = Line.DATA if numbered else self._line(row)
        if line is Line.DATA and not self._ended:
            return True
        self.issues.extend(self._told(row, line, numbered=numbered))
        if len(self._after) < _NOTES:
            self._after.append(row)
        return False

    def _line(self, row: CellRow) -> Line:
        """What its words make of a row; a note goes on below itself, and a signature names no amount."""
        line = line_of(row.texts)
        below = line is Line.DATA and row.number == self._noted + 1
        if below and sum(1 for text in row.texts if cleaned(text)) == 1:
            return Line.NOTE
        if line in {Line.SIGNATURE, Line.NOTE} and self._amounts(row):
            return Line.DATA
        return line

    def _told(self, row: CellRow, line: Line, *, numbered: bool) -> Iterator[Issue]:
        """Every row that is not read is named, but for plain totals and signatures."""
        first = next((text for text in map(cleaned, row.texts) if text), "")
        message = _TOLD.get(line)
        if line is Line.DATA:
            lost = self._left_out(row, numbered=numbered)
            message = messages.ROWS_AFTER_TOTAL if lost else messages.ROW_NOT_READ
            first = self._ended if lost else first
        elif line is Line.NOTE:
            self._noted = row.number
        elif line is not Line.SUBTOTAL and not self._ended:
            self._ended = first
            self.sheet.total = row if line is Line.TOTAL else None
            message = None if plainly_total(row.texts) else message
        if message is not None:
            shown = "***" if shows_identity(first) else first[:_SHOWN]
            yield message.at(sheet=self.sheet.name, row=row.number, value=shown)

    def _left_out(self, row: CellRow, *, numbered: bool) -> bool:
        """After the end: a number or an amount with something said of it, or a quarter of what a data row must hold."""
        filled = sum(1 for text in row.texts if text.strip())
        required = sum(1 for place in self._required if place < len(row.texts) and row.texts[place].strip())
        if filled > 1 and (numbered or self._amounts(row)):
            return True
        return filled > 2 and required >= len(self._required) / 4

    def _amounts(self, row: CellRow) -> bool:
        places = [self.sheet.header.places[column.key] for column in self._sums]
        return any(
            place < len(row.texts) and row.texts[place].strip() and number_of(row.texts[place]) is not None
            for place in places
        )


async def read_sheet(
    cells: CellSheet,
    match: Match,
    *,
    on: date,
    merges: list[Merge] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sheet:
    """A sheet in hand, whole: every data row under the header, typed. `progress(rows)` is told now and then."""
    reader = SheetReader(name=cells.name, hidden=cells.hidden, match=match, on=on, head=cells.rows, merges=merges or ())
    sheet = reader.sheet
    for row in cells.rows:
        found = reader.read(row)
        if found is None:
            continue
        if len(sheet.rows) % _TELL == 0:
            await asyncio.sleep(0)
            if progress:
                progress(len(sheet.rows))
        sheet.rows.append(found)
    reader.end()
    sheet.issues = reader.issues
    return sheet
