"""Pages, fragments, headers, notices and the language."""

import pytest
from litestar.testing import TestClient

from server.web import clock
from tests.server.web.test_csrf import token_on
from tests.support.webapp import NINE, application, person
from vendors.actors import Role

MANAGER = person(Role.CONTRACT_MANAGER)


def test_htmx_gets_the_fragment_and_a_browser_the_page() -> None:
    with TestClient(application(MANAGER)) as client:
        page, part = client.get("/vendors"), client.get("/vendors", headers={"HX-Request": "true"})
    assert page.text.startswith("<!doctype html>")
    assert "<html" not in part.text
    assert part.text.strip() in page.text
    assert "HX-Request" in part.headers["vary"]


def test_htmx_restoring_history_gets_the_whole_page() -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    with TestClient(application(MANAGER)) as client:
        assert client.get("/vendors", headers=headers).text.startswith("<!doctype html>")


@pytest.mark.parametrize("address", ["/", "/nowhere", "/login", "/rulings/failure"])
def test_every_answer_is_guarded_and_not_stored(address: str) -> None:
    with TestClient(application(MANAGER), raise_server_exceptions=False) as client:
        headers = client.get(address).headers
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_no_page_carries_inline_style_or_script() -> None:
    with TestClient(application(MANAGER)) as client:
        page = client.get("/").text
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_static_files_have_hashed_addresses_kept_forever() -> None:
    with TestClient(application()) as client:
        page = client.get("/login").text
        address = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
        answer = client.get(address)
    assert "?v=" in address
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


def test_what_was_done_is_said_once() -> None:
    with TestClient(application(MANAGER)) as client:
        token = token_on(client.get("/vendors").text)
        after = client.post("/vendors", data={"name": "x", "amount": "1", "_csrf": token})
        again = client.get("/vendors")
    assert "已登记。" in after.text
    assert "已登记。" not in again.text


def test_nobody_can_put_words_into_our_mouth() -> None:
    with TestClient(application(MANAGER)) as client:
        client.cookies.set("said", "WyJldmlsIiwiZXZpbCJd.00")
        assert "evil" not in client.get("/vendors").text


def test_the_chosen_language_stays() -> None:
    with TestClient(application(MANAGER)) as client:
        assert '<html lang="en">' in client.get("/?lang=en").text
        assert '<html lang="en">' in client.get("/").text
        assert '<html lang="zh-CN">' in client.get("/?lang=zh").text


def test_the_watermark_names_the_reader_and_the_day_in_beijing() -> None:
    with clock.everywhere_at(NINE.replace(hour=17)), TestClient(application(MANAGER)) as client:
        assert client.get("/vendors").text.count("章敏 ZM0231 2026-11-22") == 2


def test_a_wrong_form_comes_back_with_every_fault_named() -> None:
    with TestClient(application(MANAGER)) as client:
        token = token_on(client.get("/vendors").text)
        answer = client.post("/vendors", data={"name": "", "amount": "1.234", "_csrf": token})
    assert answer.status_code == 422
    assert 'href="#f-name"' in answer.text
    assert 'href="#f-amount"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_what_people_typed_is_escaped() -> None:
    with TestClient(application(MANAGER)) as client:
        answer = client.get("/vendors", params={"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text


def test_the_navigation_shows_only_what_the_role_may_open_and_somebody_serves() -> None:
    with TestClient(application(person(Role.SYSTEM_ADMIN))) as client:
        page = client.get("/").text
    assert 'href="/vendors"' not in page.split("</aside>", maxsplit=1)[0]
    assert "首页总览" in page
    assert 'href="/journal"' not in page
