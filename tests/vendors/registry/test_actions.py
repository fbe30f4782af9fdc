from datetime import date

import pytest

from tests.support import a
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.registry.actions import admit_vendor, change_standing, register_vendor
from vendors.registry.queries import standing_counts, vendor, vendor_by_code, vendors
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_registered_vendor_reads_back_and_is_in_the_journal() -> None:
    made = await a.applicant(kind=Kind.C, name="河西会计师事务所")
    found = await vendor(made, for_=a.MANAGER)
    assert (found.kind, found.standing, found.registered_at) == (Kind.C, Standing.PENDING, a.AT)
    (link,) = await history(object_type="vendor", object_id=made)
    assert (link.entry.kind, link.entry.actor_name, link.entry.vendor) == ("vendor.registered", "周启明", made)


async def test_a_code_is_registered_once_however_it_is_typed() -> None:
    await a.vendor(code_="91620700MA0000031H")
    with pytest.raises(Invalid, match="已登记") as caught:
        await a.vendor(code_=" 91620700ma0000031h ")
    assert set(caught.value.fields) == {"code"}


async def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        await register_vendor(
            code="91620700MA0000015T", name=" ", short_name="陇上", kind=Kind.A, legal_representative="", by=a.MANAGER,
            at=a.AT,
        )  # fmt: skip
    assert set(caught.value.fields) == {"code", "name", "legal_representative"}


async def test_a_vendors_people_register_nobody() -> None:
    with pytest.raises(Forbidden):
        await register_vendor(
            code=a.code(),
            name="某某",
            short_name="某",
            kind=Kind.A,
            legal_representative="某",
            by=a.clerk_of(1),
            at=a.AT,
        )


async def test_charlie_must_not_see_another_vendor() -> None:
    ours, theirs = await a.vendor(name="陇上病历质控"), await a.vendor(name="祁连信息技术", kind=Kind.B)
    charlie = a.clerk_of(theirs)
    with pytest.raises(NotFound):
        await vendor(ours, for_=charlie)
    assert [one.id for one in await vendors(for_=charlie)] == [theirs]
    assert (await standing_counts(for_=charlie))[Standing.REGISTERED] == 1
    assert await vendor_by_code((await vendor(ours, for_=a.MANAGER)).code, for_=charlie) is None


async def test_vendors_are_found_by_kind_standing_and_text() -> None:
    first = await a.vendor(name="陇上病历质控")
    await a.vendor(name="祁连信息技术", kind=Kind.B)
    assert [one.id for one in await vendors(for_=a.MANAGER, kind=Kind.A)] == [first]
    assert [one.id for one in await vendors(for_=a.MANAGER, text="病历")] == [first]
    assert await vendors(for_=a.MANAGER, standing=Standing.BANNED) == ()
    assert await vendors(for_=a.MANAGER, text="%") == ()


async def test_a_change_of_standing_needs_a_reason_and_only_an_expulsion_a_day_of_rescission() -> None:
    made = await a.vendor()
    with pytest.raises(Invalid) as caught:
        await change_standing(
            vendor=made, to=Standing.IN_SERVICE, reason=" ", rescinded_on=a.MONDAY, by=a.MANAGER, at=a.AT
        )
    assert set(caught.value.fields) == {"reason", "rescinded_on"}
    with pytest.raises(Invalid, match="不能晚于今天"):
        await change_standing(
            vendor=made, to=Standing.EXPELLED, reason="转包", rescinded_on=date(2026, 7, 7), by=a.MANAGER, at=a.AT
        )


