"""Looks and sheets as openpyxl objects; rows are not its business (see `book.py`)."""

from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.cell import Cell as NativeCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from importers.intake.cells import letters
from importers.workbook.writing.charts import draw
from importers.workbook.writing.grid import printable
from importers.workbook.writing.looks import Look
from importers.workbook.writing.sheets import Cell, Guard, Highlight, Page, Sheet, Track, Validation

_LAST_COLUMN = 16_384
_PAPERS = {"A4": 9, "A3": 8}


class Paint:
    """Style numbers of one workbook, each look met once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._numbers: dict[tuple[Look, bool], int] = {}

    def number(self, look: Look, *, quoted: bool) -> int:
        number = self._numbers.get((look, quoted))
        if number is None:
            scratch = NativeCell(self._workbook.worksheets[0], row=1, column=1)
            dress(scratch, look)
            scratch.quotePrefix = quoted
            number = self._numbers[look, quoted] = scratch.style_id
        return number


def dress(target: NativeCell | ColumnDimension, look: Look) -> None:
    """Put a look on a cell or a whole column."""
    target.font = Font(
        name=look.font,
        size=look.size,
        bold=look.bold,
        color=look.colour,
        underline="single" if look.underline else None,
        charset=134,
    )
    if look.fill:
        target.fill = PatternFill("solid", fgColor=look.fill)
    if look.border:
        side = Side(style="thin", color=look.border)
        target.border = Border(left=side, right=side, top=side, bottom=side)
    target.alignment = Alignment(horizontal=look.across, vertical=look.down, wrap_text=look.wrap, indent=look.indent)
    target.number_format = look.format
    target.protection = Protection(locked=look.locked)


@dataclass(frozen=True, slots=True)
class Tab:
    """One native sheet: everything of a `Sheet` but its rows."""

    native: Worksheet

    @classmethod
    def add(cls, workbook: Workbook, sheet: Sheet) -> "Tab":
        native = workbook.create_sheet(sheet.title)
        native.sheet_state = sheet.shown.value
        native.sheet_view.showGridLines = sheet.gridlines
        native.sheet_properties.tabColor = sheet.tab or None
        native.sheet_format.defaultRowHeight, native.sheet_format.customHeight = sheet.row_height, True
        native.freeze_panes = sheet.frozen or None
        if sheet.filter:
            native.auto_filter.ref = sheet.filter
        for area in sheet.merged:
            native.merged_cells.add(area)
        _tracks(native, sheet)
        _page(native, sheet.page)
        _guard(native, sheet.guard)
        for validation in sheet.validations:
            native.add_data_validation(_validation(validation))
        for highlight in sheet.highlights:
            native.conditional_formatting.add(highlight.cells, _rule(highlight))
        for chart in sheet.charts:
            native.add_chart(draw(chart), chart.at)
        return cls(native)

    def mark(self, row: int, column: int, cell: Cell) -> None:
        """Hang a cell's comment and link at its address (`column` from 0)."""
        target = self.native.cell(row, column + 1)
        if cell.note:
            note = cell.note
            target.comment = Comment(printable(note.text), note.author, height=note.height, width=note.width)
        if cell.link.startswith("#"):
            target.hyperlink = Hyperlink(ref=target.coordinate, location=printable(cell.link[1:]))
        elif cell.link:
            target.hyperlink = Hyperlink(ref=target.coordinate, target=printable(cell.link))


def _tracks(native: Worksheet, sheet: Sheet) -> None:
    for index, track in enumerate(sheet.tracks):
        _track(native, track, index + 1, index + 1)
    if sheet.spare:
        _track(native, Track(look=sheet.spare, width=9), len(sheet.tracks) + 1, _LAST_COLUMN)


def _track(native: Worksheet, track: Track, first: int, last: int) -> None:
    letter = letters(first - 1)
    column = ColumnDimension(native, index=letter, min=first, max=last, width=track.width, hidden=track.hidden)
    dress(column, replace(track.look, border="", fill=""))
    native.column_dimensions[letter] = column


def _page(native: Worksheet, page: Page) -> None:
    native.page_setup.paperSize = _PAPERS[page.paper]
    native.page_setup.orientation = "landscape" if page.landscape else "portrait"
    native.page_setup.fitToWidth, native.page_setup.fitToHeight = page.wide, page.tall
    if native.sheet_properties.pageSetUpPr is not None:
        native.sheet_properties.pageSetUpPr.fitToPage = True
    native.page_margins.left = native.page_margins.right = 0.5
    native.page_margins.top, native.page_margins.bottom = 0.6, 0.7
    native.print_options.horizontalCentered = True
    footer: HeaderFooterItem | None = native.oddFooter
    if footer and footer.center:
        footer.center.text = page.footer
    if page.repeat:
        native.print_title_rows = page.repeat
    if page.beside:
        native.print_title_cols = page.beside


def _guard(native: Worksheet, guard: Guard | None) -> None:
    if guard is None:
        return
    protection = native.protection
    protection.sheet = True  # the flags below say what is refused
    protection.sort = protection.autoFilter = protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.deleteRows = not guard.rows


def _validation(rule: Validation) -> DataValidation:
    return DataValidation(
        type=rule.check,
        formula1=rule.first,
        formula2=rule.second or None,
        operator=None if rule.check in {"list", "custom"} else rule.operator,
        allow_blank=True,
        sqref=rule.cells,
        showErrorMessage=True,
        showInputMessage=bool(rule.prompt),
        errorStyle="stop" if rule.strict else "warning",
        errorTitle=rule.title[:32] or None,
        error=rule.error[:225] or None,
        promptTitle=rule.title[:32] or None,
        prompt=rule.prompt[:255] or None,
    )


def _rule(highlight: Highlight) -> Rule:
    style = DifferentialStyle(
        fill=PatternFill("solid", bgColor=highlight.fill) if highlight.fill else None,
        font=Font(color=highlight.colour or None, bold=highlight.bold or None) if highlight.colour else None,
    )
    return Rule(type="expression", formula=[highlight.when], dxf=style)
