"""Charts: well-formed, the same every time, readable aloud, calm about gaps."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from server.web.charts.drawing import Series, nice_below, nice_bounds
from server.web.charts.inline import meter, sparkline
from server.web.charts.intervals import Moved, Reach, intervals, orders
from server.web.charts.shapes import funnel, gauge, radar
from server.web.charts.trends import bar, line

SERIES = (
    Series(name="本机构 <a&b>", values=[86, None, Decimal("90.25")], area=True),
    Series(name="均值", values=[80, 81, 82], tone="muted", dashed=True),
)
REACHES = (
    Reach(name="甲 <a&b>", figure=100, lower=56.6, upper=100, words="5 / 5"),
    Reach(name="名字很长很长很长的一家病案质量评估中心", figure=Decimal("84.2"), lower=62, upper=94, tone="warn"),
)
MOVED = (
    Moved(name="甲", before=1, before_words="100.0%", after=2, after_words="56.6%"),
    Moved(name="乙", before=2, before_words="84.2%", after=1, after_words="62.4%"),
    Moved(name="丙", before=3, before_words="50.0%", after=3, after_words="40.0%"),
)
LABELS = ("1季", "2季", "3季")
DRAWN: dict[str, Callable[[], Markup]] = {
    "line": lambda: line(SERIES, LABELS, title="走势", target=80, target_label="目标", unit="%"),
    "narrow line": lambda: line(SERIES, LABELS, title="走势", width=340),
    "bar": lambda: bar(LABELS, [3, None, 12], title="件数", tones=("good", "warn", "bad")),
    "radar": lambda: radar(LABELS, SERIES, title="指标", low=40),
    "gauge": lambda: gauge(Decimal("92.12"), title="得分", label="优秀"),
    "empty gauge": lambda: gauge(None, title="得分"),
    "funnel": lambda: funnel([("上报", 200, "200 万元"), ("追回", 0, "0 万元")], title="漏斗"),
    "meter": lambda: meter(Decimal(93), title="得分", target=80, interval=(88, 96), tone="good"),
    "sparkline": lambda: sparkline([1, None, 3], title="趋势"),
    "intervals": lambda: intervals(REACHES, title="区间", unit="%"),
    "narrow intervals": lambda: intervals(REACHES, title="区间", width=340),
    "orders": lambda: orders(MOVED, title="两种排法", heads=("按比率", "按下限")),
    "narrow orders": lambda: orders(MOVED, title="两种排法", heads=("按比率", "按下限"), width=340),
    "empty sparkline": lambda: sparkline([None], title="趋势"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_well_formed_named_and_free_of_style(name: str) -> None:
    root = etree.fromstring(str(DRAWN[name]()))
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title")
    assert root.findtext(f"{space}desc") is not None
    assert not root.xpath("//@style | //@id")


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_numbers_draw_the_same_chart(name: str) -> None:
    assert DRAWN[name]() == DRAWN[name]()


def test_every_number_is_told_and_a_gap_is_a_dash() -> None:
    told = str(line(SERIES, LABELS, title="走势"))
    assert "1季 86, 2季 —, 3季 90.25" in told


def test_a_gap_breaks_the_line() -> None:
    assert str(line(SERIES[:1], LABELS, title="走势")).count("<polyline") == 2


@given(st.lists(st.one_of(st.none(), st.integers(-10_000, 10_000), st.decimals(-100, 100, places=2)), max_size=12))
def test_bounds_hold_every_value(values: list[int | Decimal | None]) -> None:
    low, high = nice_bounds(values)
    assert low < high
    assert all(low <= float(value) <= high * 1.0000001 for value in values if value is not None and high > 0)


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=1, max_size=8))
def test_any_short_row_of_numbers_can_be_drawn(values: list[int | None]) -> None:
    labels = [str(place) for place in range(len(values))]
    row = [Series(name="一", values=values)]
    for drawn in (line(row, labels, title="t"), bar(labels, values, title="t"), sparkline(values, title="t")):
        etree.fromstring(str(drawn))


def test_a_scale_under_full_marks_is_cut_by_round_steps() -> None:
    assert nice_below([78, None, 99.68], 100) == (60, 100)
    assert nice_below([100], 100)[1] == 100


def test_a_name_without_room_is_cut_and_told_in_full() -> None:
    drawn = str(intervals(REACHES, title="区间", width=340))
    assert "…</text>" in drawn
    assert "名字很长很长很长的一家病案质量评估中心 84.2 [62, 94]" in drawn


def test_whoever_falls_in_the_second_order_is_drawn_as_falling() -> None:
    lines = etree.fromstring(str(orders(MOVED, title="t", heads=("a", "b")))).findall(
        "{http://www.w3.org/2000/svg}line"
    )
    assert [one.get("stroke") for one in lines] == ["#b93815", "#12805c", "#98a2b3"]
