"""Every request goes by one set of rulebooks, the newest at its beginning, whichever process approved it."""

from collections.abc import Iterator
from datetime import date

import pytest
from litestar import Litestar, get

from kpi.rulebooks.queries import by_id, in_force
from kpi.rulebooks.shelf import NOTHING, SHELF
from server.web.access import Right
from server.web.policy import Policy
from tests.support import rulebooks
from tests.support.accounts import browser
from vendors.policy import bureau

pytestmark = pytest.mark.anyio
FROM = date(2026, 10, 1)


@get("/rules", opt={"right": Right.OPEN})
async def rules() -> str:
    found = in_force("B", FROM)
    return f"{found.id} {found.small_sample} {by_id(found.id) is found}"


@pytest.fixture
def unread(database: object) -> Iterator[None]:
    bureau.SHELF.newest = bureau.NOTHING
    yield
    bureau.SHELF.newest = bureau.NOTHING


async def test_what_another_process_approved_holds_from_the_next_request_on(unread: None) -> None:
    async with browser(Litestar([rules], middleware=[Policy()]), secure=False) as client:
        assert (await client.get("/rules")).text == "B-2026 5 True"
        await rulebooks.approved("B-2026", FROM, ("small_sample = 5", "small_sample = 7"))
        SHELF.newest, bureau.SHELF.newest = NOTHING, bureau.NOTHING  # this process has heard of nothing yet
        assert (await client.get("/rules")).text == "B-2026-2 7 True"


async def test_a_draft_holds_nowhere(unread: None) -> None:
    async with browser(Litestar([rules], middleware=[Policy()]), secure=False) as client:
        await rulebooks.drafted("B-2026", FROM, ("small_sample = 5", "small_sample = 7"))
        assert (await client.get("/rules")).text == "B-2026 5 True"
