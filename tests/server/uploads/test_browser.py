"""An upload in a real browser: the page follows the check by itself; nothing is logged, axe finds nothing."""

import re
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from server.uploads import jobs, pages
from tests.server.uploads.conftest import Office
from tests.server.uploads.test_pages import PLANTED
from tests.server.uploads.test_versions import LESS, send_back, stored
from tests.support import rooms, uploads
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def clerks(office: Office, size: ViewportSize) -> AbstractAsyncContextManager[Page]:
    return window(rooms.application(office.house, office.desk.clerk, pages.HANDLERS), size)


@SIZES
async def test_a_page_follows_its_check_to_the_problems_by_itself(
    office: Office, size: ViewportSize, tmp_path: Path
) -> None:
    file = tmp_path / "明细.xlsx"
    file.write_bytes(await office.desk.workbook(found=4, spoil=PLANTED))
    async with clerks(office, size) as page:
        await page.goto(f"/tasks/{office.desk.task}/upload")
        assert await faults(page) == []
        await page.set_input_files("#f-file", file)
        await page.click("text=上传并校验")
        await expect(page.locator("progress")).to_be_visible()
        assert await faults(page) == []
        await jobs.check_batch(house=office.house, at=uploads.UPLOADED, batch=1)
        await expect(page.locator("#batch")).to_contain_text("整份文件没有入库", timeout=15_000)
        assert await faults(page) == []
        await jobs.annotate_batch(house=office.house, at=uploads.UPLOADED, batch=1)
        await expect(page.locator("#batch")).to_contain_text("下载错误标注表")
        await page.select_option("#only-column", index=1)
        await expect(page.locator("#issues tbody tr")).to_have_count(1)
        assert await faults(page) == []


@SIZES
async def test_confirming_is_asked_about_and_ends_in_a_receipt(office: Office, size: ViewportSize) -> None:
    batch = await office.checked(await office.desk.workbook(found=4))
    async with clerks(office, size) as page:
        await page.goto(f"/batches/{batch}")
        assert await faults(page) == []
        await page.click(".sticky-foot [data-key=a]")
        await page.click("#ask button[value=yes]")
        await expect(page.locator("main")).to_contain_text("回执号 HZ-2026-0001")
        assert await faults(page) == []


@SIZES
async def test_every_page_of_intake_is_accessible_and_fits(office: Office, size: ViewportSize) -> None:
    first = await stored(office, found=3)
    await send_back(office)
    second = await office.checked(await office.desk.workbook(found=3, spoil={1: LESS}))
    dry = await office.checked(await office.desk.workbook(found=2), check_only="yes")
    base = f"/tasks/{office.desk.task}"
    paths = [
        "/batches",
        f"/batches?task={office.desk.task}",
        f"/batches/{first}",
        f"/batches/{second}",
        f"/batches/{dry}",
    ]
    paths += [
        f"{base}/templates",
        f"{base}/versions",
        f"{base}/upload",
        "/workbooks",
        "/workbooks/record-review?find=住院",
    ]
    async with clerks(office, size) as page:
        for path in paths:
            await page.goto(path)
            assert await faults(page) == [], path


async def test_a_check_becomes_a_submission_by_one_key(office: Office) -> None:
    dry = await office.checked(await office.desk.workbook(found=2), check_only="yes")
    async with clerks(office, DESK) as page:
        await page.goto(f"/batches/{dry}")
        await page.keyboard.press("a")
        await expect(page).to_have_url(re.compile(rf"/batches/{dry + 1}$"))
        await jobs.check_batch(house=office.house, at=uploads.UPLOADED, batch=dry + 1)
        await expect(page.locator("#batch")).to_contain_text("没有错误，尚未提交")
