"""限期整改: plan, report, exit test; and what becomes of the vendor."""

from datetime import date, timedelta

import pytest

from kpi.retention.rectification_actions import examine, submit_plan, submit_report
from kpi.retention.rectification_queries import rectification as view
from kpi.retention.rectification_rules import RectificationState, Verdict
from tests.support import a, cards, retention
from vendors.actors import SYSTEM
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.periods import at_local
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing

pytestmark = pytest.mark.anyio
AT = retention.AT


async def _reported(database_: object) -> tuple[int, int]:
    vendor, contract = await cards.contracted()
    made = await retention.rectifying(contract)
    await submit_plan(rectification=made, plan="一、补充人员；二、复训。", by=a.clerk_of(vendor), at=AT)
    await submit_report(rectification=made, report="人员已补齐，复训完成。", by=a.clerk_of(vendor), at=AT)
    return vendor, made


async def test_a_rectification_runs_fifteen_working_days(database: object) -> None:
    vendor, contract = await cards.contracted()
    found = await view(await retention.rectifying(contract), for_=SYSTEM)
    assert (found.plan_due_on, found.due_on) == (date(2026, 10, 19), date(2026, 11, 2))
    assert found.state is RectificationState.PLAN_DUE
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.RECTIFYING


async def test_passing_the_exit_test_brings_the_vendor_back(database: object) -> None:
    vendor, made = await _reported(database)
    await examine(rectification=made, verdict=Verdict.PASSED, findings="现场核查属实", by=retention.OTHER, at=AT)
    assert (await view(made, for_=SYSTEM)).state is RectificationState.PASSED
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.IN_SERVICE
    with pytest.raises(Conflict):
        await examine(rectification=made, verdict=Verdict.FAILED, findings="再看", by=retention.OTHER, at=AT)


async def test_failing_the_exit_test_suspends_the_vendor(database: object) -> None:
    vendor, made = await _reported(database)
    await examine(rectification=made, verdict=Verdict.FAILED, findings="人员仍缺", by=retention.OTHER, at=AT)
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.SUSPENDED


async def test_an_extension_moves_the_term_once_and_not_too_far(database: object) -> None:
    vendor, made = await _reported(database)
    with pytest.raises(Invalid):
        await examine(rectification=made, verdict=Verdict.EXTENDED, findings="未完", days=11, by=retention.OTHER, at=AT)
    await examine(rectification=made, verdict=Verdict.EXTENDED, findings="未完", days=5, by=retention.OTHER, at=AT)
    found = await view(made, for_=SYSTEM)
    assert (found.state, found.due_on, found.extensions) == (RectificationState.UNDER_WAY, date(2026, 10, 19), 1)
    await submit_report(rectification=made, report="补充完成", by=a.clerk_of(vendor), at=AT)
    with pytest.raises(Invalid) as again:
        await examine(rectification=made, verdict=Verdict.EXTENDED, findings="未完", days=5, by=retention.OTHER, at=AT)
    assert "verdict" in again.value.fields


async def test_silence_fails_only_once_the_term_is_over(database: object) -> None:
    vendor, contract = await cards.contracted()
    made = await retention.rectifying(contract)
    due = (await view(made, for_=SYSTEM)).due_on
    for at, match in ((AT, "尚未届满"), (at_local(due), "尚未届满")):
        with pytest.raises(Conflict, match=match):
            await examine(rectification=made, verdict=Verdict.FAILED, findings="未报", by=retention.OTHER, at=at)
    late = at_local(due + timedelta(days=1))
    with pytest.raises(Conflict, match="尚未报送"):
        await examine(rectification=made, verdict=Verdict.PASSED, findings="未报", by=retention.OTHER, at=late)
    await examine(rectification=made, verdict=Verdict.FAILED, findings="逾期未报", by=retention.OTHER, at=late)
    assert (await vendor_view(vendor, for_=SYSTEM)).standing is Standing.SUSPENDED


async def test_plan_comes_before_report_and_both_from_the_vendor_itself(database: object) -> None:
    vendor, contract = await cards.contracted()
    made = await retention.rectifying(contract)
    with pytest.raises(Conflict, match="先报送整改方案"):
        await submit_report(rectification=made, report="完成", by=a.clerk_of(vendor), at=AT)
    with pytest.raises(Forbidden):
        await submit_plan(rectification=made, plan="方案", by=a.MANAGER, at=AT)
    with pytest.raises(NotFound):
        await submit_plan(rectification=made, plan="方案", by=a.clerk_of(vendor + 1), at=AT)
    with pytest.raises(Invalid):
        await submit_plan(rectification=made, plan=" ", by=a.clerk_of(vendor), at=AT)
