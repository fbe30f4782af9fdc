from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from server.statistics import pages
from server.web import clock
from tests.support import a, rooms
from vendors.actors import Actor

Visit = Callable[[Actor], httpx.AsyncClient]


@pytest.fixture
async def visit(database: object, data: Path) -> AsyncIterator[Visit]:
    """A browser for anybody on Monday 6 July 2026."""
    house = rooms.house_at(data, limit_mb=1)
    with clock.everywhere_at(a.AT):
        yield lambda who: rooms.visit(house, who, pages.HANDLERS)
