"""The shell in a real browser: drawer, picks, questions, keys, phone menu; axe finds nothing, nothing is logged."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import DESK, PHONE, faults, sound, watched
from tests.support.webapp import application, person
from vendors.actors import Role

pytestmark = pytest.mark.browser
SIZES = {"desk": DESK, "phone": PHONE}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = uvicorn.Config(application(person(Role.CONTRACT_MANAGER)), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=SIZES)
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of each size; whatever reaches the console or leaves this machine fails the test."""
    opened = browser.new_page(viewport=SIZES[request.param], base_url=address)
    with watched(opened):
        yield opened
        opened.close()


@pytest.mark.parametrize("path", ["/", "/?lang=en", "/vendors?lang=zh", "/vendors/3", "/login"])
def test_pages_are_accessible_and_fit_the_window(page: Page, path: str) -> None:
    page.goto(path)
    sound(page)


def test_the_drawer_opens_walks_to_the_next_and_closes(page: Page) -> None:
    page.goto("/vendors")
    page.get_by_text("查看 2").click()
    drawer = page.locator("#drawer")
    expect(drawer).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("j")
    expect(drawer.locator("dd").nth(1)).to_have_text("3")
    drawer.locator("[data-close]").click()
    expect(drawer).to_be_hidden()


def test_a_write_that_cannot_be_undone_is_asked_about(page: Page) -> None:
    page.goto("/vendors/3")
    page.keyboard.press("a")
    expect(page.locator("#ask")).to_contain_text("确定通过？")
    page.locator("#ask button[value='']").click()
    expect(page.locator("#ask")).to_be_hidden()
    page.keyboard.press("a")
    page.locator("#ask button[value=yes]").click()
    expect(page.locator("#notice")).to_contain_text("已登记。")


def test_the_head_box_has_three_states_and_buttons_wait_for_a_pick(page: Page) -> None:
    page.goto("/vendors")
    head, button = page.locator("[data-all]"), page.locator("[data-need]")
    expect(button).to_be_disabled()
    page.locator("[data-pick]").first.check()
    assert head.evaluate("box => box.indeterminate")
    expect(button).to_be_enabled()
    head.check()
    expect(page.locator("[data-count]")).to_have_text("4")
    head.uncheck()
    expect(button).to_be_disabled()


def test_the_menu_of_a_phone_opens_and_closes(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SIZES["phone"], base_url=address)
    page.goto("/vendors")
    side = page.locator("#side")
    expect(side).to_be_hidden()
    page.locator("[data-menu]").click()
    expect(side).to_be_visible()
    page.wait_for_timeout(250)
    assert faults(page) == []
    page.mouse.click(350, 400)
    expect(side).to_be_hidden()
    page.close()


def test_an_error_inside_the_drawer_is_told_there(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/vendors/9")
    page.goto("/vendors")
    page.get_by_text("查看 10").click()
    expect(page.locator("#notice")).to_contain_text("找不到该记录")
    page.get_by_text("查看 3").click()
    expect(page.locator("#drawer")).to_be_visible()
    for _ in range(7):
        page.keyboard.press("j")
        page.wait_for_timeout(120)
    expect(page.locator("#drawer [data-notice]")).to_contain_text("找不到该记录")
    page.close()


def test_faults_are_focused_and_lead_to_their_fields(page: Page) -> None:
    page.goto("/")
    expect(page.locator("[data-faults]")).to_be_focused()
    page.locator("[data-faults] a").click()
    expect(page.locator("#f-amount")).to_be_focused()


def test_a_password_can_be_looked_at(page: Page) -> None:
    page.goto("/login")
    page.locator("[data-peek]").click()
    expect(page.locator("#f-password")).to_have_attribute("type", "text")
