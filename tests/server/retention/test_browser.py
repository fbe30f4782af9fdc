"""In a real browser: a suspension is told, answered, decided, and lifted on probation."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from server.retention import pages
from server.scorecards import pages as scorecards
from server.web import clock
from tests.support import a, cards, retention, rooms
from tests.support.browsing import DESK
from tests.support.windows import faults, window
from vendors.actors import SYSTEM
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("database")]
HANDLERS = (*pages.HANDLERS, *scorecards.HANDLERS)


async def test_a_suspension_from_the_notice_to_the_probation() -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.proposed(contract, measures=("suspend_assignment",))
    there = f"/retention/{proposal}"
    with clock.everywhere_at(retention.AT + timedelta(days=1)):
        async with window(rooms.served(retention.OTHER, *HANDLERS), DESK) as page:
            await page.goto("/retention")
            await page.get_by_role("link", name="告知", exact=True).click()
            await page.get_by_role("button", name="告知机构").click()
            await page.get_by_role("button", name="确定").click()
            await expect(page.get_by_text("已告知机构")).to_be_visible()
        async with window(rooms.served(a.clerk_of(vendor), *HANDLERS), DESK) as page:
            await page.goto(there)
            await page.get_by_label("答复").select_option("nothing")
            await page.get_by_role("button", name="提交答复").click()
            await expect(page.get_by_text("答复已提交")).to_be_visible()
        async with window(rooms.served(cards.LEADER, *HANDLERS), DESK) as page:
            await page.goto(there)
            await page.get_by_label("决定和理由").fill("考核不合格，暂停派单。")
            await page.get_by_role("button", name="采纳", exact=True).click()
            await expect(page.get_by_text("决定已登记并生效")).to_be_visible()
            assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.SUSPENDED
            await page.goto(f"/retention/vendors/{vendor}")
            assert await faults(page) == []
            await page.get_by_label("恢复理由").fill("整改到位")
            await page.get_by_role("button", name="恢复派单").click()
            await page.get_by_role("button", name="确定").click()
            await expect(page.get_by_text("已恢复派单")).to_be_visible()
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.IN_SERVICE
