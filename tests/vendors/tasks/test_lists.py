from decimal import Decimal

import pytest

from tests.support import a
from vendors.draws.algorithm.generator import commitment
from vendors.draws.algorithm.records import DrawRecord
from vendors.draws.algorithm.replaying import replay
from vendors.draws.rules import Method
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.institutions.frame_queries import Trait
from vendors.institutions.queries import CaseFilter
from vendors.journal.queries import history
from vendors.tasks.list_actions import assign_cases, commit_draw, draw_cases, mark_reviewed
from vendors.tasks.queries import coverage, draws, task_by_number, task_cases
from vendors.tasks.results.sheet_queries import task_sheet
from vendors.tasks.rules import TaskKind

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
ALL = CaseFilter(settled_from=a.WINDOW[0], settled_to=a.WINDOW[1])


async def drafted(number: int = 21, kind: TaskKind = TaskKind.FULL_REVIEW) -> int:
    """A draft task listing so many cases."""
    await a.cases(number)
    contract = await a.contract(vendor=await a.vendor())
    made = await a.draft(contract=contract, kind=kind)
    await assign_cases(task=made, cases=ALL, by=a.MANAGER, at=a.AT)
    return made


async def test_a_full_review_keeps_its_list_with_the_sample_marked() -> None:
    made = await drafted(21)
    drawn = await commit_draw(task=made, ratio=Decimal("0.05"), by=a.MANAGER, at=a.AT)
    sample = await draw_cases(draw_id=drawn, by=a.MANAGER, at=a.AT)
    counts = await coverage(made, for_=a.MANAGER)
    assert (counts.listed, counts.sampled, counts.institutions, len(sample)) == (21, 2, 2, 2)
    marked = [case.visit_id for case in await task_cases(made, for_=a.MANAGER) if case.draw == "CY-2026-0001"]
    assert sorted(marked) == list(sample)


async def test_a_sample_may_be_stratified_or_by_amount() -> None:
    made = await drafted(40)
    drawn = await commit_draw(
        task=made, method=Method.STRATIFIED, traits=(Trait.REGION,), least=1, by=a.MANAGER, at=a.AT
    )
    assert len(await draw_cases(draw_id=drawn, by=a.MANAGER, at=a.AT)) == 2
    (found,) = await draws(made, for_=a.MANAGER)
    assert isinstance(found.record, DrawRecord)
    assert [one.drawn for one in found.record.strata] == [1, 1]
    assert replay(found.record) == ()
    other = await a.draft(contract=await a.contract(vendor=await a.vendor()))
    await assign_cases(task=other, cases=ALL, by=a.MANAGER, at=a.AT)
    by_amount = await commit_draw(task=other, ratio=Decimal("0.1"), method=Method.BY_AMOUNT, by=a.MANAGER, at=a.AT)
    assert len(await draw_cases(draw_id=by_amount, by=a.MANAGER, at=a.AT)) == 4


async def test_a_review_is_not_sampled_below_the_least_of_the_day_and_takes_it_when_nothing_is_said() -> None:
    made = await drafted(21)
    with pytest.raises(Invalid, match="不低于 5%"):
        await commit_draw(task=made, ratio=Decimal("0.04"), by=a.MANAGER, at=a.AT)
    drawn = await commit_draw(task=made, by=a.MANAGER, at=a.AT)
    assert len(await draw_cases(draw_id=drawn, by=a.MANAGER, at=a.AT)) == 2


async def test_a_sampled_review_keeps_the_sample_alone() -> None:
    made = await drafted(21, TaskKind.SAMPLED_REVIEW)
    sample = await draw_cases(
        draw_id=await commit_draw(task=made, ratio=Decimal("0.2"), by=a.MANAGER, at=a.AT), by=a.MANAGER, at=a.AT
    )
    assert len(sample) == 5
    assert (await coverage(made, for_=a.MANAGER)).listed == 5
    (found,) = await draws(made, for_=a.MANAGER)
    assert found.frame_size == 21


async def test_the_seed_is_promised_before_the_frame_is_opened_and_told_after() -> None:
    made = await drafted()
    drawn = await commit_draw(task=made, ratio=Decimal("0.05"), seed="一粒种子", by=a.MANAGER, at=a.AT)
    (pending,) = await draws(made, for_=a.MANAGER)
    assert (pending.record.seed, pending.frame_size, pending.drawn_at) == ("", 0, None)
    await draw_cases(draw_id=drawn, by=a.MANAGER, at=a.AT)
    promised, kept = await history(object_type="draw", object_id=drawn)
    assert promised.entry.after is not None
    assert kept.entry.after is not None
    assert "seed" not in promised.entry.after
    assert promised.entry.after["seed_commitment"] == commitment(str(kept.entry.after["seed"]))


