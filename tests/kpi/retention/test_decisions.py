"""Before a measure is decided the vendor is told and heard; once decided it takes effect by itself."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpi.assessment.actions.approval import approve
from kpi.retention.actions import publish
from kpi.retention.decision_actions import decide, keep_decision
from kpi.retention.misconduct_queries import misconduct
from kpi.retention.notice_actions import Heard, answer_notice, call_hearing, record_hearing, serve_notice
from kpi.retention.notice_queries import notice as notice_view
from kpi.retention.notice_rules import Answer, Stage
from kpi.retention.payments import reckon
from kpi.retention.queries import ProposalState
from kpi.retention.queries import proposal as proposal_view
from kpi.retention.rectification_queries import rectifications
from kpi.scorecards.queries import card as card_view
from kpi.scorecards.rules import CardState
from tests.support import a, cards, retention
from vendors.actors import SYSTEM
from vendors.contracts.actions import bar_renewal, draft_contract
from vendors.contracts.payment_queries import payments_of
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractState
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.periods import at_local, local_date
from vendors.registry.bars import vendor_bars
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
AT = retention.AT
DAY = local_date(AT)


async def _decide(proposal: int, **changes: object) -> None:
    said: dict[str, object] = {"accepted": True, "decision": "同意", "by": cards.LEADER, "at": AT}
    await decide(proposal=proposal, **(said | {"discussed": retention.TALK} | changes))  # type: ignore[arg-type]


async def test_a_burdening_measure_waits_for_the_notice_and_its_term(database: object) -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    with pytest.raises(Gate, match="先告知"):
        await _decide(proposal)
    await retention.told(proposal, answer=None)
    with pytest.raises(Gate, match="尚未届满"):
        await _decide(proposal)
    due = (await notice_view(1, for_=SYSTEM)).answer_by
    assert due == date(2026, 10, 19)  # five working days after 12 October
    await _decide(proposal, at=at_local(due + timedelta(days=1)))
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.BANNED


async def test_a_measure_nobody_need_be_told_of_is_decided_at_once(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.proposed(contract, measures=("rectify", "talk_with_lead"))
    await _decide(proposal, discussed=None)
    found = await proposal_view(proposal, for_=SYSTEM)
    assert [item.adopted for item in found.items] == [True, True]
    with pytest.raises(Conflict, match="已经决定"):
        await _decide(proposal)


async def test_a_hearing_asked_for_is_held_before_the_decision_and_by_another_person(database: object) -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    notice = await retention.told(proposal, answer=Answer.HEARING, statement="请求听证")
    with pytest.raises(Gate, match="听证尚未举行"):
        await _decide(proposal)
    heard = Heard(
        on=DAY + timedelta(days=8),
        record="双方陈述",
        upheld=False,
        opinion="维持",
        chair="邓岚",
        people=("邓岚", "何小满"),
    )
    with pytest.raises(Conflict, match="先发出听证通知"):
        await record_hearing(notice=notice, heard=heard, by=a.LEGAL, at=AT)
    with pytest.raises(Invalid):
        await call_hearing(
            notice=notice, set_for=DAY + timedelta(days=2), place="三楼会议室", by=retention.OTHER, at=AT
        )
    await call_hearing(notice=notice, set_for=heard.on, place="三楼会议室", by=retention.OTHER, at=AT)
    late = at_local(heard.on)
    with pytest.raises(Forbidden, match="告知人"):
        await record_hearing(notice=notice, heard=heard, by=retention.OTHER, at=late)
    await record_hearing(notice=notice, heard=heard, by=a.LEGAL, at=late)
    await _decide(proposal, at=late)
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.BANNED


async def test_a_statement_is_reviewed_by_another_person(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    notice = await retention.told(proposal, answer=Answer.STATEMENT, statement="系统误报")
    assert (await proposal_view(proposal, for_=SYSTEM)).stage(DAY) is Stage.TO_REVIEW
    heard = Heard(on=DAY, record="", upheld=True, opinion="申辩成立，建议不采纳")
    await record_hearing(notice=notice, heard=heard, by=a.LEGAL, at=AT)
    assert (await proposal_view(proposal, for_=SYSTEM)).stage(DAY) is Stage.READY
    await _decide(proposal, accepted=False)
    assert (await proposal_view(proposal, for_=SYSTEM)).stage(DAY) is Stage.DECIDED


async def test_an_answer_is_given_once_in_time_and_by_the_vendor_itself(database: object) -> None:
    vendor, contract = await cards.contracted()
    notice = await serve_notice(proposal=await retention.vetoed(contract), by=retention.OTHER, at=AT)

    async def answer(**changes: object) -> None:
        said: dict[str, object] = {"answer": Answer.STATEMENT, "statement": "说明", "by": a.clerk_of(vendor), "at": AT}
        await answer_notice(notice=notice, **(said | changes))  # type: ignore[arg-type]

    with pytest.raises(NotFound):
        await answer(by=a.clerk_of(vendor + 1))
    with pytest.raises(Forbidden):
        await answer(by=a.MANAGER)
    with pytest.raises(Invalid):
        await answer(statement=" ")
    with pytest.raises(Conflict, match="届满"):
        await answer(at=AT + timedelta(days=30))
    await answer()
    with pytest.raises(Conflict, match="已经答复"):
        await answer()


async def test_a_grave_measure_needs_a_collective_discussion_of_enough_people(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    await retention.told(proposal)
    with pytest.raises(Invalid) as missing:
        await _decide(proposal, discussed=None)
    assert "discussed_on" in missing.value.fields
    with pytest.raises(Invalid) as few:
        await _decide(proposal, discussed=replace(retention.TALK, people=("方毅",)))
    assert "discussed_by" in few.value.fields


async def test_a_discussion_of_before_the_proposal_is_none(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    await retention.told(proposal)
    with pytest.raises(Invalid) as early:
        await _decide(proposal, discussed=replace(retention.TALK, on=DAY - timedelta(days=1)))
    assert "discussed_on" in early.value.fields


async def _set(sql: str, *values: object) -> None:
    async with transaction() as connection:
        await connection.execute(sql, *values)


async def test_a_failing_quarter_of_the_contract_renewed_counts_for_the_second(database: object) -> None:
    vendor, contract = await cards.contracted()
    await cards.facts(contract, cards.Q2)
    (first,) = await cards.published(contract, [cards.Q2])
    renewal = await a.contract(vendor=vendor, number="HT-2026-A9", staff_required=2)
    await cards.facts(renewal)
    card = await cards.reviewed(await cards.issued(renewal))
    await approve(card=card, meeting=cards.meeting(DAY), by=cards.LEADER, at=AT)
    await _set("UPDATE kpi_scorecard SET grade = 'fail' WHERE id = ANY($1::int[])", [first, card])
    await _set("UPDATE vendors_contract SET renews = $2 WHERE id = $1", renewal, contract)
    found = await proposal_view(await publish(card=card, by=cards.LEADER, at=AT), for_=SYSTEM)
    assert [item.code for item in found.items] == ["no_renewal", "terminate", "exit"]


async def test_a_veto_ends_the_contract_and_bans_the_vendor_on_the_record_of_misconduct(database: object) -> None:
    vendor, contract = await cards.contracted()
    await retention.decided(await retention.vetoed(contract))
    assert (await contract_view(contract, for_=SYSTEM)).stored is ContractState.TERMINATED
    (listed,) = await misconduct(for_=SYSTEM, on=DAY, in_force=True)
    assert (listed.vendor, listed.until) == (vendor, date(2029, 10, 12))
    assert listed.banned
    assert listed.banned_until == date(2029, 10, 12)


async def test_only_measures_that_were_adopted_take_effect(database: object) -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.proposed(contract, measures=("no_renewal", "terminate", "exit"))
    await retention.decided(proposal, measures=("no_renewal",))
    found = await contract_view(contract, for_=SYSTEM)
    assert found.stored is ContractState.SIGNED
    assert "按考核结果执行" in found.renewal_barred
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.IN_SERVICE
    items = (await proposal_view(proposal, for_=SYSTEM)).items
    assert {item.code: item.adopted for item in items} == {"no_renewal": True, "terminate": False, "exit": False}


async def test_a_measure_that_was_not_proposed_cannot_be_adopted(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.proposed(contract, measures=("rectify",))
    with pytest.raises(Invalid):
        await _decide(proposal, measures=("terminate",))


async def test_whoever_served_the_notice_does_not_decide(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    both = replace(retention.OTHER, roles=retention.OTHER.roles | cards.LEADER.roles)
    await retention.told(proposal)
    with pytest.raises(Forbidden, match="告知人"):
        await _decide(proposal, by=both)


async def test_a_vendor_sees_a_proposal_once_it_is_told_of_it(database: object) -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.vetoed(contract)
    clerk = a.clerk_of(vendor)
    with pytest.raises(NotFound):
        await proposal_view(proposal, for_=clerk)
    await retention.told(proposal)
    assert (await proposal_view(proposal, for_=clerk)).vendor == vendor


async def test_a_decided_suspension_bars_the_next_assignment(database: object) -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.proposed(contract, measures=("talk_with_head", "suspend_assignment", "rectify"))
    await retention.decided(proposal)
    bars = {bar.code: bar for bar in await vendor_bars(vendor, on=DAY)}
    assert not bars["standing_suspended"].waivable
    (opened,) = await rectifications(for_=SYSTEM, vendor=vendor)
    assert opened.proposal == proposal


async def test_a_contract_barred_from_renewal_is_renewed_by_none(database: object) -> None:
    vendor, contract = await cards.contracted()
    proposal = await retention.proposed(contract, measures=("no_renewal",))
    await retention.decided(proposal)
    terms = a.terms(vendor, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), renews=contract)
    with pytest.raises(Invalid) as barred:
        await draft_contract(terms=terms, by=a.MANAGER, at=AT)
    assert "不续签" in barred.value.fields["renews"].zh
    await bar_renewal(contract=contract, reason="", by=cards.LEADER, at=AT)
    assert await draft_contract(terms=terms, by=a.MANAGER, at=AT)


async def _restated(contract: int, *, measures: tuple[str, ...], ratio: str = "0.8") -> int:
    """A new version of the third quarter's card; the id of what it proposes."""
    await cards.facts(contract, satisfaction_bureau="91")
    proposal = await cards.publish(card=await cards.issued(contract))
    await _proposes(proposal, measures, ratio)
    return proposal


