"""An upload in a real browser: the page follows the check by itself; nothing is logged, axe finds nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

from server.uploads import jobs, pages
from tests.server.uploads.conftest import Office
from tests.server.uploads.test_pages import PLANTED
from tests.support import houses, uploads

pytestmark = pytest.mark.anyio
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


@asynccontextmanager
async def served(office: Office) -> AsyncIterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    app = houses.application(office.house, office.desk.clerk, pages.HANDLERS)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells in no other way
        await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


@asynccontextmanager
async def window(address: str, size: str) -> AsyncIterator[Page]:
    width, height = SIZES[size]
    said: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height}, base_url=address)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page
        await browser.close()
    assert said == []


async def faults(page: Page) -> list[str]:
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    found = (await Axe().run(page)).response["violations"]
    return [fault["id"] for fault in found] + ["wider than the window"] * wide


@pytest.mark.parametrize("size", SIZES)
async def test_a_page_follows_its_check_to_the_problems_by_itself(office: Office, size: str, tmp_path: Path) -> None:
    file = tmp_path / "明细.xlsx"
    file.write_bytes(await office.desk.workbook(found=4, spoil=PLANTED))
    async with served(office) as address, window(address, size) as page:
        await page.goto(f"/tasks/{office.desk.task}/upload")
        assert await faults(page) == []
        await page.set_input_files("#f-file", file)
        await page.click("text=上传并校验")
        await expect(page.locator("progress")).to_be_visible()
        assert await faults(page) == []
        await jobs.check_batch(house=office.house, at=uploads.UPLOADED, batch=1)
        await expect(page.locator("#batch")).to_contain_text("整份文件没有入库", timeout=15_000)
        assert await faults(page) == []


@pytest.mark.parametrize("size", SIZES)
async def test_confirming_is_asked_about_and_ends_in_a_receipt(office: Office, size: str) -> None:
    batch = await office.checked(await office.desk.workbook(found=4))
    async with served(office) as address, window(address, size) as page:
        await page.goto(f"/batches/{batch}")
        assert await faults(page) == []
        await page.click(".sticky-foot [data-key=a]")
        await page.click("#ask button[value=yes]")
        await expect(page.locator("main")).to_contain_text("回执号 HZ-2026-0001")
        assert await faults(page) == []
