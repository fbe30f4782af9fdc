"""Each step on the way to a last day is told once, by the latest step alone when days were missed."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from server.desk.expiries import step_reached
from server.desk.reminders import SOURCES, remind
from server.desk.rules import Letter, MessageKind, at_bureau
from vendors.actors import Role
from vendors.errors import Words
from vendors.periods import at_local

pytestmark = pytest.mark.anyio
LAST = date(2026, 12, 31)
STEPS = (90, 30, 7)


async def _one(on: date) -> Sequence[Letter]:
    step = step_reached((LAST - on).days, STEPS)
    if step is None:
        return []
    words = Words(f"第 {step} 天", f"Step {step}")
    to = (at_bureau(Role.CONTRACT_MANAGER),)
    return [Letter(once=f"thing 1 {step}", kind=MessageKind.EXPIRY, words=words, link="", to=to)]


async def _broken(on: date) -> Sequence[Letter]:
    raise LookupError(on.isoformat())


async def told_over(days: Sequence[date]) -> int:
    return sum([await remind(at=at_local(day), sources=(_one,)) for day in days])


@pytest.mark.parametrize(
    ("days_left", "step"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, -1), (-400, -1)],
)
def test_the_nearest_step_reached(days_left: int, step: int | None) -> None:
    assert step_reached(days_left, STEPS) == step


async def test_a_service_that_runs_every_day_tells_each_step_once(database: object) -> None:
    days = [LAST + timedelta(days=count) for count in range(-100, 20)]
    assert await told_over(days) == len(STEPS) + 1


async def test_a_day_missed_is_made_up_once_by_the_latest_step_alone(database: object) -> None:
    asleep_over_two_steps = [LAST - timedelta(days=left) for left in (95, 91, 5, 4, 3)]
    assert await told_over(asleep_over_two_steps) == 1


async def test_a_source_that_fails_keeps_no_other_silent(database: object) -> None:
    with pytest.raises(ExceptionGroup):
        await remind(at=at_local(LAST), sources=(_broken, _one))
    assert await remind(at=at_local(LAST), sources=(_one,)) == 0


async def test_an_empty_house_is_told_nothing(database: object) -> None:
    assert await remind(at=at_local(LAST), sources=SOURCES) == 0
