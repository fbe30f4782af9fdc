from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from server.reference import pages
from server.web import clock
from tests.support import a, rooms
from vendors.actors import Actor, Role
from vendors.policy.bureau import SHELF
from vendors.policy.rows import NOTHING

Visit = Callable[[Actor], httpx.AsyncClient]
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
READER = Actor(id=5, name="柳青", roles=frozenset({Role.FIRST_REVIEWER}))
MINLE = Actor(id=6, name="乔安", roles=frozenset({Role.TASK_MANAGER}), region="620722")
"""A manager of 民乐县: sees that county's records only and keeps nothing of the city's."""


@pytest.fixture
async def visit(database: object, data: Path) -> AsyncIterator[Visit]:
    """A browser for anybody on Monday 6 July 2026."""
    house = rooms.house_at(data, limit_mb=1)
    SHELF.newest = NOTHING
    with clock.everywhere_at(a.AT):
        yield lambda who: rooms.visit(house, who, pages.HANDLERS)
    SHELF.newest = NOTHING
