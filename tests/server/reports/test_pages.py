from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from server import settings
from server.jobs.queue import DatabaseQueue
from server.reports import pages
from server.reports.actions import keep
from server.reports.rules import Office
from server.storage.local import LocalBlobs
from server.web import clock
from server.web.house import House
from server.web.shell import WebOptions, WebShell
from tests.server.reports.sample import CUTOFF, figures
from tests.support.accounts import browser, send
from tests.support.webapp import SECRET, SignedIn, person
from vendors.actors import SYSTEM, Role

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[..., httpx.AsyncClient]


@pytest.fixture
def house(data: Path) -> House:
    known = settings.read({"HENGJIAN_DATA": str(data)})
    return House(settings=known, blobs=LocalBlobs(data / "blobs"), queue=DatabaseQueue())


@pytest.fixture
async def visit(house: House) -> AsyncIterator[Visit]:
    """A browser for somebody with a role, on 11 October 2026."""

    def as_(role: Role, *, vendor: int | None = None) -> httpx.AsyncClient:
        app = Litestar(
            route_handlers=list(pages.HANDLERS),
            middleware=[SignedIn(person(role, vendor=vendor))],
            plugins=[WebShell(WebOptions(secret=SECRET, version="0.1.0", secure=False))],
            dependencies={"house": Provide(lambda: house, sync_to_thread=False)},
        )
        return browser(app, secure=False)

    with clock.everywhere_at(CUTOFF):
        yield as_


async def _made(house: House) -> int:
    fresh: Any = replace(figures(), number="", version=0)
    office = Office(bureau="张掖市医疗保障局")
    return (await keep(figures=fresh, office=office, blobs=house.blobs, by=SYSTEM, at=CUTOFF)).id


async def test_the_list_shows_what_is_due_and_what_is_kept(visit: Visit, house: House) -> None:
    await _made(house)
    page = await visit(Role.LEADER).get("/reports")
    assert page.status_code == 200
    assert "BG-2026Q3-01" in page.text
    assert "2026-10-10" in page.text
    assert "逾期未出具" in page.text
    assert 'action="/reports"' not in page.text


async def test_an_empty_archive_says_so(visit: Visit) -> None:
    assert "还没有报告。" in (await visit(Role.AUDITOR).get("/reports")).text


async def test_the_preview_shows_the_figures_of_the_report(visit: Visit, house: House) -> None:
    page = await visit(Role.LEADER).get(f"/reports/{await _made(house)}")
    assert page.status_code == 200
    for word in ("甘州明鉴医疗质量评估中心", "92.12", "97.8%", "904,000.10", "有2件任务逾期"):
        assert word in page.text


@pytest.mark.parametrize(("suffix", "start"), [("pdf", b"%PDF-1.7"), ("xlsx", b"PK")])
async def test_a_download_carries_its_chinese_name(visit: Visit, house: House, suffix: str, start: bytes) -> None:
    answer = await visit(Role.LEADER).get(f"/reports/{await _made(house)}/{suffix}")
    name = "2026%E5%B9%B4%E7%AC%AC%E4%B8%89%E5%AD%A3%E5%BA%A6_"
    assert answer.headers["content-disposition"].startswith(
        f"attachment; filename=\"BG-2026Q3-01.{suffix}\"; filename*=UTF-8''{name}"
    )
    assert answer.content.startswith(start)


async def test_a_manager_runs_a_report_by_its_quarter(visit: Visit) -> None:
    browser = visit(Role.CONTRACT_MANAGER)
    answer = await send(browser, "/reports", period="2026Q3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")


@pytest.mark.parametrize("text", ["", "2026Q5", "2026M09", "昨天"])
async def test_a_period_that_is_no_quarter_is_told_beside_the_field(visit: Visit, text: str) -> None:
    answer = await send(visit(Role.CONTRACT_MANAGER), "/reports", period=text)
    assert answer.status_code == 422
    assert "error" in answer.text


async def test_a_vendor_and_the_administrators_see_no_report(visit: Visit, house: House) -> None:
    report = await _made(house)
    for role in (Role.VENDOR_LEAD, Role.SYSTEM_ADMIN, Role.EXPERT):
        vendor = 1 if role is Role.VENDOR_LEAD else None
        for path in ("/reports", f"/reports/{report}", f"/reports/{report}/pdf"):
            assert (await visit(role, vendor=vendor).get(path)).status_code == 403


async def test_a_report_that_is_not_there_is_404(visit: Visit) -> None:
    assert (await visit(Role.LEADER).get("/reports/404/pdf")).status_code == 404


async def test_the_pages_speak_english(visit: Visit, house: House) -> None:
    await _made(house)
    page = await visit(Role.LEADER).get("/reports?lang=en")
    assert "Scores by vendor" in (await visit(Role.LEADER).get("/reports/1?lang=en")).text
    assert "Data as of" in page.text