async def _proposes(proposal: int, measures: tuple[str, ...], ratio: str) -> None:
    kept = json.dumps([[code, code, code] for code in measures])
    await _set("UPDATE kpi_proposal SET measures = $2, fee_ratio = $3 WHERE id = $1", proposal, kept, Decimal(ratio))


async def _rectified(contract: int) -> None:
    first = await retention.proposed(contract, measures=("rectify",))
    await _proposes(first, ("rectify",), "0.8")
    await retention.told(first)
    await _decide(first, discussed=None)


async def _coefficient(contract: int) -> Decimal:
    under = await contract_view(contract, for_=SYSTEM)
    found = await reckon((await payments_of(under, for_=SYSTEM))[2], under=under)
    return found.parts[0].coefficient


async def test_a_restatement_with_the_same_consequence_keeps_the_earlier_decision(database: object) -> None:
    vendor, contract = await cards.contracted()
    await _rectified(contract)
    again = await _restated(contract, measures=("rectify",))
    found = await proposal_view(again, for_=SYSTEM)
    assert (found.keepable, found.stage(DAY)) == (True, Stage.READY)
    await keep_decision(proposal=again, decision="后果不变，维持", by=cards.LEADER, at=AT)
    found = await proposal_view(again, for_=SYSTEM)
    assert (found.state, [item.adopted for item in found.items]) == (ProposalState.KEPT, [True])
    assert len(await rectifications(for_=SYSTEM, vendor=vendor)) == 1
    assert await _coefficient(contract) == Decimal("0.8")
    assert (await card_view(found.scorecard, for_=SYSTEM)).row.state is CardState.PUBLISHED


