"""Cohen's κ against published tables and against statsmodels, which nobody here wrote."""

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from kpi.engine.agreement import Agreement, agreement

DIAGNOSES = ((106, 10, 4), (22, 28, 10), (2, 12, 6))
"""Fleiss, Cohen, Everitt, Psychological Bulletin 72 (1969) 323-327, their example of 200 patients: κ = .429."""
PSYCHIATRISTS = ((75, 1, 4), (5, 4, 1), (0, 0, 10))
"""Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3rd ed., table 18.1, 100 patients: κ = 0.68."""
SIM_WRIGHT = ((22, 2), (4, 11))
"""Sim, Wright, Physical Therapy 85 (2005) 257-268, two clinicians on 39 patients: κ = .67."""


def _as_the_library_says(table: Sequence[Sequence[int]]) -> tuple[float, float, float, float]:
    with np.errstate(invalid="ignore"):  # its floats leave a variance of -1e-16 where ours is exactly nothing
        found = cohens_kappa(np.array(table))
    return found.kappa, found.std_kappa, found.kappa_low, found.kappa_upp


@pytest.mark.parametrize(
    ("table", "kappa"),
    [(DIAGNOSES, "0.429"), (PSYCHIATRISTS, "0.68"), (SIM_WRIGHT, "0.67")],
)
def test_kappa_is_the_one_in_print(table: Sequence[Sequence[int]], kappa: str) -> None:
    found = agreement(table).kappa
    assert found is not None
    printed = Decimal(kappa)
    assert (Decimal(found.numerator) / found.denominator).quantize(printed) == printed


@pytest.mark.parametrize("table", [DIAGNOSES, PSYCHIATRISTS, SIM_WRIGHT])
def test_kappa_error_and_interval_agree_with_statsmodels_to_four_decimals(table: Sequence[Sequence[int]]) -> None:
    _must_agree(table)


def test_two_hundred_random_tables_agree_with_statsmodels_to_four_decimals() -> None:
    chance, seen = random.Random(20261122), 0  # noqa: S311 examples, no secret
    while seen < 200:
        size = chance.randint(2, 5)
        table = [[chance.choice((0, 1, 3, 12, 140)) for _ in range(size)] for _ in range(size)]
        if agreement(table).kappa is not None:
            _must_agree(table)
            seen += 1


def _must_agree(table: Sequence[Sequence[int]]) -> None:
    found, (kappa, error, low, high) = agreement(table), _as_the_library_says(table)
    assert found.kappa is not None
    assert found.error is not None
    assert found.low is not None
    assert found.high is not None
    assert float(found.kappa) == pytest.approx(kappa, abs=5e-5)
    assert float(found.error) == pytest.approx(0 if np.isnan(error) else error, abs=5e-5)
    if not np.isnan(error):
        assert float(found.low) == pytest.approx(max(low, -1), abs=5e-5)
        assert float(found.high) == pytest.approx(min(high, 1), abs=5e-5)


def test_the_shares_behind_kappa_are_exact() -> None:
    found = agreement(((20, 5), (10, 15)))
    assert found.n == 50
    assert (found.observed, found.expected) == (Fraction(7, 10), Fraction(1, 2))
    assert found.kappa == Fraction(2, 5)


@pytest.mark.parametrize("table", [((0, 0), (0, 0)), ()])
def test_without_a_pair_nothing_is_said(table: Sequence[Sequence[int]]) -> None:
    assert agreement(table) == Agreement(n=0, observed=None, expected=None, kappa=None, error=None, low=None, high=None)


def test_kappa_does_not_apply_where_both_used_one_category_alone() -> None:
    found = agreement(((12, 0), (0, 0)))
    assert (found.n, found.observed) == (12, Fraction(1))
    assert found.kappa is None
    assert found.low is None


def test_two_who_always_say_the_opposite_agree_no_better_than_chance() -> None:
    found = agreement(((0, 9), (0, 0)))
    assert (found.kappa, found.error) == (Fraction(0), Decimal(0))


def test_a_wider_confidence_makes_a_wider_interval_that_stays_within_one() -> None:
    usual, wide = agreement(((4, 0), (1, 4))), agreement(((4, 0), (1, 4)), confidence=Fraction(999, 1000))
    assert usual.low is not None
    assert wide.low is not None
    assert wide.low < usual.low
    assert usual.high == wide.high == 1


@pytest.mark.parametrize("table", [((1, 2),), ((1, 2), (3,)), ((1, -1), (0, 2))])
def test_what_is_no_table_of_counts_is_refused(table: Sequence[Sequence[int]]) -> None:
    with pytest.raises(ValueError, match="square table"):
        agreement(table)


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=3, max_size=3))
def test_it_does_not_matter_who_is_called_the_first(table: list[list[int]]) -> None:
    turned = [list(row) for row in zip(*table, strict=True)]
    assert agreement(table) == agreement(turned)
    found = agreement(table)
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert found.observed is not None
        assert found.kappa <= found.observed
