from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from server.desk import pages
from server.web import clock
from tests.support import rooms
from vendors.actors import Actor
from vendors.periods import at_local

Visit = Callable[[Actor], httpx.AsyncClient]
TODAY = at_local(date(2026, 10, 13))


@pytest.fixture
async def visit(database: object, data: Path) -> AsyncIterator[Visit]:
    """A browser at the desk for anybody, on 13 October 2026."""
    house = rooms.house_at(data)
    with clock.everywhere_at(TODAY):
        yield lambda who: rooms.visit(house, who, pages.HANDLERS)
