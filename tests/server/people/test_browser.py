"""People and recusals in a real browser: axe finds nothing, and on a phone nothing is wider than the window."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize

from server.app import ROOMS
from server.web import clock
from server.web.house import House
from tests.support import a, rooms
from tests.support.browsing import DESK, PHONE
from tests.support.windows import faults, window
from vendors.institutions.queries import institutions
from vendors.people.actions import leave
from vendors.people.headcount import snapshot_headcount
from vendors.people.lead_actions import propose_lead
from vendors.people.record_actions import add_certificate
from vendors.people.recusal.actions import Given, Person, note_tie
from vendors.people.recusal.ties import PersonType, TieKind
from vendors.periods import Period

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
EVERYWHERE = [handler for room in ROOMS for handler in room.HANDLERS]
NAME = "陇上病历质量控制与数据审核技术服务有限责任公司"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def at(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.fixture
def house(database: object, data: Path) -> Iterator[House]:
    with clock.everywhere_at(a.AT):
        yield rooms.house_at(data, limit_mb=1)


async def busy() -> tuple[int, int]:
    """A vendor of a long name with a person who leaves, a tie and a task; the person and the task."""
    await a.cases(10)
    vendor = await a.vendor(name=NAME, short_name=NAME[:12])
    person = await a.staff(vendor=vendor)
    place = (await institutions())[0].id
    tie = Given(institution=place, kind=TieKind.FORMER, ended_on=date(2025, 3, 31), detail="曾在该院质控科工作三年")
    await note_tie(person=Person(type=PersonType.STAFF, id=person), tie=tie, by=a.MANAGER, at=a.AT)
    task = await a.task(contract=await a.contract(vendor=vendor))
    second, admin = await a.staff(vendor=vendor, name="阿依古丽·买买提"), a.clerk_of(vendor)
    await propose_lead(incoming=second, reason="原负责人因岗位调整不再承担本市项目，拟由组长接任。", by=admin, at=a.AT)
    await add_certificate(
        staff=second, kind="1", number="甘医保审核2026第000000001号", valid_from=None, valid_until=date(2026, 7, 20),
        by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    for month in ("2026M04", "2026M05", "2026M06"):
        await snapshot_headcount(month=Period.parse(month), required={vendor: 10}, at=a.AT)
    await leave(staff=person, on=date(2026, 7, 31), by=a.MANAGER, at=a.AT)
    return person, task


@SIZES
async def test_every_page_of_people_fits_its_window(house: House, size: ViewportSize) -> None:
    person, task = await busy()
    paths = ("/people", f"/people/{person}", "/people/new", "/people/trainings/new", "/recusals", "/recusals/new",
             f"/recusals/declare?task={task}", "/recusals/found", "/inspectors", "/experts")  # fmt: skip
    async with window(rooms.application(house, a.MANAGER, EVERYWHERE), size) as page:
        found = {}
        for path in paths:
            for asked in (at(path, "zh"), at(path, "en")):
                await page.goto(asked)
                if told := await faults(page):
                    found[asked] = told
        assert found == {}
