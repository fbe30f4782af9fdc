"""Tests in a real browser: Debian's chromium, and what every page must hold to in it.

A test marked `browser` asks for the fixture `browser` (conftest.py). Without a chromium such tests are left out with
one line at the end of the run, or fail when HENGJIAN_BROWSER_REQUIRED is set. With HENGJIAN_SHOTS=FOLDER the pages
checked are also pictured there.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
HOME = {"127.0.0.1", "localhost", ""}
NO_BROWSER = (
    "没有 chromium：浏览器测试没有运行（apt-get install chromium） / no chromium here: the browser tests did not run"
)
REQUIRED = (
    "HENGJIAN_BROWSER_REQUIRED 已设置，但没有找到 chromium；请安装后再运行。"
    " / HENGJIAN_BROWSER_REQUIRED is set but there is no chromium on PATH; install it."
)
expect.set_options(timeout=20_000)  # a busy machine is no fault of a page
_left_out = pytest.StashKey[bool]()


def chromium() -> str | None:
    return shutil.which("chromium")


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the browser tests where there is no browser and none is required."""
    if chromium() or os.environ.get("HENGJIAN_BROWSER_REQUIRED"):
        return
    wanted = [item for item in items if item.get_closest_marker("browser")]
    if wanted:
        items[:] = [item for item in items if item not in wanted]
        config.hook.pytest_deselected(items=wanted)
        config.stash[_left_out] = True


def line(config: pytest.Config) -> str:
    """What the end of the run says about them; empty when none was left out (under xdist the workers know, not we)."""
    known = config.stash.get(_left_out, bool(config.getoption("numprocesses", None)))
    return NO_BROWSER if known and not (chromium() or os.environ.get("HENGJIAN_BROWSER_REQUIRED")) else ""


def required() -> str:
    """Where chromium is; fails the test when it is not."""
    found = chromium()
    if found is None:
        pytest.fail(REQUIRED, pytrace=False)
    return found


@contextmanager
def opened() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=required(), args=FLAGS)
        yield browser
        browser.close()


def faults(page: Page) -> list[str]:
    """What axe finds on the page, worded: rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@dataclass
class Watch:
    """What a browser did that no page may do."""

    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def over(self, window: Page) -> None:
        window.on("console", lambda message: self.said.append(message.text))
        window.on("pageerror", lambda error: self.said.append(str(error)))
        window.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob"} and urlsplit(request.url).hostname not in HOME:
            self.left.append(request.url)


@contextmanager
def watched(*windows: Page) -> Iterator[Watch]:
    """Fails at the end if anything reached the console or any request left this machine."""
    watch = Watch()
    for window in windows:
        watch.over(window)
    yield watch
    assert watch.said == []
    assert watch.left == []


def sound(page: Page, name: str = "") -> None:
    """axe finds nothing, nothing is wider than the window; and a picture, when pictures are wanted."""
    assert faults(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    shoot(page, name)


def shoot(page: Page, name: str = "") -> None:
    """A picture in the folder HENGJIAN_SHOTS, if there is one."""
    folder = os.environ.get("HENGJIAN_SHOTS")
    if folder:
        size = page.viewport_size or DESK
        stem = re.sub(r"[^\w-]+", "_", name or urlsplit(page.url).path).strip("_") or "home"
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{stem}_{size['width']}.png", full_page=True)
