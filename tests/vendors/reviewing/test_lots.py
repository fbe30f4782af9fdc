"""Finished re-reviews are lots of each vendor's own work."""

from datetime import timedelta

import pytest

from kpi.retention.intensity_queries import intensities
from kpi.retention.intensity_rules import Intensity
from tests.support import blind, filed
from vendors.errors import Forbidden
from vendors.findings.rules import Opinion
from vendors.periods import local_date
from vendors.reviewing.queries.lots import lots

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_sample_is_a_lot_once_everything_in_it_was_looked_at() -> None:
    world = await filed.world()
    one, other = await blind.drawn(world, Opinion.PASS, Opinion.PASS)
    await blind.second(one, Opinion.PASS)
    assert await lots(for_=blind.MANAGER) == {}
    await blind.second(other, Opinion.REJECT)
    (lot,) = (await lots(for_=blind.MANAGER))[world.vendor]
    assert (lot.size, lot.hits) == (2, 1)


async def test_a_vendor_whose_lots_nobody_has_seen_is_at_normal_intensity() -> None:
    world = await filed.world()
    (found,) = await intensities(for_=blind.MANAGER, on=local_date(blind.AT) + timedelta(days=1))
    assert (found.vendor, found.stand.intensity, found.lots) == (world.vendor, Intensity.NORMAL, ())
    with pytest.raises(Forbidden):
        await lots(for_=world.clerk)
