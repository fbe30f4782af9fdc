"""The review pages for whoever is sent in, the day after the last day to be heard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from server.findings.pages import HANDLERS
from server.web import clock
from server.web.house import House
from tests.support import filed
from tests.support.rooms import house_at
from tests.support.rooms import visit as sent
from vendors.actors import Actor

Visit = Callable[[Actor], httpx.AsyncClient]


@pytest.fixture
def house(data: Path) -> House:
    return house_at(data)


@pytest.fixture
def visit(house: House) -> Iterator[Visit]:
    with clock.everywhere_at(filed.AFTER):
        yield lambda who: sent(house, who, HANDLERS)
