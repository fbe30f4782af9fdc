from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.errors import Conflict, Forbidden, HengjianError, NotFound
from vendors.findings.rules import (
    CLOSED,
    MOVES,
    UNDER_REVIEW,
    Act,
    EvidenceKind,
    FindingState,
    corroborated,
    effective,
    must_differ,
    next_state,
    open_acts,
)

roles = st.frozensets(st.sampled_from(Role))
people = st.builds(Actor, id=st.integers(1, 9), name=st.just("某人"), roles=roles, vendor=st.sampled_from([None, 1, 2]))
SHANGHAI = timezone(timedelta(hours=8))


class Life(RuleBasedStateMachine):
    """Anybody tries anything on one finding of vendor 1."""

    def __init__(self) -> None:
        super().__init__()
        self.state = FindingState.AWAITING_FIRST

    @rule(act=st.sampled_from(Act), by=people)
    def tries(self, act: Act, by: Actor) -> None:
        before = self.state
        try:
            self.state = next_state(state=before, act=act, by=by, vendor=1)
        except HengjianError:
            assert act not in open_acts(state=before, by=by, vendor=1)
            return
        assert act in open_acts(state=before, by=by, vendor=1)
        if by.vendor is not None:
            assert (by.vendor, before, act) == (1, FindingState.RETURNED, Act.ANSWER)
            assert self.state in UNDER_REVIEW

    @rule(act=st.sampled_from(Act))
    def follows_the_table(self, act: Act) -> None:
        everybody = Actor(id=1, name="某人", roles=frozenset(Role) - VENDOR_ROLES)
        if act is not Act.ANSWER:
            self.tries(act, everybody)

    @invariant()
    def closed_stays_closed(self) -> None:
        if self.state in CLOSED:
            assert not [move for move in MOVES if move.state is self.state]


TestLife = Life.TestCase


def test_every_state_but_the_first_and_superseded_is_reached_and_every_act_has_a_place() -> None:
    assert {move.to for move in MOVES} == set(FindingState) - {FindingState.SUPERSEDED}
    assert {move.act for move in MOVES} == set(Act)
    assert len({(move.state, move.act) for move in MOVES}) == len(MOVES)


def test_the_only_way_to_a_determination_is_over_notice_and_hearing() -> None:
    ways = {(move.state, move.act) for move in MOVES if move.to in {FindingState.UPHELD, FindingState.PARTLY_UPHELD}}
    heard = {FindingState.WAIVED, FindingState.RECHECKED}
    assert {state for state, act in ways if act is not Act.VARY} == heard
    assert {state for state, act in ways if act is Act.VARY} == {FindingState.UPHELD, FindingState.PARTLY_UPHELD}
    assert {move.state for move in MOVES if move.to is FindingState.NOTIFIED} == {FindingState.LEAD}


def test_vendor_people_with_bureau_roles_are_still_vendor_people() -> None:
    mixed = Actor(id=5, name="某人", roles=frozenset({Role.FIRST_REVIEWER, Role.VENDOR_LEAD}), vendor=1)
    with pytest.raises(Forbidden):
        next_state(state=FindingState.AWAITING_FIRST, act=Act.FIRST_PASS, by=mixed, vendor=1)
    with pytest.raises(NotFound):
        next_state(state=FindingState.RETURNED, act=Act.ANSWER, by=mixed, vendor=2)


def test_the_wrong_state_is_a_conflict_that_names_it() -> None:
    reviewer = Actor(id=5, name="某人", roles=frozenset({Role.FIRST_REVIEWER}))
    with pytest.raises(Conflict, match="待复审"):
        next_state(state=FindingState.AWAITING_SECOND, act=Act.FIRST_PASS, by=reviewer, vendor=1)


@given(by=people, others=st.frozensets(st.integers(1, 9)), uploader=st.integers(0, 9))
def test_nobody_reviews_at_both_stages_or_what_they_uploaded(by: Actor, others: frozenset[int], uploader: int) -> None:
    if by.id in others or by.id == uploader:
        with pytest.raises(Forbidden):
            must_differ(by=by, uploaded_by=uploader, other_stage=others)
    else:
        must_differ(by=by, uploaded_by=uploader, other_stage=others)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2026, 9, 24, 23, 59, 59, 999999, SHANGHAI), FindingState.NOTIFIED),
        (datetime(2026, 9, 25, 0, 0, 0, 0, SHANGHAI), FindingState.WAIVED),
    ],
)
def test_silence_is_a_waiver_only_after_the_last_microsecond(at: datetime, state: FindingState) -> None:
    assert effective(FindingState.NOTIFIED, heard_until=date(2026, 9, 24), at=at) is state


@given(state=st.sampled_from(FindingState), day=st.none() | st.dates(), at=st.datetimes(timezones=st.just(SHANGHAI)))
def test_only_an_expired_notice_reads_differently(state: FindingState, day: date | None, at: datetime) -> None:
    seen = effective(state, heard_until=day, at=at)
    expired = state is FindingState.NOTIFIED and day is not None and at.date() > day
    assert seen is (FindingState.WAIVED if expired else state)


@given(kinds=st.lists(st.sampled_from(EvidenceKind)))
def test_expert_opinion_needs_other_evidence(kinds: list[EvidenceKind]) -> None:
    assert corroborated(kinds) == bool(set(kinds) - {EvidenceKind.EXPERT})
