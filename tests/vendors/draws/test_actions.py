import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest

from tests.support import a
from vendors.actors import Actor
from vendors.draws.actions import cancel_draw, commit_draw, open_draw
from vendors.draws.algorithm.replaying import replay
from vendors.draws.limits import least_ratio
from vendors.draws.queries import DrawFilter, State, count_draws, draw_card, draws, frame_text, record, result
from vendors.draws.rules import Base, Method, Plan, Purpose, Spread
from vendors.draws.scopes import Scope, Weight
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.institutions.frame_queries import Trait
from vendors.institutions.queries import institutions_by_code
from vendors.journal.queries import history
from vendors.people.pool.actions import keep_expert, keep_inspector
from vendors.people.pool.cards import ExpertCard, InspectorCard, Speciality
from vendors.people.recusal.actions import Given, Person, note_tie
from vendors.people.recusal.ties import PersonType, TieKind
from vendors.periods import at_local
from vendors.policy.bureau import keeping
from vendors.policy.parameters import parameter
from vendors.policy.rows import Bureau
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
QUARTER = Scope(settled_from=a.WINDOW[0], settled_to=a.WINDOW[1], traits=(Trait.REGION, Trait.LEVEL))
FIVE = Plan(method=Method.STRATIFIED, ratio=Decimal("0.05"), spread=Spread.PROPORTIONAL, least=1)
COUNTY = replace(a.MANAGER, id=5, region="620702")


async def sealed(
    plan: Plan = FIVE, scope: Scope = QUARTER, purpose: Purpose = Purpose.REREVIEW, *, at: datetime = a.AT,
    by: Actor = a.MANAGER, seed: str = "",
) -> int:  # fmt: skip
    return await commit_draw(purpose=purpose, plan=plan, scope=scope, title="抽查", seed=seed, by=by, at=at)


async def test_a_stored_draw_replays_from_its_record_and_its_frame() -> None:
    await a.cases(338)
    made = await sealed()
    drawn = await open_draw(draw_id=made, by=a.MANAGER, at=a.AT, witnesses=["孙见证", " "])
    card = await draw_card(made, for_=a.MANAGER)
    assert (card.state, card.size, len(drawn.picks), card.witnesses) == (State.DRAWN, 17, 17, ("孙见证",))
    assert {one.name.split("·")[1] for one in card.outcome.strata} == {"二级甲等", "未填"}
    assert replay(await record(card)) == ()
    assert sha256((await frame_text(made)).encode()).hexdigest() == card.frame_hash
    assert {line.label for _, line in await result(made)} <= {one.name for one in a.HOSPITALS}


async def test_the_journal_gets_the_seal_first_and_the_seed_after() -> None:
    await a.cases(21)
    made = await sealed(seed="一粒种子")
    assert (await draw_card(made, for_=a.MANAGER)).seed == ""
    (promised,) = await history(object_type="draw", object_id=made)
    assert "一粒种子" not in json.dumps(promised.entry.after, ensure_ascii=False)
    await open_draw(draw_id=made, by=a.MANAGER, at=a.AT)
    kept = (await history(object_type="draw", object_id=made))[-1].entry
    assert kept.after is not None
    assert (kept.kind, kept.after["seed"], kept.after["size"]) == ("draw.made", "一粒种子", 2)
    with pytest.raises(Conflict, match="已抽样"):
        await open_draw(draw_id=made, by=a.MANAGER, at=a.AT)


async def test_a_new_least_ratio_binds_draws_from_its_day_and_not_before() -> None:
    """本局通知: from 1 September 8 %."""
    await a.cases(50)
    first = date(2026, 9, 1)
    own = replace(parameter("sampling_ratio_min", first), value=Decimal("0.08"), begins=first, source="本局通知")
    before, after = at_local(date(2026, 8, 31)), at_local(first)
    with keeping(Bureau(version=1, parameters=(own,))):
        assert (least_ratio(date(2026, 8, 31)), least_ratio(first)) == (Decimal("0.05"), Decimal("0.08"))
        drawn = await open_draw(draw_id=await sealed(at=before), by=a.MANAGER, at=before)
        assert len(drawn.picks) == 3
        with pytest.raises(Invalid, match="不低于 8%（本局通知第十七条"):
            await sealed(at=after)
        late = await sealed(at=before)
        with pytest.raises(Conflict, match="不低于 8%"):
            await open_draw(draw_id=late, by=a.MANAGER, at=after)
        eight = replace(FIVE, ratio=Decimal("0.08"))
        assert len((await open_draw(draw_id=await sealed(eight, at=after), by=a.MANAGER, at=after)).picks) == 4


async def test_a_re_review_has_a_ratio_and_a_spot_check_may_have_a_number() -> None:
    await a.cases(30)
    seven = Plan(size=7)
    with pytest.raises(Invalid, match="按比例抽取"):
        await sealed(seven)
    drawn = await open_draw(draw_id=await sealed(seven, purpose=Purpose.CASES), by=a.MANAGER, at=a.AT)
    assert len(drawn.picks) == 7


