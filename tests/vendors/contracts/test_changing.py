from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from server.storage.local import LocalBlobs
from tests.support import a
from vendors.actors import Actor
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.contracts.actions import (
    archive_contract,
    change_contract,
    confirm_data_return,
    deliver_report,
    rescind_contract,
    sign_supplement,
)
from vendors.contracts.actions.ending import Returned
from vendors.contracts.actions.supplements import SupplementTerms
from vendors.contracts.expiring import expiring_contracts, overdue_reports
from vendors.contracts.payment_queries import consumed, payments_of
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import contract, data_return, items, reports_due, supplements
from vendors.contracts.rules import ContractState, ReturnMethod
from vendors.errors import Conflict, Forbidden, Gate, Invalid
from vendors.journal.queries import history
from vendors.periods import Period, at_local
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PAPER = File(filename="确认书.pdf", content=b"%PDF-1.7 signed")
OVER = at_local(date(2027, 1, 5))
DONE = Returned(method=ReturnMethod.DESTROYED, on=a.MONDAY, done_by="马知远", witness="周启明", scope="全部结算数据")


async def package() -> bytes:
    return b"the package"


async def begin(made: int) -> None:
    await change_contract(
        contract=made, to=ContractState.AMENDING, code="more_services", reason="新增专项", by=a.MANAGER, at=a.AT
    )


def terms(number: str = "HT-2026-B1", amount_fen: int = 1_000_000, **changes: object) -> SupplementTerms:
    agreed: dict[str, object] = {"reason": "新增意外伤害调查", "signed_on": a.MONDAY, "ends_on": None, "items": ()}
    return SupplementTerms(number=number, amount_fen=amount_fen, **(agreed | changes))  # type: ignore[arg-type]


async def test_supplements_up_to_exactly_a_tenth_are_signed_and_one_fen_more_is_not() -> None:
    made = await a.contract(vendor=await a.vendor())
    await begin(made)
    await sign_supplement(contract=made, terms=terms(amount_fen=4_000_000), by=a.MANAGER, at=a.AT)
    await begin(made)
    with pytest.raises(Gate, match=r"还可增加 8,000\.00 元"):
        await sign_supplement(contract=made, terms=terms("HT-2026-B2", 800_001), by=a.MANAGER, at=a.AT)
    await sign_supplement(contract=made, terms=terms("HT-2026-B2", 800_000), by=a.MANAGER, at=a.AT)
    found = await contract(made, for_=a.MANAGER)
    assert (found.amount_fen, found.signed_amount_fen) == (52_800_000, 48_000_000)
    assert [one.amount_fen for one in await supplements(made, for_=a.MANAGER)] == [4_000_000, 800_000]


async def test_a_supplement_changes_amount_items_end_plan_and_the_reports_owed() -> None:
    made = await a.contract(vendor=await a.vendor())
    await begin(made)
    extra = a.item(description="意外伤害调查", quantity=Decimal(100), unit_price_fen=10_001)
    later = terms(amount_fen=1_000_100, ends_on=date(2027, 3, 31), items=(extra,))
    await sign_supplement(contract=made, terms=later, by=a.MANAGER, at=a.AT)
    found = await contract(made, for_=a.MANAGER)
    assert (found.state_on(a.MONDAY), found.ends_on) == (ContractState.IN_FORCE, date(2027, 3, 31))
    assert (await items(made, for_=a.MANAGER))[-1] == extra
    plan = await payments_of(found, for_=a.MANAGER)
    assert sum(one.planned_fen for one in plan) == 49_000_100
    assert sum(one.linked_fen for one in plan) == 9_800_020
    assert "2027Q1" in {str(one.period) for one in await reports_due(for_=a.MANAGER, contract=made)}


async def test_a_supplement_needs_a_change_begun_and_something_to_change() -> None:
    made = await a.contract(vendor=await a.vendor())
    with pytest.raises(Conflict, match="请先开始变更"):
        await sign_supplement(contract=made, terms=terms(), by=a.MANAGER, at=a.AT)
    await begin(made)
    for wrong in (terms(amount_fen=0), terms(amount_fen=-1), terms(ends_on=date(2026, 12, 31)), terms(reason=" ")):
        with pytest.raises(Invalid):
            await sign_supplement(contract=made, terms=wrong, by=a.MANAGER, at=a.AT)
    await change_contract(contract=made, to=ContractState.SIGNED, reason="撤回变更", by=a.MANAGER, at=a.AT)
    assert (await contract(made, for_=a.MANAGER)).state_on(a.MONDAY) is ContractState.IN_FORCE


