"""Twenty findings reviewed without touching the mouse."""

import pytest
from playwright.async_api import Page, expect

from server.findings import pages as findings
from server.web import clock
from tests.support import filed
from tests.support.browsing import DESK
from tests.support.rooms import served
from tests.support.windows import faults, window
from vendors.findings.queries import finding
from vendors.findings.rules import FindingState, Opinion

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("database")]
TWENTY = 20
KEYS = {Opinion.PASS: "a", Opinion.RETURN: "r", Opinion.REJECT: "x"}


async def twenty() -> list[int]:
    world = await filed.world()
    return list(await filed.stored(world, *(filed.case(f"X{n:07d}", 1_000 + n) for n in range(TWENTY))))


def opinion_on(place: int) -> Opinion:
    """Every fourth is returned, every seventh rejected."""
    return Opinion.REJECT if place % 7 == 6 else Opinion.RETURN if place % 4 == 3 else Opinion.PASS


async def judge(page: Page, opinion: Opinion) -> None:
    await page.keyboard.press(KEYS[opinion])
    if opinion is not Opinion.PASS:
        await expect(page.locator("#f-reason")).to_be_focused()
        await page.keyboard.type("缺医嘱单a r x")
        await page.keyboard.press("Control+Enter")


async def test_twenty_findings_are_reviewed_by_keyboard_alone() -> None:
    ids = await twenty()
    with clock.everywhere_at(filed.AFTER):
        async with window(served(filed.FIRST, *findings.HANDLERS), DESK) as page:
            await page.goto("/review")
            drawer = page.locator("#drawer")
            await page.keyboard.press("j")
            await page.keyboard.press("j")
            await page.keyboard.press("k")
            await expect(page.locator("[data-row]").first).to_be_focused()
            await page.keyboard.press("Enter")
            for place in range(TWENTY):
                await expect(drawer.locator("h2")).to_contain_text(f"YD-2026-{place + 1:06d}")
                await judge(page, opinion_on(place))
            await expect(drawer).to_contain_text("后面没有待办了。")
            await page.keyboard.press("Escape")
            await expect(drawer).not_to_be_visible()
            await expect(page.locator("#queue")).to_contain_text("本队列已办完。")
    for place, id_ in enumerate(ids):
        told = await finding(id_=id_, for_=filed.LEADER, at=filed.AFTER)
        assert [one.opinion for one in told.reviews] == [opinion_on(place)]
        assert told.reviews[0].reason == ("" if opinion_on(place) is Opinion.PASS else "缺医嘱单a r x")
    assert (await filed.head(ids[3])).state is FindingState.RETURNED


async def test_the_keys_are_told_and_focus_is_seen() -> None:
    await twenty()
    with clock.everywhere_at(filed.AFTER):
        async with window(served(filed.FIRST, *findings.HANDLERS), DESK) as page:
            await page.goto("/review")
            await page.keyboard.press("?")
            await expect(page.get_by_text("打开详情")).to_be_visible()
            assert await faults(page) == []
            await page.keyboard.press("?")
            await page.keyboard.press("j")
            outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            await page.keyboard.press("Enter")
            await expect(page.locator("#drawer h2")).to_contain_text("YD-2026-000001")
            await page.keyboard.press("?")
            await expect(page.locator("#drawer").get_by_text("打开详情")).to_be_visible()
            await page.keyboard.press("j")
            await expect(page.locator("#drawer h2")).to_contain_text("YD-2026-000002")
