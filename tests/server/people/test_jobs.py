"""The head-count at each month's end: what the contracts ask for against who counted."""

from datetime import date
from pathlib import Path

import pytest

from server.people.jobs import headcount
from tests.support import a, rooms
from vendors.people.headcount import month_ends
from vendors.people.standing_actions import suspend_staff

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_month_is_counted_against_its_contracts_once_however_often_the_job_runs(data: Path) -> None:
    vendor = await a.vendor()
    for asked, starts in ((10, date(2026, 1, 1)), (4, date(2026, 6, 1)), (90, date(2026, 7, 1))):
        await a.contract(vendor=vendor, staff_required=asked, starts_on=starts)
    await a.staff(vendor=vendor)
    house = rooms.house_at(data)
    await headcount(house=house, at=a.AT, period="2026M06")
    person = await a.staff(vendor=vendor, name="后来者")
    await suspend_staff(staff=person, reason="核查", by=a.MANAGER, at=a.AT)
    await headcount(house=house, at=a.AT, period="2026M06")
    (june,) = await month_ends(for_=a.MANAGER, size=12)
    assert (june.month, june.counted, june.required) == ("2026M06", 1, 14)


async def test_a_vendor_without_a_contract_that_month_has_no_month_end(data: Path) -> None:
    await a.staff(vendor=await a.vendor())
    await headcount(house=rooms.house_at(data), at=a.AT, period="2026M06")
    assert await month_ends(for_=a.MANAGER, size=12) == ()
