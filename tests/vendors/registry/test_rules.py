from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.errors import Conflict, Forbidden, NotFound
from vendors.registry.rules import (
    TRANSITIONS,
    Group,
    Kind,
    Standing,
    blocked,
    check_transition,
    kind_from_text,
    must_be_bureau,
    must_be_of,
    must_reach,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("会计事务所", Kind.C),
        ("审计事务所", Kind.C),
        ("信息技术服务机构", Kind.B),
        (" 商业保险公司 ", Kind.D),
        ("医疗质量评估机构", Kind.A),
        ("ｂ", Kind.B),
        ("智能监控小组", Kind.B),
        ("律师事务所", None),
        ("", None),
    ],
)
def test_kinds_are_known_by_their_many_names(text: str, kind: Kind | None) -> None:
    assert kind_from_text(text) is kind


def test_each_kind_has_its_own_group() -> None:
    assert {kind.group for kind in Kind} == set(Group)


@given(st.sampled_from(Standing), st.sampled_from(Standing))
def test_only_listed_steps_are_open(standing: Standing, to: Standing) -> None:
    try:
        check_transition(standing, to, banned_until=None, on=a.MONDAY)
    except Conflict:
        assert to not in TRANSITIONS[standing]
    else:
        assert to in TRANSITIONS[standing]


@pytest.mark.parametrize(("day", "open_"), [(date(2029, 7, 6), False), (date(2029, 7, 7), True)])
def test_a_ban_runs_to_the_end_of_its_last_day(day: date, *, open_: bool) -> None:
    try:
        check_transition(Standing.BANNED, Standing.PENDING, banned_until=date(2029, 7, 6), on=day)
    except Conflict:
        assert not open_
    else:
        assert open_


def test_only_vendors_in_service_or_rectifying_are_given_tasks() -> None:
    assert {standing for standing in Standing if not blocked(standing)} == {Standing.IN_SERVICE, Standing.RECTIFYING}


def test_another_vendors_person_hears_not_found_and_their_own_forbidden() -> None:
    with pytest.raises(NotFound):
        must_reach(a.clerk_of(8), 7)
    with pytest.raises(NotFound):
        must_be_of(a.clerk_of(8), 7)
    with pytest.raises(Forbidden):
        must_be_of(a.MANAGER, 7)
    with pytest.raises(Forbidden):
        must_be_bureau(a.clerk_of(7))