async def test_a_reason_of_the_list_is_kept_with_the_words() -> None:
    made = await a.contract(vendor=await a.vendor())
    with pytest.raises(Invalid) as caught:
        await change_contract(
            contract=made, to=ContractState.SUSPENDED, code="breach", reason="违约", by=a.MANAGER, at=a.AT
        )
    assert set(caught.value.fields) == {"code"}
    await change_contract(
        contract=made, to=ContractState.SUSPENDED, code="rectifying", reason="整改一个月", by=a.MANAGER, at=a.AT
    )
    assert (await contract(made, for_=a.MANAGER)).state_reason == "承办机构整改期间中止：整改一个月"
    entry = (await history(object_type="contract", object_id=made))[-1].entry
    assert (entry.kind, entry.after) == ("contract.changed", {"status": "suspended", "reason": "rectifying"})


async def test_rescission_for_breach_expels_the_vendor_when_chosen() -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    with pytest.raises(Invalid):
        await rescind_contract(contract=made, code="agreed", why="协商", expel=True, by=a.MANAGER, at=a.AT)
    await rescind_contract(contract=made, code="data_leak", why="外传数据", expel=True, by=a.MANAGER, at=a.AT)
    found = await contract(made, for_=a.MANAGER)
    assert (found.stored, found.ended_on) == (ContractState.TERMINATED, a.MONDAY)
    assert (await vendor_view(vendor, for_=a.MANAGER)).standing is Standing.EXPELLED


async def test_after_the_end_no_report_and_no_instalment_is_owed_any_more() -> None:
    made = await a.contract(vendor=await a.vendor())
    await rescind_contract(contract=made, code="agreed", why="协商一致", expel=False, by=a.MANAGER, at=a.AT)
    owed = {str(one.period) for one in await reports_due(for_=a.MANAGER, contract=made)}
    assert ({"2026M07", "2026Q3", "2026"} <= owed, "2026M08" in owed, "2026Q4" in owed) == (True, False, False)
    plan = await payments_of(await contract(made, for_=a.MANAGER), for_=a.MANAGER)
    assert [one.instalment for one in plan] == [1, 2, 3]


async def test_the_instalment_the_end_lies_in_is_cut_to_the_day() -> None:
    made = await a.contract(vendor=await a.vendor())
    late = at_local(date(2026, 11, 23))
    await rescind_contract(contract=made, code="agreed", why="协商一致", expel=False, by=a.MANAGER, at=late)
    plan = await payments_of(await contract(made, for_=a.MANAGER), for_=a.MANAGER)
    assert {(one.fixed_fen, one.linked_fen) for one in plan[:3]} == {(9_600_000, 2_400_000)}
    last = plan[3]  # 54 of the quarter's 92 days
    assert (last.covers_from, last.covers_to) == (date(2026, 10, 1), date(2026, 11, 23))
    assert (last.fixed_fen, last.linked_fen) == (5_634_782, 1_408_696)


