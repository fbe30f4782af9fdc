"""回避 (LZ Art.34): what bars, for how long, and what the registers hint at."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support import a
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.institutions.actions import store_institutions
from vendors.institutions.queries import institutions
from vendors.money import Fen
from vendors.people.actions import leave
from vendors.people.pool.actions import keep_expert, keep_inspector, record_session, set_active
from vendors.people.pool.cards import ExpertCard, InspectorCard, Speciality
from vendors.people.pool.queries import experts, experts_for_draw, inspectors_for_draw
from vendors.people.recusal.actions import Given, Person, decide_tie, declare, note_tie
from vendors.people.recusal.barring import barred_pairs, company_conflicts, undeclared
from vendors.people.recusal.finder import find_ties
from vendors.people.recusal.queries import declarations, ties_of
from vendors.people.recusal.ties import PersonType, TieKind, TieState
from vendors.registry.ownership.actions import add_holder
from vendors.registry.ownership.rules import HolderRole, Named
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def places() -> tuple[int, int]:
    """金河县第一人民医院 and 雪山镇中心卫生院."""
    await a.hospitals()
    known = {one.name: one.id for one in await institutions()}
    return known["金河县第一人民医院"], known["雪山镇中心卫生院"]


async def inspector(name: str = "马检查", **changes: object) -> int:
    told: dict[str, object] = {"name": name, "unit": "基金监管科", "certificate": f"ZF-{name}"}
    return await keep_inspector(card=InspectorCard(**(told | changes)), by=a.MANAGER, at=a.AT)  # type: ignore[arg-type]


async def expert(name: str = "沈医师", **changes: object) -> int:
    told: dict[str, object] = {"name": name, "employer": "省立医院", "specialities": (Speciality.MEDICAL,)}
    return await keep_expert(card=ExpertCard(**(told | changes)), by=a.MANAGER, at=a.AT)  # type: ignore[arg-type]


async def told(person: Person, institution: int, kind: TieKind, ended_on: date | None = None) -> int:
    return await note_tie(
        person=person, tie=Given(institution=institution, kind=kind, ended_on=ended_on), by=a.MANAGER, at=a.AT
    )


async def test_pairs_are_barred_with_the_reason_and_others_are_not() -> None:
    hospital, clinic = await places()
    horse, cow, doctor = await inspector("马检查"), await inspector("牛检查"), await expert()
    await told(Person(type=PersonType.INSPECTOR, id=horse), hospital, TieKind.KIN)
    await told(Person(type=PersonType.EXPERT, id=doctor), clinic, TieKind.SHARES)
    barred = await barred_pairs(institutions=[hospital, clinic], on=a.MONDAY, inspectors=[horse, cow], experts=[doctor])
    assert set(barred) == {("inspector", horse, hospital), ("expert", doctor, clinic)}
    assert barred["inspector", horse, hospital].zh == "马检查与金河县第一人民医院：近亲属（待认定，先行回避）"
    assert await barred_pairs(institutions=[clinic], on=a.MONDAY, inspectors=[horse]) == {}


async def test_the_bureaus_cooling_years_are_a_parameter_that_ends_a_former_employment() -> None:
    hospital, _ = await places()
    who = Person(type=PersonType.INSPECTOR, id=await inspector())
    await told(who, hospital, TieKind.FORMER, ended_on=date(2024, 5, 31))
    for day, still in ((date(2027, 5, 31), True), (date(2027, 6, 1), False)):
        assert bool(await barred_pairs(institutions=[hospital], on=day, inspectors=[who.id])) is still


async def test_a_decision_says_who_why_and_on_what_basis_and_may_be_reversed() -> None:
    hospital, _ = await places()
    vendor = await a.vendor()
    company = Person(type=PersonType.VENDOR, id=vendor)
    tie = await told(company, hospital, TieKind.SAME_REPRESENTATIVE)
    said = {"tie": tie, "basis": "第三十四条", "at": a.AT}
    with pytest.raises(Forbidden):
        await decide_tie(to=TieState.DISMISSED, reason="无关", by=a.clerk_of(vendor), **said)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await decide_tie(to=TieState.UPHELD, reason="", by=a.MANAGER, **said)  # type: ignore[arg-type]
    await decide_tie(to=TieState.UPHELD, reason="同一法定代表人", by=a.MANAGER, **said)  # type: ignore[arg-type]
    (kept,) = await ties_of(person_type=PersonType.VENDOR, person=vendor, for_=a.clerk_of(vendor))
    assert (kept.state, kept.decided_by, kept.reason) == (TieState.UPHELD, "周启明", "同一法定代表人")
    with pytest.raises(Conflict):
        await decide_tie(to=TieState.UPHELD, reason="再次", by=a.MANAGER, **said)  # type: ignore[arg-type]
    await decide_tie(to=TieState.DISMISSED, reason="已变更登记", by=a.MANAGER, **said)  # type: ignore[arg-type]
    assert await company_conflicts(vendor, institutions=[hospital], on=a.MONDAY) == ()


async def test_a_company_answers_for_its_people_on_post_and_not_for_those_who_left() -> None:
    hospital, _ = await places()
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    await told(Person(type=PersonType.STAFF, id=person), hospital, TieKind.KIN)
    (tie,) = await company_conflicts(vendor, institutions=[hospital], on=a.MONDAY)
    assert (tie.who, tie.institution_name, tie.person_type) == ("何小满", "金河县第一人民医院", PersonType.STAFF)
    await leave(staff=person, on=a.MONDAY, by=a.MANAGER, at=a.AT)
    assert await company_conflicts(vendor, institutions=[hospital], on=date(2026, 7, 7)) == ()


async def test_a_declaration_says_either_nothing_or_what_and_counts_for_that_work_alone() -> None:
    hospital, _ = await places()
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    who, clerk = Person(type=PersonType.STAFF, id=person), a.clerk_of(vendor)
    tie = Given(institution=hospital, kind=TieKind.OTHER, detail="邻居")
    for ties, none in (((), False), ((tie,), True)):
        with pytest.raises(Invalid):
            await declare(object_type="task", object_id=7, person=who, ties=ties, none=none, by=clerk, at=a.AT)
    await declare(object_type="task", object_id=7, person=who, ties=(tie,), by=clerk, at=a.AT)
    assert await undeclared(object_type="task", object_id=7, staff=[person]) == ()
    assert [one.name for one in await undeclared(object_type="task", object_id=8, staff=[person])] == ["何小满"]
    (made,) = await declarations(object_type="task", object_id=7, for_=clerk)
    assert (made.who, made.none) == ("何小满", False)
    assert len(await company_conflicts(vendor, institutions=[hospital], on=a.MONDAY)) == 1


async def test_inspectors_and_experts_declare_too() -> None:
    horse, doctor = await inspector(), await expert()
    missing = await undeclared(object_type="task", object_id=7, inspectors=[horse], experts=[doctor])
    assert [(one.person_type, one.name) for one in missing] == [
        (PersonType.EXPERT, "沈医师"), (PersonType.INSPECTOR, "马检查")
    ]  # fmt: skip
    who = Person(type=PersonType.INSPECTOR, id=horse)
    await declare(object_type="task", object_id=7, person=who, none=True, by=a.MANAGER, at=a.AT)
    assert len(await undeclared(object_type="task", object_id=7, inspectors=[horse], experts=[doctor])) == 1


async def test_a_vendor_speaks_for_its_own_people_only() -> None:
    hospital, _ = await places()
    vendor = await a.vendor()
    person, charlie = await a.staff(vendor=vendor), a.clerk_of(await a.vendor(name="河西审计服务有限公司"))
    tie = Given(institution=hospital, kind=TieKind.KIN)
    with pytest.raises(NotFound):
        await note_tie(person=Person(type=PersonType.STAFF, id=person), tie=tie, by=charlie, at=a.AT)
    with pytest.raises(NotFound):
        await note_tie(person=Person(type=PersonType.VENDOR, id=vendor), tie=tie, by=charlie, at=a.AT)
    for kind in (PersonType.INSPECTOR, PersonType.EXPERT):
        with pytest.raises(Forbidden):
            await note_tie(person=Person(type=kind, id=404), tie=tie, by=charlie, at=a.AT)


async def test_the_same_tie_told_twice_is_one_and_keeps_its_decision() -> None:
    hospital, _ = await places()
    who = Person(type=PersonType.EXPERT, id=await expert())
    tie = await told(who, hospital, TieKind.SHARES)
    await decide_tie(tie=tie, to=TieState.DISMISSED, reason="已转让", basis="第三十四条", by=a.MANAGER, at=a.AT)
    assert await told(who, hospital, TieKind.SHARES) == tie
    assert await barred_pairs(institutions=[hospital], on=a.MONDAY, experts=[who.id]) == {}


async def test_a_former_employment_has_a_last_day_that_is_past() -> None:
    hospital, _ = await places()
    who = Person(type=PersonType.EXPERT, id=await expert())
    for ended in (None, date(2026, 7, 7)):
        with pytest.raises(Invalid) as caught:
            await told(who, hospital, TieKind.FORMER, ended_on=ended)
        assert set(caught.value.fields) == {"ended_on"}


async def test_employers_former_and_present_are_found_and_nothing_twice() -> None:
    hospital, clinic = await places()
    await expert("沈医师", employer="金河县第一人民医院", institution=hospital)
    horse = await inspector("马检查", former_employer="雪山镇中心卫生院", former_until=date(2025, 12, 31))
    found = await find_ties(for_=a.MANAGER, on=a.MONDAY, size=50)
    assert {(one.who, one.institution, one.kind) for one in found} == {
        ("沈医师", hospital, TieKind.EMPLOYED), ("马检查", clinic, TieKind.FORMER)
    }  # fmt: skip
    await told(Person(type=PersonType.INSPECTOR, id=horse), clinic, TieKind.FORMER, ended_on=date(2025, 12, 31))
    assert [one.who for one in await find_ties(for_=a.MANAGER, on=a.MONDAY, size=50)] == ["沈医师"]
    with pytest.raises(Forbidden):
        await find_ties(for_=a.clerk_of(await a.vendor()), on=a.MONDAY, size=50)


async def test_one_legal_representative_behind_both_is_found_and_so_is_a_shareholding_institution() -> None:
    vendor, hospital = await a.vendor(), a.HOSPITALS[0]
    await store_institutions(rows=[replace(hospital, legal_representative="马知远")], by=a.MANAGER, at=a.AT)
    named = Named(name=hospital.name, company_code=a.code())
    await add_holder(
        vendor=vendor, role=HolderRole.SHAREHOLDER, named=named, share=500, key=b"key", by=a.MANAGER, at=a.AT
    )
    found = await find_ties(for_=a.MANAGER, on=a.MONDAY, size=50)
    assert {(one.person_type, one.person, one.kind) for one in found} == {
        (PersonType.VENDOR, vendor, TieKind.SAME_REPRESENTATIVE), (PersonType.VENDOR, vendor, TieKind.SHARES)
    }  # fmt: skip


async def test_only_active_people_with_a_valid_certificate_are_drawn() -> None:
    old = await inspector("旧证者", valid_until=date(2026, 7, 5))
    good = await inspector("持证者", valid_from=date(2026, 1, 1), valid_until=date(2026, 7, 6))
    await inspector("未生效者", valid_from=date(2026, 7, 7))
    assert [one.id for one in await inspectors_for_draw(a.MONDAY)] == [good]
    assert old in [one.id for one in await inspectors_for_draw(date(2026, 7, 5))]
    await set_active(person_type="inspector", person=good, active=False, reason="调离", by=a.MANAGER, at=a.AT)
    assert await inspectors_for_draw(a.MONDAY) == ()


async def test_experts_are_drawn_by_speciality_and_what_they_were_paid_is_counted() -> None:
    both = await expert("周双料", specialities=(Speciality.AUDIT, Speciality.FINANCE))
    await expert("沈医师")
    assert [one.id for one in await experts_for_draw(a.MONDAY, speciality=Speciality.AUDIT)] == [both]
    assert len(await experts_for_draw(a.MONDAY)) == 2
    for fee in (80_000, 120_000):
        await record_session(
            expert=both, held_on=a.MONDAY, purpose="评审", sessions=1, fee_fen=Fen(fee), by=a.MANAGER, at=a.AT
        )
    (row,) = await experts(for_=a.MANAGER, speciality=Speciality.AUDIT)
    assert (row.sessions, row.fee_fen) == (2, 200_000)
    with pytest.raises(NotFound):
        await experts(for_=a.clerk_of(await a.vendor()))


async def test_the_database_itself_keeps_the_bureaus_ties_from_vendors() -> None:
    hospital, _ = await places()
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    await told(Person(type=PersonType.INSPECTOR, id=await inspector()), hospital, TieKind.KIN)
    await told(Person(type=PersonType.VENDOR, id=vendor), hospital, TieKind.SHARES)
    for viewer, number in ((vendor, 1), (other, 0), (None, 2)):
        with seeing(viewer):
            async with transaction() as connection:
                assert await connection.fetchval("SELECT count(*) FROM vendors_tie") == number
