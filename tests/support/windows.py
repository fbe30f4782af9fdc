"""A served application and a chromium window on it, in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from axe_playwright_python.async_playwright import Axe
from litestar import Litestar
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from tests.support.browsing import FLAGS, required

expect.set_options(timeout=20_000)  # a busy machine is no fault of a page


@asynccontextmanager
async def window(app: Litestar, size: ViewportSize) -> AsyncIterator[Page]:
    """A page on the running application; whatever reaches the console fails the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 uvicorn says it no other way
        await asyncio.sleep(0.02)
    said: list[str] = []
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=required(), args=FLAGS)
            page = await browser.new_page(viewport=size, base_url=f"http://127.0.0.1:{port}")
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            yield page
            await browser.close()
    finally:
        server.should_exit = True
        await serving
    assert said == []


async def faults(page: Page) -> list[str]:
    """What axe finds wrong, and whether the page is wider than its window."""
    found = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in (await Axe().run(page)).response["violations"]]
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, "wider than the window"] if wide else found
