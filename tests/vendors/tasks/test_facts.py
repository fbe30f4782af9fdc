from datetime import date
from decimal import Decimal

import pytest

from tests.support import a
from vendors.periods import Period, at_local
from vendors.tasks.actions import begin_check, check_off, return_task, submit_task, terminate_task
from vendors.tasks.fact_queries import review_counts, timings
from vendors.tasks.list_actions import mark_reviewed
from vendors.tasks.rules import TaskKind

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
QUARTER, END = Period.parse("2026Q3"), date(2026, 9, 30)
FULL = frozenset({TaskKind.FULL_REVIEW})


async def submitted(vendor: int, contract: int, day: date) -> int:
    """A task of five working days from Monday 6 July (due on the 13th), handed in on a day and accepted."""
    made = await a.task_in_progress(vendor=vendor, contract=contract, deadline_days=5, ratio=None)
    await submit_task(task=made, by=a.clerk_of(vendor), at=at_local(day))
    await begin_check(task=made, by=a.MANAGER, at=at_local(day))
    await check_off(task=made, note="抽查完毕", by=a.MANAGER, at=at_local(day))
    return made


async def test_on_time_late_and_doubly_late_tasks_are_told_apart() -> None:
    await a.cases(2)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    for day in (date(2026, 7, 13), date(2026, 7, 14), date(2026, 7, 21), date(2026, 7, 20), date(2026, 7, 18)):
        await submitted(vendor, contract, day)
    found = (await timings(contracts=[contract], period=QUARTER, until=END, for_=a.MANAGER))[contract]
    assert [one.days_late for one in found] == [0, 1, 6, 5, 4]
    assert [one.on_time for one in found] == [True, False, False, False, False]
    assert [one.doubly_late for one in found] == [False, False, True, False, False]


async def test_handed_in_on_the_weekend_after_the_last_day_is_late() -> None:
    await a.cases(1)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    made = await a.task_in_progress(
        vendor=vendor, contract=contract, deadline_days=5, ratio=None, at=at_local(date(2026, 7, 3))
    )
    await submit_task(task=made, by=a.clerk_of(vendor), at=at_local(date(2026, 7, 11)))
    (found,) = (await timings(contracts=[contract], period=QUARTER, until=END, for_=a.MANAGER))[contract]
    assert (found.due_on, found.days_late, found.on_time) == (date(2026, 7, 10), 1, False)


async def test_an_unfinished_task_is_late_up_to_the_day_asked_about() -> None:
    await a.cases(1)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    made = await a.task_in_progress(vendor=vendor, contract=contract, deadline_days=5)
    await submit_task(task=made, by=a.clerk_of(vendor), at=a.AT)
    await begin_check(task=made, by=a.MANAGER, at=a.AT)
    await return_task(task=made, reason="补正", by=a.MANAGER, at=a.AT)
    counted = await timings(contracts=[contract], period=QUARTER, until=date(2026, 7, 15), for_=a.MANAGER)
    (found,) = counted[contract]
    assert (found.submitted_on, found.days_late, found.accepted) == (None, 2, False)


async def test_terminated_tasks_and_other_periods_do_not_count() -> None:
    await a.cases(1)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    made = await a.task(contract=contract)
    await terminate_task(task=made, reason="取消", by=a.MANAGER, at=a.AT)
    await a.task(contract=contract, at=at_local(date(2026, 9, 28)))
    assert await timings(contracts=[contract], period=QUARTER, until=END, for_=a.MANAGER) == {contract: ()}


async def test_coverage_counts_each_case_once_over_tasks() -> None:
    visits = await a.cases(20)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    both = [await a.task(contract=contract, visits=part) for part in (visits[:15], visits[10:])]
    await mark_reviewed(task=both[0], by=a.clerk_of(vendor), at=a.AT)
    found = (await review_counts(contracts=[contract], period=QUARTER, kinds=FULL, for_=a.MANAGER))[contract]
    assert (found.tasks, found.listed, found.reviewed) == (tuple(both), 20, 15)


async def test_the_frame_of_a_sampled_review_is_what_it_was_drawn_from() -> None:
    await a.cases(40)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    made = await a.task(contract=contract, kind=TaskKind.SAMPLED_REVIEW, ratio=Decimal("0.05"))
    await mark_reviewed(task=made, by=a.clerk_of(vendor), at=a.AT)
    kinds = frozenset({TaskKind.SAMPLED_REVIEW})
    found = (await review_counts(contracts=[contract], period=QUARTER, kinds=kinds, for_=a.MANAGER))[contract]
    assert (found.frame, found.listed, found.sampled_reviewed) == (40, 2, 2)


async def test_charlie_must_not_count_another_vendors_tasks() -> None:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    charlie = a.clerk_of(vendor + 1)
    await a.cases(1)
    await a.task(contract=contract)
    assert await timings(contracts=[contract], period=QUARTER, until=END, for_=charlie) == {contract: ()}
    counted = await review_counts(contracts=[contract], period=QUARTER, kinds=FULL, for_=charlie)
    assert (counted[contract].tasks, counted[contract].listed) == ((), 0)