async def test_by_amount_of_money_the_sample_reaches_the_share_of_the_money() -> None:
    await a.cases(30)
    plan = Plan(ratio=Decimal("0.05"), base=Base.AMOUNT)
    drawn = await open_draw(draw_id=await sealed(plan), by=a.MANAGER, at=a.AT)
    assert [one.unit.amount for one in drawn.picks] == [612_030, 612_030]


async def test_nothing_is_half_drawn() -> None:
    made = await sealed()
    with pytest.raises(Conflict, match="总体为空"):
        await open_draw(draw_id=made, by=a.MANAGER, at=a.AT)
    card = await draw_card(made, for_=a.MANAGER)
    assert (card.state, card.frame_hash, await result(made)) == (State.SEALED, "", ())


async def test_a_draw_given_up_keeps_its_number_and_is_never_made() -> None:
    made = await sealed()
    with pytest.raises(Invalid):
        await cancel_draw(draw_id=made, reason=" ", by=a.MANAGER, at=a.AT)
    await cancel_draw(draw_id=made, reason="范围填错", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="已作废"):
        await open_draw(draw_id=made, by=a.MANAGER, at=a.AT)
    assert (await draw_card(await sealed(), for_=a.MANAGER)).number == "CY-2026-0002"


async def test_a_county_draws_from_its_own_cases_and_sees_its_own_draws() -> None:
    await a.cases(40)
    with seeing(None, region=COUNTY.region):
        made = await sealed(by=COUNTY)
        drawn = await open_draw(draw_id=made, by=COUNTY, at=a.AT)
    assert sum(one.size for one in drawn.strata) == 20
    with pytest.raises(Forbidden):
        await sealed(scope=replace(QUARTER, regions=("620722",)), by=COUNTY)
    city = await sealed()
    with pytest.raises(NotFound):
        await draw_card(city, for_=COUNTY)
    assert [card.id for card in await draws(DrawFilter(), for_=COUNTY)] == [made]
    assert await count_draws(DrawFilter(), for_=a.MANAGER) == 2


async def test_a_draw_belongs_to_a_campaign_there_is() -> None:
    with pytest.raises(NotFound):
        await commit_draw(purpose=Purpose.CASES, plan=Plan(size=1), scope=QUARTER, campaign=9, by=a.MANAGER, at=a.AT)


async def test_vendor_people_neither_draw_nor_look() -> None:
    clerk = a.clerk_of(1)
    with pytest.raises(Forbidden):
        await sealed(by=clerk)
    for question in (draws(DrawFilter(), for_=clerk), draw_card(1, for_=clerk)):
        with pytest.raises(NotFound):
            await question


async def test_institutions_left_out_stand_in_the_record_with_their_reason() -> None:
    await a.cases(4)
    scope = Scope(left_out={a.HOSPITALS[0].code: "正在停业整顿"}, settled_from=a.WINDOW[0], settled_to=a.WINDOW[1])
    plan = Plan(method=Method.BY_AMOUNT, size=1)
    drawn = await open_draw(draw_id=await sealed(plan, scope, Purpose.INSTITUTIONS), by=a.MANAGER, at=a.AT)
    assert [pick.unit for pick in drawn.picks] == [(a.HOSPITALS[1].code, "", 2 * 612_030)]
    card = await draw_card(1, for_=a.MANAGER)
    assert [(one.name, one.reason) for one in card.outcome.exclusions] == [(a.HOSPITALS[0].name, "正在停业整顿")]


async def test_institutions_weigh_by_their_credit_grade() -> None:
    await a.hospitals()
    async with transaction() as connection:
        await connection.execute(
            "UPDATE vendors_institution SET credit_grade = 'C' WHERE code = $1", a.HOSPITALS[0].code
        )
    plan, scope = Plan(method=Method.BY_AMOUNT, size=1), Scope(weight=Weight.CREDIT)
    made = await sealed(plan, scope, Purpose.INSTITUTIONS)
    await open_draw(draw_id=made, by=a.MANAGER, at=a.AT)
    weights = [int(line.split("\t")[2]) for line in (await frame_text(made)).splitlines()]
    day = date(2026, 7, 6)
    assert weights == [int(parameter(f"draw_weight_credit_{grade}", day).value) for grade in ("c", "none")]


async def inspectors(number: int) -> None:
    for serial in range(1, number + 1):
        card = InspectorCard(name=f"检查员{serial}", unit="监管科", certificate=f"E-{serial}")
        await keep_inspector(card=card, by=a.MANAGER, at=a.AT)


async def tied(kind: PersonType, person: int, institution: str) -> None:
    known = await institutions_by_code([institution])
    tie = Given(institution=known[institution].id, kind=TieKind.KIN)
    await note_tie(person=Person(type=kind, id=person), tie=tie, by=a.MANAGER, at=a.AT)


