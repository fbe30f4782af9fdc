"""A draft's two forms with something wrong in them, in a real browser on a desk and on a phone: axe finds nothing."""

import pytest
from playwright.async_api import ViewportSize, expect

from server.rulebooks import pages
from server.web import clock
from tests.support import a, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_faults_and_rules_that_lag_behind_are_told_beside_the_form(draft: str, size: ViewportSize) -> None:
    with clock.everywhere_at(a.AT):
        async with window(rooms.served(a.MANAGER, *pages.HANDLERS), size) as page:
            await page.goto(f"/rulebooks/{draft}/numbers")
            await page.get_by_role("textbox", name="K01 零分线").fill("85%")
            await page.get_by_role("textbox", name="优秀 · 下限").fill("91")
            await expect(page.locator("#check")).to_contain_text("计分规则文字未改")
            await page.locator("#check").get_by_role("link", name="等级 优秀").click()
            assert await faults(page) == []
            await page.goto(f"/rulebooks/{draft}/text")
            text = page.get_by_label("规则文本")
            await text.fill((await text.input_value()).replace("full - value", "full - valeu", 1))
            await expect(page.locator("#check pre")).to_contain_text("valeu")
            assert await faults(page) == []
