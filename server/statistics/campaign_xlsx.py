"""专项整治行动情况统计表 as the bureau prints it: A3 landscape, merged header of three levels, two bands on one sheet.

本期 and 累计 are a tab each. Numbers are numbers; money is 万元 from raw fen and only shown with two decimals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from importers.workbook.writing import book
from importers.workbook.writing.book import Book
from importers.workbook.writing.looks import COUNT, HEADER, META, MONEY, PERCENT, PLAIN, TITLE, TOTAL, Look
from importers.workbook.writing.sheets import Cell, Line, Note, Page, Sheet, Track, Value, at
from vendors.periods import SHANGHAI
from vendors.statistics.campaign.assembling import Cells, CellView, values
from vendors.statistics.campaign.columns import COLUMNS, Column, Part, Total, Unit, coverage
from vendors.statistics.campaign.queries import ReportView
from vendors.statistics.campaign.rules import Scope
from vendors.statistics.units import unit_name

UPPER: Final = (Part.INSPECTION, Part.VIOLATION, Part.AGREEMENT)
WAN: Final = 1_000_000
FOOTNOTES: Final = (
    "注1：金额单位为万元，由原始金额（分）直接换算；因四舍五入，分项之和可能与合计不等。",
    (
        "注2：机构家数、参保人数、医师人数、第三方机构数和人次的合计为全市去重数，不等于各行相加；"
        "人工填报的列（经办机构、限期整改、通报批评等）、案件数和金额的合计为各行相加。"
    ),
    "注3：各行按机构所在县区归口（属地），市直管机构列市本级；追回基金、违约金、罚款去向不同，合计不相加。",
    "注4：浅黄底为人工填报或与系统数不同的数，批注写明填报人和理由。",
)
_SAID: Final = "FFF6DC"
_HEAD: Final = replace(HEADER, size=9)
_NAME: Final = replace(PLAIN, border=HEADER.border, wrap=True, size=9.5)
_SMALL: Final = replace(META, size=9)
_LOOKS: Final = {Unit.MONEY: replace(MONEY, size=9), Unit.SHARE: replace(PERCENT, size=9)}
_COUNT: Final = replace(COUNT, size=9)
_HEIGHTS: Final = {"title": 34.0, "meta": 22.0, "part": 22.0, "group": 30.0, "name": 48.0, "row": 30.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who stands in the signature line; the leader's name is left to be written when it is not known."""

    bureau: str
    filler: str
    checker: str
    leader: str
    on: date | None


def render(view: ReportView, *, office: Office, at: datetime) -> bytes:
    """The .xlsx of a whole table. The same view gives the same bytes."""
    sheets = tuple(_Tab(view, scope, office).sheet() for scope in Scope)
    return book.write(Book(sheets=sheets, made=at, title="专项整治行动情况统计表", author=office.bureau))


