"""观察期: entered on resuming, work capped at assignment, ended by an exit test."""

from datetime import date, timedelta

import pytest

from kpi.retention.probation_actions import end_probation, end_with_service, enter_probation, resume
from kpi.retention.probation_queries import probations
from kpi.retention.probation_rules import Outcome, ProbationState, months_on
from tests.support import a, cards, retention
from vendors.actors import SYSTEM
from vendors.errors import Conflict, Forbidden, Gate
from vendors.periods import at_local
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Kind, Standing
from vendors.tasks.actions import issue_task
from vendors.tasks.assignment.gates import capacity_bars
from vendors.tasks.list_actions import assign_cases, commit_draw

pytestmark = pytest.mark.anyio
AT = retention.AT
OVER = at_local(date(2027, 1, 12))


async def _suspended(kind: Kind = Kind.B) -> tuple[int, int]:
    vendor, contract = await cards.contracted(kind=kind)
    await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason="考核不合格", by=cards.LEADER, at=AT)
    return vendor, contract


async def test_resumed_on_probation_a_vendor_has_a_capped_load(database: object) -> None:
    vendor, _ = await _suspended()
    await resume(vendor=vendor, reason="整改到位", probation=True, by=cards.LEADER, at=AT)
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.IN_SERVICE
    (found,) = await probations(for_=SYSTEM, running=True)
    assert (found.cap, found.ends_on) == (2, date(2027, 1, 12))
    assert await capacity_bars(vendor, on=date(2026, 10, 13)) == ()


async def test_the_cap_bars_a_third_task_and_cannot_be_set_aside(database: object) -> None:
    await a.cases(4)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    await a.lead(vendor=vendor)
    for _ in range(2):
        await a.task(contract=contract)
    await enter_probation(vendor=vendor, grounds="考核合格以下", by=cards.LEADER, at=a.AT)
    bars = {bar.code: bar for bar in await capacity_bars(vendor, on=a.MONDAY)}
    assert not bars["probation.cap"].waivable
    assert "观察期" in bars["probation.cap"].words.zh


async def test_nothing_is_drawn_and_nothing_issued_for_a_suspended_vendor(database: object) -> None:
    visits = await a.cases(4)
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    await a.lead(vendor=vendor)
    task = await a.draft(contract=contract)
    await assign_cases(task=task, cases=visits, by=a.MANAGER, at=a.AT)
    await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason="不合格", by=cards.LEADER, at=a.AT)
    with pytest.raises(Gate, match="不能抽取"):
        await commit_draw(task=task, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="暂停派单"):
        await issue_task(task=task, by=a.MANAGER, at=a.AT)


async def test_a_probation_is_passed_at_its_end_and_not_before(database: object) -> None:
    vendor, _ = await _suspended()
    await resume(vendor=vendor, reason="整改到位", probation=True, by=cards.LEADER, at=AT)
    with pytest.raises(Conflict, match="尚未届满"):
        await end_probation(probation=1, outcome=Outcome.PASSED, findings="良好", by=cards.LEADER, at=AT)
    await end_probation(probation=1, outcome=Outcome.PASSED, findings="良好", by=cards.LEADER, at=OVER)
    (found,) = await probations(for_=SYSTEM)
    assert found.state is ProbationState.PASSED
    with pytest.raises(Conflict, match="已结束"):
        await end_probation(probation=1, outcome=Outcome.FAILED, findings="再看", by=cards.LEADER, at=OVER)


async def test_a_failing_card_of_the_probation_keeps_it_from_being_passed(database: object) -> None:
    vendor, contract = await cards.contracted()
    await enter_probation(vendor=vendor, grounds="新机构", by=cards.LEADER, at=AT - timedelta(days=5))
    await retention.vetoed(contract)
    with pytest.raises(Gate, match="不合格"):
        await end_probation(probation=1, outcome=Outcome.PASSED, findings="通过", by=cards.LEADER, at=OVER)
    await end_probation(probation=1, outcome=Outcome.FAILED, findings="泄露", by=cards.LEADER, at=OVER)
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.SUSPENDED


async def test_an_extension_begins_a_new_term(database: object) -> None:
    vendor, _ = await _suspended()
    await resume(vendor=vendor, reason="整改到位", probation=True, by=cards.LEADER, at=AT)
    await end_probation(probation=1, outcome=Outcome.EXTENDED, findings="样本不足", by=cards.LEADER, at=OVER)
    (found,) = await probations(for_=SYSTEM, running=True)
    assert found.ends_on == date(2027, 4, 12)


async def test_nobody_is_resumed_while_a_rectification_is_open_and_only_by_a_leader(database: object) -> None:
    vendor, contract = await cards.contracted()
    await retention.rectifying(contract)
    await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason="不合格", by=cards.LEADER, at=AT)
    with pytest.raises(Gate, match="尚未验收"):
        await resume(vendor=vendor, reason="恢复", probation=False, by=cards.LEADER, at=AT)
    with pytest.raises(Forbidden):
        await resume(vendor=vendor, reason="恢复", probation=False, by=a.MANAGER, at=AT)


def test_months_end_with_the_month_where_there_is_no_such_day() -> None:
    assert months_on(date(2026, 11, 30), 3) == date(2027, 2, 28)


async def test_a_vendor_that_leaves_takes_its_probation_with_it(database: object) -> None:
    vendor, contract = await cards.contracted()
    await enter_probation(vendor=vendor, grounds="新机构", by=cards.LEADER, at=AT)
    await retention.decided(await retention.proposed(contract, measures=("exit",)))
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.DROPPED
    (found,) = await probations(for_=SYSTEM)
    assert (found.state, found.ends_on) == (ProbationState.ENDED, date(2026, 10, 12))
    assert "考核退出" in found.findings


async def test_a_probation_goes_on_while_its_vendor_is_in_service(database: object) -> None:
    vendor, _ = await cards.contracted()
    await enter_probation(vendor=vendor, grounds="新机构", by=cards.LEADER, at=AT)
    await end_with_service(vendor=vendor, by=cards.LEADER, at=AT)
    (found,) = await probations(for_=SYSTEM, running=True)
    assert found.findings == ""
