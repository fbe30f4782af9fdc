from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.support import a
from vendors.actors import Actor, Role
from vendors.contracts.actions import (
    discard_draft,
    draft_contract,
    record_filing,
    record_publication,
    rescind_contract,
    review_contract,
    revise_draft,
    sign_draft,
    submit_draft,
    withdraw_draft,
)
from vendors.contracts.expiring import overdue_filings
from vendors.contracts.firming import firm_contract_days
from vendors.contracts.list_queries import Narrowed, page_of_contracts
from vendors.contracts.payment_queries import parts, payments_of
from vendors.contracts.queries import bidders, contract, contracts, items, renewals, reports_due
from vendors.contracts.rules import BidderTerms, ContractState
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.policy.bureau import keeping
from vendors.policy.calendar import packaged_calendar
from vendors.policy.rows import Bureau, Day, DayKind
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing
from vendors.transaction import transaction

NOTICE_2027 = Bureau(version=1, days=(Day(day=date(2027, 1, 1), works=False, kind=DayKind.NOTICE.value),))
pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def drafted(*, submitted: bool = True, **changes: object) -> int:
    vendor = await a.vendor()
    made = await draft_contract(terms=a.terms(vendor, **changes), by=a.MANAGER, at=a.AT)
    if submitted:
        await submit_draft(contract=made, by=a.MANAGER, at=a.AT)
    return made


async def passed(made: int) -> None:
    await review_contract(contract=made, passed=True, opinion="程序合规，条款齐备。", by=a.LEGAL, at=a.AT)


async def sign(made: int, *, on: date = a.MONDAY) -> None:
    await sign_draft(contract=made, on=on, by=a.MANAGER, at=a.AT)


async def test_a_draft_keeps_the_whole_procurement_and_hires_nobody() -> None:
    bids = (BidderTerms(name="甲公司", score=Decimal("91.5"), awarded=True), BidderTerms(name="乙公司"))
    made = await drafted(
        submitted=False, bidders=bids, evaluation_score=Decimal("91.5"), budget_line="医保基金监管专项",
        notice_on=date(2025, 11, 20), awarded_on=date(2025, 12, 18), basis=("张医保发〔2025〕9号",),
        items=(a.item(deadline_rule="收到数据次日起计"),),
    )  # fmt: skip
    found = await contract(made, for_=a.MANAGER)
    assert (found.stored, found.evaluation_score, found.basis) == (
        ContractState.DRAFT,
        Decimal("91.5"),
        ("张医保发〔2025〕9号",),
    )
    assert found.sign_due_on == date(2026, 1, 17)
    assert await bidders(made, for_=a.MANAGER) == bids
    assert (await items(made, for_=a.MANAGER))[0].deadline_rule == "收到数据次日起计"
    assert (await vendor_view(found.vendor, for_=a.MANAGER)).standing is not Standing.IN_SERVICE
    assert await contracts(for_=a.MANAGER) == ()


async def test_a_vendor_sees_neither_its_draft_nor_the_other_bidders() -> None:
    made = await drafted(bidders=(BidderTerms(name="乙公司", score=Decimal(80)),))
    clerk = a.clerk_of((await contract(made, for_=a.MANAGER)).vendor)
    with pytest.raises(NotFound):
        await contract(made, for_=clerk)
    await passed(made)
    await sign(made)
    assert (await contract(made, for_=clerk)).id == made
    assert await bidders(made, for_=clerk) == ()


async def test_nothing_is_signed_before_the_review_has_passed() -> None:
    made = await drafted(submitted=False)
    with pytest.raises(Conflict, match="草拟"):
        await sign(made)
    await submit_draft(contract=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate) as caught:
        await sign(made)
    assert caught.value.gate == "contract_review"


async def test_the_review_is_a_legal_reviewers_and_never_the_drafters() -> None:
    both = Actor(id=1, name="周启明", roles=frozenset({Role.CONTRACT_MANAGER, Role.LEGAL}))
    made = await drafted()
    for who in (a.MANAGER, both):
        with pytest.raises(Forbidden):
            await review_contract(contract=made, passed=True, opinion="同意", by=who, at=a.AT)
    with pytest.raises(Invalid):
        await review_contract(contract=made, passed=True, opinion=" ", by=a.LEGAL, at=a.AT)


