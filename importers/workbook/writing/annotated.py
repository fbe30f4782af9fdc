"""The vendor's workbook written anew with its problems marked: nothing of the original file but its cells survives.

Same tabs, same rows and columns; bad cells red, doubtful ones amber, each with a comment saying what is wrong and what
to do; an 错误说明 column at the right; 问题清单 in front with a link to every place. Issues and rows are streams, read
once: the size of the workbook does not matter, only its marked cells are held.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from importers.intake.cells import CellRow, column_index
from importers.workbook.issues import Issue, Severity
from importers.workbook.writing import looks
from importers.workbook.writing.book import Book, write
from importers.workbook.writing.looks import Look
from importers.workbook.writing.problems import INDEX, Tally, index_sheet
from importers.workbook.writing.restored import ORDINARY, clear_merges, height_of, restored, tab_names, width_of
from importers.workbook.writing.sheets import Cell, Line, Note, Sheet, Shown, Track, Value
from importers.workbook.writing.sheets import at as address

COLUMN = "错误说明"
COMMENTED = 2_000  # comments in one sheet; beyond it colour and 错误说明 speak alone
_SAMPLE = 200
_TOLD = 64  # characters wide
_LAST_ROW = 1_048_576
_COLOURS = {Severity.ERROR: (looks.BAD_PALE, looks.BAD), Severity.WARNING: (looks.WARN_PALE, looks.WARN)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One sheet as it stood. `header` is where its header ends (0: none found), `width` its columns.

    `merges` are areas as the reader reports them: (row, column, row, column) from 0. `rows` are read once, in order.
    """

    name: str
    rows: Iterable[CellRow]
    width: int
    header: int = 0
    hidden: bool = False
    merges: Sequence[tuple[int, int, int, int]] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is kept of an issue until its row comes by."""

    severity: Severity
    cell: str
    message: str
    fix: str


_RowMarks = dict[str, list[_Mark]]
_SheetMarks = dict[int, _RowMarks]


def annotated(
    *,
    names: Sequence[str],
    sheets: Iterable[Original],
    issues: Iterable[Issue],
    tally: Tally,
    at: datetime,
    title: str = "",
) -> bytes:
    """`names` are all tabs of `sheets`, in order; `tally` counts the `issues`, which come worst first."""
    tabs = dict(zip(names, tab_names(names, reserved=INDEX), strict=True))
    marks: dict[str, _SheetMarks] = {}
    pages = chain(
        [index_sheet(_remembered(issues, marks), tally, tabs, title)],
        (_Copy(sheet, tabs[sheet.name], marks.get(sheet.name, {})).drawn() for sheet in sheets),
    )
    return write(Book(sheets=pages, made=at, title=title))


def _remembered(issues: Iterable[Issue], marks: dict[str, _SheetMarks]) -> Iterator[Issue]:
    """The issues on their way to 问题清单; notices stand there only."""
    for issue in issues:
        if issue.row and 0 < issue.row <= _LAST_ROW and issue.severity in _COLOURS:
            row = marks.setdefault(issue.sheet, {}).setdefault(issue.row, {})
            mark = _Mark(issue.severity, issue.cell, issue.message.zh, issue.fix.zh)
            row.setdefault(issue.column, []).append(mark)
        yield issue


class _Copy:
    """One sheet on its way to being written."""

    def __init__(self, sheet: Original, tab: str, marks: _SheetMarks) -> None:
        self.sheet, self.tab, self.marks, self.header = sheet, tab, marks, sheet.header
        self.comments_left = COMMENTED
        marked = [column_index(column) + 1 for row in marks.values() for column in row if column]
        self.width = max([sheet.width, *marked])

    def drawn(self) -> Sheet:
        rows = iter(self.sheet.rows)
        sample = list(self._sample(rows))
        tracks = [Track(width=width, look=ORDINARY) for width in self._widths(sample)]
        bad = any(_worst(found) is Severity.ERROR for row in self.marks.values() for found in row.values())
        return Sheet(
            title=self.tab,
            rows=self._lines(chain(sample, rows)),
            tracks=(*tracks, Track(width=_TOLD, look=ORDINARY)) if self.marks else tuple(tracks),
            frozen=address(self.header + 1, 0) if self.header else "",
            merged=clear_merges(self.sheet.merges),
            shown=Shown.HIDDEN if self.sheet.hidden and not self.marks else Shown.YES,
            tab=looks.BAD if bad else looks.WARN if self.marks else "",
        )

    def _sample(self, rows: Iterator[CellRow]) -> Iterator[CellRow]:
        """The first rows, enough of them from the header on."""
        left = _SAMPLE
        for row in rows:
            left -= row.number >= self.header
            yield row
            if not left:
                return

    def _widths(self, sample: Sequence[CellRow]) -> Iterator[float]:
        """Columns past the header's row start count, titles above it (which run over their neighbours) do not."""
        seen = [row for row in sample if row.number >= self.header]
        for index in range(self.width):
            texts = (row.texts[index] for row in seen if index < len(row.texts))
            yield min(max(map(width_of, texts), default=6) + 2, 32)

    def _lines(self, rows: Iterator[CellRow]) -> Iterator[Line]:
        """Every row at its number; rows that only an issue knows, and the header's, are put between."""
        title = self.header or 1
        wanted = {*self.marks, title} if self.marks else set()
        for row in _with(rows, sorted(wanted)):
            cells = [
                text if kind == "s" else restored(kind, text) for kind, text in zip(row.kinds, row.texts, strict=False)
            ]
            height = 0.0
            if row.number == self.header:
                cells = [Cell(text, looks.HEADER) for text in row.texts]
            if marks := self.marks.get(row.number):
                height = self._mark(cells, marks)
            elif self.marks and row.number == title:
                cells += [*[None] * (self.width - len(cells)), Cell(COLUMN, looks.HEADER_STRONG)]
            yield Line(row.number, cells, height)

    def _mark(self, cells: list[Cell | Value], marks: _RowMarks) -> float:
        """Colours the cells, adds the sentences at the right; answers the height these need."""
        cells += [None] * (self.width + 1 - len(cells))
        for column, found in marks.items():
            if column:
                place = column_index(column)
                cells[place] = self._marked(cells[place], found)
        every = [mark for column in sorted(marks, key=lambda name: (len(name), name)) for mark in marks[column]]
        told = " ".join(f"{mark.cell + ' ' if mark.cell else ''}{mark.message}" for mark in every)
        cells[self.width] = Cell(told, looks.LONG_TEXT.but(colour=_COLOURS[_worst(every)][1]))
        return height_of(told, _TOLD)

    def _marked(self, found: Cell | Value, marks: Sequence[_Mark]) -> Cell:
        cell = found if isinstance(found, Cell) else Cell(found)
        fill, colour = _COLOURS[_worst(marks)]
        look: Look = (cell.look or ORDINARY).but(fill=fill, colour=colour)
        if self.comments_left <= 0:
            return Cell(cell.value, look)
        self.comments_left -= 1
        text = "\n".join(f"【{mark.severity.zh}】{mark.message}\n改法：{mark.fix}" for mark in marks)
        return Cell(cell.value, look, Note(text, height=60 + 18 * (len(text) // 22 + 2 * len(marks))))


def _with(rows: Iterable[CellRow], wanted: Sequence[int]) -> Iterator[CellRow]:
    """The rows in order, empty ones put in where a wanted number is missing."""
    waiting = deque(wanted)
    for row in rows:
        while waiting and waiting[0] < row.number:
            yield CellRow(waiting.popleft(), "", [])
        if waiting and waiting[0] == row.number:
            waiting.popleft()
        yield row
    yield from (CellRow(number, "", []) for number in waiting)


def _worst(marks: Iterable[_Mark]) -> Severity:
    return Severity.ERROR if any(mark.severity is Severity.ERROR for mark in marks) else Severity.WARNING