class _Tab:
    """One scope on its way to being a sheet: rows are laid one below the other, merges kept on the way."""

    def __init__(self, view: ReportView, scope: Scope, office: Office) -> None:
        self.view, self.scope, self.office = view, scope, office
        self.merged: list[str] = []
        self.lines: list[Line] = []
        self.bands = (
            [one for one in COLUMNS if one.part in UPPER],
            [one for one in COLUMNS if one.part not in UPPER],
        )
        self.wide = 1 + max(len(band) for band in self.bands)

    def sheet(self) -> Sheet:
        self._heading()
        for band in self.bands:
            self._band(band)
        self._foot()
        return Sheet(
            title=self.scope.zh,
            rows=tuple(self.lines),
            tracks=(Track(width=13), *(Track(width=6.6) for _ in range(self.wide - 1))),
            merged=tuple(self.merged),
            page=Page(paper="A3", tall=1),
            gridlines=False,
        )

    def _put(self, cells: Sequence[Cell | Value], height: float) -> int:
        number = len(self.lines) + 1
        self.lines.append(Line(number, cells, height))
        return number

    def _across(self, cell: Cell, height: float) -> None:
        number = self._put((cell,), height)
        self.merged.append(f"{at(number, 0)}:{at(number, self.wide - 1)}")

    def _heading(self) -> None:
        head = self.view.head
        self._across(Cell("专项整治行动情况统计表", TITLE), _HEIGHTS["title"])
        self._across(
            Cell(f"{head.campaign_name}（{head.campaign_number}）", replace(PLAIN, across="center")), _HEIGHTS["meta"]
        )
        cut = self.view.as_of.astimezone(SHANGHAI)
        since = "" if self.scope is Scope.CURRENT else "（行动开始以来累计）"
        told = (
            f"填报单位：{self.office.bureau}　　期间：{head.period.zh}{self.scope.zh}{since}"
            f"　　版本：第{head.version}版"
            f"　　状态：{head.state.zh}　　数据截止：{cut:%Y-%m-%d %H:%M}"
            "　　单位：家、例、件、人、万元"
        )
        self._across(Cell(told, _SMALL), _HEIGHTS["meta"])

    def _band(self, band: Sequence[Column]) -> None:
        first = len(self.lines) + 1
        parts: list[Value | Cell] = [Cell("填报单位", _HEAD)]
        groups: list[Value | Cell] = [Cell(None, _HEAD)]
        names: list[Value | Cell] = [Cell(None, _HEAD)]
        for place, column in enumerate(band):
            before = band[place - 1] if place else None
            new_part = before is None or before.part is not column.part
            new_group = before is None or new_part or before.group != column.group or column.group is None
            parts.append(Cell(column.part.zh if new_part else None, _HEAD))
            groups.append(Cell(_top(column) if new_group else None, _HEAD))
            names.append(Cell(_below(column), _HEAD))
        self._put(parts, _HEIGHTS["part"])
        self._put(groups, _HEIGHTS["group"])
        self._put(names, _HEIGHTS["name"])
        self.merged.append(f"{at(first, 0)}:{at(first + 2, 0)}")
        self.merged += _merged(first, [column.part for column in band])
        self.merged += _merged(first + 1, [column.group or column.key for column in band])
        self.merged += [
            f"{at(first + 1, place)}:{at(first + 2, place)}"
            for place, column in enumerate(band, start=1)
            if column.group is None
        ]
        for row in self.view.rows:
            self._put(tuple(self._row(row.region, band)), _HEIGHTS["row"])
        self._put((), 8.0)

    def _row(self, region: str, band: Sequence[Column]) -> Iterator[Cell]:
        total = region == self.view.city
        fill = TOTAL.fill if total else ""
        yield Cell(unit_name(region, self.view.head.period.ends_on), _NAME.but(bold=total, fill=fill))
        cells = self.view.cells[self.scope][region]
        for column in band:
            yield _cell(column, cells, bold=total, fill=fill)

    def _foot(self) -> None:
        for note in FOOTNOTES:
            self._across(Cell(note, _SMALL), 16.0)
        head, office = self.view.head, self.office
        for place, code in enumerate(_checks(self.view, self.scope), start=5):
            self._across(Cell(f"注{place}：{code}", _SMALL), 16.0)
        on = f"{office.on.year}年{office.on.month}月{office.on.day}日" if office.on else "　　　　年　　月　　日"
        document = f"　　　　文号：{head.document}" if head.document else ""
        line = (
            f"填报人：{office.filler or '　　　　'}　　　　审核人：{office.checker or '　　　　'}　　　　"
            f"负责人：{office.leader or '　　　　'}　　　　日期：{on}　　　　（盖章）{document}"
        )
        self._put((), 10.0)
        self._across(Cell(line, PLAIN), 26.0)


def _top(column: Column) -> str:
    """The middle level of the header: the group, or the column itself with its unit."""
    return column.group.zh if column.group else _named(column)


def _below(column: Column) -> str | None:
    return _named(column) if column.group else None


def _named(column: Column) -> str:
    return f"{column.name.zh}\n({column.unit.zh})"


def _merged(row: int, keys: Sequence[object]) -> Iterator[str]:
    """Runs of like keys, from the second column on."""
    start = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[start]:
            if place - start > 1:
                yield f"{at(row, start + 1)}:{at(row, place)}"
            start = place


def _cell(column: Column, cells: Cells, *, bold: bool, fill: str) -> Cell:
    look: Look = _LOOKS.get(column.unit, _COUNT).but(bold=bold, fill=fill)
    if column.unit is Unit.SHARE:
        share = coverage(values(cells))
        return Cell("—", look.but(across="center")) if share is None else Cell(share, look)
    found = cells[column.key]
    if found.value is None:
        unknown = bold and column.total is Total.DISTINCT
        return Cell("不可合计" if unknown else "—", look.but(across="center"))
    said = found.overridden or (found.written is not None and not column.computed)
    return Cell(
        Decimal(found.value) / WAN if column.money else found.value,
        look.but(fill=_SAID) if said else look,
        _note(column, found) if said else None,
    )


def _note(column: Column, cell: CellView) -> Note | None:
    if cell.written is None:
        return None
    records = "" if cell.computed is None else f"\n系统数：{_shown(column, cell.computed)}"
    reason = f"\n理由：{cell.written.reason}" if cell.written.reason else ""
    return Note(f"{cell.written.by} 填报{records}{reason}", width=240, height=80)


def _shown(column: Column, value: int) -> str:
    return f"{Decimal(value) / WAN:.6f}".rstrip("0").rstrip(".") + " 万元" if column.money else str(value)


def _checks(view: ReportView, scope: Scope) -> list[str]:
    """What does not agree (only before it is submitted): a draft says so on paper too."""
    return [one.words.zh for one in view.problems if one.scope is scope]


def signed(view: ReportView, *, bureau: str, leader: str) -> Office:
    """The signature line of a table: who submitted, who approved, the day of its approval or report."""
    head = view.head
    on = head.reported_on or (head.approved_at.astimezone(SHANGHAI).date() if head.approved_at else None)
    return Office(bureau=bureau, filler=head.submitted_by_name, checker=head.approved_by_name, leader=leader, on=on)
