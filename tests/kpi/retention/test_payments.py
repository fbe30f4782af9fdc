"""§6.3's example through the real chain: card, decision, proposal, approval, voucher; and a card put right later."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.retention.actions import decide
from kpi.retention.payments import corrections, propose_payment, reckon, settle
from kpi.retention.queries import proposal_of
from kpi.scorecards.actions import issue
from tests.support import a, cards, retention
from tests.support.payments import ACCOUNTANT, graded, instalments
from vendors.actors import Actor, Role
from vendors.contracts.actions import approve_payment, change_contract, pay, refuse_payment
from vendors.contracts.payment_queries import PaymentFilter, budget_years, parts, payments
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractState
from vendors.errors import Conflict, Forbidden, Gate, Invalid
from vendors.periods import Period, at_local
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Q3 = Period.parse("2026Q3")
AT = cards.ISSUED
DAY = date(2026, 10, 12)


async def propose(contract: int, instalment: int = 3) -> int:
    return await propose_payment(contract=contract, instalment=instalment, by=a.MANAGER, at=AT)


async def test_the_worked_example_is_paid_exactly() -> None:
    _, contract = await cards.contracted()
    await graded(contract, Q3, "0.8")
    payment = await propose(contract)
    await approve_payment(payment=payment, opinion="同意", by=cards.LEADER, at=AT)
    await pay(payment=payment, voucher="记-2026-10-0031", on=DAY, by=ACCOUNTANT, at=AT)
    paid = (await instalments(contract))[2]
    assert (paid.linked_fen, paid.deducted_fen) == (24_000_00, 4_800_00)
    assert paid.payable_fen == 96_000_00 + 19_200_00
    assert (paid.state, paid.voucher, paid.paid_by) == (PaymentState.PAID, "记-2026-10-0031", "钱进")
    ((year, used),) = await budget_years(for_=a.MANAGER)
    assert (year, used.planned_fen, used.paid_fen, used.deducted_fen) == (2026, 480_000_00, 115_200_00, 4_800_00)


async def test_without_a_published_card_nothing_is_asked_for() -> None:
    _, contract = await cards.contracted()
    with pytest.raises(Gate, match="2026年第三季度的记分卡") as caught:
        await propose(contract)
    assert caught.value.gate == "no_card"
    shown = await reckon((await instalments(contract))[2], under=await contract_view(contract, for_=a.MANAGER))
    assert shown.lacking == caught.value.words


async def test_a_deduction_waits_for_the_leaders_decision() -> None:
    _, contract = await cards.contracted()
    card = await graded(contract, Q3, "0.8", decided=False)
    with pytest.raises(Gate):
        await propose(contract)
    proposal = await proposal_of(card, for_=a.MANAGER)
    assert proposal
    await decide(proposal=proposal.id, accepted=False, decision="情况特殊，不扣减", by=cards.LEADER, at=AT)
    await propose(contract)
    assert (await instalments(contract))[2].deducted_fen == 0


async def test_an_instalment_is_asked_for_once_and_again_after_a_refusal() -> None:
    _, contract = await cards.contracted()
    await graded(contract, Q3, "0.8")
    payment = await propose(contract)
    with pytest.raises(Conflict, match="待审批"):
        await propose(contract)
    await refuse_payment(payment=payment, opinion="缺验收单", by=cards.LEADER, at=AT)
    assert await parts(contract, for_=a.MANAGER) == ()
    assert await propose(contract) == payment
    assert len(await parts(contract, for_=a.MANAGER)) == 1


async def test_three_people_take_part_and_none_does_anothers_step() -> None:
    _, contract = await cards.contracted()
    await graded(contract, Q3, "1")
    payment = await propose(contract)
    both = Actor(id=a.MANAGER.id, name="周启明", roles=frozenset({Role.LEADER, Role.CONTRACT_MANAGER}))
    for who in (both, a.MANAGER, ACCOUNTANT):
        with pytest.raises(Forbidden):
            await approve_payment(payment=payment, by=who, at=AT)
    with pytest.raises(Conflict, match="待审批"):
        await pay(payment=payment, voucher="记-1", on=DAY, by=ACCOUNTANT, at=AT)
    await approve_payment(payment=payment, by=cards.LEADER, at=AT)
    with pytest.raises(Forbidden):
        await pay(payment=payment, voucher="记-1", on=DAY, by=cards.LEADER, at=AT)
    with pytest.raises(Invalid):
        await pay(payment=payment, voucher=" ", on=DAY, by=ACCOUNTANT, at=AT)


async def test_nothing_is_paid_while_the_contract_is_suspended_nor_twice_with_one_voucher() -> None:
    _, contract = await cards.contracted()
    for quarter in ("2026Q2", "2026Q3"):
        await graded(contract, Period.parse(quarter), "1")
    first, second = await propose(contract, 2), await propose(contract, 3)
    for payment in (first, second):
        await approve_payment(payment=payment, by=cards.LEADER, at=AT)
    for to, code in ((ContractState.SUSPENDED, "rectifying"), (ContractState.SIGNED, "other")):
        if to is ContractState.SIGNED:
            with pytest.raises(Gate, match="中止") as caught:
                await pay(payment=first, voucher="记-1", on=DAY, by=ACCOUNTANT, at=AT)
            assert caught.value.gate == "contract_not_payable"
        await change_contract(contract=contract, to=to, code=code, reason="整改", by=a.MANAGER, at=AT)
    await pay(payment=first, voucher="记-1", on=DAY, by=ACCOUNTANT, at=AT)
    with pytest.raises(Invalid, match="记-1 已登记过") as refused:
        await pay(payment=second, voucher=" 记-1", on=DAY, by=ACCOUNTANT, at=AT)
    assert set(refused.value.fields) == {"voucher"}


async def superseded(contract: int, ratio: str) -> None:
    """A new version of the third quarter's card, after a number was put right."""
    later = at_local(date(2026, 10, 20))
    await cards.facts(contract, Q3, satisfaction_bureau="75")
    card = await issue(contract=contract, period=Q3, by=a.MANAGER, at=later)
    await cards.publish(card=card, at=later)
    proposal = await proposal_of(card, for_=a.MANAGER)
    assert proposal
    async with transaction() as connection:
        await connection.execute("UPDATE kpi_proposal SET fee_ratio = $2 WHERE id = $1", proposal.id, Decimal(ratio))
    await retention.told_if_owed(proposal.id)
    await decide(proposal=proposal.id, accepted=True, decision="按新版执行", by=cards.LEADER, at=later)


