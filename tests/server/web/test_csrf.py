"""A write must come from a page of ours."""

import re

import pytest
from litestar.testing import TestClient

from tests.support.webapp import Visitor, application, person
from vendors.actors import Actor, Role

MANAGER = person(Role.CONTRACT_MANAGER)
DATA = {"name": "中衡", "amount": "12.30"}


def token_on(page: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_form_with_its_token_goes_through() -> None:
    with TestClient(application(MANAGER)) as client:
        token = token_on(client.get("/vendors").text)
        answer = client.post("/vendors", data={**DATA, "_csrf": token}, follow_redirects=False)
    assert answer.status_code == 303


def test_the_header_serves_as_well() -> None:
    with TestClient(application(MANAGER)) as client:
        token = token_on(client.get("/vendors").text)
        answer = client.post("/vendors", data=DATA, headers={"X-CSRF-Token": token}, follow_redirects=False)
    assert answer.status_code == 303


@pytest.mark.parametrize("token", ["", "x", ".", "00.00", "é.é"])
def test_no_or_a_made_up_token_is_refused(token: str) -> None:
    with TestClient(application(MANAGER)) as client:
        answer = client.post("/vendors", data={**DATA, "_csrf": token})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


def test_a_token_of_another_session_is_refused() -> None:
    other = Visitor(actor=MANAGER.actor, csrf="another session")
    with TestClient(application(MANAGER)) as client:
        token = token_on(client.get("/vendors").text)
    with TestClient(application(other)) as client:
        assert client.post("/vendors", data={**DATA, "_csrf": token}).status_code == 403


def test_tokens_differ_on_every_page_so_that_compression_leaks_nothing() -> None:
    with TestClient(application(MANAGER)) as client:
        assert token_on(client.get("/vendors").text) != token_on(client.get("/vendors").text)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_another_sites_request_is_refused_even_with_a_token(headers: dict[str, str]) -> None:
    with TestClient(application(MANAGER)) as client:
        token = token_on(client.get("/vendors").text)
        answer = client.post("/vendors", data={**DATA, "_csrf": token}, headers=headers)
    assert answer.status_code == 403


def test_the_sign_in_form_is_proved_by_the_visitors_cookie() -> None:
    with TestClient(application()) as client:
        token = token_on(client.get("/login").text)
        assert client.post("/login", data={"_csrf": token}, follow_redirects=False).status_code == 303
        client.cookies.clear()
        assert client.post("/login", data={"_csrf": token}).status_code == 403


def test_a_forged_visitors_cookie_is_not_believed() -> None:
    with TestClient(application()) as client:
        token = token_on(client.get("/login").text)
        client.cookies.clear()
        client.cookies.set("visit", "00.11")
        assert client.post("/login", data={"_csrf": token}).status_code == 403


def test_over_https_the_visitors_cookie_is_pinned_to_the_host() -> None:
    with TestClient(application(secure=True), base_url="https://testserver.local") as client:
        cookie = client.get("/login").headers["set-cookie"]
    assert cookie.startswith("__Host-visit=")
    assert {"Secure", "HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))


def test_a_person_who_came_with_an_api_token_needs_no_form_token() -> None:
    machine = Visitor(actor=Actor(id=2, name="导出程序", roles=MANAGER.actor.roles), csrf=None)
    with TestClient(application(machine)) as client:
        assert client.post("/vendors", data=DATA, follow_redirects=False).status_code == 303
