from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.support import a, assignments
from vendors.errors import Conflict, Gate, Invalid
from vendors.institutions.queries import institutions
from vendors.journal.queries import history
from vendors.people.actions import add_staff
from vendors.people.recusal.actions import Person, declare
from vendors.people.recusal.ties import PersonType
from vendors.policy.bureau import keeping
from vendors.policy.parameters import parameter
from vendors.policy.rows import Bureau
from vendors.provision.queries import provisions
from vendors.registry.actions import admit_vendor, change_standing
from vendors.registry.rules import Standing
from vendors.tasks.actions import accept_task, begin_check, check_off, issue_task, start_task, submit_task
from vendors.tasks.assignment.queries import assignments as given_out
from vendors.tasks.assignment.queries import bars_against
from vendors.tasks.list_actions import assign_cases, mark_reviewed
from vendors.tasks.particulars import Particulars
from vendors.tasks.queries import task
from vendors.tasks.results.sheet_queries import NOBODY_NAMED, Team, task_sheet
from vendors.tasks.rules import TaskKind, TaskState
from vendors.tasks.scope_actions import name_inspectors
from vendors.tasks.scope_queries import inspectors_on, scope

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
ON_SITE = TaskKind.SPECIAL_INSPECTION


async def test_an_open_suspension_bars_with_its_sentence_whatever_reason_is_given() -> None:
    pair = await assignments.pair()
    made = await a.draft(contract=pair.contract, kind=ON_SITE)
    await change_standing(vendor=pair.own, to=Standing.SUSPENDED, reason="不合格", by=a.MANAGER, at=a.AT)
    (bar,) = await bars_against(made, on=a.MONDAY, for_=a.MANAGER)
    with pytest.raises(Gate, match="暂停派单"):
        await issue_task(task=made, by=a.MANAGER, at=a.AT, waivers={bar.code: "急用"})
    assert not bar.waivable


async def test_a_missing_undertaking_bars_and_names_who() -> None:
    pair = await assignments.pair()
    await add_staff(vendor=pair.own, name="未签某", post="审核员", on_post_from=a.MONDAY, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="未签保密承诺书：未签某"):
        await issue_task(task=await a.draft(contract=pair.contract, kind=ON_SITE), by=a.MANAGER, at=a.AT)


async def test_a_lapsed_qualification_bars_from_the_day_after() -> None:
    own = await a.applicant()
    await a.papers(own, until=date(2026, 12, 31))
    await admit_vendor(vendor=own, reason="材料齐全", by=a.MANAGER, at=a.AT)
    await a.lead(vendor=own)
    contract = await a.contract(vendor=own, ends_on=date(2027, 6, 30))
    made = await a.draft(contract=contract, kind=ON_SITE)
    assert [bar.code for bar in await bars_against(made, on=date(2026, 12, 30), for_=a.MANAGER)] == []
    later = await bars_against(made, on=date(2027, 1, 1), for_=a.MANAGER)
    assert [bar for bar in later if "qualification" in bar.code]


async def test_a_company_with_a_tie_to_an_institution_in_scope_is_barred() -> None:
    pair = await assignments.pair()
    await assignments.tie(assignments.company(pair.own), pair.places[0])
    near = await a.draft(contract=pair.contract, particulars=Particulars(institutions=pair.places[:1]))
    far = await a.draft(contract=pair.contract, particulars=Particulars(institutions=pair.places[1:]))
    (bar,) = await bars_against(near, on=a.MONDAY, for_=a.MANAGER)
    assert (bar.code, bar.waivable) == ("conflict.company", False)
    assert "持股" in bar.words.zh
    assert await bars_against(far, on=a.MONDAY, for_=a.MANAGER) == ()


async def test_the_institutions_of_the_case_list_count_as_scope() -> None:
    pair = await assignments.pair()
    await assignments.tie(assignments.company(pair.own), pair.places[0])
    made = await a.draft(contract=pair.contract)
    await assign_cases(task=made, cases=await a.cases(4), by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="持股"):
        await issue_task(task=made, by=a.MANAGER, at=a.AT)


