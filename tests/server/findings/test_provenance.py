"""From a line back to the vendor's own row, shown as it stood in the sheet."""

import re
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from playwright.async_api import ViewportSize, expect

from server.findings.pages import HANDLERS
from server.web import clock
from server.web.house import House
from tests.support import a, filed
from tests.support.browsing import DESK, PHONE
from tests.support.kept import kept
from tests.support.rooms import application
from tests.support.windows import faults, window
from vendors.actors import Actor

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]


async def source(*, rows: int = 40, at: int = 20) -> tuple[filed.World, str]:
    """Where a line of row `at` is shown."""
    world = await filed.world()
    lines = [filed.line(fen, row=at + n) for n, fen in enumerate((10_800, 9_200))]
    (one,) = await filed.stored(world, replace(filed.case(world.visits[0]), lines=lines))
    await kept(world, (await filed.head(one)).batch, rows=rows, changes={at: {"psn_name": "***", "vola_amt": "108.00"}})
    return world, f"/review/{one}/source/1"


def rows_of(page: str) -> list[tuple[str, str]]:
    """Row numbers of the grid with the class of each row."""
    grid = page[page.index('class="cells"') :]
    return re.findall(r'<tr class="(\w*)"[^>]*>\s*<th scope="row">(\d+)', grid)


async def test_the_row_stands_between_its_neighbours_under_the_sheets_own_heading(visit: Visit) -> None:
    _world, path = await source()
    page = (await visit(filed.FIRST).get(path)).text
    assert [int(number) for _, number in rows_of(page)] == [1, 2, 3, *range(15, 26)]
    assert [number for mark, number in rows_of(page) if mark == "mine"] == ["20"]
    assert [number for mark, number in rows_of(page) if mark == "head"] == ["1", "2", "3"]
    assert '<th scope="col">H</th>' in page


async def test_the_amount_is_framed_and_a_hidden_name_stays_hidden(visit: Visit) -> None:
    _world, path = await source()
    page = (await visit(filed.FIRST).get(path)).text
    assert re.search(r'<td id="amount" class="n key">108\.00</td>', page)
    assert page.count('class="n key"') == 1
    assert '<code class="warn">H20</code>' in page
    assert "<td>***</td>" in page


async def test_the_other_lines_of_the_finding_are_pointed_out(visit: Visit) -> None:
    _world, path = await source()
    page = (await visit(filed.FIRST).get(path)).text
    assert re.search(r'<th scope="row">21 同案', page)
    assert path.replace("source/1", "source/2") in page


async def test_rows_at_the_edge_have_neighbours_on_one_side(visit: Visit) -> None:
    _world, path = await source(rows=3, at=4)
    page = (await visit(filed.FIRST).get(path)).text
    assert [int(number) for _, number in rows_of(page)] == [1, 2, 3, 4, 5, 6]
    assert "此处略去" not in page


async def test_the_drawer_shows_the_same_grid_with_a_way_back(visit: Visit) -> None:
    _world, path = await source()
    drawer = (await visit(filed.FIRST).get(path, headers={"HX-Request": "true"})).text
    assert "<html" not in drawer
    assert 'hx-target="#drawer-body"' in drawer
    assert len(rows_of(drawer)) == 14


async def test_a_vendor_sees_its_own_rows_and_a_stranger_none(visit: Visit) -> None:
    world, path = await source()
    assert "620700G000000000020" in (await visit(world.clerk).get(path)).text
    stranger = a.clerk_of(await a.vendor(name="河西审计服务有限公司"))
    assert (await visit(stranger).get(path)).status_code == 404


async def test_a_finding_without_a_workbook_says_so(visit: Visit) -> None:
    world = await filed.world()
    (one,) = await filed.stored(world, filed.case(world.visits[0]))
    page = await visit(filed.FIRST).get(f"/review/{one}/source/1")
    assert "没有原表可查" in page.text


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_grid_is_reached_from_the_drawer_and_keeps_its_row_numbers_in_view(
    house: House, size: ViewportSize
) -> None:
    _world, path = await source()
    with clock.everywhere_at(filed.AFTER):
        async with window(application(house, filed.FIRST, HANDLERS), size) as page:
            await page.goto("/review")
            await page.get_by_text("查看", exact=True).first.click()
            await page.locator("#drawer").get_by_text("第 20 行").click()
            await expect(page.locator("#drawer .cells .mine th")).to_contain_text("20")
            assert await faults(page) == []
            await page.locator("#drawer .table-wrap").first.evaluate("box => { box.scrollLeft = 400 }")
            await expect(page.locator("#drawer .cells .mine th")).to_be_in_viewport()
            await page.goto(path)
            assert await faults(page) == []
