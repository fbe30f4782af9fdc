"""The charts of the paper report, drawn by the same functions as those on screen."""

from decimal import Decimal

from server.paper.blocks import Drawing
from server.reports.figures import KpiFigures, Month
from server.web.charts import trends
from server.web.charts.drawing import Series
from vendors.money import half_up

_LABEL = 6  # characters that fit under a bar
_WIDTH = 590


def scores_by_vendor(figures: KpiFigures) -> Drawing:
    """Bars in order of rank, a gap between the kinds: nobody is ranked across them."""
    labels: list[str] = []
    values: list[Decimal | None] = []
    for _, scores in figures.kinds:
        if labels:
            labels.append("")
            values.append(None)
        labels += [score.short_name[:_LABEL] for score in scores]
        values += [score.total for score in scores]
    svg = trends.bar(labels, values, title="各机构考核得分", width=_WIDTH, height=210)
    return Drawing(str(svg), "图1　各机构考核得分（分，按类别分组）")


def monthly_amounts(months: tuple[Month, ...]) -> Drawing:
    amounts = [half_up(Decimal(month.amount_fen) / 1_000_000) for month in months]
    series = Series(name="涉及金额（万元）", values=amounts, area=True)
    svg = trends.line(
        [series], [month.month for month in months], title="月度涉及金额", low=0, width=_WIDTH, height=200
    )
    return Drawing(str(svg), "图2　月度涉及金额（万元）")
