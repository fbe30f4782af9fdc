from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.campaigns.rules import OPEN, TASKABLE, TRANSITIONS, CampaignState, check_transition, phase_share
from vendors.errors import Conflict

states = st.sampled_from(CampaignState)


@given(st.lists(states, max_size=8))
def test_whatever_is_tried_a_campaign_only_walks_the_ways_there_are(wanted: list[CampaignState]) -> None:
    state, seen = CampaignState.PREPARING, [CampaignState.PREPARING]
    for to in wanted:
        if to in TRANSITIONS[state]:
            check_transition(state, to)
            state = to
            seen.append(to)
        else:
            with pytest.raises(Conflict):
                check_transition(state, to)
    closed = [one for one in seen if one not in OPEN]
    assert closed in ([], [state])


def test_every_open_campaign_can_be_terminated_and_no_closed_one_moves() -> None:
    for state in CampaignState:
        assert (CampaignState.TERMINATED in TRANSITIONS[state]) is (state in OPEN)
        assert bool(TRANSITIONS[state]) is (state in OPEN)
    assert TASKABLE < OPEN


@given(st.integers(1, 400), st.integers(-30, 430))
def test_the_share_of_a_phase_that_has_passed_runs_from_nothing_to_all(days: int, passed: int) -> None:
    begins = date(2026, 7, 1)
    share = phase_share(begins, begins + timedelta(days=days - 1), begins + timedelta(days=passed - 1))
    assert 0 <= share <= 100
    assert (share == 100) is (passed >= days)
    assert share == 0 or passed >= 1
