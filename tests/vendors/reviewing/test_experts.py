"""专家评审: who is asked, what they are shown, and what their word is worth."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest

from tests.support import a, blind, filed
from vendors.actors import Actor
from vendors.draws.algorithm.replaying import replay
from vendors.draws.queries import draw_card, record
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.findings.queries import finding
from vendors.findings.rules import EvidenceKind, Opinion
from vendors.institutions.queries import institutions_by_code
from vendors.people.pool.actions import link_account
from vendors.people.pool.cards import Speciality
from vendors.people.recusal.actions import Given, Person, note_tie
from vendors.people.recusal.queries import TieFilter, ties
from vendors.people.recusal.ties import PersonType, TieKind, TieState
from vendors.reviewing.actions import Request, Statement, ask_experts, decline, give_opinion, recuse
from vendors.reviewing.queries.opinions import asked_of, expert_case, request, requests, requests_of
from vendors.reviewing.rules import Conclusion, OpinionState
from vendors.rulings.rules import Outcome, check_evidence

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.FILED
SUNG, TANG = blind.an_expert(901), blind.an_expert(902, name="唐可")
SIGNED = Statement(conclusion=Conclusion.VIOLATION, reason="护理级别与病情不符", signed_on=date(2026, 9, 1))
ONE_DOCTOR = Request(question="护理级别是否合理？", drawn={Speciality.MEDICAL: 1})


async def case() -> tuple[filed.World, int]:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    return world, id_


async def named(*experts: int, finding_id: int) -> int:
    asked = Request(question="护理级别是否合理？", drawn={}, named=experts, named_why="护理专业")
    return await ask_experts(finding=finding_id, request=asked, by=filed.FIRST, at=AT)


async def _opinion_of(who: Actor) -> int:
    return (await asked_of(for_=who))[0].id


async def test_experts_are_drawn_by_a_seed_and_the_draw_replays() -> None:
    _, id_ = await case()
    for account in range(901, 906):
        await blind.expert(account, name=f"专家{account}")
    made = await ask_experts(
        finding=id_, request=Request(question="是否合理？", drawn={Speciality.MEDICAL: 2}), by=filed.FIRST, at=AT
    )
    found = await request(made, for_=filed.FIRST, at=AT)
    assert len(found.opinions) == 2
    assert found.due_on == date(2026, 9, 8)
    assert found.draw is not None
    assert replay(await record(await draw_card(found.draw, for_=blind.MANAGER))) == ()


async def test_who_has_a_tie_no_account_or_been_asked_already_is_not_drawn() -> None:
    _, id_ = await case()
    kin, unlinked, busy, free = [await blind.expert(one) for one in (901, None, 903, 904)]
    place = (await institutions_by_code([(await filed.head(id_)).institution_code])).popitem()[1].id
    tie = Given(institution=place, kind=TieKind.KIN, detail="配偶任职")
    await note_tie(person=Person(type=PersonType.EXPERT, id=kin), tie=tie, by=blind.POOL_KEEPER, at=AT)
    await named(busy, finding_id=id_)
    made = await ask_experts(finding=id_, request=ONE_DOCTOR, by=filed.FIRST, at=AT)
    drawn = await request(made, for_=filed.FIRST, at=AT)
    assert [one.expert for one in drawn.opinions] == [free]
    card = await draw_card(drawn.draw or 0, for_=blind.MANAGER)
    assert {one.id for one in card.outcome.exclusions} == {str(kin), str(unlinked), str(busy)}


async def test_a_named_expert_with_a_tie_is_refused_with_the_reason() -> None:
    _, id_ = await case()
    kin = await blind.expert(901)
    place = (await institutions_by_code([(await filed.head(id_)).institution_code])).popitem()[1].id
    tie = Given(institution=place, kind=TieKind.EMPLOYED)
    await note_tie(person=Person(type=PersonType.EXPERT, id=kin), tie=tie, by=blind.POOL_KEEPER, at=AT)
    with pytest.raises(Invalid) as refused:
        await named(kin, finding_id=id_)
    assert "现任职" in refused.value.fields["named"].zh


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Request(question=" ", drawn={Speciality.MEDICAL: 1}), "question"),
        (Request(question="？", drawn={}), "named"),
        (Request(question="？", drawn={}, named=(1,)), "named_why"),
        (Request(question="？", drawn={Speciality.MEDICAL: 1}, named=(1,), named_why="x"), "named"),
        (Request(question="？", drawn={Speciality.MEDICAL: 1}, due_on=date(2026, 8, 31)), "due_on"),
    ],
)
async def test_a_request_says_what_is_asked_of_whom_and_by_when(asked: Request, field: str) -> None:
    _, id_ = await case()
    with pytest.raises(Invalid) as refused:
        await ask_experts(finding=id_, request=asked, by=filed.FIRST, at=AT)
    assert field in refused.value.fields


async def test_too_few_in_the_pool_and_a_closed_finding_are_conflicts() -> None:
    _, id_ = await case()
    with pytest.raises(Conflict):
        await ask_experts(finding=id_, request=ONE_DOCTOR, by=filed.FIRST, at=AT)
    await blind.spoken_first(id_, Opinion.REJECT)
    await blind.second(id_, Opinion.REJECT)
    with pytest.raises(Conflict, match="办结"):
        await ask_experts(finding=id_, request=ONE_DOCTOR, by=filed.FIRST, at=AT)


async def test_an_expert_sees_the_case_and_never_whose_it_is_or_what_others_think() -> None:
    _, id_ = await case()
    await blind.spoken_first(id_, Opinion.REJECT)
    one, other = await blind.expert(901), await blind.expert(902, name="唐可")
    await named(one, other, finding_id=id_)
    await give_opinion(opinion=await _opinion_of(TANG), statement=SIGNED, by=TANG, at=AT)
    seen = repr(asdict(await expert_case(await _opinion_of(SUNG), for_=SUNG)))
    vendor = (await filed.head(id_)).vendor_name
    for kept in (vendor, "依据不足", "安宁", "护理级别与病情不符", "唐可", "王某", "李某", "RW-"):
        assert kept not in seen
    assert "医嘱二级护理" in seen


async def test_a_vendors_name_in_its_own_words_reads_third_party() -> None:
    world, first = await case()
    name = (await filed.head(first)).vendor_name
    told = replace(filed.case(world.visits[1]), description=f"{name}审核员核实多计")
    (id_,) = await filed.stored(world, told)
    await named(await blind.expert(901), finding_id=id_)
    assert (await expert_case(await _opinion_of(SUNG), for_=SUNG)).description == "第三方机构审核员核实多计"


async def test_an_expert_reaches_only_what_was_asked_of_them() -> None:
    _, id_ = await case()
    await blind.expert(902, name="唐可")
    await named(await blind.expert(901), finding_id=id_)
    mine = await _opinion_of(SUNG)
    assert await asked_of(for_=TANG) == ()
    with pytest.raises(NotFound):
        await expert_case(mine, for_=TANG)
    with pytest.raises(NotFound):
        await give_opinion(opinion=mine, statement=SIGNED, by=TANG, at=AT)
    with pytest.raises(NotFound):
        await expert_case(mine, for_=filed.SECOND)
    with pytest.raises(NotFound):
        await requests(for_=SUNG, at=AT)


async def test_opinions_open_when_all_are_in() -> None:
    _, id_ = await case()
    one, other = await blind.expert(901), await blind.expert(902, name="唐可")
    made = await named(one, other, finding_id=id_)
    await give_opinion(opinion=await _opinion_of(SUNG), statement=SIGNED, by=SUNG, at=AT)
    half = await request(made, for_=filed.FIRST, at=AT)
    assert (half.open, half.given, [view.conclusion for view in half.opinions]) == (False, 1, [None, None])
    assert half.opinions[0].reason == ""
    await decline(opinion=await _opinion_of(TANG), reason="不属本专业", by=TANG, at=AT)
    whole = await request(made, for_=filed.FIRST, at=AT)
    assert whole.open
    assert [(view.state, view.conclusion) for view in whole.opinions] == [
        (OpinionState.GIVEN, Conclusion.VIOLATION),
        (OpinionState.DECLINED, None),
    ]


async def test_opinions_open_when_the_day_has_passed_and_a_late_one_is_still_taken() -> None:
    _, id_ = await case()
    one, other = await blind.expert(901), await blind.expert(902, name="唐可")
    made = await named(one, other, finding_id=id_)
    await give_opinion(opinion=await _opinion_of(SUNG), statement=SIGNED, by=SUNG, at=AT)
    due = (await request(made, for_=filed.FIRST, at=AT)).due_on
    later = AT + timedelta(days=(due - AT.date()).days + 2)
    assert (await requests_of(id_, for_=filed.FIRST, at=later))[0].open
    await give_opinion(opinion=await _opinion_of(TANG), statement=SIGNED, by=TANG, at=later)


async def test_an_opinion_is_signed_once_with_a_reason_on_a_day_that_can_be() -> None:
    _, id_ = await case()
    await named(await blind.expert(901), finding_id=id_)
    mine = await _opinion_of(SUNG)
    for wrong in (
        Statement(conclusion=Conclusion.NONE, reason=" ", signed_on=date(2026, 9, 1)),
        Statement(conclusion=Conclusion.NONE, reason="合理", signed_on=date(2026, 8, 31)),
        Statement(conclusion=Conclusion.NONE, reason="合理", signed_on=date(2026, 9, 2)),
    ):
        with pytest.raises(Invalid):
            await give_opinion(opinion=mine, statement=wrong, by=SUNG, at=AT)
    await give_opinion(opinion=mine, statement=SIGNED, by=SUNG, at=AT)
    with pytest.raises(Conflict):
        await give_opinion(opinion=mine, statement=SIGNED, by=SUNG, at=AT)


async def test_a_recusal_goes_on_record_and_keeps_the_expert_out_of_the_next_draw() -> None:
    _, id_ = await case()
    await named(await blind.expert(901), finding_id=id_)
    await recuse(opinion=await _opinion_of(SUNG), kind=TieKind.FORMER, reason="曾在该院任职", by=SUNG, at=AT)
    (rows, _) = await ties(for_=blind.MANAGER, which=TieFilter(state=TieState.DECLARED), size=5)
    assert [(one.kind, one.detail) for one in rows] == [(TieKind.FORMER, "曾在该院任职")]
    with pytest.raises(Conflict):
        await ask_experts(finding=id_, request=ONE_DOCTOR, by=filed.FIRST, at=AT)


async def test_who_may_ask_who_may_answer_and_who_may_read() -> None:
    world, id_ = await case()
    await blind.expert(901)
    for who in (filed.LEADER, filed.LEGAL, world.clerk, SUNG):
        with pytest.raises(Forbidden):
            await ask_experts(finding=id_, request=ONE_DOCTOR, by=who, at=AT)
    made = await ask_experts(finding=id_, request=ONE_DOCTOR, by=filed.SECOND, at=AT)
    with pytest.raises(Forbidden):
        await give_opinion(opinion=await _opinion_of(SUNG), statement=SIGNED, by=filed.SECOND, at=AT)
    for who in (world.clerk, SUNG):
        with pytest.raises(NotFound):
            await request(made, for_=who, at=AT)
    assert (await request(made, for_=filed.LEGAL, at=AT)).asked_by_name == "白露"


async def test_who_asked_is_kept_back_while_a_finding_is_under_blind_review() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.REJECT)
    made = await named(await blind.expert(901), finding_id=id_)
    assert (await request(made, for_=filed.SECOND, at=AT)).asked_by_name == ""
    assert (await request(made, for_=filed.FIRST, at=AT)).asked_by_name == "安宁"


async def test_an_experts_conclusion_is_no_evidence_and_alone_upholds_nothing() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], evidence=()))
    await named(await blind.expert(901), finding_id=id_)
    await give_opinion(opinion=await _opinion_of(SUNG), statement=SIGNED, by=SUNG, at=AT)
    detail = await finding(id_=id_, for_=filed.SECOND, at=AT)
    assert detail.evidence == ()
    assert Conclusion.VIOLATION.value not in {kind.value for kind in EvidenceKind}
    with pytest.raises(Gate):
        check_evidence(Outcome.UPHELD, [one.kind for one in detail.evidence], number=detail.head.number)


async def test_an_account_belongs_to_one_expert_and_the_bureau_links_it() -> None:
    one, other = await blind.expert(901), await blind.expert(None)
    with pytest.raises(Invalid):
        await link_account(expert=other, account=901, by=blind.POOL_KEEPER, at=AT)
    with pytest.raises(Forbidden):
        await link_account(expert=one, account=None, by=a.clerk_of(1), at=AT)
    await link_account(expert=one, account=None, by=blind.POOL_KEEPER, at=AT)
    await link_account(expert=other, account=901, by=blind.POOL_KEEPER, at=AT)
    with pytest.raises(NotFound):
        await link_account(expert=other + 99, account=None, by=blind.POOL_KEEPER, at=AT)
