"""Deny by default, and a matrix that keeps duties apart."""

import pytest
from litestar.testing import TestClient

from server.web.access import CITY_RIGHTS, MATRIX, PATIENT_RIGHTS, Right, may
from tests.support.routes import unlisted
from tests.support.webapp import application, person
from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.findings.rules import MOVES, Act

ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
JUDGING = (
    Right.REVIEW_FIRST,
    Right.REVIEW_SECOND,
    Right.NOTIFY,
    Right.RECORD_DEFENCE,
    Right.RECHECK,
    Right.DETERMINE,
    Right.ISSUE_SCORECARD,
    Right.APPROVE_SCORECARD,
    Right.DECIDE_RETENTION,
    Right.DRAW_CASES,
)


def test_every_right_has_its_line_in_the_matrix() -> None:
    assert set(MATRIX) == set(Right)


@pytest.mark.parametrize("right", JUDGING)
def test_no_vendor_role_judges(right: Right) -> None:
    assert MATRIX[right].isdisjoint(VENDOR_ROLES)


@pytest.mark.parametrize("right", sorted(PATIENT_RIGHTS))
def test_no_administrator_sees_a_patient(right: Right) -> None:
    assert MATRIX[right].isdisjoint(ADMINS)


def test_the_auditor_reads_everything_and_changes_nothing() -> None:
    held = {right for right, roles in MATRIX.items() if Role.AUDITOR in roles}
    views = {right for right in Right if right.name.startswith("VIEW_")}
    reckoning = {Right.USE_SAMPLING_TOOLS, Right.TRY_RULES}
    assert held == views | reckoning | {Right.SIGNED_IN, Right.READ_JOURNAL, Right.REPLAY_BATCH}


def test_the_system_itself_signs_in_nowhere() -> None:
    assert all(Role.SYSTEM not in roles for roles in MATRIX.values())


def test_one_role_of_several_is_enough() -> None:
    both = Actor(id=1, name="章敏", roles=frozenset({Role.FIRST_REVIEWER, Role.TASK_MANAGER}))
    assert may(both, Right.MANAGE_TASKS)
    assert not may(both, Right.REVIEW_SECOND)


def test_a_countys_people_hold_none_of_the_citys_rights_whatever_their_roles() -> None:
    roles = frozenset(Role) - VENDOR_ROLES - ADMINS - {Role.SYSTEM}
    county = Actor(id=1, name="乔安", roles=roles, region="620722")
    city = Actor(id=2, name="章敏", roles=roles)
    assert [right for right in CITY_RIGHTS if may(county, right)] == []
    assert [right for right in CITY_RIGHTS if not may(city, right)] == []
    assert may(county, Right.VIEW_FINDINGS)
    assert may(county, Right.REVIEW_FIRST)


def test_a_handler_without_a_right_is_open_to_nobody() -> None:
    everything = person(*(set(Role) - {Role.SYSTEM}))
    with TestClient(application(everything)) as client:
        assert client.get("/tasks").status_code == 403


def test_lacking_the_right_is_a_403_with_words() -> None:
    with TestClient(application(person(Role.SYSTEM_ADMIN))) as client:
        answer = client.get("/vendors")
    assert answer.status_code == 403
    assert "您的角色不能执行此操作" in answer.text


def test_a_stranger_is_sent_to_sign_in_and_back() -> None:
    with TestClient(application()) as client:
        answer = client.get("/vendors/3?x=1", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/vendors/3"


def test_a_strangers_fragment_sends_the_whole_page_to_sign_in() -> None:
    with TestClient(application()) as client:
        answer = client.get("/vendors", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


def test_a_stranger_at_the_api_gets_401_as_json() -> None:
    with TestClient(application()) as client:
        answer = client.get("/api/v1/rulings")
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in"


def test_a_route_that_names_no_right_is_found() -> None:
    assert unlisted(application()) == ["GET /tasks"]


def test_the_frameworks_own_answers_are_denied_too() -> None:
    with TestClient(application()) as client:
        assert client.options("/vendors", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("right", "acts"),
    [
        (Right.REVIEW_FIRST, {Act.FIRST_PASS, Act.FIRST_RETURN, Act.FIRST_REJECT}),
        (Right.REVIEW_SECOND, {Act.SECOND_PASS, Act.SECOND_RETURN, Act.SECOND_REJECT}),
        (Right.ANSWER_RETURN, {Act.ANSWER}),
        (Right.VERIFY_LEAD, {Act.VERIFY}),
        (Right.NOTIFY, {Act.NOTIFY}),
        (Right.RECORD_DEFENCE, {Act.DEFEND, Act.DEFEND_LATE}),
        (Right.RECHECK, {Act.RECHECK}),
        (Right.DETERMINE, {Act.UPHOLD, Act.UPHOLD_PARTLY, Act.NOT_UPHOLD}),
    ],
)
def test_a_page_opens_to_exactly_those_whom_the_finding_obeys(right: Right, acts: set[Act]) -> None:
    assert {frozenset(move.roles) for move in MOVES if move.act in acts} == {MATRIX[right]}
