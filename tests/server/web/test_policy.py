"""Two processes over one database agree on the bureau's rules with the next request."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from litestar import Litestar, get

from server.web.access import Right
from server.web.policy import Policy
from tests.support.accounts import browser
from tests.support.registers import Desk, Told
from vendors.policy.bureau import SHELF
from vendors.policy.parameters import parameter
from vendors.policy.rows import NOTHING

pytestmark = pytest.mark.anyio


@get("/ratio", opt={"right": Right.OPEN})
async def ratio() -> str:
    return str(parameter("sampling_ratio_min", date(2026, 9, 1)).value.normalize())


@get("/static/ratio", opt={"right": Right.OPEN})
async def aside() -> str:
    return str(parameter("sampling_ratio_min", date(2026, 9, 1)).value.normalize())


@pytest.fixture
def desk(database: object, data: Path) -> Iterator[Desk]:
    SHELF.newest = NOTHING
    yield Desk(data)
    SHELF.newest = NOTHING


async def test_what_another_process_loaded_counts_from_the_next_request_on(desk: Desk) -> None:
    app = Litestar([ratio, aside], middleware=[Policy()])
    async with browser(app, secure=False) as client:
        assert (await client.get("/ratio")).text == "0.05"
        row: Told = {
            "code": "sampling_ratio_min", "zh": "最低抽查比例", "en": "Least share", "value": Decimal("0.08"),
            "unit": "ratio", "source": "本局通知", "begins": date(2026, 8, 1),
        }  # fmt: skip
        await desk.load("parameters", [row])
        SHELF.newest = NOTHING  # this process has heard of nothing yet
        assert (await client.get("/static/ratio")).text == "0.05"
        assert (await client.get("/ratio")).text == "0.08"
