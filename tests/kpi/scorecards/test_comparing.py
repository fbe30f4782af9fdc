"""Two versions compared: what changed in the lines and beside them adds up to the change of the total."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from kpi.engine.card import Card
from kpi.engine.facts import Event, Facts
from kpi.engine.rulebook import Rulebook
from kpi.engine.score import score
from kpi.scorecards.comparing import Comparison, compare
from tests.support.any_facts import anything
from tests.support.scores import A, spotless, with_values

LEAK = Event(code="data_leak", basis="一份名单外泄")
ADOPTED = Event(code="practice_adopted", basis="做法在全市推广")


def scored(facts: Facts, *, vetoes: tuple[Event, ...] = (), bonuses: tuple[Event, ...] = ()) -> Card:
    return score(A, replace(facts, vetoes=vetoes, bonuses=bonuses))


def added(comparison: Comparison) -> Decimal:
    lines = sum((line.by or Decimal(0) for line in comparison.changed), Decimal(0))
    return lines + sum((each.by for each in comparison.changed_beside), Decimal(0))


@given(anything(), anything())
def test_the_differences_add_up_to_the_difference_of_the_totals(
    one: tuple[Rulebook, Facts], other: tuple[Rulebook, Facts]
) -> None:
    before, after = score(*one), score(*other)
    found = compare(before, after)
    if before.total is not None and after.total is not None and before.computed is not None and after.computed:
        assert added(found) == after.total - before.total


def test_a_veto_is_a_row_of_its_own_with_what_it_takes() -> None:
    fewer = with_values(handoffs_on_time="0")
    before, after = scored(spotless()), scored(fewer, vetoes=(LEAK,))
    found = compare(before, after)
    (veto,) = found.changed_beside
    assert (veto.words.zh, veto.after.said, veto.before.said) == ("一票否决", after.vetoes, ())
    assert (veto.by, added(found)) == (-(after.computed or 0), -(before.total or 0))
    assert found.lost


def test_a_bonus_is_a_row_and_none_is_shown_where_nothing_changed() -> None:
    facts = with_values(handoffs_on_time="0")
    plain, better = scored(facts), scored(facts, bonuses=(ADOPTED,))
    (bonus,) = compare(plain, better).changed_beside
    assert (bonus.words.en, bonus.by) == ("Bonus", Decimal("1.00"))
    assert (compare(plain, better).lost, compare(better, plain).lost) == (False, True)
    assert compare(plain, plain).changed_beside == []


def test_a_line_that_applies_in_one_version_only_counts_for_what_it_has() -> None:
    before = scored(spotless())
    without = replace(before, lines=before.lines[1:])
    assert {line.code: line.by for line in compare(before, without).changed} == {
        before.lines[0].code: -(before.lines[0].points or 0)
    }
    assert compare(before, without).lost