async def test_a_full_desk_is_set_aside_with_a_reason_that_is_kept_and_journaled() -> None:
    pair = await assignments.pair()
    one = parameter("task_open_max", a.MONDAY)
    few = Bureau(version=1, parameters=(replace(one, value=Decimal(0)),))
    made = await a.draft(contract=pair.contract)
    await a.task_listed(made)
    with keeping(few):
        with pytest.raises(Gate, match="在办任务"):
            await issue_task(task=made, by=a.MANAGER, at=a.AT)
        with pytest.raises(Gate, match="在办任务"):
            await issue_task(task=made, by=a.MANAGER, at=a.AT, waivers={"capacity.open_tasks": " "})
        await issue_task(task=made, by=a.MANAGER, at=a.AT, waivers={"capacity.open_tasks": "季末集中审核"})
    (kept,) = await given_out(made, for_=a.MANAGER)
    assert [(one.reason, "在办任务" in one.words.zh) for one in kept.waived] == [("季末集中审核", True)]
    kinds = [link.entry.kind for link in await history(object_type="task", object_id=made)]
    assert kinds.count("task.bar_waived") == 1
    assert await given_out(made, for_=a.clerk_of(pair.own)) == ()


async def test_the_task_being_issued_is_not_counted_against_its_own_vendor() -> None:
    pair = await assignments.pair()
    few = Bureau(version=1, parameters=(replace(parameter("task_open_max", a.MONDAY), value=Decimal(1)),))
    made, next_ = await a.draft(contract=pair.contract), await a.draft(contract=pair.contract)
    for one in (made, next_):
        await a.task_listed(one)
    with keeping(few):
        await issue_task(task=made, by=a.MANAGER, at=a.AT)
        with pytest.raises(Gate, match="在办任务已有 1 项（上限 1 项）"):
            await issue_task(task=next_, by=a.MANAGER, at=a.AT)


async def test_on_site_two_inspectors_with_valid_certificates_go_along() -> None:
    pair = await assignments.pair()
    valid = await assignments.inspector(name="高原", certificate="执法001")
    lapsed = await assignments.inspector(name="罗成", certificate="执法002", until=date(2026, 6, 30))
    made = await a.draft(contract=pair.contract, kind=ON_SITE)
    await name_inspectors(task=made, inspectors=[valid, lapsed], by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="现有 1 名") as caught:
        await issue_task(task=made, by=a.MANAGER, at=a.AT)
    assert caught.value.gate == "onsite_inspectors"
    third = await assignments.inspector(name="白露", certificate="执法003")
    assert {one.id for one in await inspectors_on(a.MONDAY)} == {valid, third}
    await name_inspectors(task=made, inspectors=[valid, third], by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="尚未就本任务申报回避：白露、高原"):
        await issue_task(task=made, by=a.MANAGER, at=a.AT)
    await assignments.untied(made, valid, third)
    await issue_task(task=made, by=a.MANAGER, at=a.AT)
    named = (await scope(made, on=a.MONDAY, for_=a.clerk_of(pair.own))).inspectors
    assert [(one.name, one.certificate) for one in named] == [("高原", "执法001"), ("白露", "执法003")]
    with pytest.raises(Conflict, match="已下达"):
        await name_inspectors(task=made, inspectors=[valid], by=a.MANAGER, at=a.AT)


async def test_an_inspector_with_a_tie_does_not_go_along() -> None:
    pair = await assignments.pair()
    pool = [await assignments.inspector(name=name, certificate=name) for name in ("高原", "白露")]
    await assignments.tie(Person(type=PersonType.INSPECTOR, id=pool[0]), pair.places[0])
    said = Particulars(institutions=pair.places, inspectors=tuple(pool))
    made = await a.draft(contract=pair.contract, kind=ON_SITE, particulars=said)
    with pytest.raises(Gate, match="高原"):
        await issue_task(task=made, by=a.MANAGER, at=a.AT)


