from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from server.uploads import jobs, pages
from server.web import clock
from server.web.house import House
from tests.support import rooms, uploads
from vendors.actors import Actor

Visit = Callable[[Actor], httpx.AsyncClient]


@dataclass(frozen=True, kw_only=True)
class Office:
    """The clerk's desk and the house behind the pages."""

    desk: uploads.Desk
    house: House
    visit: Visit

    async def checked(self, content: bytes, **fields: str) -> int:
        """A file sent through the page and checked by the worker; returns the batch."""
        path = f"/tasks/{self.desk.task}/upload"
        answer = await rooms.attach(self.visit(self.desk.clerk), path, content, **fields)
        assert answer.status_code == 303, answer.text
        batch = int(answer.headers["location"].rsplit("/", 1)[1])
        await jobs.check_batch(house=self.house, at=uploads.UPLOADED, batch=batch)
        return batch

    async def annotated(self, content: bytes, **fields: str) -> int:
        """The same, and the annotated copy made that the check has asked for."""
        batch = await self.checked(content, **fields)
        queue = self.house.queue
        assert isinstance(queue, uploads.Waiting)
        assert ("annotate_batch", {"batch": batch}) in queue.jobs
        await jobs.annotate_batch(house=self.house, at=uploads.UPLOADED, batch=batch)
        return batch


@pytest.fixture
async def office(database: object, data: Path) -> AsyncIterator[Office]:
    """A task in progress over six cases, on the day its workbook is uploaded."""
    house = rooms.house_at(data)
    desk = await uploads.desk(folder=data)
    with clock.everywhere_at(uploads.UPLOADED):
        yield Office(desk=desk, house=house, visit=lambda who: rooms.visit(house, who, pages.HANDLERS))
