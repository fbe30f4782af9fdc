"""Strategies: any facts for any rulebook of the house, sound or silly, with events, adjustments and parts."""

from decimal import Decimal

from hypothesis import strategies as st

from kpi.engine.facts import Adjustment, Event, Facts, FactValue, Part
from kpi.engine.rulebook import EventRule, Rulebook
from kpi.rulebooks.queries import every

counts = st.one_of(
    st.none(),
    st.integers(-5, 2000).map(Decimal),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.decimals(min_value=0, max_value=10**12, places=4),
)
totals = st.one_of(st.none(), st.decimals(min_value=0, max_value=100, places=2))


@st.composite
def anything(draw: st.DrawFn) -> tuple[Rulebook, Facts]:
    rulebook = draw(st.sampled_from(every()))
    names = draw(st.sets(st.sampled_from(sorted(rulebook.facts))))
    return rulebook, Facts(
        kind=rulebook.kind,
        subject="崆峒信息技术公司",
        period="2026Q3",
        values={
            name: FactValue(value=draw(counts), note=draw(st.sampled_from(["", "更正"]))) for name in sorted(names)
        },
        vetoes=draw(events(rulebook.vetoes, most=1)),
        bonuses=draw(events(rulebook.bonus.events, most=3)),
        adjustments=draw(adjustments(rulebook)),
        cycle=draw(st.sampled_from(["", "month", "quarter"])),
    )


@st.composite
def roll_ups(draw: st.DrawFn) -> tuple[Rulebook, Facts]:
    rulebook = draw(st.sampled_from(every()))
    weights = st.integers(1, 366).map(Decimal)
    parts = draw(
        st.lists(st.builds(Part, period=st.just("2026Q1"), total=totals, weight=weights), min_size=1, max_size=9)
    )
    return rulebook, Facts(
        kind=rulebook.kind,
        subject="崆峒信息技术公司",
        period="2026",
        values={"evaluation": FactValue(value=draw(totals))},
        cycle=draw(st.sampled_from(sorted(rulebook.rollups))),
        parts=tuple(parts),
    )


def events(rules: tuple[EventRule, ...], *, most: int) -> st.SearchStrategy[tuple[Event, ...]]:
    one = st.builds(Event, code=st.sampled_from([rule.code for rule in rules]), count=st.integers(0, 3))
    return st.lists(one, max_size=most).map(tuple)


def adjustments(rulebook: Rulebook) -> st.SearchStrategy[tuple[Adjustment, ...]]:
    one = st.builds(
        Adjustment,
        indicator=st.sampled_from([indicator.code for indicator in rulebook.indicators]),
        points=st.decimals(min_value=-20, max_value=20, places=2),
        reason=st.just("申诉成立"),
        basis=st.sampled_from(["", "复核意见 4 号"]),
    )
    return st.lists(one, max_size=3).map(tuple)
