from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from server.handling import pages
from server.web import attachments, clock
from tests.support import decided, rooms
from vendors.actors import Actor

Visit = Callable[[Actor], httpx.AsyncClient]


@pytest.fixture
async def visit(database: object, data: Path) -> AsyncIterator[Visit]:
    """A browser for anybody on Friday 25 September 2026, when the decisions are made."""
    house = rooms.house_at(data, limit_mb=1)
    with clock.everywhere_at(decided.AT + timedelta(hours=10)):
        yield lambda who: rooms.visit(house, who, (*pages.HANDLERS, *attachments.HANDLERS))
