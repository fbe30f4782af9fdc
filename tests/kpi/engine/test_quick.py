"""Figures alone and figures with words never differ; and they are quick enough for a replay."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.facts import Facts
from kpi.engine.quick import quick
from kpi.engine.rulebook import Rulebook
from kpi.engine.score import score
from tests.support.any_facts import anything, roll_ups


@given(st.one_of(anything(), roll_ups()))
def test_the_quick_score_is_the_score(case: tuple[Rulebook, Facts]) -> None:
    card, fast = score(*case), quick(*case)
    assert (fast.computed, fast.total, fast.vetoed) == (card.computed, card.total, card.vetoed)
    assert fast.grade == (card.grade.code if card.grade else "")
    assert [(one.code, one.points, one.effective_points) for one in fast.lines] == [
        (line.code, line.points, line.effective_points) for line in card.lines
    ]


@given(anything())
def test_neither_needs_a_kind(case: tuple[Rulebook, Facts]) -> None:
    rulebook, facts = case
    assert quick(replace(rulebook, kind=""), facts).lines == quick(rulebook, replace(facts, kind="")).lines
