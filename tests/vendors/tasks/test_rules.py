from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.errors import Conflict
from vendors.registry.rules import Kind
from vendors.tasks.rules import (
    FINISHED,
    RUNNING,
    TRANSITIONS,
    Side,
    TaskKind,
    TaskState,
    check_transition,
    next_steps,
    overdue,
    unfit,
)

states = st.sampled_from(TaskState)


@given(states, states)
def test_only_listed_steps_are_open(state: TaskState, to: TaskState) -> None:
    if (state, to) in TRANSITIONS:
        assert check_transition(state, to) is TRANSITIONS[state, to]
    else:
        with pytest.raises(Conflict):
            check_transition(state, to)


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached, waiting = set[TaskState](), {TaskState.DRAFT}
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting |= {to for start, to in TRANSITIONS if start is state} - reached
    assert reached == set(TaskState)


@given(states)
def test_a_vendor_never_decides_whether_its_work_is_accepted(state: TaskState) -> None:
    deciding = {TaskState.DONE, TaskState.RETURNED, TaskState.CHECKING, TaskState.TERMINATED, TaskState.ISSUED}
    assert deciding.isdisjoint(next_steps(state, Side.VENDOR))


@given(states, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_only_what_the_vendor_still_owes_is_overdue(state: TaskState, due: date, today: date) -> None:
    assert overdue(state, due, today) is (state in RUNNING and today > due)
    assert not overdue(state, None, today)
    assert not RUNNING & FINISHED


def test_each_kind_of_task_has_one_kind_of_vendor() -> None:
    for kind in TaskKind:
        assert unfit(kind, kind.vendor_kind) is None
        assert all(unfit(kind, other) for other in Kind if other is not kind.vendor_kind)
