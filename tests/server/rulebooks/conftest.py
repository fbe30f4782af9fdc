from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from kpi.rulebooks.actions import copy_version
from server.rulebooks import pages
from server.web import clock
from tests.support import a, rooms
from vendors.actors import Actor

Visit = Callable[[Actor], httpx.AsyncClient]


@pytest.fixture
async def visit(database: object, data: Path) -> AsyncIterator[Visit]:
    """A browser for anybody on Monday 6 July 2026."""
    house = rooms.house_at(data)
    with clock.everywhere_at(a.AT):
        yield lambda who: rooms.visit(house, who, pages.HANDLERS)


@pytest.fixture
async def draft(database: object) -> str:
    """A copy of B-2026 that is to begin with the fourth quarter."""
    return await copy_version(name="B-2026", starts_on=date(2026, 10, 1), reason="调整权重", by=a.MANAGER, at=a.AT)
