"""What holds of every card, whatever the facts: sums, bounds, blocks apart, monotone where the rule says so."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.engine.amounts import Known
from kpi.engine.canonical import card_as_json, card_from_json, to_json
from kpi.engine.card import Flag
from kpi.engine.facts import Facts
from kpi.engine.rulebook import Indicator, Rulebook
from kpi.engine.score import score
from kpi.rulebooks.facts_file import facts_as_json, facts_from_json
from kpi.rulebooks.queries import every
from tests.support.any_facts import anything, roll_ups

FALLING = {"A05", "A06", "A07", "B08", "C06", "C08", "D05"}
RULES = [(book, one) for book in every() for one in book.indicators]


@given(st.one_of(anything(), roll_ups()))
def test_any_facts_give_a_card_that_adds_up(case: tuple[Rulebook, Facts]) -> None:
    card = score(*case)
    lines = [line.points for line in card.lines if line.points is not None]
    assert all(0 <= (line.points or 0) <= line.effective_points for line in card.lines)
    for block in card.blocks:
        own = [line for line in card.lines if line.block == block.code]
        assert block.points is None or sum(line.effective_points for line in own) == block.max_points
    if card.computed is None:
        assert Flag.NOT_GRADABLE in card.flags
    else:
        assert sum(lines, card.bonus.granted) == card.computed
        assert 0 <= card.computed <= 100
    assert card.total == (Decimal("0.00") if card.vetoed else card.computed)


@given(st.one_of(anything(), roll_ups()))
def test_the_same_facts_give_the_same_bytes_and_read_back_the_same(case: tuple[Rulebook, Facts]) -> None:
    card = score(*case)
    assert to_json(card) == to_json(score(*case))
    assert card_from_json(card_as_json(card)) == card
    assert to_json(card_from_json(card_as_json(card))) == to_json(card)


@given(st.one_of(anything(), roll_ups()))
def test_facts_kept_as_text_give_the_same_card(case: tuple[Rulebook, Facts]) -> None:
    rulebook, facts = case
    held = {name: fact for name, fact in facts.values.items() if fact.value is None or ordinary(fact.value)}
    tidy = replace(facts, values=held)
    assert to_json(score(rulebook, facts_from_json(facts_as_json(tidy)))) == to_json(score(rulebook, tidy))


def ordinary(value: Decimal) -> bool:
    """A number a file takes: finite, below 10^18, at most twelve decimals."""
    return value.is_finite() and abs(value) < 10**18 and int(value.as_tuple().exponent) >= -12


@given(anything(), st.data())
def test_what_does_not_apply_never_changes_another_block(case: tuple[Rulebook, Facts], data: st.DataObject) -> None:
    rulebook, facts = case
    gone = data.draw(st.sampled_from(rulebook.indicators))
    elsewhere = {name for one in rulebook.indicators if one.block != gone.block for name in one.uses}
    assert not elsewhere & set(gone.uses)
    held = {name: fact for name, fact in facts.values.items() if name not in gone.uses}
    before, after = score(rulebook, facts), score(rulebook, replace(facts, values=held))
    assert [line for line in after.lines if line.block != gone.block] == [
        line for line in before.lines if line.block != gone.block
    ]
    assert not after.line(gone.code).applicable


@pytest.mark.parametrize(("rulebook", "indicator"), RULES, ids=lambda one: getattr(one, "code", getattr(one, "id", "")))
@settings(max_examples=30)
@given(data=st.data())
def test_points_only_rise_with_a_good_value_and_only_fall_with_a_bad_one(
    rulebook: Rulebook, indicator: Indicator, data: st.DataObject
) -> None:
    most = 100 if indicator.code == "K07" else 2
    shares = st.fractions(min_value=0, max_value=most, max_denominator=2000)
    low, high = sorted((data.draw(shares), data.draw(shares)))
    others = {name: data.draw(st.integers(0, 3)) for name in indicator.uses if name in rulebook.facts}
    low_points, high_points = (points_at(indicator, value, others) for value in (low, high))
    fewer_is_better = indicator.code in FALLING or indicator.code in {"K04", "K05"}
    assert (low_points >= high_points) if fewer_is_better else (low_points <= high_points)


def points_at(indicator: Indicator, value: Fraction, others: dict[str, int]) -> Fraction:
    """Points of a value worked out by the formula alone, the other facts standing still."""
    whole = Fraction(1000)
    known: dict[str, Fraction | None] = {name: Fraction(count) for name, count in others.items()}
    known |= {name: Fraction(one.value) for name, one in indicator.parameters.items()}
    known |= {"value": value, "numerator": value * whole, "denominator": whole, "full": Fraction(indicator.points)}
    found = indicator.formula.tree.value_of(known)
    assert found is not None
    return min(max(found, Fraction(0)), Fraction(indicator.points))


@given(st.sampled_from(RULES), st.fractions(min_value=-3, max_value=3, max_denominator=50), st.integers(0, 9))
def test_a_formula_says_in_words_what_it_says_in_figures(
    rule: tuple[Rulebook, Indicator], value: Fraction, other: int
) -> None:
    indicator = rule[1]
    plain = {name: Fraction(other) for name in indicator.uses}
    plain |= {name: Fraction(one.value) for name, one in indicator.parameters.items()}
    plain |= {"value": value, "numerator": value, "denominator": Fraction(other), "full": Fraction(indicator.points)}
    known = {name: Known(value=one, text=indicator.words) for name, one in plain.items()}
    tree = indicator.formula.tree
    assert tree.work(known).value == tree.value_of(dict(plain))
