from datetime import date
from decimal import Decimal

import pytest

from tests.support import a, assignments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.registry.rules import Kind
from vendors.tasks.actions import (
    accept_task,
    begin_check,
    check_off,
    create_task,
    refuse_task,
    return_task,
    start_task,
    submit_task,
)
from vendors.tasks.assignment.queries import assignments as given_out
from vendors.tasks.assignment.queries import proposal
from vendors.tasks.deliverables.actions import DeliverableState, accept_deliverable, deliver, return_deliverable
from vendors.tasks.deliverables.queries import deliverables, due_between
from vendors.tasks.list_actions import mark_reviewed
from vendors.tasks.particulars import DeliverableKind, Owed, Particulars, usual_deliverables
from vendors.tasks.queries import coverage, draws, task, tasks
from vendors.tasks.reassigning import reassign_task
from vendors.tasks.rules import Method, TaskKind, TaskState
from vendors.tasks.scope_actions import owe
from vendors.tasks.scope_queries import scope

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
REPORT = Particulars(deliverables=(Owed(kind=DeliverableKind.REPORT, title="审核报告"),))
SCAN = File(filename="报告.pdf", content=b"%PDF-1.7 invented")


async def test_every_kind_of_task_has_its_own_clock_and_its_group() -> None:
    for kind, letter in zip(Kind, "ABCD", strict=True):
        contract = await a.contract(vendor=await a.vendor(kind=kind))
        for each in (one for one in TaskKind if one.vendor_kind is kind):
            found = await task(await a.draft(contract=contract, kind=each, deadline_days=None), for_=a.MANAGER)
            assert found.deadline_days > 0
            assert (found.workbook_kind.value, found.on_site) == (letter, each.on_site)
            assert usual_deliverables(each)


async def test_what_is_said_of_a_task_is_kept_and_shown() -> None:
    pair = await assignments.pair()
    said = Particulars(region="620722", method=Method.NIGHT, basis="年度计划", institutions=pair.places, on_site=True)
    found = await task(await a.draft(contract=pair.contract, particulars=said), for_=a.MANAGER)
    assert (found.region, found.method, found.basis, found.on_site) == ("620722", Method.NIGHT, "年度计划", True)
    about = await scope(found.id, on=a.MONDAY, for_=a.MANAGER)
    assert {one.id for one in about.places} == set(pair.places)
    with pytest.raises(Invalid):
        await a.draft(contract=pair.contract, particulars=Particulars(institutions=(999,)))


async def test_what_a_vendor_is_told_to_do_tells_no_full_identity_number() -> None:
    contract = await a.contract(vendor=await a.vendor())
    with pytest.raises(Invalid, match="身份证号") as caught:
        await create_task(
            contract=contract, kind=TaskKind.FULL_REVIEW, title="七月病历", covers_from=a.WINDOW[0],
            covers_to=a.WINDOW[1], instructions="重点核查 11010519491231002X", by=a.MANAGER, at=a.AT,
        )  # fmt: skip
    assert set(caught.value.fields) == {"instructions"}


async def choose(pair: assignments.Pair, contract: int, reason: str) -> int:
    shown = await proposal(
        kind=TaskKind.FULL_REVIEW, institutions=(), scores={pair.rival: Decimal(95)}, at=a.AT, for_=a.MANAGER
    )
    return await create_task(
        contract=contract, kind=TaskKind.FULL_REVIEW, title="审核", covers_from=a.WINDOW[0], covers_to=a.WINDOW[1],
        proposal=shown, reason=reason, by=a.MANAGER, at=a.AT,
    )  # fmt: skip


