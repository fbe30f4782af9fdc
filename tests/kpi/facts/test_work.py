"""Facts counted from findings and what became of them."""

import pytest

from tests.support import a, filed
from tests.support.record_rows import facts_of
from vendors.findings.actions import review_first, review_second
from vendors.findings.rules import Opinion
from vendors.registry.rules import Kind
from vendors.tasks.rules import TaskKind

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def screened() -> filed.World:
    """An information technology company with a task over a few settled cases."""
    vendor = await a.vendor(kind=Kind.B)
    contract = await a.contract(vendor=vendor)
    seen = await a.cases(2)
    task = await a.task_in_progress(vendor=vendor, contract=contract, kind=TaskKind.INVENTORY_COMPARISON)
    return filed.World(vendor=vendor, contract=contract, task=task, visits=seen)


async def test_a_clue_whose_review_dismissed_it_counts_and_is_not_listed_as_left_out() -> None:
    world = await screened()
    out, waiting = await filed.stored(world, *(filed.case(f"X{n:07d}", 1_000) for n in range(2)))
    await review_first(finding=out, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=filed.FILED)
    await review_second(finding=out, version=2, opinion=Opinion.REJECT, reason="无", by=filed.SECOND, at=filed.FILED)
    fact = (await facts_of(world.contract))["clues_reviewed"]
    assert fact.records == (f"finding:{out}",)
    assert fact.excluded == ((f"finding:{waiting}", "待定"),)
