"""The ledger in a real browser: axe finds nothing, nothing is too wide; and two instalments are booked there."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize, expect

from server.app import ROOMS
from server.web import clock
from server.web.house import House
from tests.support import filed, ledger, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window
from vendors.handling.rules import MeasureKind
from vendors.recoveries import actions
from vendors.recoveries.rules import Instalment
from vendors.rulings.decision_rules import ReversalResult

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
EVERYWHERE = [handler for room in ROOMS for handler in room.HANDLERS]


@pytest.fixture
def house(database: object, data: Path) -> Iterator[House]:
    with clock.everywhere_at(ledger.LATE):
        yield rooms.house_at(data, limit_mb=1)


async def busy() -> ledger.Booked:
    """A decision with four streams, in every stage; and another that waits to be booked."""
    made = await ledger.decided(12_345_67, 8_000_00)
    first, second = made.findings
    await ledger.measured(made, parts={first: 12_345_67, second: 5_000_00})
    await ledger.measured(made, MeasureKind.REFUSE, parts={second: 3_000_00})
    await ledger.measured(made, MeasureKind.DAMAGES, parts={}, amount_fen=6_000_00)
    await ledger.measured(made, MeasureKind.FINE, parts={}, amount_fen=20_000_00)
    made = await ledger.opened(made, note="市医疗保险服务中心协议违约金专户")
    plan = [
        Instalment(due_on=date(2026, 10, 20), amount_fen=10_000_00),
        Instalment(due_on=date(2026, 12, 1), amount_fen=7_345_67),
    ]
    await actions.plan_instalments(
        recovery=made.recovery, version=await ledger.version(made.recovery), plan=plan, reason="资金周转困难，申请分期",
        by=ledger.ACCOUNTANT, at=ledger.PAID,
    )  # fmt: skip
    wrong = await ledger.received(made.recovery, 500_00)
    await ledger.taken_back(made.recovery, wrong)
    await ledger.received(made.recovery, 13_000_00, voucher="银凭-002")
    await ledger.remitted(made.recovery, 12_500_00)
    await ledger.reversed_(first, ReversalResult.VARY, amounts=await ledger.lines(first, 9_000_00))
    waiting = await ledger.decided(700_00, world=made.world)
    await ledger.measured(waiting)
    return made


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_every_page_of_the_ledger_fits_its_window(house: House, size: ViewportSize) -> None:
    made = await busy()
    account = f"/recoveries/accounts/{made.recovery}"
    paths = {
        ledger.ACCOUNTANT: (
            "/recoveries", f"/recoveries/{made.decision}", "/recoveries/reconciliation?period=2026M10",
            f"{account}/book/receipt", f"{account}/book/plan", f"/recoveries/trace/{made.findings[0]}",
            "/recoveries/funnel", f"{account}/entries/7/reversal",
        ),
        filed.LEGAL: (f"/recoveries/reversals/{made.findings[1]}", f"/recoveries/{made.decision}"),
    }  # fmt: skip
    folder = os.environ.get("HENGJIAN_SHOTS")
    for who, asked in paths.items():
        async with window(rooms.application(house, who, EVERYWHERE), size) as page:
            found = {}
            for path in asked:
                for language in ("zh", "en"):
                    await page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
                    if told := await faults(page):
                        found[path, language] = told
                    if folder:
                        name = f"{path.partition('?')[0].strip('/').replace('/', '_')}_{language}_{size['width']}.png"
                        await page.screenshot(path=Path(folder) / name, full_page=True)
            assert found == {}


async def test_two_instalments_are_booked_from_the_drawer_and_one_is_taken_back(house: House) -> None:
    made = await ledger.booked()
    async with window(rooms.application(house, ledger.ACCOUNTANT, EVERYWHERE), DESK) as page:
        await page.goto(f"/recoveries/{made.decision}")
        for amount, voucher in (("600.00", "银凭-1"), ("400.00", "银凭-2")):
            await page.get_by_role("link", name="登记收款").click()
            drawer = page.locator("#drawer-body")
            await drawer.get_by_label("金额（元）").fill(amount)
            await drawer.get_by_label("凭证号").fill(voucher)
            await drawer.get_by_role("button", name="登记收款").click()
            await expect(page.get_by_text(voucher)).to_be_visible()
        await expect(page.locator("#account-1 .lamp").first).to_have_text("全部追回")
        await page.get_by_role("link", name="冲销").last.click()
        await page.locator("#drawer-body").get_by_label("冲销理由").fill("凭证记错")
        await page.locator("#drawer-body").get_by_role("button", name="冲销").click()
        await expect(page.get_by_text("-400.00")).to_be_visible()
        await expect(page.locator("#account-1 .lamp").first).to_have_text("逾期")