async def test_a_deduction_that_was_declined_stays_declined_when_it_is_kept(database: object) -> None:
    _, contract = await cards.contracted()
    first = await retention.proposed(contract, measures=("rectify",))
    await _proposes(first, ("rectify",), "0.8")
    await _decide(first, accepted=False, discussed=None)
    again = await _restated(contract, measures=("rectify",))
    await keep_decision(proposal=again, decision="维持", by=cards.LEADER, at=AT)
    assert await _coefficient(contract) == 1
    assert await rectifications(for_=SYSTEM) == ()


async def test_a_changed_consequence_is_decided_anew_and_opens_nothing_twice(database: object) -> None:
    vendor, contract = await cards.contracted()
    await _rectified(contract)
    again = await _restated(contract, measures=("rectify", "suspend_assignment"), ratio="0.5")
    with pytest.raises(Conflict, match="后果相同"):
        await keep_decision(proposal=again, decision="维持", by=cards.LEADER, at=AT)
    await retention.decided(again)
    assert len(await rectifications(for_=SYSTEM, vendor=vendor)) == 1
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.SUSPENDED
    assert await _coefficient(contract) == Decimal("0.5")


async def test_a_cut_of_the_fee_is_told_first_whatever_measures_go_with_it(database: object) -> None:
    _, contract = await cards.contracted()
    proposal = await retention.proposed(contract, measures=("talk_with_lead",))
    await _proposes(proposal, ("talk_with_lead",), "0.8")
    assert (await proposal_view(proposal, for_=SYSTEM)).stage(DAY) is Stage.TO_NOTIFY
    with pytest.raises(Gate, match="先告知"):
        await _decide(proposal, discussed=None)
    await _decide(proposal, accepted=False, discussed=None)
    assert (await proposal_view(proposal, for_=SYSTEM)).state is ProposalState.DECLINED
