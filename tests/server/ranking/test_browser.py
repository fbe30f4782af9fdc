"""The ranking page and the sampling tools in a real browser, on a desk and on a phone: axe finds nothing."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.async_api import ViewportSize, expect

from server.draws import pages as draws
from server.ranking import pages
from server.scorecards import pages as scorecards
from server.web import clock
from tests.support import a, ranked, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("database")]
ADDRESSES = ("/ranking", "/ranking?indicator=K02&card=2", "/tools/sampling/appraisal?act=kappa")


@pytest.fixture
def today() -> Iterator[datetime]:
    with clock.everywhere_at(a.AT):
        yield a.AT


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_every_page_is_sound(today: datetime, size: ViewportSize) -> None:
    await ranked.accuracy("祁连病案质量评估中心", 5, 0)
    await ranked.accuracy("陇右医疗评审有限公司", 16, 3)
    async with window(rooms.served(ranked.LEADER, *pages.HANDLERS, *draws.HANDLERS), size) as page:
        for path in ADDRESSES:
            await page.goto(path)
            await page.wait_for_load_state("networkidle")
            assert await faults(page) == [], path


async def test_the_two_orders_are_plain_and_the_line_behind_a_rate_is_a_click_away(today: datetime) -> None:
    await ranked.accuracy("祁连病案质量评估中心", 5, 0)
    await ranked.accuracy("陇右医疗评审有限公司", 16, 3)
    async with window(rooms.served(ranked.LEADER, *pages.HANDLERS, *scorecards.HANDLERS), DESK) as page:
        await page.goto("/ranking")
        await expect(page.get_by_text("两种排法相反：")).to_be_visible()
        rows = page.locator("#versus tbody tr")
        assert [await rows.nth(place).locator("td").nth(5).inner_text() for place in (0, 1)] == ["1", "2"]
        assert [await rows.nth(place).locator("td").nth(6).inner_text() for place in (0, 1)] == ["2", "1"]
        await rows.first.get_by_role("link", name="明细").click()
        await expect(page.locator("#drawer-body")).to_contain_text("问题认定准确率")