async def test_inspectors_are_replaced_after_the_issue_with_a_reason_by_untied_ones_only() -> None:
    pair = await assignments.pair()
    first, second, third, tied = [await assignments.inspector(name=n, certificate=n) for n in ("甲", "乙", "丙", "丁")]
    await assignments.tie(Person(type=PersonType.INSPECTOR, id=tied), pair.places[0])
    made = await a.draft(contract=pair.contract, kind=ON_SITE, particulars=Particulars(institutions=pair.places))
    with pytest.raises(Gate, match="丁"):
        await name_inspectors(task=made, inspectors=[first, tied], by=a.MANAGER, at=a.AT)
    await name_inspectors(task=made, inspectors=[first, second], by=a.MANAGER, at=a.AT)
    await assignments.untied(made, first, second, third)
    await issue_task(task=made, by=a.MANAGER, at=a.AT)
    for wrong in ([first], [first, tied]):
        with pytest.raises(Gate):
            await name_inspectors(task=made, inspectors=wrong, reason="乙病假", by=a.MANAGER, at=a.AT)
    await name_inspectors(task=made, inspectors=[first, third], reason="乙病假", by=a.MANAGER, at=a.AT)
    entry = (await history(object_type="task", object_id=made))[-1].entry
    assert (entry.kind, entry.note) == ("task.inspectors_replaced", "乙病假")


async def test_the_team_is_fit_and_untied_and_has_declared_before_work_begins() -> None:
    pair = await assignments.pair()
    tied = await a.staff(vendor=pair.own, name="董某")
    await assignments.tie(assignments.member(tied), pair.places[0])
    made = await a.task(contract=pair.contract)
    clerk = a.clerk_of(pair.own)
    with pytest.raises(Gate, match="董某"):
        await accept_task(task=made, team=[pair.lead, tied], by=clerk, at=a.AT)
    with pytest.raises(Invalid):
        await accept_task(task=made, team=[pair.lead, 999], by=clerk, at=a.AT)
    await accept_task(task=made, team=[pair.lead], by=clerk, at=a.AT)
    with pytest.raises(Gate, match="尚未就本任务申报回避：常守义"):
        await start_task(task=made, by=clerk, at=a.AT)
    person = assignments.member(pair.lead)
    await declare(object_type="task", object_id=made, person=person, none=True, by=clerk, at=a.AT)
    await start_task(task=made, by=clerk, at=a.AT)
    assert (await task(made, for_=clerk)).state is TaskState.IN_PROGRESS


async def test_the_sheet_tells_an_upload_who_is_on_the_team_and_whom_a_tie_bars_from_where() -> None:
    pair = await assignments.pair()
    made, clerk = await a.task(contract=pair.contract), a.clerk_of(pair.own)
    assert (await task_sheet(made, on=a.MONDAY, for_=clerk)).team == NOBODY_NAMED
    twins = [await a.staff(vendor=pair.own, name="董某") for _ in range(2)]
    await accept_task(task=made, team=[pair.lead, *twins], by=clerk, at=a.AT)
    await assignments.tie(assignments.member(pair.lead), pair.places[0])
    await assignments.tie(assignments.member(twins[0]), pair.places[0])
    code = next(one.code for one in await institutions() if one.id == pair.places[0])
    team = (await task_sheet(made, on=a.MONDAY, for_=clerk)).team
    assert team == Team(names=frozenset({"常守义", "董某"}), barred=frozenset({("常守义", code)}))
    await assignments.tie(assignments.member(twins[1]), pair.places[0])
    await assignments.tie(Person(type=PersonType.VENDOR, id=pair.own), pair.places[0])
    team = (await task_sheet(made, on=a.MONDAY, for_=clerk)).team
    assert team.barred == frozenset({("常守义", code), ("董某", code)})
    assert team.closed == frozenset({code})


async def test_a_full_review_is_done_at_full_coverage_or_with_a_reason() -> None:
    pair = await assignments.pair()
    made = await a.task_in_progress(vendor=pair.own, contract=pair.contract)
    clerk = a.clerk_of(pair.own)
    await mark_reviewed(task=made, cases=[1, 2, 3], by=clerk, at=a.AT)
    await submit_task(task=made, by=clerk, at=a.AT)
    await begin_check(task=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="已审 3/4") as caught:
        await check_off(task=made, by=a.MANAGER, at=a.AT)
    assert caught.value.gate == "coverage"
    await check_off(task=made, note="一份病历被司法机关调取", by=a.MANAGER, at=a.AT)
    assert (await history(object_type="task", object_id=made))[-1].entry.note == "一份病历被司法机关调取"


async def test_a_list_that_goes_out_is_a_row_of_the_provision_ledger() -> None:
    pair = await assignments.pair()
    made = await a.task(contract=pair.contract)
    (row,) = await provisions(for_=a.MANAGER)
    assert (row.vendor, row.object_type, row.object_id, row.row_count) == (pair.own, "task", made, 4)
