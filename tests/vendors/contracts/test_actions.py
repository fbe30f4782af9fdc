from datetime import date
from decimal import Decimal

import pytest

from tests.support import a
from vendors.contracts.actions import change_contract, deliver_report
from vendors.contracts.queries import contract, contracts, items, reports_due
from vendors.contracts.rules import ContractState
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import Period, at_local
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Q2 = Period.parse("2026Q2")


async def test_a_signed_contract_reads_back_with_its_items_and_brings_the_vendor_into_service() -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor, number="张医保购〔2026〕7号")
    found = await contract(made, for_=a.MANAGER)
    assert (found.number, found.amount_fen, found.linked_ratio) == ("张医保购〔2026〕7号", 48_000_000, Decimal("0.2"))
    assert found.state_on(a.MONDAY) is ContractState.IN_FORCE
    assert await items(made, for_=a.MANAGER) == (a.item(),)
    assert (await vendor_view(vendor, for_=a.MANAGER)).standing is Standing.IN_SERVICE
    entries = [link.entry for link in await history(object_type="contract", object_id=made)]
    assert [(entry.kind, entry.actor_name) for entry in entries] == [
        ("contract.drafted", a.MANAGER.name),
        ("contract.submitted", a.MANAGER.name),
        ("contract.review_passed", a.LEGAL.name),
        ("contract.signed", a.MANAGER.name),
    ]


async def test_a_number_in_use_is_refused_and_nothing_is_stored() -> None:
    vendor = await a.vendor()
    await a.contract(vendor=vendor, number="HT-2026-001")
    with pytest.raises(Invalid, match="HT-2026-001") as caught:
        await a.contract(vendor=vendor, number="HT-2026-001")
    assert set(caught.value.fields) == {"number"}
    assert len(await contracts(for_=a.MANAGER)) == 1


async def test_wrong_terms_and_wrong_people_are_refused() -> None:
    vendor = await a.vendor()
    with pytest.raises(Invalid):
        await a.contract(vendor=vendor, sampling_ratio=Decimal("0.01"))
    with pytest.raises(NotFound):
        await a.contract(vendor=404)
    with pytest.raises(Forbidden):
        await change_contract(
            contract=1, to=ContractState.TERMINATED, reason="自行解除", by=a.clerk_of(vendor), at=a.AT
        )


async def test_a_suspended_vendor_signs_nothing_new() -> None:
    vendor = await a.vendor()
    await a.contract(vendor=vendor)
    await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason="考核不合格", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="不能签订合同"):
        await a.contract(vendor=vendor)


async def test_a_contract_is_suspended_taken_up_again_and_terminated() -> None:
    made = await a.contract(vendor=await a.vendor())
    for to in (ContractState.SUSPENDED, ContractState.SIGNED, ContractState.TERMINATED):
        await change_contract(contract=made, to=to, reason="双方协商", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="解除"):
        await change_contract(contract=made, to=ContractState.SIGNED, reason="恢复", by=a.MANAGER, at=a.AT)
    with pytest.raises(Invalid):
        await change_contract(contract=made, to=ContractState.ARCHIVED, reason="", by=a.MANAGER, at=a.AT)


async def test_charlie_must_not_see_another_vendors_contract() -> None:
    vendor, other = await a.vendor(), await a.vendor()
    made = await a.contract(vendor=vendor)
    charlie = a.clerk_of(other)
    with pytest.raises(NotFound):
        await contract(made, for_=charlie)
    assert await contracts(for_=charlie, vendor=vendor) == ()
    assert await items(made, for_=charlie) == ()
    assert await reports_due(for_=charlie, contract=made) == ()
    with pytest.raises(NotFound):
        await deliver_report(contract=made, period=Q2, by=charlie, at=a.AT)


async def test_contracts_in_force_on_a_day_leave_out_the_others() -> None:
    vendor = await a.vendor()
    now = await a.contract(vendor=vendor)
    await a.contract(vendor=vendor, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    assert [one.id for one in await contracts(for_=a.MANAGER, in_force_on=a.MONDAY)] == [now]


async def test_a_report_is_delivered_once_and_late_is_told_from_on_time() -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    clerk = a.clerk_of(vendor)
    await deliver_report(contract=made, period=Q2, by=clerk, at=a.AT)
    await deliver_report(contract=made, period=Period.parse("2026-04"), by=clerk, at=a.AT)
    with pytest.raises(Conflict, match="已报送"):
        await deliver_report(contract=made, period=Q2, by=clerk, at=a.AT)
    due = {str(one.period): one for one in await reports_due(for_=clerk, contract=made)}
    assert due["2026Q2"].on_time
    assert not due["2026M04"].on_time
    assert due["2026M05"].overdue(a.MONDAY)
    assert not due["2026M06"].overdue(a.MONDAY)


async def test_only_the_bureau_dates_a_delivery_back() -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    early, may = date(2026, 6, 5), Period.parse("2026-05")
    with pytest.raises(Forbidden):
        await deliver_report(contract=made, period=may, on=early, by=a.clerk_of(vendor), at=a.AT)
    await deliver_report(contract=made, period=may, on=early, by=a.MANAGER, at=at_local(date(2026, 6, 30)))
    (found,) = [one for one in await reports_due(for_=a.MANAGER, due_in=Period.parse("2026-06")) if one.period == may]
    assert (found.delivered_on, found.on_time) == (early, True)


async def test_a_report_nobody_owes_is_not_found() -> None:
    made = await a.contract(vendor=await a.vendor())
    with pytest.raises(NotFound):
        await deliver_report(contract=made, period=Period.parse("2025Q4"), by=a.MANAGER, at=a.AT)
    with pytest.raises(NotFound):
        await change_contract(contract=404, to=ContractState.TERMINATED, reason="误录", by=a.MANAGER, at=a.AT)
