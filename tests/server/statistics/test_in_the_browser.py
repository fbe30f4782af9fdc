"""The campaign table's row in a real browser: every input is within reach of a phone."""

from pathlib import Path

import pytest
from playwright.async_api import ViewportSize, expect

from server.statistics.pages import HANDLERS
from server.web import clock
from tests.server.statistics.test_campaign_pages import KEEPER
from tests.support import a, baotou
from tests.support.browsing import DESK, PHONE
from tests.support.rooms import application, house_at
from tests.support.windows import faults, window
from vendors.periods import Period
from vendors.statistics.campaign.actions import open_report

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("database")]
_OUTSIDE = """
[...document.querySelectorAll("input.input")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth || box.width < 100;
}).map((one) => one.id)
"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_every_cell_of_a_row_is_filled_in_without_scrolling_sideways(size: ViewportSize, data: Path) -> None:
    campaign = await baotou.campaign(regions=("620722",))
    table = await open_report(campaign_id=campaign, period=Period.parse("2021-05"), by=KEEPER, at=a.AT)
    with clock.everywhere_at(a.AT):
        async with window(application(house_at(data), KEEPER, HANDLERS), size) as page:
            await page.goto(f"/statistics/campaign/{table}/rows/620799")
            assert await page.evaluate(_OUTSIDE) == []
            assert await faults(page) == []
            await page.fill("#f-v_inspected", "181")
            await page.fill("#f-r_inspected", "按通报")
            await page.get_by_role("button", name="保存").click()
            await expect(page.locator("#f-r_inspected")).to_have_value("按通报")