async def test_a_recused_inspector_is_out_of_the_pair_and_the_reason_is_kept() -> None:
    await a.hospitals()
    await inspectors(3)
    await tied(PersonType.INSPECTOR, 1, a.HOSPITALS[0].code)
    plan = Plan(method=Method.DOUBLE, size=2, each=2)
    with pytest.raises(Invalid, match="不少于 2 名"):
        await sealed(replace(plan, each=1), Scope(), Purpose.DOUBLE)
    drawn = await open_draw(draw_id=await sealed(plan, Scope(), Purpose.DOUBLE), by=a.MANAGER, at=a.AT)
    pairs = {pick.unit.id: set(pick.partners) for pick in drawn.picks}
    assert pairs[a.HOSPITALS[0].code] == {"2", "3"}
    (barred,) = (await draw_card(1, for_=a.MANAGER)).outcome.barred
    assert (barred.unit, barred.person) == (a.HOSPITALS[0].code, "1")
    assert "近亲属" in barred.reason


async def test_too_few_inspectors_after_recusal_leaves_everything_undrawn() -> None:
    await a.hospitals()
    await inspectors(2)
    await tied(PersonType.INSPECTOR, 2, a.HOSPITALS[1].code)
    made = await sealed(Plan(method=Method.DOUBLE, size=1, each=2), Scope(), Purpose.DOUBLE)
    with pytest.raises(Conflict, match=a.HOSPITALS[1].code):
        await open_draw(draw_id=made, by=a.MANAGER, at=a.AT)
    assert (await draw_card(made, for_=a.MANAGER)).state is State.SEALED


async def test_experts_come_by_their_first_speciality() -> None:
    for serial, kinds in enumerate(((Speciality.MEDICAL, Speciality.AUDIT), (Speciality.AUDIT,)), start=1):
        card = ExpertCard(name=f"专家{serial}", employer="示例医学院", specialities=kinds)
        await keep_expert(card=card, by=a.MANAGER, at=a.AT)
    plan = Plan(method=Method.STRATIFIED, spread=Spread.GIVEN, counts={"审计": 1})
    drawn = await open_draw(draw_id=await sealed(plan, Scope(), Purpose.EXPERTS), by=a.MANAGER, at=a.AT)
    assert [pick.unit.id for pick in drawn.picks] == ["2"]
    await a.hospitals()
    await tied(PersonType.EXPERT, 2, a.HOSPITALS[0].code)
    about = Scope(concerning=(a.HOSPITALS[0].code,))
    with pytest.raises(Conflict, match="可抽人数不足：审计（0/1）"):
        await open_draw(draw_id=await sealed(plan, about, Purpose.EXPERTS), by=a.MANAGER, at=a.AT)


@pytest.mark.parametrize(
    ("field", "purpose", "plan", "scope"),
    [
        ("settled_from", Purpose.CASES, Plan(size=1), Scope()),
        ("settled_to", Purpose.CASES, Plan(size=1), replace(QUARTER, settled_to=date(2026, 1, 1))),
        ("traits", Purpose.REREVIEW, FIVE, replace(QUARTER, traits=())),
        ("method", Purpose.CASES, Plan(method=Method.DOUBLE, size=1, each=2), QUARTER),
        ("settled_from", Purpose.INSTITUTIONS, Plan(method=Method.BY_AMOUNT, size=1), Scope()),
    ],
)
async def test_a_scope_that_cannot_be_opened_is_named(field: str, purpose: Purpose, plan: Plan, scope: Scope) -> None:
    with pytest.raises(Invalid) as wrong:
        await sealed(plan, scope, purpose)
    assert field in wrong.value.fields


async def test_the_list_filters_and_goes_on_where_it_ended() -> None:
    for serial in range(3):
        await sealed(at=at_local(date(2026, 7, 6 + serial)))
    await cancel_draw(draw_id=2, reason="重填", by=a.MANAGER, at=a.AT)
    newest, *_ = await draws(DrawFilter(), for_=a.MANAGER)
    rest = await draws(DrawFilter(), for_=a.MANAGER, before=(newest.committed_at, newest.id))
    assert [card.id for card in rest] == [2, 1]
    for which, found in (
        (DrawFilter(state=State.CANCELLED), [2]),
        (DrawFilter(text="0003"), [3]),
        (DrawFilter(since=date(2026, 7, 7)), [3, 2]),
        (DrawFilter(until=date(2026, 7, 6), method=Method.STRATIFIED), [1]),
        (DrawFilter(purpose=Purpose.DOUBLE), []),
    ):
        assert [card.id for card in await draws(which, for_=a.MANAGER)] == found
        assert await count_draws(which, for_=a.MANAGER) == len(found)


async def test_a_seed_of_ones_own_is_plain_text() -> None:
    for seed in ("x" * 65, "a\nb"):
        with pytest.raises(Invalid):
            await sealed(seed=seed)
