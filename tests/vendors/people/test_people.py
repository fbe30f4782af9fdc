from datetime import date

import pytest

from tests.support import a
from vendors.errors import Conflict, Invalid, NotFound
from vendors.journal.queries import history
from vendors.people.actions import add_staff, leave, sign_undertaking
from vendors.people.queries import on_post, staff_of, without_undertaking
from vendors.periods import Period

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
QUARTER = Period.parse("2026Q2")


async def test_a_vendor_keeps_its_own_list_and_the_bureau_sees_it() -> None:
    vendor = await a.vendor()
    clerk = a.clerk_of(vendor)
    person = await add_staff(
        vendor=vendor, name="何小满", post="审核员", on_post_from=a.MONDAY, is_lead=True, by=clerk, at=a.AT
    )
    (seen,) = await staff_of(vendor, for_=a.MANAGER)
    assert (seen.id, seen.name, seen.is_lead) == (person, "何小满", True)
    (link,) = await history(object_type="staff", object_id=person)
    assert (link.entry.kind, link.entry.vendor) == ("staff.added", vendor)


async def test_charlie_must_not_touch_another_vendors_people() -> None:
    vendor, other = await a.vendor(), await a.vendor()
    person, charlie = await a.staff(vendor=vendor), a.clerk_of(other)
    with pytest.raises(NotFound):
        await add_staff(vendor=vendor, name="某", post="某", on_post_from=a.MONDAY, by=charlie, at=a.AT)
    with pytest.raises(NotFound):
        await leave(staff=person, on=a.MONDAY, by=charlie, at=a.AT)
    with pytest.raises(NotFound):
        await staff_of(vendor, for_=charlie)


async def test_an_undertaking_is_signed_once() -> None:
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    with pytest.raises(Conflict, match="2026-01-01"):
        await sign_undertaking(staff=person, on=a.MONDAY, by=a.MANAGER, at=a.AT)


async def test_whoever_left_is_off_the_list_the_day_after() -> None:
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    await leave(staff=person, on=date(2026, 7, 6), by=a.MANAGER, at=a.AT)
    assert len(await staff_of(vendor, on=date(2026, 7, 6), for_=a.MANAGER)) == 1
    assert await staff_of(vendor, on=date(2026, 7, 7), for_=a.MANAGER) == ()
    with pytest.raises(Conflict):
        await leave(staff=person, on=date(2026, 7, 8), by=a.MANAGER, at=a.AT)


async def test_nobody_leaves_before_coming() -> None:
    person = await a.staff(vendor=await a.vendor())
    with pytest.raises(Invalid):
        await leave(staff=person, on=date(2025, 12, 31), by=a.MANAGER, at=a.AT)


async def test_month_end_counts_leave_out_the_unqualified_and_months_to_come() -> None:
    vendor = await a.vendor()
    bound = await a.staff(vendor=vendor, name="何小满")
    unbound = await add_staff(
        vendor=vendor, name="赵一鸣", post="审核员", on_post_from=date(2026, 4, 1), by=a.MANAGER, at=a.AT
    )
    people = await staff_of(vendor, for_=a.MANAGER)
    april, may = on_post(people, period=QUARTER, until=date(2026, 6, 15))
    assert (april.day, april.counted, april.present_only) == (date(2026, 4, 30), (bound,), (unbound,))
    assert may.day == date(2026, 5, 31)
    (missing,) = without_undertaking(people, on=may.day)
    assert missing.id == unbound


async def test_an_expired_certificate_stops_counting_the_day_after() -> None:
    vendor = await a.vendor()
    person = await add_staff(
        vendor=vendor, name="钱医师", post="医师", on_post_from=date(2026, 1, 1), certificate="执业医师",
        certified_until=date(2026, 5, 31), by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    await sign_undertaking(staff=person, on=date(2026, 1, 2), by=a.MANAGER, at=a.AT)
    months = on_post(await staff_of(vendor, for_=a.MANAGER), period=QUARTER, until=QUARTER.ends_on)
    assert [len(month.counted) for month in months] == [1, 1, 0]


async def test_a_person_needs_a_name_a_post_and_a_vendor() -> None:
    with pytest.raises(Invalid) as caught:
        await add_staff(vendor=1, name=" ", post="", on_post_from=a.MONDAY, by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"name", "post"}
    with pytest.raises(NotFound):
        await add_staff(vendor=404, name="某", post="某", on_post_from=a.MONDAY, by=a.MANAGER, at=a.AT)
    with pytest.raises(NotFound):
        await leave(staff=404, on=a.MONDAY, by=a.MANAGER, at=a.AT)
