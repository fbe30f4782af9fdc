"""The counts on the navigation."""

from collections.abc import Sequence

import pytest
from litestar import Litestar

from server.desk import pages
from server.desk.badges import Badges
from server.desk.todos import badges
from server.web.shell import WebOptions, WebShell
from tests.server.desk.conftest import TODAY, Visit
from tests.support import a, filed
from tests.support.accounts import browser
from tests.support.rooms import SentIn
from tests.support.uploads import SECRET
from vendors.actors import Actor, Role

pytestmark = pytest.mark.anyio


def _app(who: Actor) -> Litestar:
    return Litestar(
        route_handlers=list(pages.HANDLERS),
        middleware=[SentIn(who), Badges()],
        plugins=[WebShell(WebOptions(secret=SECRET, version="0.1.0", secure=False))],
    )


async def _stored() -> Sequence[int]:
    world = await filed.world()
    return await filed.stored(world, *(filed.case(one) for one in world.visits))


async def test_rooms_count_records_and_the_list_counts_its_lines(visit: Visit) -> None:
    ids = await _stored()
    await filed.lead(ids[0])
    assert await badges(filed.FIRST, TODAY) == {"/todos": 1, "/review": 3}
    assert await badges(filed.SECOND, TODAY) == {"/todos": 1, "/rulings": 1}


async def test_a_full_page_carries_the_counts(visit: Visit) -> None:
    await _stored()
    page = await browser(_app(filed.FIRST), secure=False).get("/todos")
    assert '<b class="badge">1</b>' in page.text


async def test_a_part_of_a_page_and_an_idle_person_cost_nothing_to_look_at(visit: Visit) -> None:
    await a.vendor()
    auditor = Actor(id=7, name="程远", roles=frozenset({Role.AUDITOR}))
    assert await badges(auditor, TODAY) == {"/todos": 0}
    page = await browser(_app(auditor), secure=False).get("/todos", headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert 'class="badge"' not in page.text
