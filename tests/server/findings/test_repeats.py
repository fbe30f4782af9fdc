"""A reviewer sees which lines were reported before, and by whom; a vendor sees its own alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tests.support import filed
from vendors.actors import Actor
from vendors.findings.actions import link_duplicates

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]


async def test_a_line_another_vendor_reported_first_is_marked_for_the_bureau_alone(visit: Visit) -> None:
    world = await filed.world()
    other = await filed.rival(world)
    (first,) = await filed.stored(world, filed.case(world.visits[0]))
    later = filed.FILED + timedelta(days=1)
    (second,) = await filed.stored(other, replace(filed.case(world.visits[0])), at=later)
    await link_duplicates(batch=(await filed.head(second)).batch, at=later)
    path = f"/review/{second}"
    page = (await visit(filed.FIRST).get(path)).text
    assert (await filed.head(first)).number in page
    assert "先报有效，本行不计金额" in page
    assert "先报有效" not in (await visit(filed.FIRST).get(f"/review/{first}")).text
    told = await visit(other.clerk).get(path)
    assert "先报有效" not in told.text
