"""The three registers in a real browser: the drawer opens and acts, axe finds nothing, nothing is too wide."""

from pathlib import Path

import pytest
from playwright.async_api import ViewportSize, expect

from server.cooperation import pages
from server.web import attachments, clock
from tests.server.cooperation.test_handoffs import SLIP, pair
from tests.support import a, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window
from vendors.handoffs.actions import send_handoff
from vendors.handoffs.rules import Slip
from vendors.provision.actions import Release, request_provision
from vendors.provision.rules import What
from vendors.registry.rules import Group

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_slip_is_received_from_the_drawer_and_the_registers_hold(
    database: object, data: Path, size: ViewportSize
) -> None:
    one, _ = await pair()
    slip = Slip(to_group=Group.AUDIT, subject=SLIP["subject"], facts=SLIP["facts"])
    await send_handoff(slip=slip, by=a.clerk_of(one), at=a.AT)
    release = Release(vendor=one, what=What.RECORDS, rows=20, purpose="核对手术记录")
    await request_provision(release=release, by=a.MANAGER, at=a.AT)
    app = rooms.application(rooms.house_at(data), a.MANAGER, (*pages.HANDLERS, *attachments.HANDLERS))
    with clock.everywhere_at(a.AT):
        async with window(app, size) as page:
            for path in ("/provision", "/provision/1", "/review-rules", "/handoffs/new", "/provision/new"):
                await page.goto(path)
                assert await faults(page) == [], path
            await page.goto("/handoffs")
            await page.click("td.a a")
            await expect(page.locator("#drawer-body")).to_contain_text("螺钉多计 6 枚")
            assert await faults(page) == []
            await page.click("#drawer-body .sticky-foot button")
            await expect(page.locator("h1")).to_contain_text("待答复")
            assert await faults(page) == []
