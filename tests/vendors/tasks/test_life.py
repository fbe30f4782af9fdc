import asyncio
from datetime import date

import pytest

from tests.support import a
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.registry.actions import change_standing
from vendors.registry.rules import Kind, Standing
from vendors.tasks.actions import (
    accept_task,
    archive_task,
    begin_check,
    check_off,
    create_task,
    issue_task,
    refuse_task,
    return_task,
    submit_task,
    terminate_task,
)
from vendors.tasks.list_actions import mark_reviewed
from vendors.tasks.queries import task, task_by_number, tasks
from vendors.tasks.rules import TaskKind, TaskState

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def signed(kind: Kind = Kind.A) -> tuple[int, int]:
    vendor = await a.vendor(kind=kind)
    return vendor, await a.contract(vendor=vendor)


async def test_a_task_goes_all_the_way_to_the_archive() -> None:
    vendor, contract = await signed()
    await a.cases(4)
    made = await a.task_in_progress(vendor=vendor, contract=contract)
    await mark_reviewed(task=made, by=a.clerk_of(vendor), at=a.AT)
    await submit_task(task=made, by=a.clerk_of(vendor), at=a.AT)
    for step in (begin_check, check_off, archive_task):
        await step(task=made, by=a.MANAGER, at=a.AT)
    found = await task(made, for_=a.clerk_of(vendor))
    assert (found.state, found.number, found.submitted_at) == (TaskState.ARCHIVED, "RW-2026-0001", a.AT)
    kinds = [link.entry.kind for link in await history(object_type="task", object_id=made)]
    assert kinds[0] == "task.created"
    steps = ("accepted", "in_progress", "cases_reviewed", "submitted", "checking", "done", "archived")
    assert kinds[-7:] == [f"task.{step}" for step in steps]


async def test_the_clock_runs_from_the_day_after_in_working_days() -> None:
    _, contract = await signed()
    await a.cases(1)
    made = await a.task(contract=contract, at=at_local(date(2026, 9, 18), hour=23), deadline_days=5)
    found = await task(made, for_=a.MANAGER)
    assert (found.due_on, found.due_is_provisional) == (date(2026, 9, 24), False)
    assert not found.overdue(date(2026, 9, 24))
    assert found.overdue(date(2026, 9, 25))


