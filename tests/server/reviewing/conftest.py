"""The pages of second looks beside those of the findings, for whoever is sent in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from server.findings import pages as findings
from server.reviewing import pages as reviewing
from server.rulings import pages as rulings
from server.web import clock
from tests.support import filed
from tests.support.rooms import house_at
from tests.support.rooms import visit as sent
from vendors.actors import Actor

Visit = Callable[[Actor], httpx.AsyncClient]
HANDLERS = (*findings.HANDLERS, *reviewing.HANDLERS, *rulings.HANDLERS)


@pytest.fixture
def visit(data: Path) -> Iterator[Visit]:
    house = house_at(data)
    with clock.everywhere_at(filed.FILED):
        yield lambda who: sent(house, who, HANDLERS)