async def test_choosing_another_than_the_first_needs_a_reason_and_the_proposal_is_kept() -> None:
    pair = await assignments.pair()
    with pytest.raises(Invalid) as caught:
        await choose(pair, pair.contract, " ")
    assert set(caught.value.fields) == {"choice_reason"}
    (kept,) = await given_out(await choose(pair, pair.contract, "熟悉该县病历"), for_=a.MANAGER)
    assert (kept.place, kept.proposed, kept.first, kept.reason) == (2, 2, "河西医疗评估有限公司", "熟悉该县病历")
    (first,) = await given_out(await choose(pair, pair.rival_contract, ""), for_=a.MANAGER)
    assert first.place == 1


async def test_a_vendor_asks_for_no_proposal() -> None:
    pair = await assignments.pair()
    with pytest.raises(Forbidden):
        await proposal(kind=TaskKind.AUDIT, institutions=(), scores={}, at=a.AT, for_=a.clerk_of(pair.own))


async def test_a_refused_task_moves_to_another_vendor_with_its_list_and_a_clock_of_its_own() -> None:
    pair = await assignments.pair()
    made = await a.task(contract=pair.contract)
    await refuse_task(task=made, reason="人手不足", by=a.clerk_of(pair.own), at=a.AT)
    later = at_local(date(2026, 7, 10))
    assert await reassign_task(task=made, contract=pair.rival_contract, reason="拒收", by=a.MANAGER, at=later) == made
    rival = a.clerk_of(pair.rival)
    found = await task(made, for_=rival)
    assert (found.state, found.vendor, found.due_on) == (TaskState.ISSUED, pair.rival, date(2026, 8, 7))
    assert (await coverage(made, for_=rival)).listed == 4
    assert len(await draws(made, for_=rival)) == 1
    with pytest.raises(NotFound):
        await task(made, for_=a.clerk_of(pair.own))


async def test_a_task_already_begun_is_ended_and_a_new_one_follows_with_what_nobody_reviewed() -> None:
    pair = await assignments.pair()
    made = await a.task_in_progress(vendor=pair.own, contract=pair.contract, particulars=REPORT)
    await mark_reviewed(task=made, cases=[1], by=a.clerk_of(pair.own), at=a.AT)
    new = await reassign_task(task=made, contract=pair.rival_contract, reason="机构整改", by=a.MANAGER, at=a.AT)
    found = await task(new, for_=a.MANAGER)
    assert (found.state, found.follows, found.vendor) == (TaskState.DRAFT, made, pair.rival)
    assert (await coverage(new, for_=a.MANAGER)).listed == 3
    assert [one.title for one in await deliverables(new, for_=a.MANAGER)] == ["审核报告"]
    assert (await task(made, for_=a.MANAGER)).state is TaskState.TERMINATED
    assert (await history(object_type="task", object_id=made))[-1].entry.note == "机构整改"


async def test_nobody_but_the_bureau_reassigns_and_not_to_the_same_contract_or_another_kind() -> None:
    pair = await assignments.pair()
    made = await a.task(contract=pair.contract)
    other = await a.contract(vendor=await a.vendor(kind=Kind.C, name="甘州会计师事务所"))
    for contract, error in ((pair.contract, Invalid), (other, Conflict)):
        with pytest.raises(error):
            await reassign_task(task=made, contract=contract, reason="调整", by=a.MANAGER, at=a.AT)
    with pytest.raises(Forbidden):
        await reassign_task(task=made, contract=other, reason="调整", by=a.clerk_of(pair.own), at=a.AT)


