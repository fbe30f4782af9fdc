from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.amounts import Style, figure
from kpi.engine.numbers import decimal_of, half_up, trimmed
from kpi.engine.respread import respread


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("89.995", "90.00"), ("89.994", "89.99"), ("0.005", "0.01"), ("-0.005", "-0.01"), ("-0.004", "0.00")],
)
def test_halves_go_away_from_zero(value: str, rounded: str) -> None:
    assert str(half_up(Decimal(value))) == rounded


@given(st.fractions(min_value=-(10**6), max_value=10**6))
def test_rounding_moves_by_at_most_half_a_cent(value: Fraction) -> None:
    assert abs(Fraction(half_up(value)) - value) <= Fraction(1, 200)


def test_equal_numbers_have_one_spelling() -> None:
    assert {str(trimmed(Decimal(text))) for text in ("9.50", "9.5", "9.500")} == {"9.5"}
    assert str(trimmed(Decimal("1E+3"))) == "1000"
    assert str(trimmed(Decimal("0.00"))) == "0"
    assert str(decimal_of(Fraction(1, 4))) == "0.25"


def test_figures_for_people() -> None:
    assert figure(Fraction(430, 455), Style.PERCENT) == "94.51%"
    assert figure(Fraction("186430.5"), Style.YUAN) == "186,430.50"
    assert figure(Fraction(0), Style.NUMBER) == "0"
    assert figure(Fraction(100), Style.NUMBER) == "100"


POINTS = st.dictionaries(
    st.sampled_from([f"X{n:02}" for n in range(12)]), st.integers(1, 4000).map(lambda n: Decimal(n) / 100), min_size=1
)


@given(points=POINTS, data=st.data())
def test_respread_points_sum_to_the_block_to_the_cent(points: dict[str, Decimal], data: st.DataObject) -> None:
    applicable = frozenset(data.draw(st.sets(st.sampled_from(sorted(points)), min_size=1)))
    effective = respread(points, applicable)
    assert sum(effective.values()) == sum(points.values())
    assert all(effective[code] >= points[code] - Decimal("0.01") for code in applicable)
    assert all(effective[code] == 0 for code in points if code not in applicable)


def test_nothing_to_spread_to_leaves_all_at_nothing() -> None:
    assert respread({"A": Decimal(10)}, frozenset()) == {"A": Decimal("0.00")}
