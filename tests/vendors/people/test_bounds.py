"""What is typed wrong about a person is refused at its field, and a last day can be put right."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.support import a
from vendors.errors import Conflict, Invalid, NotFound
from vendors.journal.queries import history
from vendors.money import Fen
from vendors.people.actions import add_staff, leave, sign_undertaking
from vendors.people.lead_actions import approve_lead, propose_lead
from vendors.people.leaving_actions import correct_leaving
from vendors.people.person_queries import person, proposals
from vendors.people.pool.actions import keep_expert, record_session
from vendors.people.pool.cards import ExpertCard, Speciality
from vendors.people.record_actions import Lesson, record_training, station

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def last_day(staff: int) -> date | None:
    return (await person(staff, for_=a.MANAGER, on=a.MONDAY)).standing.on_post_to


async def test_an_undertaking_is_signed_at_most_a_year_before_the_first_day_on_post() -> None:
    made = await add_staff(
        vendor=await a.vendor(), name="石磊", post="质控员", on_post_from=date(2026, 3, 1), by=a.MANAGER, at=a.AT
    )
    with pytest.raises(Invalid) as caught:
        await sign_undertaking(staff=made, on=date(2025, 2, 28), by=a.MANAGER, at=a.AT)
    assert "2025-03-01" in caught.value.fields["undertaking_on"].zh
    await sign_undertaking(staff=made, on=date(2025, 3, 1), by=a.MANAGER, at=a.AT)


async def test_the_same_place_on_the_same_days_is_no_second_station() -> None:
    made = await a.staff(vendor=await a.vendor())
    given = {"staff": made, "place": "医保局办公室", "institution": None, "by": a.MANAGER, "at": a.AT}
    await station(begins=date(2026, 3, 1), ends=date(2026, 4, 30), **given)  # type: ignore[arg-type]
    for begins, ends in ((date(2026, 3, 1), date(2026, 4, 30)), (date(2026, 4, 30), None)):
        with pytest.raises(Invalid) as caught:
            await station(begins=begins, ends=ends, **given)  # type: ignore[arg-type]
        assert set(caught.value.fields) == {"place"}
    await station(begins=date(2026, 5, 1), ends=None, **given)  # type: ignore[arg-type]


async def test_a_last_day_typed_wrong_is_put_right_with_a_reason_that_the_journal_keeps() -> None:
    vendor = await a.vendor()
    made, admin = await a.staff(vendor=vendor), a.clerk_of(vendor)
    await leave(staff=made, on=date(2026, 6, 30), by=admin, at=a.AT)
    with pytest.raises(Invalid):
        await correct_leaving(staff=made, on=date(2026, 7, 31), reason=" ", by=admin, at=a.AT)
    await correct_leaving(staff=made, on=date(2026, 7, 31), reason="月份填错", by=admin, at=a.AT)
    assert await last_day(made) == date(2026, 7, 31)
    entry = (await history(object_type="staff", object_id=made))[-1].entry
    assert (entry.kind, entry.note) == ("staff.leaving_corrected", "月份填错")
    await correct_leaving(staff=made, on=None, reason="不离岗", by=a.MANAGER, at=a.AT)
    assert await last_day(made) is None


async def test_a_last_day_long_past_or_another_vendors_stays_as_it_is() -> None:
    made = await a.staff(vendor=await a.vendor())
    await leave(staff=made, on=date(2026, 5, 31), by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await correct_leaving(staff=made, on=None, reason="误录", by=a.MANAGER, at=a.AT)
    charlie = a.clerk_of(await a.vendor(name="河西审计服务有限公司"))
    with pytest.raises(NotFound):
        await correct_leaving(staff=made, on=None, reason="误录", by=charlie, at=a.AT)


async def test_a_lead_who_left_does_not_come_back_beside_a_new_one() -> None:
    vendor = await a.vendor()
    old = await a.staff(vendor=vendor)
    await leave(staff=old, on=date(2026, 7, 5), by=a.MANAGER, at=a.AT)
    await add_staff(
        vendor=vendor, name="石磊", post="质控员", on_post_from=a.MONDAY, is_lead=True, by=a.MANAGER, at=a.AT
    )
    with pytest.raises(Conflict):
        await correct_leaving(staff=old, on=None, reason="误录", by=a.MANAGER, at=a.AT)
    await correct_leaving(staff=old, on=date(2026, 7, 3), reason="误录", by=a.MANAGER, at=a.AT)


async def test_nobody_becomes_lead_on_their_last_day() -> None:
    vendor = await a.vendor()
    await a.staff(vendor=vendor)
    second = await a.staff(vendor=vendor, name="石磊")
    await propose_lead(incoming=second, reason="轮换", by=a.clerk_of(vendor), at=a.AT)
    await leave(staff=second, on=a.MONDAY, by=a.MANAGER, at=a.AT)
    (asked,) = await proposals(for_=a.MANAGER, staff=second)
    with pytest.raises(Conflict):
        await approve_lead(proposal=asked.id, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await approve_lead(proposal=asked.id, by=a.MANAGER, at=a.AT + timedelta(days=1))


@pytest.mark.parametrize("hours", ["100.1", "1" + "0" * 30, "0.05", "0"])
async def test_hours_of_a_training_are_within_reason(hours: str) -> None:
    made = await a.staff(vendor=await a.vendor())
    lesson = Lesson(held_on=a.MONDAY, topic="违规识别", hours=Decimal(hours), organiser="市医保局")
    with pytest.raises(Invalid) as caught:
        await record_training(staff=(made,), lesson=lesson, by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"hours"}


async def test_more_sessions_of_an_expert_than_a_day_can_hold_are_refused() -> None:
    card = ExpertCard(name="沈医师", employer="省人民医院", specialities=(Speciality.MEDICAL,))
    made = await keep_expert(card=card, by=a.MANAGER, at=a.AT)
    with pytest.raises(Invalid) as caught:
        await record_session(
            expert=made, held_on=a.MONDAY, purpose="评审", sessions=10**14, fee_fen=Fen(0), by=a.MANAGER, at=a.AT
        )
    assert set(caught.value.fields) == {"sessions"}
