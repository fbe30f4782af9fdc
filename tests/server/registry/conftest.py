from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from server.jobs.worker import Work
from server.registry import pages
from server.registry.jobs import check_register, commit_register
from server.web import clock
from server.web.house import House
from tests.support import a, rooms
from vendors.actors import Actor
from vendors.policy.bureau import SHELF
from vendors.policy.rows import NOTHING

Visit = Callable[[Actor], httpx.AsyncClient]
Doing = Callable[[int], Awaitable[None]]


@pytest.fixture
def house(data: Path) -> Iterator[House]:
    SHELF.newest = NOTHING
    yield rooms.house_at(data, limit_mb=1)
    SHELF.newest = NOTHING


@pytest.fixture
async def visit(database: object, house: House) -> AsyncIterator[Visit]:
    """A browser for anybody on Monday 6 July 2026."""
    with clock.everywhere_at(a.AT):
        yield lambda who: rooms.visit(house, who, pages.HANDLERS)


def _work(house: House) -> Work:
    return Work(jobs={}, give_up={}, house=house, now=clock.now)


@pytest.fixture
def check(house: House) -> Doing:
    """Does what the worker would for a file that was brought."""
    return lambda upload: _work(house).run(check_register, upload=upload)


@pytest.fixture
def settle(house: House) -> Doing:
    """The same for one that is to be committed."""
    return lambda upload: _work(house).run(commit_register, upload=upload)