async def test_an_expelled_vendor_is_banned_for_three_years_from_the_rescission_and_comes_back_only_afterwards() -> (
    None
):
    made, rescinded = await a.vendor(at=at_local(date(2026, 6, 1))), date(2026, 6, 30)
    await change_standing(vendor=made, to=Standing.IN_SERVICE, reason="签约", contracted=True, by=a.MANAGER, at=a.AT)
    await change_standing(
        vendor=made, to=Standing.EXPELLED, reason="转包", rescinded_on=rescinded, by=a.MANAGER, at=a.AT
    )
    await change_standing(vendor=made, to=Standing.BANNED, reason="转包", by=a.MANAGER, at=a.AT)
    last = (await vendor(made, for_=a.MANAGER)).banned_until
    assert last == date(2029, 6, 30)
    with pytest.raises(Conflict, match="2029-06-30"):
        await change_standing(vendor=made, to=Standing.PENDING, reason="申请", by=a.MANAGER, at=at_local(last))
    after = at_local(date(2029, 7, 1))
    await change_standing(vendor=made, to=Standing.PENDING, reason="期满", by=a.MANAGER, at=after)
    with pytest.raises(Gate, match="失信核查"):
        await admit_vendor(vendor=made, reason="期满重新入库", by=a.MANAGER, at=after)
    await a.papers(made, at=after)
    await admit_vendor(vendor=made, reason="期满重新入库", by=a.MANAGER, at=after)
    again = await vendor(made, for_=a.MANAGER)
    assert (again.banned_until, again.admitted_on) == (None, date(2029, 7, 1))


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(1926, 6, 30)])
async def test_a_vendor_is_rescinded_no_earlier_than_it_was_admitted(day: date) -> None:
    made = await a.vendor(at=at_local(date(2026, 6, 1)))
    await a.contract(vendor=made)
    with pytest.raises(Invalid, match="2026-06-01") as caught:
        await change_standing(vendor=made, to=Standing.EXPELLED, reason="转包", rescinded_on=day, by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"rescinded_on"}


async def test_a_rescission_of_before_any_ban_was_known_is_refused_at_its_field() -> None:
    made = await a.vendor()
    await a.contract(vendor=made)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_vendor SET admitted_on = '2000-01-01'")
    with pytest.raises(Invalid, match="vendor_ban_years"):
        await change_standing(
            vendor=made, to=Standing.EXPELLED, reason="转包", rescinded_on=date(2001, 1, 1), by=a.MANAGER, at=a.AT
        )


async def test_nobody_comes_into_service_without_a_contract() -> None:
    made = await a.vendor()
    with pytest.raises(Gate, match="没有履行中的合同"):
        await change_standing(vendor=made, to=Standing.IN_SERVICE, reason="急用", by=a.MANAGER, at=a.AT)
    await a.contract(vendor=made)
    assert (await vendor(made, for_=a.MANAGER)).standing is Standing.IN_SERVICE


async def test_a_ban_names_its_last_day_and_the_rule_in_the_journal() -> None:
    made = await a.vendor()
    for to in (Standing.IN_SERVICE, Standing.EXPELLED, Standing.BANNED):
        await change_standing(vendor=made, to=to, reason="转包", contracted=True, by=a.MANAGER, at=a.AT)
    last = (await history(object_type="vendor", object_id=made))[-1].entry
    assert last.after
    assert last.after["banned_until"] == "2029-07-06"
    assert "第二十条" in str(last.after["source"])


async def test_a_standing_changes_only_along_the_machine() -> None:
    made = await a.vendor()
    await change_standing(vendor=made, to=Standing.IN_SERVICE, reason="签约", contracted=True, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="不能由"):
        await change_standing(vendor=made, to=Standing.REGISTERED, reason="误操作", by=a.MANAGER, at=a.AT)
    assert (await vendor(made, for_=a.MANAGER)).standing is Standing.IN_SERVICE
    kinds = [link.entry.kind for link in await history(object_type="vendor", object_id=made)]
    assert (kinds[0], kinds[-2:]) == ("vendor.registered", ["vendor.admitted", "vendor.standing_changed"])


async def test_a_vendor_nobody_registered_cannot_change() -> None:
    with pytest.raises(NotFound):
        await change_standing(vendor=404, to=Standing.EXITED, reason="不存在", by=a.MANAGER, at=a.AT)