async def test_a_deliverable_is_handed_in_returned_handed_in_again_and_accepted() -> None:
    pair = await assignments.pair()
    made = await a.task_in_progress(vendor=pair.own, contract=pair.contract, particulars=REPORT)
    clerk = a.clerk_of(pair.own)
    (owed,) = await deliverables(made, for_=clerk)
    assert (owed.due_on, owed.overdue(date(2026, 8, 4))) == (date(2026, 8, 3), True)
    await deliver(deliverable=owed.id, file=SCAN, sha256="0" * 64, note="初稿", by=clerk, at=a.AT)
    with pytest.raises(Forbidden):
        await accept_deliverable(deliverable=owed.id, by=clerk, at=a.AT)
    await return_deliverable(deliverable=owed.id, reason="缺附表", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="尚未交付"):
        await accept_deliverable(deliverable=owed.id, by=a.MANAGER, at=a.AT)
    await deliver(deliverable=owed.id, file=SCAN, sha256="0" * 64, note="二稿", by=clerk, at=a.AT)
    await accept_deliverable(deliverable=owed.id, by=a.MANAGER, at=a.AT)
    (found,) = await deliverables(made, for_=clerk)
    assert (found.state, found.note, found.answer) == (DeliverableState.ACCEPTED, "二稿", "")
    with pytest.raises(Conflict, match="已验收"):
        await deliver(deliverable=owed.id, file=SCAN, sha256="0" * 64, note="", by=clerk, at=a.AT)


async def test_charlie_hands_in_and_sees_nothing_of_it() -> None:
    pair = await assignments.pair()
    made = await a.task_in_progress(vendor=pair.own, contract=pair.contract, particulars=REPORT)
    charlie = a.clerk_of(pair.rival)
    (owed,) = await deliverables(made, for_=a.MANAGER)
    with pytest.raises(NotFound):
        await deliver(deliverable=owed.id, file=SCAN, sha256="0" * 64, note="", by=charlie, at=a.AT)
    assert await deliverables(made, for_=charlie) == ()
    assert await due_between(date(2026, 1, 1), date(2026, 12, 31), for_=charlie) == ()


async def test_what_is_not_accepted_holds_the_task_back_unless_somebody_says_why() -> None:
    pair = await assignments.pair()
    made = await a.task_in_progress(vendor=pair.own, contract=pair.contract)
    clerk = a.clerk_of(pair.own)
    await mark_reviewed(task=made, by=clerk, at=a.AT)
    asked = (Owed(kind=DeliverableKind.MINUTES, title="检查记录", due_on=date(2026, 7, 20)),)
    await owe(task=made, deliverables=asked, by=a.MANAGER, at=a.AT)
    await submit_task(task=made, by=clerk, at=a.AT)
    await begin_check(task=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="1 件交付物"):
        await check_off(task=made, by=a.MANAGER, at=a.AT)
    await check_off(task=made, note="记录由检查组另存", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await owe(task=made, deliverables=asked, by=a.MANAGER, at=a.AT)


async def test_without_a_team_named_work_begins_as_before() -> None:
    pair = await assignments.pair()
    made = await a.task(contract=pair.contract)
    await accept_task(task=made, by=a.clerk_of(pair.own), at=a.AT)
    await start_task(task=made, by=a.clerk_of(pair.own), at=a.AT)
    assert [one.state for one in await tasks(for_=a.MANAGER)] == [TaskState.IN_PROGRESS]


async def test_the_workbook_a_task_owes_comes_goes_and_is_accepted_with_the_task() -> None:
    pair = await assignments.pair()
    owed = Particulars(deliverables=(Owed(kind=DeliverableKind.WORKBOOK, title="数据工作簿"),))
    made = await a.task_in_progress(vendor=pair.own, contract=pair.contract, particulars=owed)
    clerk, states = a.clerk_of(pair.own), []
    await mark_reviewed(task=made, by=clerk, at=a.AT)
    for step in (
        submit_task(task=made, by=clerk, at=a.AT),
        begin_check(task=made, by=a.MANAGER, at=a.AT),
        return_task(task=made, reason="缺页", by=a.MANAGER, at=a.AT),
        submit_task(task=made, by=clerk, at=a.AT),
        begin_check(task=made, by=a.MANAGER, at=a.AT),
        check_off(task=made, by=a.MANAGER, at=a.AT),
    ):
        await step
        states += [one.state.value for one in await deliverables(made, for_=clerk)]
    assert states == ["delivered", "delivered", "returned", "delivered", "delivered", "accepted"]
