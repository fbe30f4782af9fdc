import re
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from kpi.rulebooks.queries import by_id
from server.replays import pages
from server.replays.runs import RUNS
from server.web import clock
from tests.support import a, cards, rooms
from tests.support.cards import Q2, Q3
from vendors.actors import Actor, Role

pytestmark = pytest.mark.anyio
Visit = Callable[[Actor], httpx.AsyncClient]
WEIGHTS = {one.code: one.points for one in by_id("B-2026").indicators}
PLACES = {one.code: place for place, one in enumerate(by_id("B-2026").indicators)}


@pytest.fixture
async def visit(database: object, data: Path) -> AsyncIterator[Visit]:
    """Two vendors of kind B with cards of two quarters, the second one late with its hand-overs."""
    for name, late in (("甲数据技术有限公司", "19"), ("乙数据技术有限公司", "12")):
        _, contract = await cards.contracted(name)
        for period in (Q2, Q3):
            await cards.facts(contract, period, handoffs_on_time=late)
        await cards.published(contract, (Q2, Q3))
    house = rooms.house_at(data)
    with clock.everywhere_at(cards.ISSUED):
        yield lambda who: rooms.visit(house, who, pages.HANDLERS)


def points(code: str, change: int) -> dict[str, str]:
    return {f"indicator.{PLACES[code]}.points": str(WEIGHTS[code] + Decimal(change))}


async def ordered(client: httpx.AsyncClient, **typed: str) -> str:
    """The address of a finished run over both quarters."""
    fields = {"kind": "B", "version": "B-2026", "period_2026Q2": "1", "period_2026Q3": "1"} | typed
    sent = await rooms.fill(client, "/what-if", on="/what-if?kind=B", **fields)
    assert sent.status_code == 303
    await RUNS.settled()
    return sent.headers["location"]


async def test_the_form_shows_the_numbers_of_the_version_in_force_and_the_periods_with_cards(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        page = (await client.get("/what-if?kind=B")).text
    assert f'name="indicator.{PLACES["K06"]}.points" value="{WEIGHTS["K06"]}"' in page
    assert 'name="period_2026Q3" value="1" checked' in page
    assert 'name="consequence.0.linked_fee"' in page


async def test_a_run_says_who_moves_and_why(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        run = await ordered(client, **points("K06", -3), **points("K01", 3))
        page = (await client.get(run)).text
        assert "2026年第三季度" in page
        assert "乙数据技" in page
        assert re.search(r"K06 .*→ <b>", page)
        assert "改动了什么" in page
        assert "名次稳不稳" in page
        card = re.search(rf"{run}/cards/(\d+)", page)
        assert card
        drawer = (await client.get(card[0], headers={"HX-Request": "true"})).text
        assert "原规则" in drawer
        assert "试算规则" in drawer
        assert "<html" not in drawer


async def test_weights_that_do_not_add_up_are_told_and_not_run(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        fields = {"kind": "B", "version": "B-2026", "period_2026Q3": "1"} | points("K06", -3)
        checked = await rooms.fill(client, "/what-if/check", on="/what-if?kind=B", **fields)
        assert checked.status_code == 200
        assert "处问题" in checked.text
        refused = await rooms.fill(client, "/what-if", on="/what-if?kind=B", **fields)
        assert refused.status_code == 422
        assert f'value="{WEIGHTS["K06"] - 3}"' in refused.text


async def test_no_period_chosen_is_told(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        refused = await rooms.fill(client, "/what-if", on="/what-if?kind=B", kind="B", version="B-2026")
    assert refused.status_code == 422
    assert "请至少选择一个考核期" in refused.text


async def test_the_text_of_the_rules_can_be_tried_too_and_taken_away(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        page = (await client.get("/what-if?kind=B&as=text")).text
        assert '<textarea name="text"' in page
        first = await ordered(client, **points("K06", -3), **points("K01", 3))
        text = (await client.get(f"{first}/file")).text
        again = await ordered(client, text=text)
        assert (await client.get(f"{again}/file")).text == text
        assert "乙数据技" in (await client.get(again)).text


async def test_the_workbook_has_every_card_of_every_period(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        run = await ordered(client, **points("K06", -3), **points("K01", 3))
        sent = await client.get(f"{run}/export")
    rows = list(load_workbook(BytesIO(sent.content)).active.iter_rows(min_row=4, values_only=True))  # type: ignore[union-attr]
    assert [(row[0], row[1]) for row in rows] == [
        (period, name) for period in ("2026年第三季度", "2026年第二季度") for name in ("甲数据技", "乙数据技")
    ]
    assert "K06" in str(rows[1][12])


async def test_a_run_is_its_owners_alone(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        run = await ordered(client)
        assert "与原版本相同" in (await client.get(run)).text
    async with visit(cards.LEADER) as client:
        assert (await client.get(run)).status_code == 404


async def test_a_vendors_people_try_no_rules(visit: Visit) -> None:
    clerk = Actor(id=101, name="何小满", roles=frozenset({Role.VENDOR_LEAD}), vendor=1)
    async with visit(clerk) as client:
        assert (await client.get("/what-if")).status_code == 403
