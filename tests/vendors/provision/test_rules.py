from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.errors import Conflict
from vendors.provision.rules import (
    TASK_OBJECTS,
    TRANSITIONS,
    ProvisionState,
    check_transition,
    needs_leader,
    overdue,
)


@given(st.lists(st.sampled_from(ProvisionState), max_size=10))
def test_data_never_goes_out_without_an_approval_nor_is_closed_without_a_return(wanted: list[ProvisionState]) -> None:
    state, walked = ProvisionState.REQUESTED, [ProvisionState.REQUESTED]
    for to in wanted:
        if to in TRANSITIONS[state]:
            check_transition(state, to)
            state = to
            walked.append(to)
        else:
            with pytest.raises(Conflict):
                check_transition(state, to)
    if ProvisionState.PROVIDED in walked:
        assert walked[1] is ProvisionState.APPROVED
    if ProvisionState.CLOSED in walked:
        assert walked[-2] is ProvisionState.DISPOSED


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["task", "draw", "", "campaign"]))
def test_a_leader_is_asked_outside_tasks_and_above_the_number_of_rows(rows: int, most: int, kind: str) -> None:
    assert needs_leader(object_type=kind, rows=rows, most=most) is (kind not in TASK_OBJECTS or rows > most)


@pytest.mark.parametrize("state", list(ProvisionState))
def test_only_what_the_vendor_still_holds_can_be_late(state: ProvisionState) -> None:
    assert overdue(state, a.MONDAY, a.MONDAY + timedelta(days=1)) is (state is ProvisionState.PROVIDED)
    assert not overdue(state, a.MONDAY, a.MONDAY)
    assert not overdue(state, None, a.MONDAY)
