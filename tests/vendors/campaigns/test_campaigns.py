from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support import a
from vendors.actors import Actor, Role
from vendors.attachments.rules import File
from vendors.campaigns.actions import move_campaign, plan_campaign, replan_campaign
from vendors.campaigns.plan_actions import (
    InstitutionFilter,
    add_milestone,
    add_phase,
    finish_milestone,
    put_institutions,
    take_institutions,
)
from vendors.campaigns.plan_queries import phases, scope, scope_counts
from vendors.campaigns.queries import CampaignFilters, campaign, campaigns, due_milestones, open_campaigns
from vendors.campaigns.rules import CampaignKind, CampaignState, Focus, MilestoneKind, Plan, Scope
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.periods import at_local
from vendors.policy.parameters import parameter

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
COUNTY = Actor(id=9, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")
PLAN = Plan(
    name="2026年打击欺诈骗保专项整治", kind=CampaignKind.SPECIAL,
    starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31),
    scope=Scope(covers_from=date(2024, 1, 1), covers_to=date(2026, 6, 30), focus=(Focus.PATIENTS, Focus.BILLS)),
    lead_name="周启明", agencies=("1", "4"), basis_number="张医保发〔2026〕12号",
)  # fmt: skip


async def planned(**changes: object) -> int:
    return await plan_campaign(plan=replace(PLAN, **changes), by=a.MANAGER, at=a.AT)  # type: ignore[arg-type]


async def started() -> int:
    """A running campaign over both hospitals."""
    await a.hospitals()
    made = await planned()
    await put_institutions(campaign=made, which=InstitutionFilter(), by=a.MANAGER, at=a.AT)
    await move_campaign(campaign=made, to=CampaignState.RUNNING, reason="", by=a.MANAGER, at=a.AT)
    return made


async def test_a_campaign_is_planned_with_a_number_and_its_scope() -> None:
    found = await campaign(await planned(), for_=a.MANAGER)
    assert (found.number, found.state) == ("ZX-2026-0001", CampaignState.PREPARING)
    assert found.focus == (Focus.PATIENTS, Focus.BILLS)
    assert found.agencies == ("1", "4")


async def test_every_wrong_value_of_a_plan_is_named() -> None:
    scope_ = Scope(covers_from=date(2026, 2, 1), covers_to=date(2026, 1, 1), regions=("110000",), violations=("99",))
    with pytest.raises(Invalid) as wrong:
        await planned(name=" ", lead_name="", ends_on=date(2026, 1, 1), agencies=("88",), scope=scope_)
    assert set(wrong.value.fields) == {
        "name", "lead_name", "ends_on", "covers_to", "regions", "violations", "agencies"
    }  # fmt: skip


async def test_a_vendor_and_a_county_plan_nothing() -> None:
    for who in (a.clerk_of(await a.vendor()), COUNTY):
        with pytest.raises(Forbidden):
            await plan_campaign(plan=PLAN, by=who, at=a.AT)


async def test_a_filter_keeps_to_the_campaigns_counties() -> None:
    await a.hospitals()
    made = await planned(scope=replace(PLAN.scope, regions=("620722",)))
    assert await put_institutions(campaign=made, which=InstitutionFilter(), by=a.MANAGER, at=a.AT) == 1
    assert [one.region for one in await scope(made, for_=a.MANAGER)] == ["620722"]
    assert await scope_counts(made, for_=a.MANAGER) == {"620722": (1, 1)}


async def test_chosen_codes_come_in_once_and_unknown_ones_are_named() -> None:
    await a.hospitals()
    made = await planned()
    codes = [a.HOSPITALS[0].code]
    assert await put_institutions(campaign=made, which=codes, by=a.MANAGER, at=a.AT) == 1
    assert await put_institutions(campaign=made, which=codes, by=a.MANAGER, at=a.AT) == 0
    with pytest.raises(Invalid, match="H99999999999"):
        await put_institutions(campaign=made, which=["H99999999999"], by=a.MANAGER, at=a.AT)


async def test_an_institution_leaves_the_scope_with_a_reason_only() -> None:
    made, codes = await started(), [a.HOSPITALS[0].code]
    with pytest.raises(Invalid):
        await take_institutions(campaign=made, codes=codes, reason=" ", by=a.MANAGER, at=a.AT)
    assert await take_institutions(campaign=made, codes=codes, reason="已停业", by=a.MANAGER, at=a.AT) == 1


async def test_a_campaign_without_institutions_does_not_start() -> None:
    with pytest.raises(Conflict, match="范围内还没有定点机构"):
        await move_campaign(campaign=await planned(), to=CampaignState.RUNNING, reason="", by=a.MANAGER, at=a.AT)


async def test_terminating_and_going_back_take_a_reason() -> None:
    made = await started()
    with pytest.raises(Invalid):
        await move_campaign(campaign=made, to=CampaignState.TERMINATED, reason="", by=a.MANAGER, at=a.AT)
    await move_campaign(campaign=made, to=CampaignState.WINDING_UP, reason="", by=a.MANAGER, at=a.AT)
    with pytest.raises(Invalid):
        await move_campaign(campaign=made, to=CampaignState.RUNNING, reason="", by=a.MANAGER, at=a.AT)
    await move_campaign(campaign=made, to=CampaignState.TERMINATED, reason="上级统一部署调整", by=a.MANAGER, at=a.AT)
    assert (await campaign(made, for_=a.MANAGER)).reason == "上级统一部署调整"