async def test_a_contract_ended_before_it_began_owes_nothing() -> None:
    made = await a.contract(vendor=await a.vendor(), starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    await rescind_contract(contract=made, code="agreed", why="协商一致", expel=False, by=a.MANAGER, at=a.AT)
    assert await reports_due(for_=a.MANAGER, contract=made) == ()
    assert await payments_of(await contract(made, for_=a.MANAGER), for_=a.MANAGER) == ()


async def test_no_state_is_reached_past_its_own_act() -> None:
    made = await a.contract(vendor=await a.vendor())
    await rescind_contract(contract=made, code="agreed", why="协商一致", expel=False, by=a.MANAGER, at=a.AT)
    for to in (ContractState.ARCHIVED, ContractState.SUSPENDED):
        with pytest.raises((Conflict, Invalid)):
            await change_contract(contract=made, to=to, reason="越过", code="complete", by=a.MANAGER, at=a.AT)


async def test_a_supplement_is_not_signed_before_its_contract() -> None:
    made = await a.contract(vendor=await a.vendor())
    await begin(made)
    with pytest.raises(Invalid) as caught:
        await sign_supplement(contract=made, terms=terms(signed_on=date(2026, 7, 5)), by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"signed_on"}


async def test_what_is_still_owed_is_named_and_written_off_with_a_reason(data: Path) -> None:
    blobs, vendor = LocalBlobs(data / "blobs"), await a.vendor()
    made = await a.contract(vendor=vendor)
    await rescind_contract(contract=made, code="agreed", why="协商一致", expel=False, by=a.MANAGER, at=a.AT)
    kept = await keep(PAPER, blobs=blobs)
    early = replace(DONE, on=date(2025, 12, 31))
    with pytest.raises(Invalid) as wrong:
        await confirm_data_return(contract=made, returned=early, file=PAPER, sha256=kept, by=a.MANAGER, at=a.AT)
    assert set(wrong.value.fields) == {"on"}
    await confirm_data_return(contract=made, returned=DONE, file=PAPER, sha256=kept, by=a.MANAGER, at=a.AT)

    async def archive(write_off: str) -> None:
        await archive_contract(contract=made, make=package, blobs=blobs, by=a.MANAGER, at=a.AT, write_off=write_off)

    with pytest.raises(
        Gate, match=r"11 份报告未报送.*2026年第三季度.*第 1、2、3 期付款待申请，计划 247,826\.09 元"
    ) as caught:
        await archive(" ")
    assert caught.value.gate == "still_owed"
    await archive("未提供服务，双方确认不再结算")
    plan = await payments_of(await contract(made, for_=a.MANAGER), for_=a.MANAGER)
    assert {one.state for one in plan} == {PaymentState.WRITTEN_OFF}
    assert (consumed(plan).under_way_fen, consumed(plan).paid_fen) == (0, 0)
    entry = (await history(object_type="contract", object_id=made))[-2].entry
    assert (entry.kind, entry.note) == ("contract.written_off", "未提供服务，双方确认不再结算")


async def test_a_contract_ended_before_it_began_is_archived_without_a_word(data: Path) -> None:
    blobs = LocalBlobs(data / "blobs")
    made = await a.contract(vendor=await a.vendor(), starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    await rescind_contract(contract=made, code="agreed", why="协商一致", expel=False, by=a.MANAGER, at=a.AT)
    kept = await keep(PAPER, blobs=blobs)
    await confirm_data_return(contract=made, returned=DONE, file=PAPER, sha256=kept, by=a.MANAGER, at=a.AT)
    await archive_contract(contract=made, make=package, blobs=blobs, by=a.MANAGER, at=a.AT)
    kinds = [one.entry.kind for one in await history(object_type="contract", object_id=made)]
    assert (kinds[-1], "contract.written_off" in kinds) == ("contract.archived", False)


async def test_the_archive_waits_for_the_return_of_the_data(data: Path) -> None:
    blobs, vendor = LocalBlobs(data / "blobs"), await a.vendor()
    made = await a.contract(vendor=vendor)

    async def archive() -> str:
        return await archive_contract(
            contract=made,
            make=package,
            blobs=blobs,
            by=a.MANAGER,
            at=OVER,
            write_off="服务期内未报送、未申请，双方确认",
        )

    with pytest.raises(Gate) as caught:
        await archive()
    assert caught.value.gate == "data_return"
    done = replace(DONE, on=date(2027, 1, 4))
    kept = await keep(PAPER, blobs=blobs)
    with pytest.raises(Conflict, match="到期或解除"):
        await confirm_data_return(
            contract=made, returned=replace(done, on=a.MONDAY), file=PAPER, sha256=kept,
            by=a.MANAGER, at=a.AT,
        )  # fmt: skip
    await confirm_data_return(contract=made, returned=done, file=PAPER, sha256=kept, by=a.MANAGER, at=OVER)
    sha256 = await archive()
    assert await blobs.get(sha256) == b"the package"
    found = await contract(made, for_=a.MANAGER)
    assert (found.stored, found.archive_sha256) == (ContractState.ARCHIVED, sha256)
    assert [entry.entry.kind for entry in await history(object_type="contract", object_id=made)][-4:] == [
        "contract.data_returned",
        "attachment.added",
        "contract.written_off",
        "contract.archived",
    ]
    assert (await data_return(made, for_=a.clerk_of(vendor))) is not None
    with pytest.raises(Conflict, match="已归档"):
        await deliver_report(contract=made, period=Period.parse("2026Q4"), by=a.clerk_of(vendor), at=OVER)


async def test_the_days_before_the_end_are_counted_in_three_steps() -> None:
    made = await a.contract(vendor=await a.vendor())
    for day, step, today in (
        (date(2026, 10, 2), 1, True),
        (date(2026, 12, 2), 2, False),
        (date(2026, 12, 24), 3, True),
    ):
        (one,) = await expiring_contracts(on=day)
        assert (one.contract, one.step, one.falls_today) == (made, step, today)
    assert await expiring_contracts(on=date(2026, 10, 1)) == ()
    late = await overdue_reports(on=date(2026, 2, 28))
    assert [str(one.period) for one in late] == ["2026M01"]


async def test_a_delivered_report_carries_its_file(data: Path) -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    clerk = a.clerk_of(vendor)
    kept = await keep(PAPER, blobs=LocalBlobs(data / "blobs"))
    await deliver_report(contract=made, period=Period.parse("2026Q2"), by=clerk, at=a.AT, document=kept, file=PAPER)
    (told,) = [one for one in await reports_due(for_=clerk, contract=made) if one.delivered_on]
    (file,) = await attachments(object_type="report", object_ids=[told.id], for_=clerk)
    assert (file.sha256, file.title, told.document) == (kept, "2026年第二季度报告", kept)


async def test_charlie_must_not_touch_another_vendors_contract() -> None:
    made = await a.contract(vendor=await a.vendor())
    charlie: Actor = a.clerk_of(await a.vendor())
    with pytest.raises(Forbidden):
        await rescind_contract(contract=made, code="agreed", why="算了", expel=False, by=charlie, at=a.AT)
    assert await supplements(made, for_=charlie) == ()
    assert await data_return(made, for_=charlie) is None
