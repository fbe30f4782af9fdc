"""The workbook's tabs about findings and money: 问题与认定, 月度统计, each with its chart."""

from importers.workbook.writing.looks import CENTRED, COUNT, MONEY, PERCENT
from importers.workbook.writing.sheets import Chart, Kind, Series, Value, down
from server.reports.figures import Found, KpiFigures, Month
from server.web.tabs import FIRST, Field, Tab, under, yuan

FOUND, MONTHS = "问题与认定", "月度统计"


def found_tab(figures: KpiFigures) -> Tab:
    types = tuple(_group("违规类型", group) for group in figures.by_type)
    rows = (*types, *(_group("县区", group) for group in figures.by_county), _group("合计", figures.found))
    return Tab(
        name=FOUND,
        title="问题发现与认定统计表",
        unit="金额单位：元",
        fields=(
            Field("分组", 10, CENTRED),
            Field("名称", 30),
            Field("涉及机构（家）", 15, COUNT),
            Field("病例数", 10, COUNT),
            Field("明细数", 10, COUNT),
            Field("报送金额", 18, MONEY),
            Field("已认定部分报送金额", 20, MONEY),
            Field("认定金额", 18, MONEY),
            Field("成立", 8, COUNT),
            Field("不成立", 8, COUNT),
            Field("待定", 8, COUNT),
            Field("准确率", 10, PERCENT),
        ),
        rows=rows,
        notes=("涉及机构为去重计数，合计不是各行之和；违规类型与县区是同一批问题的两种分组；待定不计入准确率。",),
        total=True,
        charts=_found_chart(rows, len(types)),
    )


def _group(grouping: str, group: Found) -> tuple[Value, ...]:
    return (
        grouping,
        group.name,
        group.institutions,
        group.cases,
        group.lines,
        yuan(group.reported_fen),
        yuan(group.settled_fen),
        yuan(group.determined_fen),
        group.upheld,
        group.rejected,
        group.pending,
        group.accuracy,
    )


def _found_chart(rows: tuple[tuple[Value, ...], ...], types: int) -> tuple[Chart, ...]:
    if not types:
        return ()
    last = FIRST + types - 1
    series = (Series("报送金额", down(FOUND, 5, FIRST, last)), Series("认定金额", down(FOUND, 7, FIRST, last)))
    return (
        Chart(
            kind=Kind.COLUMN,
            title="分违规类型报送金额与认定金额（元）",
            categories=down(FOUND, 1, FIRST, last),
            series=series,
            at=under(rows, 1),
            width=24,
            height=9,
            format="#,##0",
            least=0,
        ),
    )


def months_tab(figures: KpiFigures) -> Tab:
    rows = tuple(_month(month) for month in (*figures.months, figures.months_total))
    return Tab(
        name=MONTHS,
        title="智能审核月度统计表",
        unit="金额单位：元",
        fields=(
            Field("月份", 12, CENTRED),
            Field("涉及违规医疗机构（家）", 24, COUNT),
            Field("违规病例数", 14, COUNT),
            Field("违规明细数", 14, COUNT),
            Field("涉及金额", 20, MONEY),
            Field("已追回", 20, MONEY),
        ),
        rows=rows,
        notes=("合计的涉及机构为全期去重计数，不是各月之和。",),
        total=True,
        charts=_month_chart(rows, len(figures.months)),
    )


def _month(month: Month) -> tuple[Value, ...]:
    counts = (month.institutions, month.cases, month.lines)
    return (month.month, *counts, yuan(month.amount_fen), yuan(month.recovered_fen))


def _month_chart(rows: tuple[tuple[Value, ...], ...], months: int) -> tuple[Chart, ...]:
    if not months:
        return ()
    last = FIRST + months - 1
    return (
        Chart(
            kind=Kind.LINE,
            title="月度涉及金额（元）",
            categories=down(MONTHS, 0, FIRST, last),
            series=(Series("涉及金额", down(MONTHS, 4, FIRST, last)),),
            at=under(rows, 1),
            width=20,
            height=8,
            format="#,##0",
            least=0,
        ),
    )