async def test_what_is_over_changes_no_more() -> None:
    made = await started()
    for state in (CampaignState.WINDING_UP, CampaignState.ENDED):
        await move_campaign(campaign=made, to=state, reason="", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await replan_campaign(campaign=made, plan=PLAN, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await put_institutions(campaign=made, which=InstitutionFilter(), by=a.MANAGER, at=a.AT)
    assert await open_campaigns(for_=a.MANAGER, on=a.MONDAY) == ()


async def test_a_county_sees_the_campaigns_that_touch_it_and_its_own_institutions() -> None:
    whole = await started()
    elsewhere = await planned(scope=replace(PLAN.scope, regions=("620702",)))
    assert [one.id for one in await campaigns(for_=COUNTY)] == [whole]
    assert [one.region for one in await scope(whole, for_=COUNTY)] == ["620722"]
    with pytest.raises(NotFound):
        await campaign(elsewhere, for_=COUNTY)


async def test_the_list_is_read_page_by_page_and_narrowed() -> None:
    days = [PLAN.starts_on - timedelta(days=n) for n in (0, 0, 5)]
    made = [await planned(starts_on=day, name=f"行动{n}") for n, day in enumerate(days)]
    first = await campaigns(for_=a.MANAGER, size=2)
    assert [one.id for one in first] == [made[1], made[0]]
    rest = await campaigns(for_=a.MANAGER, after=(first[-1].starts_on, first[-1].id), size=2)
    assert [one.id for one in rest] == [made[2]]
    assert [one.name for one in await campaigns(for_=a.MANAGER, which=CampaignFilters(text="行动2"))] == ["行动2"]


async def test_phases_lie_within_the_campaign_and_have_a_name_each() -> None:
    made = await started()
    for name, begins in (("动员部署", date(2026, 6, 30)), ("", date(2026, 7, 1))):
        with pytest.raises(Invalid):
            await add_phase(campaign=made, name=name, begins=begins, ends=date(2026, 7, 31), by=a.MANAGER, at=a.AT)
    await add_phase(
        campaign=made, name="动员部署", begins=date(2026, 7, 1), ends=date(2026, 7, 31), by=a.MANAGER, at=a.AT
    )
    with pytest.raises(Invalid, match="同名"):
        await add_phase(
            campaign=made, name="动员部署", begins=date(2026, 8, 1), ends=date(2026, 8, 2), by=a.MANAGER, at=a.AT
        )
    with pytest.raises(Invalid, match="动员部署"):
        await replan_campaign(campaign=made, plan=replace(PLAN, starts_on=date(2026, 7, 2)), by=a.MANAGER, at=a.AT)


async def milestone(made: int, kind: MilestoneKind, due_on: date) -> int:
    phase = await add_phase(
        campaign=made, name=f"{kind.zh}阶段", begins=date(2026, 7, 1), ends=date(2026, 12, 31), by=a.MANAGER, at=a.AT
    )
    return await add_milestone(
        campaign=made, phase=phase, kind=kind, name=kind.zh, due_on=due_on, by=a.MANAGER, at=a.AT
    )


async def test_a_mid_term_evaluation_is_done_with_its_report() -> None:
    made = await started()
    point = await milestone(made, MilestoneKind.MIDTERM, date(2026, 9, 30))
    with pytest.raises(Invalid) as wrong:
        await finish_milestone(campaign=made, milestone=point, on=a.MONDAY, by=a.MANAGER, at=a.AT)
    assert "file" in wrong.value.fields
    report = File(filename="自评.pdf", content=b"%PDF-1.7")
    await finish_milestone(
        campaign=made, milestone=point, on=a.MONDAY, by=a.MANAGER, at=a.AT, file=report, sha256="ab" * 32
    )
    (phase,) = await phases(made, for_=a.MANAGER)
    assert (phase.done, phase.milestones[0].done_on) == (1, a.MONDAY)
    with pytest.raises(Conflict):
        await finish_milestone(campaign=made, milestone=point, on=a.MONDAY, by=a.MANAGER, at=a.AT, file=report)


async def test_milestones_are_reminded_of_before_their_day_and_until_they_are_done() -> None:
    made, due = await started(), date(2026, 9, 30)
    point = await milestone(made, MilestoneKind.WORK, due)
    ahead = timedelta(days=parameter("milestone_reminder_days", due).whole)
    assert await due_milestones(on=due - ahead - timedelta(days=1)) == ()
    assert [one.id for one in await due_milestones(on=due - ahead)] == [point]
    late = due + timedelta(days=1)
    assert (await due_milestones(on=late))[0].overdue(late)
    assert (await campaign(made, for_=a.MANAGER)).late(late)
    await finish_milestone(campaign=made, milestone=point, on=late, by=a.MANAGER, at=at_local(late))
    assert await due_milestones(on=late) == ()
