"""Draws in a real browser, on a desk and on a phone: axe finds nothing, and a draw is made by hand."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from playwright.async_api import ViewportSize, expect

from server.draws.pages import HANDLERS
from server.web import clock
from tests.support import a, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window
from vendors.draws.actions import commit_draw, open_draw
from vendors.draws.rules import Method, Plan, Purpose, Spread
from vendors.draws.scopes import Scope
from vendors.institutions.frame_queries import Trait

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("database")]
ADDRESSES = (
    "/draws", "/draws/new?purpose=rereview", "/draws/new?purpose=double", "/draws/new?purpose=experts", "/draws/1",
    "/draws/2", "/draws/1/print", "/tools/sampling?kind=attribute&confidence=95&precision=5&rate=50",
)  # fmt: skip


@pytest.fixture
def today() -> Iterator[datetime]:
    with clock.everywhere_at(a.AT):
        yield a.AT


async def drawn_and_sealed(at: datetime) -> None:
    await a.cases(60)
    plan = Plan(method=Method.STRATIFIED, ratio=Decimal("0.05"), spread=Spread.PROPORTIONAL, least=1)
    scope = Scope(settled_from=a.WINDOW[0], settled_to=a.WINDOW[1], traits=(Trait.REGION, Trait.LEVEL))
    for _ in range(2):
        await commit_draw(purpose=Purpose.REREVIEW, plan=plan, scope=scope, title="抽查复审", by=a.MANAGER, at=at)
    await open_draw(draw_id=1, by=a.MANAGER, at=at, witnesses=["裴自清"])


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_every_page_is_sound(today: datetime, size: ViewportSize) -> None:
    await drawn_and_sealed(today)
    async with window(rooms.served(a.MANAGER, *HANDLERS), size) as page:
        for path in ADDRESSES:
            await page.goto(path)
            await page.wait_for_load_state("networkidle")
            assert await faults(page) == [], path


async def test_a_draw_is_planned_with_its_preview_sealed_and_made(today: datetime) -> None:
    await a.cases(60)
    async with window(rooms.served(a.MANAGER, *HANDLERS), DESK) as page:
        await page.goto("/draws/new?purpose=rereview")
        await page.get_by_label("名称").fill("二季度抽查复审")
        await page.get_by_label("结算日期起").fill("2026-04-01")
        await page.get_by_label("结算日期止").fill("2026-06-30")
        await page.get_by_label("比例").fill("10")
        await page.get_by_label("比例").blur()
        await expect(page.locator("#preview")).to_contain_text("6")
        await page.get_by_role("button", name="封存种子").click()
        await page.locator("#ask").get_by_role("button", name="确定").click()
        await expect(page.get_by_role("heading", name="打开总体并抽取")).to_be_visible()
        await page.get_by_label("见证人").fill("裴自清")
        await page.get_by_role("button", name="打开总体并抽取").click()
        await page.locator("#ask").get_by_role("button", name="确定").click()
        await expect(page.get_by_text("结果一致")).to_be_visible()