async def test_a_stored_draw_replays_from_the_record() -> None:
    made = await drafted()
    await draw_cases(
        draw_id=await commit_draw(task=made, ratio=Decimal("0.05"), by=a.MANAGER, at=a.AT), by=a.MANAGER, at=a.AT
    )
    (found,) = await draws(made, for_=a.MANAGER)
    assert replay(found.record) == ()


async def test_a_task_has_one_draw_and_its_list_is_closed_by_it() -> None:
    made = await drafted()
    drawn = await commit_draw(task=made, ratio=Decimal("0.05"), by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="已有抽样"):
        await commit_draw(task=made, ratio=Decimal("0.05"), by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="已有抽样"):
        await assign_cases(task=made, cases=ALL, by=a.MANAGER, at=a.AT)
    await draw_cases(draw_id=drawn, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="已抽样"):
        await draw_cases(draw_id=drawn, by=a.MANAGER, at=a.AT)


async def test_an_empty_list_a_wrong_ratio_and_an_unknown_draw_are_refused() -> None:
    made = await a.draft(contract=await a.contract(vendor=await a.vendor()))
    for ratio in ("1.1", "0", "0.00001", "0.071234"):
        with pytest.raises(Invalid):
            await commit_draw(task=made, ratio=Decimal(ratio), by=a.MANAGER, at=a.AT)
    drawn = await commit_draw(task=made, ratio=Decimal(1), by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="清单为空"):
        await draw_cases(draw_id=drawn, by=a.MANAGER, at=a.AT)
    with pytest.raises(NotFound):
        await draw_cases(draw_id=404, by=a.MANAGER, at=a.AT)
    with pytest.raises(NotFound):
        await assign_cases(task=404, cases=ALL, by=a.MANAGER, at=a.AT)


async def test_chosen_visits_come_once_and_unknown_ones_are_named() -> None:
    made = await drafted(3)
    with pytest.raises(Invalid, match="V404"):
        await assign_cases(task=made, cases=["V404"], by=a.MANAGER, at=a.AT)
    assert await assign_cases(task=made, cases=[a.case(1).visit_id], by=a.MANAGER, at=a.AT) == 0
    with pytest.raises(Forbidden):
        await assign_cases(task=made, cases=ALL, by=a.clerk_of(1), at=a.AT)


async def test_an_issued_tasks_list_is_closed() -> None:
    await a.cases(3)
    made = await a.task(contract=await a.contract(vendor=await a.vendor()), ratio=None)
    with pytest.raises(Conflict, match="已下达"):
        await assign_cases(task=made, cases=ALL, by=a.MANAGER, at=a.AT)


async def test_reviewed_cases_are_counted_once() -> None:
    await a.cases(20)
    vendor = await a.vendor()
    made = await a.task(contract=await a.contract(vendor=vendor))
    clerk = a.clerk_of(vendor)
    first = [case.id for case in await task_cases(made, for_=clerk)][:7]
    assert await mark_reviewed(task=made, cases=first, by=clerk, at=a.AT) == 7
    assert await mark_reviewed(task=made, by=clerk, at=a.AT) == 13
    counts = await coverage(made, for_=clerk)
    assert (counts.reviewed, counts.sampled_reviewed) == (20, 1)


async def test_charlie_must_not_see_list_draws_coverage_or_sheet() -> None:
    await a.cases(3)
    vendor = await a.vendor()
    made = await a.task(contract=await a.contract(vendor=vendor))
    charlie = a.clerk_of(vendor + 1)
    for question in (task_cases, coverage, draws):
        with pytest.raises(NotFound):
            await question(made, for_=charlie)
    with pytest.raises(NotFound):
        await task_sheet(made, on=a.MONDAY, for_=charlie)
    with pytest.raises(NotFound):
        await mark_reviewed(task=made, by=charlie, at=a.AT)
    with pytest.raises(NotFound):
        await mark_reviewed(task=404, by=a.MANAGER, at=a.AT)
    assert await task_by_number("RW-2026-0001", for_=charlie) is None


async def test_the_sheet_tells_an_upload_all_it_needs() -> None:
    await a.cases(3)
    vendor = await a.vendor()
    await a.staff(vendor=vendor, name="何小满")
    made = await a.task_in_progress(vendor=vendor, contract=await a.contract(vendor=vendor))
    sheet = await task_sheet(made, on=a.MONDAY, for_=a.clerk_of(vendor))
    assert (sheet.uploadable, sheet.staff, sheet.draw_numbers) == (True, ("何小满",), ("CY-2026-0001",))
    assert (sheet.sampling_ratio, sheet.covers_from) == (Decimal("0.05"), a.WINDOW[0])
    assert {(case.institution_code, case.total_fen) for case in sheet.cases} == {
        ("H62070200001", 863_250),
        ("H62072200002", 863_250),
    }
