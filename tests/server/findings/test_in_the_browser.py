"""The review pages and a case file in a real browser: keys, drawer, refusals, the question before a bulk act."""

import pytest
from playwright.async_api import ViewportSize, expect

from server.findings import pages as findings
from server.rulings import pages as rulings
from server.web import clock
from server.web.house import House
from tests.support import filed
from tests.support.browsing import DESK, PHONE
from tests.support.rooms import application
from tests.support.windows import faults, window
from vendors.findings.actions import review_first
from vendors.findings.rules import FindingState, Opinion

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("database")]
ROOMS = (*findings.HANDLERS, *rulings.HANDLERS)
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


async def three() -> list[int]:
    world = await filed.world()
    return list(await filed.stored(world, *(filed.case(visit, 10_800, 9_200) for visit in world.visits[:3])))


@SIZES
async def test_a_queue_is_worked_off_in_the_drawer_by_keys(house: House, size: ViewportSize) -> None:
    ids = await three()
    with clock.everywhere_at(filed.AFTER):
        async with window(application(house, filed.FIRST, ROOMS), size) as page:
            await page.goto("/review")
            await page.get_by_text("查看", exact=True).first.click()
            drawer = page.locator("#drawer")
            await expect(drawer.locator("h2")).to_contain_text("YD-2026-000001")
            await page.keyboard.press("j")
            await expect(drawer.locator("h2")).to_contain_text("YD-2026-000002")
            await page.keyboard.press("k")
            await expect(drawer.locator("h2")).to_contain_text("YD-2026-000001")
            await page.keyboard.press("a")
            await expect(drawer).to_contain_text("YD-2026-000001 初审通过")
            await expect(drawer.locator("h2")).to_contain_text("YD-2026-000002")
            await expect(page.locator("#queue tbody tr")).to_have_count(2)
            await page.keyboard.press("r")
            await expect(page.locator("#f-reason")).to_be_focused()
            await page.keyboard.type("缺医嘱单")
            await drawer.get_by_role("button", name="退回补证").click()
            await expect(drawer).to_contain_text("初审退回补证")
    assert (await filed.head(ids[0])).state is FindingState.AWAITING_SECOND
    assert (await filed.head(ids[1])).state is FindingState.RETURNED


async def test_many_are_asked_about_and_answered_item_by_item(house: House) -> None:
    await three()
    with clock.everywhere_at(filed.AFTER):
        async with window(application(house, filed.FIRST, ROOMS), DESK) as page:
            await page.goto("/review")
            await page.locator("[data-all]").check()
            await page.get_by_role("button", name="批量通过").click()
            await expect(page.locator("#ask p")).to_have_text("已选 3 条，确定全部通过？")
            await page.locator("#ask button[value=yes]").click()
            await expect(page.locator("main")).to_contain_text("3 条全部办成。")
            assert await faults(page) == []


@SIZES
async def test_every_page_is_accessible_and_fits(house: House, size: ViewportSize) -> None:
    ids = await three()
    await review_first(finding=ids[1], version=1, opinion=Opinion.PASS, by=filed.FIRST, at=filed.AFTER)
    await filed.rechecked(ids[2])
    paths = ("/review?tab=all", "/review?text=x", f"/review/{ids[1]}", "/review/missed/new", "/rulings?stage=decide")
    source = f"/review/{ids[0]}/source/1"
    with clock.everywhere_at(filed.AFTER):
        async with window(application(house, filed.SECOND, ROOMS), size) as page:
            for path in (*paths, source, f"/rulings/{ids[2]}"):
                await page.goto(path)
                assert await faults(page) == [], path
