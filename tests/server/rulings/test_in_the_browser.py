"""Due process in a real browser: pages that fit and read, several findings ticked, the sum that follows the typing."""

from pathlib import Path

import pytest
from litestar import Litestar
from playwright.async_api import ViewportSize, expect

from server.handling.pages import HANDLERS as DECISIONS
from server.rulings.pages import HANDLERS
from server.web import clock
from tests.support import decided, filed
from tests.support.browsing import DESK, PHONE
from tests.support.rooms import application, house_at
from tests.support.windows import faults, window
from tests.vendors.rulings.test_discussions import talk
from vendors.actors import Actor
from vendors.findings.rules import FindingState
from vendors.rulings.actions import Part, draft_notice, print_notice, record_discussion
from vendors.rulings.rules import Verdict

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.usefixtures("database")]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def room(data: Path, who: Actor) -> Litestar:
    return application(house_at(data), who, (*HANDLERS, *DECISIONS))


async def cases(*fens: int) -> tuple[int, ...]:
    world = await filed.world(visits=2 * len(fens))
    found = [filed.case(visit, fen, 100) for visit, fen in zip(world.visits[::2], fens, strict=True)]
    return await filed.stored(world, *found)


@SIZES
async def test_every_page_is_accessible_and_fits(size: ViewportSize, tmp_path: Path) -> None:
    lead, other, told, heard, ruled, large = await cases(10_800, 20_000, 3_000_000, 2_500_000, 100, 5_000_000)
    for id_ in (lead, other):
        await filed.lead(id_)
    part = Part(finding=lead, version=3, facts="多收", reasons="不符", basis="条例")
    letter = await draft_notice(parts=[part], by=filed.SECOND, at=filed.AFTER)
    await print_notice(letter=letter, by=filed.SECOND, at=filed.AFTER)
    for id_ in (told, large):
        await filed.notified(id_)
    await filed.rechecked(heard, verdict=Verdict.ACCEPTED)
    await filed.defended(ruled)
    record = await record_discussion(discussion=await talk(told), by=filed.LEADER, at=filed.AFTER)
    second = ("/rulings?stage=notify", "/notices", f"/notices/{letter}", f"/notices/new?finding={other}",
              f"/notices/{letter}/text", f"/rulings/{other}")  # fmt: skip
    legal = (f"/rulings/rechecks?finding={ruled}", f"/rulings/hearings?finding={told}", f"/rulings/{ruled}",
             f"/rulings/{ruled}/defence/2")  # fmt: skip
    leader = ("/rulings?stage=decide", f"/rulings/together?finding={told}&finding={heard}", "/discussions",
              f"/discussions/{record}", f"/discussions/new?finding={told}", f"/rulings/{heard}",
              f"/rulings/{large}")  # fmt: skip
    wrong: set[tuple[str, str]] = set()
    with clock.everywhere_at(filed.AFTER):
        for who, paths in ((filed.SECOND, second), (filed.LEGAL, legal), (filed.LEADER, leader)):
            async with window(room(tmp_path, who), size) as page:
                for path in paths:
                    await page.goto(path)
                    wrong |= {(path, fault) for fault in await faults(page)}
    assert wrong == set()


async def test_two_findings_are_ticked_and_determined_with_the_sum_following(tmp_path: Path) -> None:
    ids = await cases(2_499_900, 2_499_900)
    for id_ in ids:
        await filed.notified(id_)
    with clock.everywhere_at(filed.AFTER):
        async with window(room(tmp_path, filed.LEADER), DESK) as page:
            await page.goto("/rulings?stage=decide")
            await page.locator("[data-all]").check()
            await page.get_by_role("button", name="一并认定").click()
            await expect(page.locator("#sum")).to_contain_text("须负责人集体讨论后方可认定")
            for id_ in ids:
                await page.select_option(f"#f-outcome_{id_}", "partly_upheld")
                await page.select_option(f"#f-reason_code_{id_}", "amount_miscounted")
                await page.fill(f"#f-reason_{id_}", "核减")
            await page.locator("input[name^=amount_]").first.fill("24,998.99")
            await expect(page.locator("#sum")).to_contain_text("49,999.99")
            await expect(page.locator("#sum")).to_contain_text("可不集体讨论")
            await page.locator("input[name^=amount_]").last.fill("0")
            await expect(page.locator("#sum")).to_contain_text("49,998.99")
            await page.get_by_role("button", name="作出认定").click()
            await page.locator("#ask button[value=yes]").click()
            await page.wait_for_url("**/decisions/1")
    assert {(await filed.head(id_)).state for id_ in ids} == {FindingState.PARTLY_UPHELD}


async def test_the_worklist_is_walked_by_keys_and_a_case_opened_with_enter(tmp_path: Path) -> None:
    ids = await cases(10_800, 20_000)
    for id_ in ids:
        await filed.notified(id_)
    with clock.everywhere_at(filed.AFTER):
        async with window(room(tmp_path, filed.LEADER), DESK) as page:
            await page.goto("/rulings?stage=decide")
            rows = page.locator("[data-row]")
            for key, place in (("j", 0), ("j", 1), ("k", 0), ("j", 1)):
                await page.keyboard.press(key)
                await expect(rows.nth(place)).to_be_focused()
            await page.keyboard.press("Enter")
            await page.wait_for_url(f"**/rulings/{ids[1]}")
            await expect(page.locator("#sum")).to_contain_text("201.00")
            await page.locator("input[name^=amount_]").first.fill("150")
            await expect(page.locator("#sum")).to_contain_text("151.00")


async def test_a_repeat_offence_reads_on_every_page_that_shows_it(tmp_path: Path) -> None:
    earlier = await decided.decision(10_800, violations=("0202",))
    (again,) = await filed.stored(earlier.world, filed.case(earlier.world.visits[0]))
    await filed.notified(again)
    with clock.everywhere_at(decided.AT):
        async with window(room(tmp_path, filed.LEADER), DESK) as page:
            for path in (f"/rulings/{again}", f"/rulings/together?finding={again}", f"/rulings/{earlier.findings[0]}"):
                await page.goto(path)
                assert await faults(page) == [], path
