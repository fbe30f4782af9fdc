"""节假日安排表: a year's notice of the State Council, and the bureau's own exceptions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from importers.registers import messages
from importers.registers.parameters import KEEPERS
from importers.registers.register import Objection, Register, Scene
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.incoming.rules import Difference
from vendors.policy.rows import DayKind
from vendors.policy.targets import HOLIDAYS

_R: Final = Need.REQUIRED
WORKS: Final = MappingProxyType({"0": "休息", "1": "上班"})
_KINDS: Final[Mapping[str, str]] = MappingProxyType({kind.value: kind.zh for kind in DayKind})
FIXED: Final = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""Days off by law on one date every year (全国年节及纪念日放假办法 Art.2); a notice without one is not complete."""

LAYOUT: Final = Layout(
    key="holidays",
    zh="节假日安排表",
    en="Holidays and made-up working days",
    sheet="节假日",
    columns=(
        Column(key="day", zh="日期", en="Day", type=Type.DATE, need=_R, example="2027-01-01"),
        Column(
            key="works",
            zh="安排",
            en="Works",
            type=Type.CHOICE,
            need=_R,
            choices=WORKS,
            aliases=("是否上班",),
            example="0",
            help_zh="放假填“休息”，周末调休上班填“上班”",
            help_en="0 off, 1 a working day made up",
        ),
        Column(
            key="kind",
            zh="类别",
            en="Kind",
            type=Type.CHOICE,
            need=_R,
            choices=_KINDS,
            example="notice",
            help_zh="国务院办公厅年度通知的日期须全年一次报齐",
            help_en="The notice's days come together, the whole year at once",
            width=16,
        ),
        Column(key="note", zh="说明", en="Note", aliases=("节日",), longest=60, example="元旦"),
        Column(
            key="source",
            zh="依据文件",
            en="Source",
            need=_R,
            longest=200,
            width=40,
            example="国务院办公厅关于2027年部分节假日安排的通知",
        ),
    ),
)


def whole_years(rows: Sequence[Row], scene: Scene) -> Iterator[Issue]:
    """A year's notice comes whole, or its deadlines would be called firm too early."""
    days = [(row, row.day("day")) for row in rows if row.text("kind") == DayKind.NOTICE]
    off = {day for row, day in days if row.text("works") == "0"}
    for year in sorted({day.year for _, day in days if day}):
        lacking = [day for month, number in FIXED if (day := date(year, month, number)) not in off]
        if lacking:
            first = next(row for row, day in days if day and day.year == year)
            told = "、".join(day.isoformat() for day in lacking)
            yield scene.sheet.issue(messages.HOLIDAYS_INCOMPLETE, first, "day", year=year, days=told)


def past_days(change: Difference, on: date) -> Iterator[Objection]:
    if date.fromisoformat(change.after["day"]) < on:
        yield Objection(message=messages.HOLIDAY_PAST, key="day")


REGISTER: Final = Register(
    zh="节假日",
    en="Holidays",
    layout=LAYOUT,
    unique=("day",),
    target=HOLIDAYS,
    cells=("day", "works", "kind", "note", "source"),
    keepers=KEEPERS,
    closing=whole_years,
    objections=past_days,
)