async def test_a_refused_contract_is_a_draft_again_and_needs_a_new_review() -> None:
    made = await drafted()
    await review_contract(contract=made, passed=False, opinion="缺违约责任", by=a.LEGAL, at=a.AT)
    found = await contract(made, for_=a.MANAGER)
    assert (found.stored, found.review_opinion) == (ContractState.DRAFT, "缺违约责任")
    terms = a.terms(found.vendor, number=found.number, title="病历审核服务合同（修订）", items=(a.item(), a.item()))
    await revise_draft(contract=made, terms=terms, by=a.MANAGER, at=a.AT)
    assert len(await items(made, for_=a.MANAGER)) == 2
    await submit_draft(contract=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="草拟中"):
        await revise_draft(contract=made, terms=terms, by=a.MANAGER, at=a.AT)
    await passed(made)
    await sign(made)
    assert (await contract(made, for_=a.MANAGER)).title == "病历审核服务合同（修订）"


async def test_a_missing_clause_is_named_and_keeps_the_draft_from_the_review() -> None:
    made = await drafted(submitted=False, clauses={**a.terms(1).clauses, "data_return": " "})
    with pytest.raises(Gate, match="合同终止后返还或者删除") as caught:
        await submit_draft(contract=made, by=a.MANAGER, at=a.AT)
    assert caught.value.gate == "contract_clauses"
    assert "尚缺 1 项" in caught.value.words.zh


async def test_a_clause_missing_today_keeps_the_contract_unsigned_whatever_the_day_of_signature() -> None:
    made = await drafted()
    await passed(made)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_contract SET clauses = clauses - 'data_return' WHERE id = $1", made)
    for day in (a.MONDAY, date(2021, 10, 31)):
        with pytest.raises(Gate, match="合同终止后返还或者删除"):
            await sign(made, on=day)


async def test_nothing_is_signed_on_a_day_before_the_review_passed() -> None:
    made = await drafted()
    await passed(made)
    with pytest.raises(Invalid) as caught:
        await sign(made, on=a.MONDAY - timedelta(days=1))
    assert set(caught.value.fields) == {"signed_on"}
    await sign(made)


async def test_a_contract_taken_back_from_the_review_is_revised_and_reviewed_anew() -> None:
    made = await drafted()
    await passed(made)
    with pytest.raises(Invalid):
        await withdraw_draft(contract=made, reason=" ", by=a.MANAGER, at=a.AT)
    await withdraw_draft(contract=made, reason="补充保密条款", by=a.MANAGER, at=a.AT)
    found = await contract(made, for_=a.MANAGER)
    assert (found.stored, found.review_passed) == (ContractState.DRAFT, False)
    entry = (await history(object_type="contract", object_id=made))[-1].entry
    assert (entry.kind, entry.note) == ("contract.withdrawn", "补充保密条款")
    await submit_draft(contract=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate):
        await sign(made)
    await passed(made)
    await sign(made)
    with pytest.raises(Conflict, match="已签订"):
        await withdraw_draft(contract=made, reason="反悔", by=a.MANAGER, at=a.AT)


async def test_a_discarded_draft_is_kept_and_nothing_more_is_done_to_it() -> None:
    made = await drafted()
    with pytest.raises(Conflict, match="作废"):
        await discard_draft(contract=made, reason="误录", by=a.MANAGER, at=a.AT)
    await withdraw_draft(contract=made, reason="误录", by=a.MANAGER, at=a.AT)
    await discard_draft(contract=made, reason="误录", by=a.MANAGER, at=a.AT)
    found = await contract(made, for_=a.MANAGER)
    assert (found.stored, found.state_reason) == (ContractState.DISCARDED, "误录")
    with pytest.raises(Conflict, match="作废"):
        await submit_draft(contract=made, by=a.MANAGER, at=a.AT)


async def test_a_county_sees_no_contract_before_it_is_signed() -> None:
    made = await drafted()
    county = Actor(id=40, name="甘州", roles=frozenset({Role.AUDITOR}), region="620702")
    with pytest.raises(NotFound):
        await contract(made, for_=county)
    assert (await page_of_contracts(Narrowed(), on=a.MONDAY, for_=county))[1] == 0
    await passed(made)
    await sign(made)
    found = await contract(made, for_=county)
    assert (await payments_of(found, for_=county), await parts(made, for_=county)) == ((), ())


