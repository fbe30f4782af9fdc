"""To-dos and messages in a real browser: axe finds nothing, and on a phone nothing is wider than the window."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize

from server.app import ROOMS
from server.desk.news import spread
from server.web import clock
from server.web.house import House
from tests.server.desk.test_queues import NOW, busy
from tests.support import a, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window
from vendors.periods import at_local

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
EVERYWHERE = [handler for room in ROOMS for handler in room.HANDLERS]


def at(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.fixture
def house(database: object, data: Path) -> Iterator[House]:
    with clock.everywhere_at(NOW):
        yield rooms.house_at(data, limit_mb=1)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_what_waits_and_what_was_told_fit_their_window(house: House, size: ViewportSize) -> None:
    vendor, _person = await busy()
    await a.contract(vendor=vendor, at=at_local(date(2026, 3, 2)), title="住院病历全覆盖审核与疑点病例复核技术服务合同")
    await spread(at=NOW)
    for who in (a.MANAGER, a.clerk_of(vendor)):
        async with window(rooms.application(house, who, EVERYWHERE), size) as page:
            found = {}
            for path in ("/todos", "/messages", "/"):
                for asked in (at(path, "zh"), at(path, "en")):
                    await page.goto(asked)
                    if told := await faults(page):
                        found[asked] = told
            assert found == {}
