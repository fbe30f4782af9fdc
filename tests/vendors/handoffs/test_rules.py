from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.errors import Conflict
from vendors.handoffs.rules import TRANSITIONS, WAITING, HandoffState, check_transition, kind_of, overdue
from vendors.registry.rules import Group


@given(st.lists(st.sampled_from(HandoffState), max_size=10))
def test_a_slip_is_closed_only_after_an_answer_and_withdrawn_only_before_it_is_received(
    wanted: list[HandoffState],
) -> None:
    state, walked = HandoffState.PENDING, [HandoffState.PENDING]
    for to in wanted:
        if to in TRANSITIONS[state]:
            check_transition(state, to)
            state = to
            walked.append(to)
        else:
            with pytest.raises(Conflict):
                check_transition(state, to)
    if state is HandoffState.CLOSED:
        assert walked[-2] is HandoffState.ANSWERED
    if state is HandoffState.WITHDRAWN:
        assert HandoffState.RECEIVED not in walked
    assert len(walked) == len(set(walked))


@pytest.mark.parametrize("state", list(HandoffState))
def test_only_a_slip_that_waits_for_its_receiver_is_late(state: HandoffState) -> None:
    assert overdue(state, a.MONDAY, a.MONDAY + timedelta(days=1)) is (state in WAITING)
    assert not overdue(state, a.MONDAY, a.MONDAY)


@pytest.mark.parametrize("group", list(Group))
def test_each_group_has_its_kind_of_vendor(group: Group) -> None:
    assert kind_of(group).group is group