async def test_a_signed_contract_is_published_and_filed_within_its_days() -> None:
    made = await drafted()
    await passed(made)
    await sign(made)
    found = await contract(made, for_=a.MANAGER)
    assert (found.publish_due_on, found.file_due_on) == (date(2026, 7, 8), date(2026, 7, 15))
    late = [(one.what, one.due_on) for one in await overdue_filings(on=date(2026, 7, 9))]
    assert late == [("publish", date(2026, 7, 8))]
    at = a.AT + timedelta(days=1)
    with pytest.raises(Invalid):
        await record_publication(contract=made, on=date(2026, 7, 5), by=a.MANAGER, at=at)
    await record_publication(contract=made, on=date(2026, 7, 7), by=a.MANAGER, at=at)
    await record_filing(contract=made, on=date(2026, 7, 7), number="张财采备〔2026〕7号", by=a.MANAGER, at=at)
    with pytest.raises(Conflict, match="已经登记"):
        await record_publication(contract=made, on=date(2026, 7, 7), by=a.MANAGER, at=at)
    assert await overdue_filings(on=date(2026, 12, 31)) == ()


async def test_a_signature_tomorrow_or_before_the_award_is_refused() -> None:
    made = await drafted(awarded_on=date(2026, 7, 1))
    await passed(made)
    for day in (date(2026, 6, 30), date(2026, 7, 7)):
        with pytest.raises(Invalid):
            await sign(made, on=day)


async def test_a_renewal_names_the_whole_chain_and_warns_in_the_journal() -> None:
    vendor = await a.vendor()
    first = await a.contract(vendor=vendor, starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    second = await a.contract(vendor=vendor, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 31), renews=first)
    assert (await contract(second, for_=a.MANAGER)).chain_months == 37
    assert [one.id for one in await renewals(second, for_=a.MANAGER)] == [first]
    assert [one.id for one in await renewals(first, for_=a.MANAGER)] == [second]
    entry = (await history(object_type="contract", object_id=second))[0].entry
    assert entry.after
    assert "合计 37 个月" in str(entry.after["warning"])


async def test_only_a_signed_contract_that_was_not_rescinded_is_renewed() -> None:
    vendor = await a.vendor()
    draft = await draft_contract(terms=a.terms(vendor), by=a.MANAGER, at=a.AT)
    ended = await a.contract(vendor=vendor)
    await rescind_contract(contract=ended, code="agreed", why="协商", expel=False, by=a.MANAGER, at=a.AT)
    for earlier in (draft, ended):
        with pytest.raises(Invalid) as caught:
            await a.contract(vendor=vendor, renews=earlier, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
        assert set(caught.value.fields) == {"renews"}


async def test_a_renewal_begins_after_the_last_day_of_what_it_renews() -> None:
    vendor = await a.vendor()
    first = await a.contract(vendor=vendor)
    with pytest.raises(Invalid) as caught:
        await a.contract(vendor=vendor, renews=first, starts_on=date(2026, 12, 31), ends_on=date(2027, 12, 30))
    assert set(caught.value.fields) == {"starts_on"}


async def test_another_vendors_contract_cannot_be_renewed() -> None:
    first = await a.contract(vendor=await a.vendor())
    with pytest.raises(Invalid) as caught:
        await a.contract(vendor=await a.vendor(), renews=first)
    assert set(caught.value.fields) == {"renews"}


async def test_a_number_in_use_is_refused_when_a_draft_is_revised() -> None:
    vendor = await a.vendor()
    await a.contract(vendor=vendor, number="HT-2026-001")
    made = await draft_contract(terms=a.terms(vendor, number="HT-2026-002"), by=a.MANAGER, at=a.AT)
    with pytest.raises(Invalid, match="HT-2026-001"):
        await revise_draft(contract=made, terms=a.terms(vendor, number="HT-2026-001"), by=a.MANAGER, at=a.AT)


async def test_days_over_new_year_are_provisional_and_become_firm_with_the_calendar() -> None:
    made = await a.contract(vendor=await a.vendor(), at=at_local(date(2026, 12, 30)))
    found = await contract(made, for_=a.MANAGER)
    assert found.file_is_provisional
    (year,) = [one for one in await reports_due(for_=a.MANAGER, contract=made) if str(one.period) == "2026"]
    assert year.due_is_provisional
    assert (found.publish_due_on, found.file_due_on) == (date(2027, 1, 1), date(2027, 1, 8))
    with keeping(NOTICE_2027):
        assert await firm_contract_days(before=packaged_calendar(), at=a.AT) > 0
    firm = await contract(made, for_=a.MANAGER)
    assert (firm.publish_due_on, firm.file_due_on) == (date(2027, 1, 4), date(2027, 1, 11))
    assert (firm.publish_is_provisional, firm.file_is_provisional) == (False, False)
    assert not any(one.due_is_provisional for one in await reports_due(for_=a.MANAGER, contract=made))
    assert await firm_contract_days(before=packaged_calendar(), at=a.AT) == 0
