"""A sheet of cells becomes typed rows with their issues, one row in hand at a time.

Header → rows under it → coercion; 合计 and signature rows end it. What the whole sheet must know (sums, blanks) is
counted as the rows pass.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from importers.intake.cells import CellRow, CellSheet, letters
from importers.workbook import messages
from importers.workbook.coercion import Reporter, shows_identity
from importers.workbook.headers import Match
from importers.workbook.issues import Issue
from importers.workbook.plan import values_of
from importers.workbook.rows import NOTHING_BAD, Row, Sheet
from importers.workbook.structure import header_issues, in_wan_at, total_issues
from importers.workbook.text import cleaned

Merge = tuple[int, int, int, int]  # row, column, row, column, counted from 0
_TOTAL = re.compile(r"^(合\s*计|总\s*计|共\s*计)")
_SIGNATURE = re.compile(r"^(填报|填表|制表|复核|审核|经办|负责|机构|单位|日期|盖章)[^0-9]{0,8}[:：]|^(机构|单位)?盖章")
_TELL = 200
_NOTES = 20  # rows after the end that may still state a unit


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
        self._values = values_of(match, self.reporter, on)
        self._merged = _Merged(match, merges, self.reporter)
        self._money = tuple(column.key for column in match.layout.sums if column.key in header.places)
        self._required = [header.places[c.key] for c in match.layout.columns if c.required and c.key in header.places]
        self._number = header.places.get("seq", -1)
        known = set(header.places.values())
        self._width = max(known, default=-1) + 1
        self._strange = [place for place in range(self._width) if place not in known]
        self._ended = ""
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
        kinds, texts = self._merged.filled(cells) if self._merged.any else (cells.kinds, cells.texts)
        if self._strange or len(texts) > self._width:
            self._look_at_strangers(number, texts)
        values = self._values(kinds if isinstance(kinds, str) else "".join(kinds), texts)
        for key in self._money:
            if isinstance(amount := values[key], int):
                sheet.sums[key] += amount
        if reporter.bad:
            bad = frozenset(reporter.bad)
            reporter.bad.clear()
            sheet.unreadable |= bad
            return Row(sheet.name, number, values, cells.texts, bad)
        return Row(sheet.name, number, values, cells.texts, NOTHING_BAD)

    def _look_at_strangers(self, number: int, texts: Sequence[str]) -> None:
        """Columns that are not ours are kept as they stood, so nobody's identity number may stand there either."""
        for place in (*self._strange, *range(self._width, len(texts))):
            if place < len(texts) and shows_identity(texts[place]):
                title = letters(place)
                issue = messages.ID_EXPOSED.at(
                    sheet=self.sheet.name, row=number, column=place, header=title, value="***"
                )
                self.issues.append(issue)

    def end(self) -> None:
        """After the last row: what only the whole sheet can say."""
        if not self.sheet.count:
            self.issues.append(messages.NO_ROWS.at(sheet=self.sheet.name, row=self.sheet.header.last_row))
        self.issues.extend(total_issues(self.sheet))
        self.issues.extend(issue for row in self._after for _, issue in in_wan_at(self.sheet.name, row))

    def _is_data(self, row: CellRow) -> bool:
        """合计 or signatures end the data; data found after them is complained about, not read."""
        texts = row.texts
        numbered = 0 <= self._number < len(texts) and texts[self._number].strip().isdigit()  # whatever else it says
        if numbered and not self._ended:
            return True
        first = next((text for text in map(cleaned, texts) if text), "")
        if not first and all(kind in "-s" for kind in row.kinds):
            return False
        word = "" if numbered else _ending(first)
        if word and not self._ended:
            self._ended = word
            self.sheet.total = row if _TOTAL.match(word) else None
        elif self._ended and not word and self._left_out(row, numbered=numbered):
            problem = messages.ROWS_AFTER_TOTAL.at(sheet=self.sheet.name, row=row.number, value=self._ended[:20])
            self.issues.append(problem)
        if self._ended and len(self._after) < _NOTES:
            self._after.append(row)
        return not self._ended

    def _left_out(self, row: CellRow, *, numbered: bool) -> bool:
        """After the end: half of what a data row must hold, or a number and an amount."""
        amounts = (self.sheet.header.places[key] for key in self._money)
        counted = numbered and any(place < len(row.texts) and row.texts[place].strip() for place in amounts)
        return counted or _filled_share(row, self._required) >= 0.5


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


def _ending(first: str) -> str:
    return first if _TOTAL.match(first) or _SIGNATURE.match(first) else ""


def _filled_share(row: CellRow, places: list[int]) -> float:
    filled = sum(1 for place in places if place < len(row.texts) and row.texts[place].strip())
    return filled / max(len(places), 1)


class _Merged:
    """Vertical merges of one column below the header: every row inside takes the first cell's value."""

    def __init__(self, match: Match, merges: Iterable[Merge], reporter: Reporter) -> None:
        header = match.header
        self.titles = {place: header.titles[key] for key, place in header.places.items()}
        self.reporter = reporter
        self.wanted = [
            (top + 1, bottom + 1, left)
            for top, left, bottom, right in merges
            if left == right and bottom > top >= header.last_row and left in self.titles
        ]
        self.wanted.sort(reverse=True)
        self.open: dict[int, tuple[int, str, str]] = {}  # column → last row, kind and text of the first cell

    @property
    def any(self) -> bool:
        return bool(self.wanted or self.open)

    def filled(self, row: CellRow) -> tuple[str | list[str], list[str]]:
        kinds, texts = row.kinds, row.texts
        for place, (last, kind, text) in list(self.open.items()):
            if row.number > last:
                del self.open[place]
            elif place >= len(kinds) or kinds[place] == "-":
                kinds, texts = self._patched(row.number, [*kinds], [*texts], (place, kind, text))
        while self.wanted and self.wanted[-1][0] <= row.number:
            first, last, place = self.wanted.pop()
            if first == row.number and place < len(texts):
                self.open[place] = (last, kinds[place], texts[place])
        return kinds, texts

    def _patched(
        self, number: int, kinds: list[str], texts: list[str], patch: tuple[int, str, str]
    ) -> tuple[list[str], list[str]]:
        place, kinds_more = patch[0], patch[0] + 1 - len(kinds)
        kinds.extend("-" * kinds_more)
        texts.extend([""] * kinds_more)
        _, kinds[place], texts[place] = patch
        self.reporter.issues.append(
            messages.MERGED_FILLED.at(
                sheet=self.reporter.sheet, row=number, column=place, header=self.titles[place], value=patch[2]
            )
        )
        return kinds, texts
