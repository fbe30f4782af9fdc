from datetime import date
from decimal import Decimal

import pytest

from tests.support import a, blind, filed
from vendors.actors import Actor, Role
from vendors.draws.actions import open_draw
from vendors.draws.algorithm.replaying import replay
from vendors.draws.queries import draw_card, record
from vendors.draws.rules import Method
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.findings.rules import Opinion
from vendors.reviewing.actions import Look, NewSample, cancel_sample, commit_sample, look_at, open_sample
from vendors.reviewing.frames import Narrowing
from vendors.reviewing.queries.samples import (
    Verdict,
    drawable,
    drawn_case,
    drawn_cases,
    drawn_findings,
    sample,
    samples,
    unlooked,
)
from vendors.reviewing.rules import CaseOutcome, SampleKind, SampleState
from vendors.rulings.queries.outcomes import missed
from vendors.tasks.list_actions import mark_reviewed
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.FILED
EVERY = NewSample(kind=SampleKind.FINDINGS, title="盲审", ratio=Decimal(1))


async def test_the_frame_is_what_awaits_its_second_review() -> None:
    world = await filed.world()
    first, second, third = await filed.stored(world, *(filed.case(visit) for visit in world.visits[:3]))
    await blind.spoken_first(first, Opinion.PASS)
    await blind.spoken_first(second, Opinion.REJECT)
    assert await drawable(SampleKind.FINDINGS, Narrowing(), for_=blind.MANAGER) == 2
    made = await blind.sample()
    assert {one.finding for one in await drawn_findings(made, for_=blind.MANAGER)} == {first, second}
    assert [(await filed.head(id_)).blind for id_ in (first, second, third)] == [True, True, False]


async def test_a_finding_drawn_once_is_not_drawn_again() -> None:
    await blind.drawn(await filed.world(), Opinion.PASS)
    again = await commit_sample(sample=EVERY, by=blind.MANAGER, at=AT)
    with pytest.raises(Conflict, match="总体为空"):
        await open_sample(sample=again, by=blind.MANAGER, at=AT)
    assert (await sample(again, for_=blind.MANAGER)).state is SampleState.SEALED


async def test_the_frame_may_be_one_vendors_tasks_or_batchs() -> None:
    world = await filed.world()
    other = await filed.rival(world)
    (mine,) = await filed.stored(world, filed.case(world.visits[0]))
    (theirs,) = await filed.stored(other, filed.case(other.visits[1]))
    for id_ in (mine, theirs):
        await blind.spoken_first(id_, Opinion.PASS)
    batch = (await filed.head(theirs)).batch
    for which in (Narrowing(vendor=other.vendor), Narrowing(task=other.task), Narrowing(batch=batch)):
        assert await drawable(SampleKind.FINDINGS, which, for_=blind.MANAGER) == 1
    made = await blind.sample(which=Narrowing(task=other.task))
    assert [one.finding for one in await drawn_findings(made, for_=blind.MANAGER)] == [theirs]


async def test_the_draw_is_recorded_and_replays_to_the_same_findings() -> None:
    await blind.drawn(await filed.world(), *[Opinion.PASS] * 4)
    card = (await samples(for_=blind.MANAGER))[0]
    found = await record(await draw_card(card.draw, for_=blind.MANAGER))
    assert replay(found) == ()
    assert card.number == "FS-2026-0001"
    assert (card.size, card.frame_size, card.state) == (4, 4, SampleState.OPEN)


async def test_less_than_a_twentieth_is_refused_and_is_what_is_drawn_by_default() -> None:
    few = NewSample(kind=SampleKind.FINDINGS, title="盲审", ratio=Decimal("0.0499"))
    with pytest.raises(Invalid) as refused:
        await commit_sample(sample=few, by=blind.MANAGER, at=AT)
    assert "第十七条" in refused.value.fields["ratio"].zh
    made = await commit_sample(sample=NewSample(kind=SampleKind.FINDINGS, title="盲审"), by=blind.MANAGER, at=AT)
    card = await draw_card((await sample(made, for_=blind.MANAGER)).draw, for_=blind.MANAGER)
    assert card.plan.ratio == Decimal("0.05")
    assert card.seed == ""


async def test_only_a_task_manager_draws_for_blind_review() -> None:
    made = await commit_sample(sample=EVERY, by=blind.MANAGER, at=AT)
    clerk = a.clerk_of(1)
    for who in (filed.FIRST, filed.SECOND, filed.LEADER, clerk):
        with pytest.raises(Forbidden):
            await commit_sample(sample=EVERY, by=who, at=AT)
        with pytest.raises(Forbidden):
            await open_sample(sample=made, by=who, at=AT)
        with pytest.raises(Forbidden):
            await cancel_sample(sample=made, reason="x", by=who, at=AT)


async def test_a_sample_given_up_is_not_opened_and_keeps_its_number() -> None:
    made = await commit_sample(sample=EVERY, by=blind.MANAGER, at=AT)
    await cancel_sample(sample=made, reason="范围有误", by=blind.MANAGER, at=AT)
    with pytest.raises(Conflict):
        await open_sample(sample=made, by=blind.MANAGER, at=AT)
    assert (await sample(made, for_=blind.MANAGER)).state is SampleState.CANCELLED


