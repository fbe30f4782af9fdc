import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.errors import Conflict
from vendors.review_rules.rules import TRANSITIONS, Opinion, RuleState, check_transition, may_adopt


@given(st.lists(st.sampled_from(RuleState), max_size=10))
def test_no_version_is_adopted_without_a_review(wanted: list[RuleState]) -> None:
    state, walked = RuleState.DELIVERED, [RuleState.DELIVERED]
    for to in wanted:
        if to in TRANSITIONS[state]:
            check_transition(state, to)
            state = to
            walked.append(to)
        else:
            with pytest.raises(Conflict):
                check_transition(state, to)
    if RuleState.ADOPTED in walked:
        assert walked[:3] == [RuleState.DELIVERED, RuleState.IN_REVIEW, RuleState.ADOPTED]


@given(st.lists(st.sampled_from(Opinion), max_size=9), st.integers(1, 5))
def test_enough_opinions_and_no_majority_against_carry_a_rule(said: list[Opinion], least: int) -> None:
    against = said.count(Opinion.REJECT)
    assert (may_adopt(said, least=least) is None) is (len(said) >= least and against * 2 <= len(said))
