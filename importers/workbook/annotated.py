"""The vendor's workbook written anew with its problems marked: nothing of the original file but its cells survives.

Same tabs, same rows and columns; bad cells red, doubtful ones amber, each with a comment saying what is wrong and what
to do; an 错误说明 column at the right; 问题清单 in front with a link to every place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from importers.intake.cells import CellRow, CellSheet, column_index
from importers.workbook import looks
from importers.workbook.book import Book, write
from importers.workbook.issues import Issue, Severity
from importers.workbook.looks import Look
from importers.workbook.problems import INDEX, index_sheet
from importers.workbook.restored import ORDINARY, clear_merges, height_of, restored, tab_names, width_of
from importers.workbook.sheets import Cell, Line, Note, Sheet, Shown, Track, Value
from importers.workbook.sheets import at as address

COLUMN = "错误说明"
COMMENTED = 2_000  # comments in one sheet; beyond it colour and 错误说明 speak alone
_SAMPLE = 200
_TOLD = 64  # characters wide
_LAST_ROW = 1_048_576
_COLOURS = {Severity.ERROR: (looks.BAD_PALE, looks.BAD), Severity.WARNING: (looks.WARN_PALE, looks.WARN)}
_RowMarks = dict[str, list[Issue]]
Merges = Mapping[str, Sequence[tuple[int, int, int, int]]]


def annotate(
    *,
    sheets: Sequence[CellSheet],
    issues: Sequence[Issue],
    at: datetime,
    title: str = "",
    header_rows: Mapping[str, int] | None = None,
    merges: Merges | None = None,
) -> bytes:
    """`header_rows` says per sheet where the header ends: 错误说明 is titled there, and the view is frozen below.

    `merges` are the merged areas as the reader reports them, (row, column, row, column) from 0 per sheet.
    """
    names = [sheet.name for sheet in sheets]
    tabs = dict(zip(names, tab_names(names, reserved=INDEX), strict=True))
    marks = _marks(issues)
    copies = [
        _Copy(
            sheet=sheet,
            tab=tabs[sheet.name],
            marks=marks.get(sheet.name, {}),
            header=(header_rows or {}).get(sheet.name, 0),
        ).drawn(clear_merges((merges or {}).get(sheet.name, ())))
        for sheet in sheets
    ]
    return write(Book(sheets=(index_sheet(issues, tabs, title), *copies), made=at, title=title))


def _marks(issues: Iterable[Issue]) -> dict[str, dict[int, _RowMarks]]:
    """By sheet, row and column; notices stand on 问题清单 only."""
    found: dict[str, dict[int, _RowMarks]] = {}
    for issue in issues:
        if issue.row and 0 < issue.row <= _LAST_ROW and issue.severity in _COLOURS:
            row = found.setdefault(issue.sheet, {}).setdefault(issue.row, {})
            row.setdefault(issue.column, []).append(issue)
    return found


class _Copy:
    """One sheet on its way to being written."""

    def __init__(self, *, sheet: CellSheet, tab: str, marks: dict[int, _RowMarks], header: int) -> None:
        self.sheet, self.tab, self.marks, self.header = sheet, tab, marks, header
        self.comments_left = COMMENTED
        marked = [column_index(column) + 1 for row in marks.values() for column in row if column]
        self.width = max([*(len(row.texts) for row in sheet.rows), *marked, 0])

    def drawn(self, merged: tuple[str, ...]) -> Sheet:
        tracks = [Track(width=width, look=ORDINARY) for width in self._widths()]
        bad = any(_worst(issues) is Severity.ERROR for row in self.marks.values() for issues in row.values())
        return Sheet(
            title=self.tab,
            rows=self._lines(),
            tracks=(*tracks, Track(width=_TOLD, look=ORDINARY)) if self.marks else tuple(tracks),
            frozen=address(self.header + 1, 0) if self.header else "",
            merged=merged,
            shown=Shown.HIDDEN if self.sheet.hidden and not self.marks else Shown.YES,
            tab=looks.BAD if bad else looks.WARN if self.marks else "",
        )

    def _widths(self) -> Iterator[float]:
        """Columns past the header's row start count, titles above it (which run over their neighbours) do not."""
        sample = [row for row in self.sheet.rows if row.number >= self.header][:_SAMPLE]
        for index in range(self.width):
            texts = (row.texts[index] for row in sample if index < len(row.texts))
            yield min(max(map(width_of, texts), default=6) + 2, 32)

    def _lines(self) -> Iterator[Line]:
        """Every row at its number; rows that only an issue knows, and the header's, are put between."""
        title = self.header or 1
        rows: Sequence[CellRow] = self.sheet.rows
        known = {row.number for row in rows}
        missing = {*self.marks, *([title] if self.marks else [])} - known
        if missing:
            rows = sorted([*rows, *(CellRow(number, "", []) for number in missing)], key=lambda row: row.number)
        for row in rows:
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
        for column, issues in marks.items():
            if column:
                place = column_index(column)
                cells[place] = self._marked(cells[place], issues)
        every = [issue for issues in marks.values() for issue in issues]
        told = _sentences(every)
        cells[self.width] = Cell(told, looks.LONG_TEXT.but(colour=_COLOURS[_worst(every)][1]))
        return height_of(told, _TOLD)

    def _marked(self, found: Cell | Value, issues: list[Issue]) -> Cell:
        cell = found if isinstance(found, Cell) else Cell(found)
        fill, colour = _COLOURS[_worst(issues)]
        look: Look = (cell.look or ORDINARY).but(fill=fill, colour=colour)
        if self.comments_left <= 0:
            return Cell(cell.value, look)
        self.comments_left -= 1
        text = "\n".join(f"【{i.severity.zh}】{i.message.zh}\n改法：{i.fix.zh}" for i in issues)
        return Cell(cell.value, look, Note(text, height=60 + 18 * (len(text) // 22 + 2 * len(issues))))


def _worst(issues: Iterable[Issue]) -> Severity:
    return Severity.ERROR if any(issue.severity is Severity.ERROR for issue in issues) else Severity.WARNING


def _sentences(issues: Iterable[Issue]) -> str:
    return " ".join(f"{i.cell + ' ' if i.cell else ''}{i.message.zh}" for i in issues)
