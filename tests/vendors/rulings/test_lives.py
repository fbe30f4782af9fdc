"""Whole lives of findings: anybody tries anything, in any order, through the real actions."""

from datetime import timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.support import filed
from tests.support.lives import ANY_ACT, BUREAU, USUAL, Asked, Life, Try, expire, facts, must_hold, versions_of
from vendors.errors import HengjianError
from vendors.findings.rules import UNDER_REVIEW, FindingState
from vendors.journal.queries import verify as verify_journal
from vendors.periods import end_of_day
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
STEP = st.tuples(
    st.sampled_from((True, True, False)),
    st.sampled_from(ANY_ACT),
    st.integers(-1, len(BUREAU) - 1),
    st.sampled_from((0, 1, 20, 240)),
    st.integers(0, 1),
)
STEPS = st.lists(STEP, min_size=25, max_size=45)
BIG, SMALL = (2_500_000, 2_500_000), (2_500_000, 2_499_999)


async def born(*, big: bool, blind: bool) -> tuple[filed.World, Life]:
    world = await filed.world()
    first, second = BIG if big else SMALL
    cases = filed.case(world.visits[0], first, second), filed.case(world.visits[2], 2_500_000)
    ids = await filed.stored(world, *cases)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_finding SET blind = $1", blind)
        institution = await connection.fetchval("SELECT institution FROM vendors_finding WHERE id = $1", ids[0])
    return world, Life(ids=ids, institution=institution)


@settings(max_examples=20)
@given(steps=STEPS, big=st.booleans(), blind=st.booleans())
async def test_no_order_of_acts_breaks_due_process(
    steps: list[tuple[bool, Try, int, int, int]], big: bool, blind: bool
) -> None:
    world, life = await born(big=big, blind=blind)
    at = end_of_day(filed.SERVED) - timedelta(hours=9)
    before = await facts(life)
    for usual, any_act, who, hours, which in steps:
        finding = life.ids[which]
        state = FindingState(before["findings"][which]["state"])  # type: ignore[index]
        doing, by = any_act, world.clerk if who < 0 else BUREAU[who]
        if usual and state in USUAL:
            doing, by = USUAL[state]
        at += timedelta(hours=hours)
        version = (await versions_of(life))[finding]
        try:
            await doing(Asked(life=life, finding=finding, version=version, by=by, at=at))
        except HengjianError:
            assert await facts(life) == before
        after = await facts(life)
        must_hold(before, after, by=by)
        if by.vendor and doing is not expire:
            now = FindingState(after["findings"][which]["state"])  # type: ignore[index]
            assert now is state or now in UNDER_REVIEW
        before = after
    for row in before["findings"]:  # type: ignore[attr-defined]
        event(f"ended {row['state']}")
    assert (await verify_journal()).broken_at is None
