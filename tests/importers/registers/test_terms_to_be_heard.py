"""A holiday loaded while somebody may still be heard moves the last day; one loaded after that day does not."""

from datetime import date

import pytest

from tests.support import filed
from tests.support.registers import Desk, Told
from vendors.findings.rules import FindingState
from vendors.journal import queries as journal
from vendors.periods import at_local
from vendors.policy.queries import held
from vendors.rulings.queries import ruling

pytestmark = pytest.mark.anyio
LAST = filed.LAST_DAY
"""Thursday 24 September; the holiday that follows ends on the 27th."""


def off(day: date) -> list[Told]:
    return [{"day": day, "works": "0", "kind": "override", "note": "临时停办", "source": "本局通知"}]


async def told() -> int:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    return await filed.notified(id_)


async def last_day(id_: int, *, at: date) -> date | None:
    async with held():
        found = await ruling(finding=id_, for_=filed.LEGAL, at=at_local(at))
    assert found.notice
    assert found.finding.head.heard_until in {None, found.notice.defence_until}
    return found.finding.head.heard_until


async def test_a_day_off_loaded_on_the_last_day_itself_moves_it(desk: Desk) -> None:
    id_ = await told()
    desk.at = at_local(date(2026, 9, 23), 16)
    await desk.load("holidays", off(LAST))
    assert await last_day(id_, at=date(2026, 9, 23)) == date(2026, 9, 28)
    kinds = [link.entry.kind for link in await journal.history(object_type="finding", object_id=id_)]
    assert kinds[-1] == "finding.term_moved"
    assert (await filed.head(id_, at=at_local(date(2026, 9, 28), 23, 59))).state is FindingState.NOTIFIED
    assert (await filed.head(id_, at=at_local(date(2026, 9, 29)))).state is FindingState.WAIVED


async def test_a_day_off_loaded_after_the_last_day_gives_nothing_back_though_no_job_had_run(desk: Desk) -> None:
    id_ = await told()
    desk.at = at_local(date(2026, 9, 25), 0)
    await desk.load("holidays", off(date(2026, 9, 28)))
    assert await last_day(id_, at=date(2026, 9, 25)) == LAST
    kinds = [link.entry.kind for link in await journal.history(object_type="finding", object_id=id_)]
    assert kinds[-1] == "finding.expire"
    assert (await filed.head(id_, at=desk.at)).state is FindingState.WAIVED


async def test_the_past_is_not_made_a_holiday_to_open_a_term_again(desk: Desk) -> None:
    id_ = await told()
    desk.at = at_local(date(2026, 9, 25), 9)
    shown = await desk.show("holidays", off(LAST))
    assert shown.rule_counts == {"holiday-past": 1}
    assert await last_day(id_, at=date(2026, 9, 25)) == LAST


async def test_a_term_without_a_calendar_gets_its_day_when_the_years_notice_is_loaded(desk: Desk) -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    await filed.notified(id_, served_on=date(2026, 12, 28))
    assert await last_day(id_, at=date(2026, 12, 30)) is None
    desk.at = at_local(date(2026, 12, 30), 9)
    named = {"元旦": (1, 1), "春节": (2, 5), "劳动节": (5, 1), "国庆节": (10, 1)}
    rows: list[Told] = [
        {"day": date(2027, month, day), "works": "0", "kind": "notice", "note": note, "source": "国务院办公厅通知"}
        for note, (month, first) in named.items()
        for day in range(first, first + {1: 1, 2: 1, 5: 2, 10: 3}[month])
    ]
    await desk.load("holidays", rows)
    assert await last_day(id_, at=date(2026, 12, 30)) == date(2027, 1, 5)
