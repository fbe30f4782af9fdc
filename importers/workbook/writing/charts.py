"""Charts as values to native openpyxl charts, in the house colours."""

from typing import TypeAlias

from openpyxl.chart import BarChart, LineChart, PieChart, RadarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as Drawn
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from importers.workbook.writing.looks import LINE
from importers.workbook.writing.sheets import Chart, Kind, Series

PALETTE = ("1D5FBF", "12805C", "C77A12", "8A4FBF", "B93815", "2A9DB5", "7A8699", "B8438A")
Native: TypeAlias = BarChart | LineChart | PieChart | RadarChart


def draw(chart: Chart) -> Native:
    """The native chart, ready to be anchored at `chart.at`."""
    native = _blank(chart.kind)
    native.title = chart.title
    native.width, native.height = chart.width, chart.height  # type: ignore[assignment]  # centimetres, any number
    alone = len(chart.series) == 1 and chart.kind is not Kind.PIE
    native.legend = None if alone else Legend(legendPos="b")
    for index, series in enumerate(chart.series):
        native.series.append(_series(series, chart.kind, series.colour or PALETTE[index % len(PALETTE)]))
    native.set_categories(Reference(range_string=chart.categories))
    if not isinstance(native, PieChart):
        _axes(native, chart)
    if chart.labels:
        native.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    return native


def _blank(kind: Kind) -> Native:
    if kind is Kind.LINE:
        return LineChart()
    if kind is Kind.RADAR:
        radar = RadarChart()
        radar.type = "marker"
        return radar
    if kind is Kind.PIE:
        return PieChart()
    bars = BarChart()
    bars.type = "bar" if kind is Kind.BAR else "col"
    bars.gapWidth = 60
    return bars


def _series(series: Series, kind: Kind, colour: str) -> Drawn:
    drawn: Drawn = SeriesFactory(Reference(range_string=series.values), title=series.title)
    if kind in {Kind.LINE, Kind.RADAR}:
        drawn.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=28_575))
        dot = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
        drawn.marker = Marker(symbol="circle", size=6, spPr=dot)
        drawn.smooth = False
    elif kind is not Kind.PIE:
        drawn.graphicalProperties = GraphicalProperties(solidFill=colour)
    return drawn


def _axes(native: BarChart | LineChart | RadarChart, chart: Chart) -> None:
    native.x_axis.delete = native.y_axis.delete = False
    native.y_axis.numFmt = native.y_axis.number_format = chart.format
    native.y_axis.scaling.min, native.y_axis.scaling.max = chart.least, chart.most
    if native.y_axis.majorGridlines is not None:
        native.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    if chart.axis:
        native.y_axis.title = chart.axis
    if chart.kind is Kind.BAR:
        native.x_axis.scaling.orientation = "maxMin"
