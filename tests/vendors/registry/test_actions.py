from datetime import date

import pytest

from tests.support import a
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.registry.actions import change_standing, register_vendor
from vendors.registry.queries import standing_counts, vendor, vendor_by_code, vendors
from vendors.registry.rules import Kind, Standing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_registered_vendor_reads_back_and_is_in_the_journal() -> None:
    made = await a.vendor(kind=Kind.C, name="河西会计师事务所")
    found = await vendor(made, for_=a.MANAGER)
    assert (found.kind, found.standing, found.registered_at) == (Kind.C, Standing.REGISTERED, a.AT)
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


async def test_a_ban_needs_its_last_day_and_a_reason() -> None:
    made = await a.vendor()
    with pytest.raises(Invalid) as caught:
        await change_standing(vendor=made, to=Standing.BANNED, reason=" ", by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"reason", "banned_until"}
    with pytest.raises(Invalid, match="晚于今天"):
        await change_standing(
            vendor=made, to=Standing.BANNED, reason="违约", banned_until=a.MONDAY, by=a.MANAGER, at=a.AT
        )


async def test_an_expelled_vendor_is_banned_and_comes_back_only_afterwards() -> None:
    made = await a.vendor()
    last = date(2029, 7, 6)
    for to, until in ((Standing.IN_SERVICE, None), (Standing.EXPELLED, None), (Standing.BANNED, last)):
        await change_standing(vendor=made, to=to, reason="转包", banned_until=until, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="2029-07-06"):
        await change_standing(vendor=made, to=Standing.REGISTERED, reason="申请", by=a.MANAGER, at=at_local(last))
    after = at_local(date(2029, 7, 7))
    await change_standing(vendor=made, to=Standing.REGISTERED, reason="期满", by=a.MANAGER, at=after)
    assert (await vendor(made, for_=a.MANAGER)).banned_until is None


async def test_a_standing_changes_only_along_the_machine() -> None:
    made = await a.vendor()
    await change_standing(vendor=made, to=Standing.IN_SERVICE, reason="签约", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="不能由"):
        await change_standing(vendor=made, to=Standing.REGISTERED, reason="误操作", by=a.MANAGER, at=a.AT)
    assert (await vendor(made, for_=a.MANAGER)).standing is Standing.IN_SERVICE
    assert len(await history(object_type="vendor", object_id=made)) == 2


async def test_a_vendor_nobody_registered_cannot_change() -> None:
    with pytest.raises(NotFound):
        await change_standing(vendor=404, to=Standing.EXITED, reason="不存在", by=a.MANAGER, at=a.AT)
