"""What waits, put together."""

from datetime import date

import pytest

from server.desk.ranking import known_since, window
from tests.server.desk.conftest import Visit
from tests.support import a, cards
from vendors.periods import Period

pytestmark = pytest.mark.anyio


async def test_many_ending_contracts_are_one_line(visit: Visit) -> None:
    for number in range(4):
        await cards.contracted(f"祁连智审{number}科技有限公司")
    page = (await visit(a.MANAGER).get("/todos")).text
    assert "4 份合同 90 天内到期" in page
    assert page.count("合同到期</span>") == 1


def test_a_trend_begins_with_the_first_known_quarter() -> None:
    now = Period.quarter_of(date(2026, 9, 30))
    assert known_since(window(now), [now.previous]) == (now.previous, now)
    assert known_since(window(now), []) == (now,)
