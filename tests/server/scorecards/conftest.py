from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest

from server.assessment import pages as cycle
from server.scorecards import pages
from server.web import clock
from tests.support import cards, rooms
from vendors.actors import Actor
from vendors.periods import at_local

HANDLERS = (*pages.HANDLERS, *cycle.HANDLERS)
Visit = Callable[[Actor], httpx.AsyncClient]


@dataclass(frozen=True, kw_only=True)
class Office:
    """An information technology company whose third quarter may be assessed."""

    vendor: int
    contract: int
    visit: Visit


@pytest.fixture
async def office(database: object, data: Path) -> AsyncIterator[Office]:
    house = rooms.house_at(data)
    vendor, contract = await cards.contracted()
    await cards.facts(contract)
    with clock.everywhere_at(at_local(date(2026, 10, 13))):
        yield Office(vendor=vendor, contract=contract, visit=lambda who: rooms.visit(house, who, HANDLERS))
