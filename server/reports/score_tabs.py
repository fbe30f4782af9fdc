"""The workbook's tabs about scores: 分机构得分 with its chart, 分指标明细."""

from decimal import Decimal

from importers.workbook.writing.looks import CENTRED, COUNT, QUANTITY, SCORE
from importers.workbook.writing.sheets import Cell, Chart, Kind, Series, Value, down
from server.reports.figures import KpiFigures, VendorScore
from server.web.tabs import FIRST, Field, Tab, under

SCORES = "分机构得分"


def scores_tab(figures: KpiFigures) -> Tab:
    rows = tuple(_score(score) for _, scores in figures.kinds for score in scores)
    return Tab(
        name=SCORES,
        title="分机构得分表",
        unit="单位：分",
        fields=(
            Field("类别", 18),
            Field("排名", 7, COUNT.but(across="center")),
            Field("机构", 28),
            Field("得分", 9, SCORE),
            Field("等级", 9, CENTRED),
            Field("上期得分", 10, SCORE),
            Field("环比", 9, SCORE),
            Field("一票否决", 10, CENTRED),
            Field("合同", 18),
            Field("主要扣分项", 46),
        ),
        rows=rows,
        notes=("排名在同一类别内进行，抽样区间重叠的并列；不同类别之间不作比较。",),
        charts=_score_chart(rows),
    )


def _score(score: VendorScore) -> tuple[Value, ...]:
    return (
        score.kind_name,
        score.rank,
        score.vendor,
        score.total,
        score.grade or "未考核",
        score.previous,
        score.change,
        "是" if score.vetoed else "否",
        score.contract,
        "；".join(score.deductions) or "—",
    )


def _score_chart(rows: tuple[tuple[Value, ...], ...]) -> tuple[Chart, ...]:
    if not rows:
        return ()
    last = FIRST + len(rows) - 1
    return (
        Chart(
            kind=Kind.BAR,
            title="各机构考核得分（分，按类别排列）",
            categories=down(SCORES, 2, FIRST, last),
            series=(Series("得分", down(SCORES, 3, FIRST, last)),),
            at=under(rows, 1),
            width=24,
            height=3 + 0.9 * len(rows),
            format="0",
            least=0,
            most=100,
        ),
    )


def lines_tab(figures: KpiFigures) -> Tab:
    return Tab(
        name="分指标明细",
        title="分指标考核明细表",
        unit="单位：分",
        fields=(
            Field("机构", 28),
            Field("代码", 8, CENTRED),
            Field("指标", 24),
            Field("分值", 8, SCORE),
            Field("分子", 12, QUANTITY),
            Field("分母", 12, QUANTITY),
            Field("指标值", 10, CENTRED),
            Field("得分", 9, SCORE),
            Field("说明", 90),
        ),
        rows=tuple(
            (
                line.vendor,
                line.code,
                line.name,
                line.full,
                _quantity(line.numerator),
                _quantity(line.denominator),
                line.value or None,
                "不适用" if line.points is None else line.points,
                line.note,
            )
            for line in figures.lines
        ),
    )


def _quantity(value: Decimal | None) -> Cell:
    """A whole number without decimals, another with those it has."""
    whole = value is None or value == value.to_integral_value()
    return Cell("—" if value is None else value, COUNT if whole else QUANTITY)
