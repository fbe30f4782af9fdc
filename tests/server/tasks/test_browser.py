"""Tasks in a real browser, on a desk and on a phone: axe finds nothing, nothing is wider than the window."""

import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from server.tasks import pages
from server.web import clock
from server.web.house import House
from tests.support import a, assignments, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window
from vendors.actors import Actor
from vendors.periods import at_local
from vendors.registry.actions import change_standing
from vendors.registry.rules import Standing
from vendors.tasks.clock.actions import ask_pause, confirm_pause
from vendors.tasks.particulars import Particulars, usual_deliverables
from vendors.tasks.rules import Method, TaskKind

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@contextmanager
def on(day: date) -> Iterator[datetime]:
    with clock.everywhere_at(at_local(day)) as _:
        yield at_local(day)


@pytest.fixture
def house(database: object, data: Path) -> House:
    return rooms.house_at(data, limit_mb=1)


def desk(house: House, who: Actor, size: ViewportSize) -> AbstractAsyncContextManager[Page]:
    return window(rooms.application(house, who, pages.HANDLERS), size)


async def sound(page: Page, path: str, name: str = "") -> None:
    await page.goto(path)
    assert await faults(page) == [], path
    folder = os.environ.get("HENGJIAN_SHOTS")
    if folder and name:
        width = (page.viewport_size or DESK)["width"]
        await page.screenshot(path=f"{folder}/{name}_{width}.png", full_page=True)


async def busy() -> tuple[assignments.Pair, int]:
    """A task whose clock has stood still once and was extended, one on site in draft, a vendor that is barred."""
    pair = await assignments.pair()
    said = Particulars(
        region="620702", method=Method.KEY, basis="2026年度监督检查计划", institutions=pair.places,
        deliverables=usual_deliverables(TaskKind.FULL_REVIEW),
    )  # fmt: skip
    made = await a.task_in_progress(vendor=pair.own, contract=pair.contract, particulars=said)
    clerk = a.clerk_of(pair.own)
    asked = await ask_pause(task=made, material="住院费用清单电子版", by=clerk, at=at_local(date(2026, 7, 13)))
    await confirm_pause(request=asked, expected_on=date(2026, 7, 20), by=a.MANAGER, at=at_local(date(2026, 7, 14)))
    barred = await a.vendor(name="祁连健康评估有限公司")
    await a.contract(vendor=barred)
    await change_standing(vendor=barred, to=Standing.SUSPENDED, reason="不合格", by=a.MANAGER, at=a.AT)
    await a.draft(contract=pair.contract, kind=TaskKind.SPECIAL_INSPECTION, particulars=said)
    for name in ("高原", "白露"):
        await assignments.inspector(name=name, certificate=f"甘执法{name}")
    return pair, made


@SIZES
async def test_every_page_of_tasks_is_accessible_and_fits(house: House, size: ViewportSize) -> None:
    pair, made = await busy()
    with on(date(2026, 7, 17)):
        async with desk(house, a.MANAGER, size) as page:
            await sound(page, "/tasks", "list")
            await sound(page, "/tasks?status=archived", "empty")
            await sound(page, "/tasks/new", "new")
            await sound(page, "/tasks/new?kind=full_review&institutions=H62070200001", "proposal")
            await sound(page, f"/tasks/{made}", "task")
            await sound(page, f"/tasks/{made + 1}", "draft")
            await sound(page, f"/tasks/{made}/letter", "letter")
            await sound(page, "/tasks/calendar?period=2026Q3", "calendar")
        async with desk(house, a.clerk_of(pair.own), size) as page:
            await sound(page, f"/tasks/{made}", "own")
            await sound(page, "/tasks/calendar?period=2026M07", "own_calendar")


async def test_a_task_is_drafted_with_the_proposal_and_issued(house: House) -> None:
    pair = await assignments.pair()
    for name in ("高原", "白露"):
        await assignments.inspector(name=name, certificate=f"甘执法{name}")
    with on(a.MONDAY):
        async with desk(house, a.MANAGER, DESK) as page:
            await page.goto("/tasks/new")
            await page.select_option("#f-kind", "special_inspection")
            await expect(page.locator("#proposal")).to_contain_text("河西医疗评估有限公司")
            await page.check(f"#proposal input[value='{pair.contract}']")
            for field, value in {
                "title": "门诊专项检查",
                "covers_from": "2026-04-01",
                "covers_to": "2026-06-30",
            }.items():
                await page.fill(f"#f-{field}", value)
            await page.fill("#f-choice_reason", "熟悉该县")
            await page.click("text=建立任务")
            for box in await page.locator("input[name=inspector], input[name=no_tie]").all():
                await box.check()
            await page.click("text=确定检查人员")
            await page.click("button:has-text('下达')")
            await page.click("#ask button[value=yes]")
            await expect(page.locator(".page-head")).to_contain_text("已下达")


async def test_the_vendor_accepts_on_a_phone_and_its_clock_is_stopped_and_resumed(house: House) -> None:
    pair = await assignments.pair()
    made = await a.task(contract=pair.contract)
    with on(a.MONDAY):
        async with desk(house, a.clerk_of(pair.own), PHONE) as page:
            await sound(page, f"/tasks/{made}", "accept")
            await page.check("input[name=no_tie]")
            await page.click("button:has-text('接收任务')")
            await expect(page.locator(".page-head")).to_contain_text("执行中")
            await page.click("summary:has-text('申请暂停计时')")
            await page.fill("#f-material", "门诊处方明细")
            await page.click("text=提出申请")
            await expect(page.locator("main")).to_contain_text("门诊处方明细")
        async with desk(house, a.MANAGER, DESK) as page:
            await sound(page, f"/tasks/{made}", "asked")
            await page.click("text=同意暂停")
            await expect(page.locator(".page-head")).to_contain_text("暂停计时")
            await page.fill("#f-delivered", "处方明细已拷贝")
            await page.click("text=材料已交付，恢复计时")
            await expect(page.locator(".page-head")).to_contain_text("执行中")
