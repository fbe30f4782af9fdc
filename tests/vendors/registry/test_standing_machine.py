"""Whatever is tried in whatever order, a vendor stands only where the machine and its file allow."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import a
from vendors.errors import Conflict
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.registry.actions import change_standing
from vendors.registry.bars import vendor_bars
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import ASSIGNABLE, TRANSITIONS, Standing, ban_ends

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
MOVES = {"vendor.registered", "vendor.admitted", "vendor.standing_changed"}
STEPS = st.lists(
    st.tuples(st.integers(0, 39), st.sampled_from([0, 1, 200, 1200]), st.booleans()), min_size=1, max_size=10
)


@settings(max_examples=25)
@given(STEPS)
async def test_no_order_of_acts_brings_a_vendor_where_it_may_not_be(steps: list[tuple[int, int, bool]]) -> None:
    vendor, day = await a.applicant(), a.MONDAY
    for choice, days, hands_in in steps:
        day += timedelta(days=days)
        if hands_in:
            await a.papers(vendor, at=at_local(day))
        before = await vendor_view(vendor, for_=a.MANAGER)
        to = meant(choice, before.standing)
        try:
            await change_standing(vendor=vendor, to=to, reason="试", contracted=True, by=a.MANAGER, at=at_local(day))
        except Conflict:
            assert await vendor_view(vendor, for_=a.MANAGER) == before
            continue
        after = await vendor_view(vendor, for_=a.MANAGER)
        assert after.standing is to
        assert to in TRANSITIONS[before.standing]
        assert before.banned_until is None or day > before.banned_until
        assert (after.banned_until is not None) is (to is Standing.BANNED)
        if to is Standing.REGISTERED:
            assert after.admitted_on == day
            codes = {bar.code for bar in await vendor_bars(vendor, on=day)}
            assert codes == {"standing_registered"}
    standing = (await vendor_view(vendor, for_=a.MANAGER)).standing
    said = [link.entry for link in await history(object_type="vendor", object_id=vendor) if link.entry.kind in MOVES]
    assert said[-1].after
    assert said[-1].after["status"] == standing.value


def meant(choice: int, standing: Standing) -> Standing:
    """Mostly a step the machine knows, sometimes any."""
    open_ = sorted(TRANSITIONS[standing])
    return open_[choice % len(open_)] if choice < 30 else list(Standing)[choice % len(Standing)]


async def test_every_standing_can_be_reached_and_none_is_a_dead_end() -> None:
    assert {to for steps in TRANSITIONS.values() for to in steps} == set(Standing)
    assert all(TRANSITIONS[standing] for standing in Standing)
    assert Standing.PENDING not in ASSIGNABLE


@pytest.mark.parametrize(
    ("rescinded", "last"),
    [
        (date(2026, 7, 6), date(2029, 7, 6)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
    ],
)
async def test_a_ban_ends_with_the_corresponding_day_of_the_last_year(rescinded: date, last: date) -> None:
    assert ban_ends(rescinded, years=3) == last
