"""问题清单: every issue of a workbook in order, with a link to its place."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeAlias

from importers.workbook.issues import Issue, Severity
from importers.workbook.writing import looks
from importers.workbook.writing.restored import height_of
from importers.workbook.writing.sheets import Cell, Line, Page, Row, Sheet, Track, quoted

INDEX = "问题清单"
LISTED = 1_000_000  # a sheet ends at row 1 048 576
Tally: TypeAlias = Mapping[Severity, int]
_LINKED = 5_000  # links in one sheet: more make spreadsheets slow; the addresses stay readable
_HEADS = ("序号", "级别", "工作表", "位置", "列名", "单元格内容", "问题", "如何改正", "代码", "Problem", "How to fix")
_WIDTHS = (7, 8, 22, 10, 20, 26, 52, 46, 22, 52, 46)
_LOOKS = {
    Severity.ERROR: looks.CENTRED.but(fill=looks.BAD_PALE, colour=looks.BAD, bold=True),
    Severity.WARNING: looks.CENTRED.but(fill=looks.WARN_PALE, colour=looks.WARN, bold=True),
    Severity.NOTICE: looks.CENTRED,
}
_FIRST = 4
_HINT = "点“位置”跳到单元格；红色为错误，橙色为警告。请在原文件中改正后重新上传；在本副本中改正也可以。"


def index_sheet(issues: Iterable[Issue], tally: Tally, tabs: Mapping[str, str], title: str) -> Sheet:
    """`issues` come worst first, `tally` counts them; `tabs` maps a sheet's name in the file to its tab here."""
    total = sum(tally.values())
    return Sheet(
        title=INDEX,
        rows=_rows(issues, tally, tabs, title),
        tracks=tuple(Track(width=width) for width in _WIDTHS),
        heights={1: 30, 3: 24},
        frozen=f"A{_FIRST}",
        filter=f"A{_FIRST - 1}:K{_FIRST + min(max(total, 1), LISTED) - 1}",
        page=Page(repeat="1:3"),
        gridlines=False,
        tab=looks.BRAND,
    )


def _rows(issues: Iterable[Issue], tally: Tally, tabs: Mapping[str, str], title: str) -> Iterator[Row]:
    yield [Cell(f"{INDEX}　{title}".strip("　"), looks.TITLE.but(across="left"))]
    counted = " · ".join(f"{severity.zh} {tally.get(severity, 0)}" for severity in Severity)
    total = sum(tally.values())
    rest = f"此表列出前 {LISTED} 处，其余见各表的“错误说明”。" if total > LISTED else ""
    yield [Cell(f"{counted}。{_HINT}{rest}", looks.META)]
    yield [Cell(text, looks.HEADER) for text in _HEADS]
    waiting = iter(issues)
    for number, issue in enumerate(islice(waiting, LISTED), 1):
        yield _row(number, issue, tabs)
    for _unlisted in waiting:  # whoever marks the cells sees every issue pass here
        pass


def _row(number: int, issue: Issue, tabs: Mapping[str, str]) -> Line:
    tab = tabs.get(issue.sheet, issue.sheet)
    told = (issue.message.zh, issue.fix.zh, issue.code, issue.message.en, issue.fix.en)
    texts = (issue.header, issue.value, *told)
    cells = [
        Cell(number, looks.WHOLE),
        Cell(issue.severity.zh, _LOOKS[issue.severity]),
        Cell(tab, looks.TEXT),
        _place(number, issue, tab if issue.sheet in tabs else ""),
        *(Cell(text, looks.LONG_TEXT) for text in texts),
    ]
    height = max(height_of(text, width) for text, width in zip(texts, _WIDTHS[4:], strict=True))
    return Line(_FIRST + number - 1, cells, height)


def _place(number: int, issue: Issue, tab: str) -> Cell:
    target = issue.cell or (f"A{issue.row}" if issue.row else "")
    shown = issue.cell or (f"第 {issue.row} 行" if issue.row else "整表")
    if not tab or not target or number > _LINKED:
        return Cell(shown, looks.CENTRED)
    return Cell(shown, looks.LINK, link=f"#{quoted(tab)}!{target}")