async def test_only_the_vendors_own_people_accept() -> None:
    vendor, contract = await signed()
    await a.cases(1)
    made = await a.task(contract=contract)
    with pytest.raises(Forbidden):
        await accept_task(task=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(NotFound):
        await accept_task(task=made, by=a.clerk_of(vendor + 1), at=a.AT)
    await accept_task(task=made, by=a.clerk_of(vendor), at=a.AT)


async def test_a_vendor_never_issues_checks_or_accepts_its_own_work() -> None:
    vendor, contract = await signed()
    await a.cases(1)
    made = await a.task_in_progress(vendor=vendor, contract=contract)
    clerk = a.clerk_of(vendor)
    await submit_task(task=made, by=clerk, at=a.AT)
    with pytest.raises(Forbidden):
        await begin_check(task=made, by=clerk, at=a.AT)
    await begin_check(task=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(Forbidden):
        await check_off(task=made, by=clerk, at=a.AT)


async def test_charlie_and_the_vendor_itself_see_no_draft() -> None:
    vendor, contract = await signed()
    made = await a.draft(contract=contract)
    for person in (a.clerk_of(vendor), a.clerk_of(vendor + 1)):
        with pytest.raises(NotFound):
            await task(made, for_=person)
        with pytest.raises(NotFound):
            await accept_task(task=made, by=person, at=a.AT)
        assert await tasks(for_=person) == ()
    assert [one.id for one in await tasks(for_=a.MANAGER, vendor=vendor)] == [made]


async def test_a_refused_task_says_why_and_may_be_issued_again() -> None:
    vendor, contract = await signed()
    await a.cases(1)
    made = await a.task(contract=contract)
    with pytest.raises(Invalid):
        await refuse_task(task=made, reason=" ", by=a.clerk_of(vendor), at=a.AT)
    await refuse_task(task=made, reason="与被检机构存在利害关系", by=a.clerk_of(vendor), at=a.AT)
    assert (await history(object_type="task", object_id=made))[-1].entry.note == "与被检机构存在利害关系"
    await issue_task(task=made, by=a.MANAGER, at=a.AT)
    assert (await task(made, for_=a.MANAGER)).state is TaskState.ISSUED


async def test_a_returned_task_gets_a_new_clock_and_is_submitted_again() -> None:
    vendor, contract = await signed()
    await a.cases(1)
    made = await a.task_in_progress(vendor=vendor, contract=contract)
    await submit_task(task=made, by=a.clerk_of(vendor), at=a.AT)
    await begin_check(task=made, by=a.MANAGER, at=a.AT)
    back = at_local(date(2026, 9, 30))
    await return_task(task=made, reason="缺证据页码", days=5, by=a.MANAGER, at=back)
    assert (await task(made, for_=a.MANAGER)).due_on == date(2026, 10, 13)
    await submit_task(task=made, by=a.clerk_of(vendor), at=at_local(date(2026, 10, 12)))
    assert (await task(made, for_=a.MANAGER)).state is TaskState.SUBMITTED


async def test_no_workbook_before_work_begins() -> None:
    vendor, contract = await signed()
    await a.cases(1)
    made = await a.task(contract=contract)
    with pytest.raises(Conflict, match="已下达"):
        await submit_task(task=made, by=a.clerk_of(vendor), at=a.AT)


async def test_a_suspended_vendor_gets_no_task() -> None:
    vendor, contract = await signed()
    await a.cases(1)
    await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason="不合格", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="不能派单"):
        await a.task(contract=contract)


async def test_a_task_needs_a_contract_in_force_and_the_right_kind_of_vendor() -> None:
    _, contract = await signed()
    with pytest.raises(Conflict, match="到期"):
        await a.draft(contract=contract, at=at_local(date(2027, 1, 1)))
    with pytest.raises(Conflict, match="会计师事务所"):
        await a.draft(contract=contract, kind=TaskKind.AUDIT)


async def test_a_review_without_a_list_or_a_sample_is_not_issued() -> None:
    _, contract = await signed()
    await a.cases(2)
    with pytest.raises(Conflict, match="病例清单"):
        await issue_task(task=await a.draft(contract=contract), by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="抽样"):
        await a.task(contract=contract, kind=TaskKind.SAMPLED_REVIEW, ratio=None)


async def test_an_audit_needs_no_case_list() -> None:
    _, contract = await signed(Kind.C)
    made = await a.task(contract=contract, kind=TaskKind.AUDIT)
    await terminate_task(task=made, reason="任务取消", by=a.MANAGER, at=a.AT)
    assert (await task(made, for_=a.MANAGER)).workbook_kind is Kind.C


async def test_numbers_run_without_gaps_or_doubles_under_parallel_hands() -> None:
    _, contract = await signed()
    await asyncio.gather(*(a.draft(contract=contract) for _ in range(5)))
    with pytest.raises(Invalid):
        await a.draft(contract=contract, deadline_days=0)
    await a.draft(contract=contract)
    found = sorted(one.number for one in await tasks(for_=a.MANAGER))
    assert found == [f"RW-2026-{number:04d}" for number in range(1, 7)]


async def test_every_wrong_field_of_a_draft_is_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        await create_task(
            contract=1, kind=TaskKind.AUDIT, title=" ", covers_from=a.MONDAY, covers_to=date(2026, 7, 5),
            deadline_days=366, by=a.MANAGER, at=a.AT,
        )  # fmt: skip
    assert set(caught.value.fields) == {"title", "covers_to", "deadline_days"}


async def test_tasks_and_contracts_nobody_made_are_not_found() -> None:
    with pytest.raises(NotFound):
        await accept_task(task=404, by=a.clerk_of(1), at=a.AT)
    with pytest.raises(NotFound):
        await a.draft(contract=404)


async def test_tasks_are_found_by_number_state_and_contract() -> None:
    vendor, contract = await signed()
    await a.cases(1)
    made = await a.task(contract=contract)
    await a.draft(contract=contract)
    issued = await tasks(for_=a.clerk_of(vendor), contract=contract, states=frozenset({TaskState.ISSUED}))
    assert [one.id for one in issued] == [made]
    found = await task_by_number("RW-2026-0001", for_=a.clerk_of(vendor))
    assert found == issued[0]