async def test_a_card_superseded_after_payment_is_put_right_in_the_next_instalment() -> None:
    _, contract = await cards.contracted()
    await graded(contract, Period.parse("2026Q2"), "1")
    await graded(contract, Q3, "0.8")
    await propose(contract)
    assert await corrections(contract) == ()
    await superseded(contract, "1")
    (right,) = await corrections(contract)
    assert (right.deducted_fen, right.linked_fen) == (-4_800_00, 0)
    await propose(contract, 2)
    second = (await instalments(contract))[1]
    assert (second.deducted_fen, second.payable_fen) == (-4_800_00, 120_000_00 + 4_800_00)
    assert await corrections(contract) == ()


async def test_a_correction_after_the_last_instalment_is_settled_by_itself() -> None:
    _, contract = await cards.contracted()
    async with transaction() as connection:
        await connection.execute("DELETE FROM vendors_payment WHERE contract = $1 AND instalment <> 3", contract)
        await connection.execute("UPDATE vendors_payment SET instalment = 1 WHERE contract = $1", contract)
    await graded(contract, Q3, "1")
    with pytest.raises(Conflict):
        await settle(contract=contract, by=a.MANAGER, at=AT)
    await propose(contract, 1)
    await superseded(contract, "0.5")
    await settle(contract=contract, note="记分卡重新公布", by=a.MANAGER, at=AT)
    last = (await instalments(contract))[-1]
    assert (last.planned_fen, last.payable_fen) == (0, -12_000_00)


async def test_charlie_must_not_see_another_vendors_payments() -> None:
    _, contract = await cards.contracted()
    charlie = a.clerk_of(await a.vendor())
    assert await payments(PaymentFilter(), for_=charlie) == ()
    assert await parts(contract, for_=charlie) == ()
    with pytest.raises(Forbidden):
        await approve_payment(payment=1, by=charlie, at=AT)
