from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.draws.algorithm.drawing import People, draw
from vendors.draws.algorithm.frames import Unit
from vendors.draws.algorithm.methods import first, systematic
from vendors.draws.algorithm.pairing import partners
from vendors.draws.rules import Base, Method, Order, Plan, Spread, plan_problems
from vendors.errors import Conflict

FRAME = [Unit(f"V{place:03d}", "甲乙丙"[place % 3], 100 * place) for place in range(60)]
ids = st.lists(st.text("0123456789G", min_size=1, max_size=8), unique=True, min_size=1, max_size=60)


@given(ids, st.text(min_size=1, max_size=10), st.data())
def test_a_larger_sample_contains_the_smaller(frame: list[str], seed: str, data: st.DataObject) -> None:
    units = [Unit(one) for one in frame]
    small = data.draw(st.integers(0, len(frame)))
    large = data.draw(st.integers(small, len(frame)))
    assert first(units, large, seed=seed)[:small] == first(units, small, seed=seed)
    assert len(set(first(units, large, seed=seed))) == large


@given(st.permutations(FRAME))
def test_the_order_of_the_frame_changes_nothing(frame: list[Unit]) -> None:
    for plan in (Plan(size=7), Plan(method=Method.BY_AMOUNT, size=7), Plan(method=Method.SYSTEMATIC, size=7)):
        assert draw(plan, frame, seed="s") == draw(plan, FRAME, seed="s")


@given(st.integers(1, 60), st.text(min_size=1, max_size=5))
def test_a_systematic_draw_walks_the_frame_in_even_steps(size: int, seed: str) -> None:
    places = [FRAME.index(unit) for unit in systematic(FRAME, size, seed=seed)]
    steps = {after - before for before, after in pairwise(places)}
    assert len(places) == size == len(set(places))
    assert steps <= {60 // size, 60 // size + 1}


def test_a_systematic_draw_says_its_order() -> None:
    plan = Plan(method=Method.SYSTEMATIC, size=3, order=Order.STRATUM)
    assert [pick.unit.stratum for pick in draw(plan, FRAME, seed="s").picks] == ["丙", "乙", "甲"]
    amounts = [pick.unit.amount for pick in draw(replace(plan, order=Order.AMOUNT), FRAME, seed="s").picks]
    assert amounts == sorted(amounts, reverse=True)


def test_strata_tell_what_the_frame_held_and_what_came_out() -> None:
    plan = Plan(method=Method.STRATIFIED, size=10, spread=Spread.PROPORTIONAL)
    drawn = draw(plan, FRAME, seed="s")
    assert [(one.name, one.size, one.drawn) for one in drawn.strata] == [("丙", 20, 4), ("乙", 20, 3), ("甲", 20, 3)]
    assert sum(one.drawn_amount for one in drawn.strata) == sum(pick.unit.amount for pick in drawn.picks)


def test_at_least_one_of_each_raises_a_size_that_is_too_small() -> None:
    plan = Plan(method=Method.STRATIFIED, ratio=Decimal("0.01"), spread=Spread.PROPORTIONAL, least=1)
    assert [one.drawn for one in draw(plan, FRAME, seed="s").strata] == [1, 1, 1]


def test_by_amount_the_sample_grows_until_it_reaches_the_ratio() -> None:
    simple = Plan(ratio=Decimal("0.2"), base=Base.AMOUNT)
    drawn = draw(simple, FRAME, seed="s")
    assert 5 * sum(pick.unit.amount for pick in drawn.picks) >= sum(unit.amount for unit in FRAME)
    layered = draw(replace(simple, method=Method.STRATIFIED, spread=Spread.PROPORTIONAL), FRAME, seed="s")
    assert all(5 * one.drawn_amount >= one.amount for one in layered.strata)


def test_an_empty_frame_and_one_without_amounts_are_refused() -> None:
    with pytest.raises(Conflict, match="总体为空"):
        draw(Plan(size=1), [], seed="s")
    with pytest.raises(Conflict, match="金额全为零"):
        draw(Plan(method=Method.BY_AMOUNT, size=1), [Unit("V1")], seed="s")


INSPECTORS = tuple(str(number) for number in range(1, 9))
BARRED = frozenset({("V001", "1"), ("V001", "2"), ("V002", "3"), ("V003", "8")})
DOUBLE = Plan(method=Method.DOUBLE, size=2, each=2)


def test_recused_pairs_are_never_drawn_in_ten_thousand_double_random_draws() -> None:
    people, seen = People(ids=INSPECTORS, barred=BARRED), Counter[tuple[str, str]]()
    for seed in range(10_000):
        drawn = draw(DOUBLE, FRAME[1:5], seed=str(seed), people=people)
        seen.update((pick.unit.id, who) for pick in drawn.picks for who in pick.partners)
    assert sum(seen.values()) == 40_000
    assert not set(seen) & BARRED
    assert len(seen) == 4 * 8 - 4


def test_with_too_few_inspectors_nothing_is_drawn_whatever_the_seed() -> None:
    """Said of the whole frame, so that it tells nothing about the draw."""
    barred = frozenset(("V004", who) for who in INSPECTORS[:7])
    for seed in ("a", "b", "c"):
        with pytest.raises(Conflict, match="V004"):
            draw(DOUBLE, FRAME[1:5], seed=seed, people=People(ids=INSPECTORS, barred=barred))


def test_inspectors_differ_from_object_to_object() -> None:
    found = {tuple(partners(unit.id, INSPECTORS, frozenset(), each=2, seed="s")) for unit in FRAME}
    assert len(found) > 20
    assert all(len(set(pair)) == 2 for pair in found)


def test_given_counts_are_kept_and_too_many_refused() -> None:
    plan = Plan(method=Method.STRATIFIED, spread=Spread.GIVEN, counts={"甲": 2, "丙": 1})
    assert Counter(pick.unit.stratum for pick in draw(plan, FRAME, seed="s").picks) == {"甲": 2, "丙": 1}
    with pytest.raises(Conflict, match="丁"):
        draw(replace(plan, counts={"丁": 1}), FRAME, seed="s")


@pytest.mark.parametrize(
    ("field", "plan"),
    [
        ("size", Plan()),
        ("size", Plan(size=3, ratio=Decimal("0.05"))),
        ("size", Plan(size=0)),
        ("ratio", Plan(ratio=Decimal("1.01"))),
        ("ratio", Plan(ratio=Decimal("0.05001"))),
        ("spread", Plan(method=Method.STRATIFIED, size=3)),
        ("spread", Plan(size=3, spread=Spread.NEYMAN)),
        ("base", Plan(size=3, base=Base.AMOUNT)),
        ("each", Plan(method=Method.DOUBLE, size=3)),
        ("least", Plan(size=3, least=2)),
        ("counts", Plan(method=Method.STRATIFIED, spread=Spread.GIVEN)),
        ("deviations", Plan(size=3, deviations={"甲": Decimal(-1)})),
    ],
)
def test_a_plan_that_is_none_is_named(field: str, plan: Plan) -> None:
    assert field in plan_problems(plan)
