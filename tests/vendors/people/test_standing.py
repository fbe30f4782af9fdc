"""双重管理 (ZY-13): what the bureau decides about a person, and what counts from when."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.support import a
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.people.actions import Background, add_staff, edit_staff, leave, sign_undertaking
from vendors.people.bars import staff_bars
from vendors.people.expiring import expiring_certificates
from vendors.people.headcount import month_ends, snapshot_headcount
from vendors.people.identities import identify
from vendors.people.lead_actions import approve_lead, propose_lead, refuse_lead
from vendors.people.list_queries import Sort, StaffFilter, staff_page, state_counts
from vendors.people.person_queries import person, proposals
from vendors.people.queries import on_post, staff_of
from vendors.people.record_actions import (
    Lesson,
    add_certificate,
    check_certificate,
    record_training,
    station,
    void_certificate,
)
from vendors.people.rules import StaffState
from vendors.people.standing_actions import approve_staff, refuse_staff, resume_staff, suspend_staff
from vendors.periods import Period
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LATER = a.AT + timedelta(days=10)
JULY = Period.parse("2026M07")


async def newcomer(vendor: int, **changes: object) -> int:
    """Entered by the vendor on Monday, the undertaking signed; nobody has approved them."""
    told: dict[str, object] = {"name": "新人", "post": "病历审核员", "on_post_from": a.MONDAY}
    admin = a.clerk_of(vendor)
    made = await add_staff(vendor=vendor, by=admin, at=a.AT, **(told | changes))  # type: ignore[arg-type]
    await sign_undertaking(staff=made, on=a.MONDAY, by=admin, at=a.AT)
    return made


async def state_of(staff: int, on: date) -> StaffState:
    return (await person(staff, for_=a.MANAGER, on=on)).standing.state_on(on)


async def counted(vendor: int, on: date) -> int:
    ends = [one.standing.counts(on) for one in await staff_of(vendor, for_=a.MANAGER)]
    return sum(ends)


async def test_whom_the_vendor_enters_counts_from_the_day_the_bureau_approves() -> None:
    vendor = await a.vendor()
    made = await newcomer(vendor)
    assert await state_of(made, a.MONDAY) is StaffState.PENDING
    await approve_staff(staff=made, by=a.MANAGER, at=LATER, opinion="资质相符")
    day = a.MONDAY + timedelta(days=10)
    assert (await counted(vendor, day - timedelta(days=1)), await counted(vendor, day)) == (0, 1)
    assert [link.entry.kind for link in await history(object_type="staff", object_id=made)][-1] == "staff.approved"


async def test_the_vendor_approves_refuses_and_suspends_nobody() -> None:
    vendor = await a.vendor()
    made, admin = await newcomer(vendor), a.clerk_of(vendor)
    with pytest.raises(Forbidden):
        await approve_staff(staff=made, by=admin, at=a.AT)
    for act in (refuse_staff, suspend_staff, resume_staff):
        with pytest.raises(Forbidden):
            await act(staff=made, reason="不行", by=admin, at=a.AT)


async def test_a_refusal_says_why_and_a_correction_asks_again() -> None:
    vendor = await a.vendor()
    made = await newcomer(vendor)
    with pytest.raises(Invalid):
        await refuse_staff(staff=made, reason=" ", by=a.MANAGER, at=a.AT)
    await refuse_staff(staff=made, reason="证书不清", by=a.MANAGER, at=a.AT)
    assert await state_of(made, a.MONDAY) is StaffState.REFUSED
    await edit_staff(
        staff=made, name="新人", post="病历审核员", on_post_from=a.MONDAY, certificate="证-2", certified_until=None,
        background=Background(), by=a.clerk_of(vendor), at=a.AT,
    )  # fmt: skip
    assert await state_of(made, a.MONDAY) is StaffState.PENDING


async def test_what_was_approved_the_vendor_does_not_change_but_the_bureau_may() -> None:
    vendor = await a.vendor()
    made = await a.staff(vendor=vendor)
    same = {
        "staff": made, "post": "病历审核员", "on_post_from": date(2026, 1, 1), "certificate": "",
        "certified_until": None, "background": Background(title="主治医师"), "at": a.AT,
    }  # fmt: skip
    await edit_staff(name="何小满", by=a.clerk_of(vendor), **same)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await edit_staff(name="改名", by=a.clerk_of(vendor), **same)  # type: ignore[arg-type]
    await edit_staff(name="改名", by=a.MANAGER, **same)  # type: ignore[arg-type]
    assert (await person(made, for_=a.MANAGER, on=a.MONDAY)).title == "主治医师"


async def test_a_suspended_person_neither_works_nor_counts_until_let_back() -> None:
    vendor = await a.vendor()
    made = await a.staff(vendor=vendor)
    await suspend_staff(staff=made, reason="投诉核查", by=a.MANAGER, at=a.AT)
    assert await staff_of(vendor, for_=a.MANAGER, on=a.MONDAY) == ()
    with pytest.raises(Conflict):
        await suspend_staff(staff=made, reason="再次", by=a.MANAGER, at=a.AT)
    await resume_staff(staff=made, reason="查无实据", by=a.MANAGER, at=LATER)
    back = a.MONDAY + timedelta(days=10)
    assert [await counted(vendor, day) for day in (a.MONDAY, back - timedelta(days=1), back)] == [0, 0, 1]


async def test_earlier_months_keep_their_count_when_somebody_is_suspended_later() -> None:
    vendor = await a.vendor()
    made = await a.staff(vendor=vendor)
    await suspend_staff(staff=made, reason="投诉核查", by=a.MANAGER, at=a.AT)
    people = await staff_of(vendor, for_=a.MANAGER)
    quarter = on_post(people, period=Period.parse("2026Q2"), until=a.MONDAY)
    assert [month.counted for month in quarter] == [(made,)] * 3
    (july,) = on_post(people, period=JULY, until=JULY.ends_on)
    assert (july.counted, july.present_only) == ((), (made,))


async def test_a_certificate_the_vendor_adds_renews_once_the_bureau_has_checked_it() -> None:
    vendor = await a.vendor()
    made = await newcomer(vendor, certificate="证-1", certified_until=date(2026, 7, 10))
    await approve_staff(staff=made, by=a.MANAGER, at=a.AT)
    renewed = await add_certificate(
        staff=made, kind="1", number="证-2", valid_from=None, valid_until=date(2027, 7, 10),
        by=a.clerk_of(vendor), at=a.AT,
        scan=(File(filename="证.pdf", content=b"%PDF-1.7"), "0" * 64),
    )  # fmt: skip
    day = date(2026, 7, 11)
    assert await state_of(made, day) is StaffState.LAPSED
    await check_certificate(certificate=renewed, by=a.MANAGER, at=a.AT)
    assert await state_of(made, day) is StaffState.ON_POST
    with pytest.raises(Conflict):
        await check_certificate(certificate=renewed, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await void_certificate(certificate=renewed, reason="误录", by=a.clerk_of(vendor), at=a.AT)
    await void_certificate(certificate=renewed, reason="发证机关撤销", by=a.MANAGER, at=a.AT)
    assert await state_of(made, day) is StaffState.LAPSED


async def test_a_certificate_has_a_known_kind_a_number_and_dates_forwards() -> None:
    made = await a.staff(vendor=await a.vendor())
    with pytest.raises(Invalid) as caught:
        await add_certificate(
            staff=made, kind="x", number=" ", valid_from=a.MONDAY, valid_until=date(2026, 1, 1), by=a.MANAGER, at=a.AT
        )
    assert set(caught.value.fields) == {"kind", "number", "valid_until"}


async def test_a_new_station_ends_the_one_before_and_training_is_kept_for_all_who_were_to_come() -> None:
    vendor = await a.vendor()
    one, two = await a.staff(vendor=vendor, name="何小满"), await a.staff(vendor=vendor, name="石磊")
    for begins, place in ((date(2026, 3, 1), "医保局办公室"), (date(2026, 5, 1), "雪山镇中心卫生院")):
        await station(staff=one, place=place, institution=None, begins=begins, ends=None, by=a.MANAGER, at=a.AT)
    lesson = Lesson(held_on=a.MONDAY, topic="违规识别", hours=Decimal("2.5"), organiser="市医保局")
    await record_training(staff=(one, two), absent=(two,), lesson=lesson, by=a.MANAGER, at=a.AT)
    seen = await person(one, for_=a.MANAGER, on=a.MONDAY)
    assert [(each.place, each.ends) for each in seen.stations] == [
        ("雪山镇中心卫生院", None), ("医保局办公室", date(2026, 4, 30))
    ]  # fmt: skip
    assert [(await person(who, for_=a.MANAGER, on=a.MONDAY)).trainings[0].attended for who in (one, two)] == [
        True,
        False,
    ]


async def test_a_vendor_has_at_most_one_lead_and_a_new_one_begins_the_day_the_old_ones_role_ends() -> None:
    vendor = await a.vendor()
    old, new = await a.staff(vendor=vendor, name="何小满"), await a.staff(vendor=vendor, name="石磊")
    with pytest.raises(Conflict, match="何小满"):
        await add_staff(vendor=vendor, name="某", post="某", on_post_from=a.MONDAY, is_lead=True, by=a.MANAGER, at=a.AT)
    wish = await propose_lead(incoming=new, reason="调离", by=a.clerk_of(vendor), at=a.AT)
    with pytest.raises(Conflict):
        await propose_lead(incoming=new, reason="再提", by=a.clerk_of(vendor), at=a.AT)
    with pytest.raises(Forbidden):
        await approve_lead(proposal=wish, by=a.clerk_of(vendor), at=a.AT)
    await approve_lead(proposal=wish, by=a.MANAGER, at=LATER)
    assert [one.id for one in await staff_of(vendor, for_=a.MANAGER) if one.is_lead] == [new]
    kinds = [(await history(object_type="staff", object_id=who))[-1].entry.kind for who in (old, new)]
    assert kinds == ["staff.lead_ended", "staff.lead_began"]
    (kept,) = await proposals(for_=a.MANAGER, staff=old)
    assert (kept.outgoing, kept.incoming_name, kept.effective_on) == ("何小满", "石磊", date(2026, 7, 16))


async def test_a_lead_refused_stays_out_and_whoever_is_not_on_post_cannot_lead() -> None:
    vendor = await a.vendor()
    await a.staff(vendor=vendor, name="何小满")
    other = await a.staff(vendor=vendor, name="石磊")
    wish = await propose_lead(incoming=other, reason="调离", by=a.clerk_of(vendor), at=a.AT)
    with pytest.raises(Invalid):
        await refuse_lead(proposal=wish, opinion="", by=a.MANAGER, at=a.AT)
    await refuse_lead(proposal=wish, opinion="经验不足", by=a.MANAGER, at=a.AT)
    assert [one.name for one in await staff_of(vendor, for_=a.MANAGER) if one.is_lead] == ["何小满"]
    with pytest.raises(Conflict):
        await approve_lead(proposal=wish, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="待审核"):
        await propose_lead(incoming=await newcomer(vendor), reason="调离", by=a.MANAGER, at=a.AT)


async def test_the_bureau_sees_one_person_on_two_lists_by_their_fingerprint() -> None:
    known = Background(identity=identify("01", "620702190001010013", key=b"key", on=a.MONDAY))
    first, second = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    await newcomer(first, background=known)
    made = await newcomer(second, background=known)
    (other,) = (await person(made, for_=a.MANAGER, on=a.MONDAY)).elsewhere
    assert other.vendor_name == "陇上病历质控有限公司"
    assert (await person(made, for_=a.clerk_of(second), on=a.MONDAY)).elsewhere == ()
    with pytest.raises(NotFound):
        await person(made, for_=a.clerk_of(first), on=a.MONDAY)


async def test_the_month_end_is_counted_once_against_the_contracts() -> None:
    vendor = await a.vendor()
    await a.staff(vendor=vendor)
    await newcomer(vendor)
    for _ in range(2):
        taken = await snapshot_headcount(month=Period.parse("2026M06"), required={vendor: 10}, at=a.AT)
    assert taken == 0
    (june,) = await month_ends(for_=a.clerk_of(vendor), size=12)
    assert (june.month, june.counted, june.present, june.required) == ("2026M06", 1, 1, 10)


async def test_work_is_barred_while_anybody_on_post_is_unbound_or_lapsed() -> None:
    vendor = await a.vendor()
    assert [bar.code for bar in await staff_bars(vendor, on=a.MONDAY)] == ["staff.nobody"]
    await a.staff(vendor=vendor)
    assert await staff_bars(vendor, on=a.MONDAY) == ()
    late = await add_staff(
        vendor=vendor, name="赵一鸣", post="审核员", on_post_from=a.MONDAY, certified_until=date(2026, 7, 1),
        by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    bars = await staff_bars(vendor, on=a.MONDAY)
    assert [bar.code for bar in bars] == ["staff.unbound", "staff.lapsed"]
    assert all("赵一鸣" in bar.words.zh and not bar.waivable for bar in bars)
    await suspend_staff(staff=late, reason="证书到期", by=a.MANAGER, at=a.AT)
    assert await staff_bars(vendor, on=a.MONDAY) == ()


async def test_a_vendor_whose_lead_has_left_has_none() -> None:
    vendor = await a.vendor()
    lead, _other = await a.staff(vendor=vendor), await a.staff(vendor=vendor, name="石磊")
    await leave(staff=lead, on=a.MONDAY, by=a.MANAGER, at=a.AT)
    (bar,) = await staff_bars(vendor, on=a.MONDAY + timedelta(days=1))
    assert bar.code == "staff.no_lead"


async def test_certificates_that_end_within_the_first_reminder_are_told_until_renewed() -> None:
    vendor = await a.vendor()
    made = await newcomer(vendor, certificate="证-1", certified_until=date(2026, 8, 1))
    await approve_staff(staff=made, by=a.MANAGER, at=a.AT)
    (due,) = await expiring_certificates(on=a.MONDAY)
    assert (due.person, due.vendor, due.ends, due.days, due.certificate) == (
        made,
        vendor,
        date(2026, 8, 1),
        26,
        "岗位证书",
    )
    assert await expiring_certificates(on=date(2026, 3, 1)) == ()
    await add_certificate(
        staff=made, kind="1", number="证-2", valid_from=None, valid_until=date(2029, 8, 1), by=a.MANAGER, at=a.AT
    )
    assert await expiring_certificates(on=a.MONDAY) == ()


async def test_the_list_says_of_everybody_what_the_rule_says() -> None:
    vendor = await a.vendor()
    on_post_, away = await a.staff(vendor=vendor, name="甲"), await a.staff(vendor=vendor, name="乙")
    await suspend_staff(staff=away, reason="核查", by=a.MANAGER, at=a.AT)
    gone = await a.staff(vendor=vendor, name="丙")
    await leave(staff=gone, on=date(2026, 7, 1), by=a.MANAGER, at=a.AT)
    waiting = await newcomer(vendor, name="丁")
    refused = await newcomer(vendor, name="戊")
    await refuse_staff(staff=refused, reason="不符", by=a.MANAGER, at=a.AT)
    lapsed = await newcomer(vendor, name="己", certified_until=date(2026, 7, 1))
    soon = await newcomer(vendor, name="庚", on_post_from=date(2026, 9, 1))
    for one in (lapsed, soon):
        await approve_staff(staff=one, by=a.MANAGER, at=a.AT)
    rows, total = await staff_page(for_=a.MANAGER, on=a.MONDAY, size=50)
    assert {row.id: row.state for row in rows} == {
        one: await state_of(one, a.MONDAY) for one in (on_post_, away, gone, waiting, refused, lapsed, soon)
    }
    assert set(await state_counts(for_=a.MANAGER, on=a.MONDAY)) == set(StaffState)
    assert (total, len({row.state for row in rows})) == (7, 7)
    (only,), one_total = await staff_page(
        for_=a.MANAGER, on=a.MONDAY, which=StaffFilter(state=StaffState.LAPSED), size=50
    )
    assert (only.id, one_total) == (lapsed, 1)


async def test_the_lists_sql_and_the_rule_agree_on_three_hundred_people_with_any_dates() -> None:
    vendor, chance = await a.vendor(), Random(7)  # noqa: S311 the same dates every run

    def day(*, empty: float = 0.4) -> date | None:
        return None if chance.random() < empty else a.MONDAY + timedelta(days=chance.randint(-40, 40))

    async with transaction() as connection:
        for serial in range(300):
            state = chance.choice(["pending", "refused", "on_post", "on_post", "on_post"])
            made = await connection.fetchval(
                "INSERT INTO vendors_staff (vendor, name, post, on_post_from, on_post_to, certified_until, state,"
                " admitted_on, registered_at) VALUES ($1, $2, '审核员', $3, $4, $5, $6, $7, now()) RETURNING id",
                vendor, f"人员{serial}", day(empty=0), day(empty=0.7), day(), state, day(),
            )  # fmt: skip
            for _ in range(chance.randint(0, 3)):
                await connection.execute(
                    "INSERT INTO vendors_staff_certificate (vendor, staff, kind, number, valid_from, valid_until,"
                    " checked_at, void, added_by, added_at) VALUES ($1, $2, $3, 'x', $4, $5, $6, $7, 'x', now())",
                    vendor, made, chance.choice(["1", "2"]), day(), day(), chance.choice([None, a.AT]),
                    chance.random() < 0.2,
                )  # fmt: skip
            if chance.random() < 0.3:
                await connection.execute(
                    "INSERT INTO vendors_staff_suspension (vendor, staff, begins, until, reason)"
                    " VALUES ($1, $2, $3, $4, 'x')", vendor, made, day(empty=0), day(),
                )  # fmt: skip
    by_rule = {one.id: one.standing.state_on(a.MONDAY) for one in await staff_of(vendor, for_=a.MANAGER)}
    rows, _total = await staff_page(for_=a.MANAGER, on=a.MONDAY, size=400)
    assert {row.id: row.state for row in rows} == by_rule
    assert set(by_rule.values()) == set(StaffState)


async def test_every_order_of_the_list_shows_each_person_once_over_its_pages() -> None:
    vendor = await a.vendor()
    everybody = {await a.staff(vendor=vendor, name=f"人员{serial % 3}") for serial in range(8)}
    for sort in Sort:
        for descending in (False, True):
            seen: list[int] = []
            place: tuple[str, int] | None = None
            while True:
                rows, _total = await staff_page(
                    for_=a.MANAGER, on=a.MONDAY, sort=sort, descending=descending, after=place, size=3
                )
                seen += [row.id for row in rows]
                if len(rows) < 3:
                    break
                place = rows[-1].key, rows[-1].id
            assert (len(seen), set(seen)) == (8, everybody)
