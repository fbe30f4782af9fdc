from datetime import date
from decimal import Decimal

import pytest

from tests.support import a
from vendors.periods import at_local
from vendors.tasks.period_queries import period_tasks

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
BEFORE, AFTER = at_local(date(2026, 7, 20)), at_local(date(2026, 10, 1))


async def test_a_case_on_two_lists_counts_once() -> None:
    visits = await a.cases(40)
    for name in ("陇上病历质控有限公司", "河西衡医病历审核有限公司"):
        vendor = await a.vendor(name=name)
        await a.task(contract=await a.contract(vendor=vendor), ratio=Decimal("0.05"))
    tasks = await period_tasks(window=QUARTER, as_of=BEFORE)
    assert (tasks.issued, tasks.listed, tasks.frame, tasks.institutions) == (2, len(visits), len(visits), 2)
    assert 2 <= tasks.sampled <= 4


async def test_a_task_past_its_day_is_overdue_until_handed_in_and_an_earlier_look_does_not_know_it() -> None:
    await a.cases(2)
    await a.task(contract=await a.contract(vendor=await a.vendor()), ratio=None)
    assert (await period_tasks(window=QUARTER, as_of=BEFORE)).overdue == 0
    assert (await period_tasks(window=QUARTER, as_of=AFTER)).overdue == 1


async def test_a_draft_and_another_quarters_task_are_not_counted() -> None:
    await a.cases(2)
    contract = await a.contract(vendor=await a.vendor())
    await a.draft(contract=contract)
    await a.task(contract=contract, ratio=None, at=at_local(date(2026, 4, 1)), deadline_days=5)
    tasks = await period_tasks(window=QUARTER, as_of=AFTER)
    assert (tasks.issued, tasks.listed, tasks.reviewed) == (0, 0, 0)
