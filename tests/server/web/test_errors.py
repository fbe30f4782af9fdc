"""Errors are mapped once, speak both languages and show nothing of the code."""

import pytest
from asyncpg import DataError
from litestar.exceptions import HTTPException
from litestar.testing import TestClient
from structlog.testing import capture_logs

from server.web.errors import problem_of
from tests.support.webapp import application, person
from vendors.actors import Role
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound, Words
from vendors.policy.parameters import NoParameterInForce
from vendors.policy.rows import Unfit

MANAGER = person(Role.CONTRACT_MANAGER)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound(), 404, "not_found"),
        (Forbidden("不可", "No"), 403, "forbidden"),
        (Conflict("不可", "No"), 409, "conflict"),
        (Gate("collective_discussion", "需集体讨论", "Discuss"), 409, "collective_discussion"),
        (Invalid({"amount": Words("错", "Wrong")}), 422, "invalid"),
        (NoParameterInForce("某日没有有效值", "None that day"), 422, "no_parameter"),
        (Unfit("须为整数", "Whole"), 422, "no_parameter"),
        (HTTPException(status_code=413), 413, "too_large"),
        (HTTPException(status_code=418), 400, "bad_request"),
        (HTTPException(status_code=503), 503, "unavailable"),
        (HTTPException(status_code=502), 500, "failure"),
        (DataError("secret: a NUL in a text, an id beyond any"), 400, "bad_request"),
        (RuntimeError("secret"), 500, "failure"),
    ],
)
def test_each_error_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code) == (status, code)
    assert "secret" not in f"{problem}"


def test_not_yours_and_not_there_look_the_same() -> None:
    with TestClient(application(MANAGER)) as client:
        assert client.get("/vendors/12").status_code == 404
        assert client.get("/nowhere").status_code == 404


def test_an_unexpected_error_shows_a_number_and_no_trace() -> None:
    with capture_logs() as logs, TestClient(application(MANAGER), raise_server_exceptions=False) as client:
        answer = client.get("/rulings/failure")
    assert answer.status_code == 500
    assert "SECRET TRACE" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert [(entry["log_level"], entry["request"]) for entry in logs] == [("error", answer.headers["x-request-id"])]


def test_a_template_that_names_what_is_not_there_is_a_500_not_a_half_page() -> None:
    with TestClient(application(MANAGER), raise_server_exceptions=False) as client:
        answer = client.get("/reports")
    assert answer.status_code == 500
    assert "系统出错" in answer.text


def test_errors_speak_english_when_asked() -> None:
    with TestClient(application(MANAGER)) as client:
        answer = client.get("/rulings/gate?lang=en")
    assert "A collective discussion is needed." in answer.text
    assert ("Not yet possible" in answer.text, "The state has changed" in answer.text) == (True, False)


def test_a_closed_gate_says_what_is_missing_and_a_conflict_to_reload_both_with_a_way_back() -> None:
    from_form = {"Referer": "http://testserver.local/vendors?page=2"}
    with TestClient(application(MANAGER)) as client:
        gate, conflict = (client.get(f"/rulings/{kind}", headers=from_form) for kind in ("gate", "conflict"))
    assert ("尚不能办理" in gate.text, "需集体讨论" in gate.text, "刷新页面" in gate.text) == (True, True, False)
    assert "请刷新页面" in conflict.text
    for answer in (gate, conflict):
        assert 'href="/vendors?page=2"' in answer.text


@pytest.mark.parametrize(
    "came", ["https://elsewhere.example/vendors", "http://testserver.local//elsewhere.example", "x"]
)
def test_the_way_back_never_leaves_the_house(came: str) -> None:
    with TestClient(application(MANAGER)) as client:
        answer = client.get("/rulings/gate", headers={"Referer": came})
    assert "返回原页面" not in answer.text


def test_a_fragment_gets_a_notice_instead_of_a_page() -> None:
    with TestClient(application(MANAGER)) as client:
        answer = client.get("/rulings/conflict", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.text.lstrip().startswith('<div class="alert bad"')


def test_the_api_gets_json_with_fields_and_the_requests_id() -> None:
    with TestClient(application(MANAGER)) as client:
        answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json() == {
        "code": "not_found",
        "message": "找不到该页面。",
        "fields": {},
        "request": answer.headers["x-request-id"],
    }


def test_a_wrong_method_is_told_as_such() -> None:
    with TestClient(application(MANAGER)) as client:
        assert client.delete("/vendors").status_code == 405
