from pathlib import Path

import pytest

from server.rulings.pages import HANDLERS
from server.web import clock
from tests.support import decided, filed, rooms

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_repeat_offence_is_shown_before_the_determination_and_not_to_the_vendor(data: Path) -> None:
    earlier = await decided.decision(10_800, 9_000, violations=("0202", "0201"))
    (finding,) = await filed.stored(earlier.world, filed.case(earlier.world.visits[0]))
    await filed.notified(finding)
    house = rooms.house_at(data)
    with clock.everywhere_at(decided.AT):
        page = (await rooms.visit(house, filed.LEADER, HANDLERS).get(f"/rulings/{finding}")).text
        theirs = (await rooms.visit(house, earlier.world.clerk, HANDLERS).get(f"/rulings/{finding}")).text
    for words in ("再犯查询", "同一性质", earlier.number, "108.00"):
        assert words in page, words
    assert "再犯查询" not in theirs


async def test_repeat_offences_are_shown_before_several_findings_are_determined_together(data: Path) -> None:
    earlier = await decided.decision(10_800, 9_000, violations=("0202", "0201"))
    found = await filed.stored(earlier.world, *(filed.case(earlier.world.visits[n]) for n in (0, 2)))
    for finding in found:
        await filed.notified(finding)
    query = "&".join(f"finding={finding}" for finding in found)
    with clock.everywhere_at(decided.AT):
        leader = rooms.visit(rooms.house_at(data), filed.LEADER, HANDLERS)
        page = (await leader.get(f"/rulings/together?{query}")).text
    for words in ("再犯查询", "同一性质", earlier.number, "108.00"):
        assert words in page, words