async def test_the_draws_own_page_does_not_open_a_samples_frame() -> None:
    made = await commit_sample(sample=EVERY, by=blind.MANAGER, at=AT)
    draw = (await sample(made, for_=blind.MANAGER)).draw
    with pytest.raises(Conflict, match="盲审批次"):
        await open_draw(draw_id=draw, by=blind.MANAGER, at=AT)


async def test_a_countys_manager_does_not_reach_the_citys_sample() -> None:
    made = await commit_sample(sample=EVERY, by=blind.MANAGER, at=AT)
    county = Actor(id=30, name="梁县", roles=frozenset({Role.TASK_MANAGER}), region="620702")
    with pytest.raises(NotFound):
        await open_sample(sample=made, by=county, at=AT)


async def test_progress_counts_who_has_spoken_and_how() -> None:
    agreed, differed, returned, waiting = await blind.drawn(await filed.world(), *[Opinion.PASS] * 4)
    await blind.second(agreed, Opinion.PASS)
    await blind.second(differed, Opinion.REJECT)
    await blind.second(returned, Opinion.RETURN)
    card = (await samples(for_=blind.MANAGER))[0]
    assert (card.done, card.size, card.hits) == (3, 4, 1)
    assert card.due_on == date(2026, 9, 15)
    found = {one.finding: one.verdict for one in await drawn_findings(card.id, for_=blind.MANAGER)}
    assert found == {
        agreed: Verdict.AGREED,
        differed: Verdict.DIFFERED,
        returned: Verdict.RETURNED,
        waiting: None,
    }


async def passed_over() -> tuple[filed.World, int]:
    """A task of four cases, all reviewed, one with a finding; the other three drawn for a second look."""
    world = await filed.world()
    await filed.stored(world, filed.case(world.visits[0]))
    await mark_reviewed(task=world.task, by=world.clerk, at=AT)
    return world, await blind.sample(SampleKind.PASSED)


async def test_cases_are_drawn_from_what_the_vendor_passed() -> None:
    world, made = await passed_over()
    cases = await drawn_cases(made, for_=filed.SECOND)
    assert {one.visit_id for one in cases} == set(world.visits[1:])
    assert await unlooked(for_=filed.SECOND) == 3


async def test_cases_nobody_has_reviewed_are_not_passed() -> None:
    await filed.world()
    assert await drawable(SampleKind.PASSED, Narrowing(), for_=blind.MANAGER) == 0


async def test_a_second_look_finds_nothing_or_records_what_was_missed() -> None:
    world, made = await passed_over()
    clean, hit, _ = await drawn_cases(made, for_=filed.SECOND)
    assert await look_at(item=clean.id, look=Look(note="与病历一致"), by=filed.SECOND, at=AT) is CaseOutcome.CLEAN
    look = Look(violation="0202", note="二级护理按一级计费")
    assert await look_at(item=hit.id, look=look, by=filed.SECOND, at=AT) is CaseOutcome.MISSED
    seen = await drawn_case(hit.id, for_=filed.SECOND)
    assert (seen.outcome, seen.violation, seen.looked_by_name) == (CaseOutcome.MISSED, "0202", "白露")
    window = (date(2026, 1, 1), date(2026, 12, 31))
    (found,) = (await missed(contracts=[world.contract], window=window, as_of=AT)).values()
    assert len(found) == 1
    card = await sample(made, for_=filed.SECOND)
    assert (card.done, card.hits, card.state) == (2, 1, SampleState.OPEN)


async def test_a_case_is_looked_at_once_and_by_second_reviewers_alone() -> None:
    _, made = await passed_over()
    item = (await drawn_cases(made, for_=filed.SECOND))[0].id
    for who in (filed.FIRST, blind.MANAGER):
        with pytest.raises(Forbidden):
            await look_at(item=item, look=Look(), by=who, at=AT)
    await look_at(item=item, look=Look(), by=filed.SECOND, at=AT)
    with pytest.raises(Conflict):
        await look_at(item=item, look=Look(), by=blind.THIRD, at=AT)
    with pytest.raises(NotFound):
        await look_at(item=item + 99, look=Look(), by=filed.SECOND, at=AT)


async def test_a_sample_without_a_title_is_refused() -> None:
    with pytest.raises(Invalid):
        await commit_sample(
            sample=NewSample(kind=SampleKind.PASSED, title=" ", method=Method.STRATIFIED), by=blind.MANAGER, at=AT
        )


async def test_a_finding_replaced_by_a_new_version_no_longer_waits() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.PASS)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_finding SET state = 'superseded' WHERE id = $1", id_)
    card = (await samples(for_=blind.MANAGER))[0]
    assert card.state is SampleState.DONE


async def test_no_vendor_reads_of_samples() -> None:
    world, made = await passed_over()
    item = (await drawn_cases(made, for_=filed.SECOND))[0].id
    asked = (
        samples(for_=world.clerk),
        unlooked(for_=world.clerk),
        sample(made, for_=world.clerk),
        drawn_findings(made, for_=world.clerk),
        drawn_cases(made, for_=world.clerk),
        drawn_case(item, for_=world.clerk),
    )
    for read in asked:
        with pytest.raises(NotFound):
            await read
