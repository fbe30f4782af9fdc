from datetime import date, datetime

import pytest

from tests.support import a
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import Period, at_local
from vendors.policy.bureau import keeping
from vendors.policy.calendar import Deadline, packaged_calendar
from vendors.policy.rows import Bureau, Day, DayKind
from vendors.tasks.actions import begin_check, return_task, submit_task, terminate_task
from vendors.tasks.clock.actions import (
    PauseState,
    ask_pause,
    confirm_pause,
    deliver_material,
    extend_task,
    pause_task,
    refuse_pause,
)
from vendors.tasks.clock.firming import firm_deadlines
from vendors.tasks.clock.queries import clock, open_pauses
from vendors.tasks.due_queries import due_tasks
from vendors.tasks.fact_queries import timings
from vendors.tasks.queries import TaskView, task
from vendors.tasks.rules import TaskState
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
DISPATCHED = at_local(date(2026, 9, 18))

NOTICE_2027 = Bureau(
    version=1,
    days=tuple(Day(day=day, works=False, kind=DayKind.NOTICE) for day in (date(2027, 1, 1), date(2027, 1, 7))),
)


def on(month: int, day: int, year: int = 2026) -> datetime:
    return at_local(date(year, month, day), hour=15)


async def under_way(*, at: datetime = DISPATCHED, days: int = 5) -> tuple[int, int]:
    """A task dispatched and begun on Friday 18 September with five working days: due on Thursday the 24th."""
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    await a.cases(1)
    return vendor, await a.task_in_progress(vendor=vendor, contract=contract, at=at, deadline_days=days)


async def seen(made: int) -> TaskView:
    return await task(made, for_=a.MANAGER)


async def test_the_clock_stops_from_the_day_the_vendor_asked_and_goes_on_with_the_days_left() -> None:
    vendor, made = await under_way()
    asked = await ask_pause(task=made, material="住院费用清单电子版", by=a.clerk_of(vendor), at=on(9, 22))
    assert (await seen(made)).due_on == date(2026, 9, 24)
    await confirm_pause(request=asked, expected_on=date(2026, 9, 30), by=a.MANAGER, at=on(9, 24))
    stopped = await seen(made)
    assert (stopped.state, stopped.due_on, stopped.overdue(date(2026, 12, 1))) == (TaskState.PAUSED, None, False)
    due = await deliver_material(request=asked, delivered="费用清单已拷贝", by=a.MANAGER, at=on(9, 30))
    assert due == date(2026, 10, 9)
    assert (await seen(made)).state is TaskState.IN_PROGRESS


async def test_a_refused_request_leaves_the_clock_running() -> None:
    vendor, made = await under_way()
    asked = await ask_pause(task=made, material="影像资料", by=a.clerk_of(vendor), at=on(9, 21))
    with pytest.raises(Invalid):
        await refuse_pause(request=asked, reason=" ", by=a.MANAGER, at=on(9, 22))
    await refuse_pause(request=asked, reason="资料已在模板内", by=a.MANAGER, at=on(9, 22))
    assert (await seen(made)).due_on == date(2026, 9, 24)
    found = await clock(made, today=date(2026, 9, 22), for_=a.clerk_of(vendor))
    assert found is not None
    assert [(one.state, one.answer) for one in found.requests] == [(PauseState.REFUSED, "资料已在模板内")]
    await ask_pause(task=made, material="病案首页", by=a.clerk_of(vendor), at=on(9, 23))


async def test_the_vendor_asks_and_only_the_bureau_stops_and_resumes() -> None:
    vendor, made = await under_way()
    clerk = a.clerk_of(vendor)
    with pytest.raises(Forbidden):
        await ask_pause(task=made, material="清单", by=a.MANAGER, at=on(9, 21))
    asked = await ask_pause(task=made, material="清单", by=clerk, at=on(9, 21))
    with pytest.raises(Conflict, match="已有一项"):
        await ask_pause(task=made, material="另一份", by=clerk, at=on(9, 21))
    for forbidden in (confirm_pause(request=asked, by=clerk, at=on(9, 21)),
                      refuse_pause(request=asked, reason="不", by=clerk, at=on(9, 21)),
                      deliver_material(request=asked, delivered="有", by=clerk, at=on(9, 21)),
                      extend_task(task=made, days=5, reason="忙", by=clerk, at=on(9, 21))):  # fmt: skip
        with pytest.raises(Forbidden):
            await forbidden


async def test_charlie_asks_for_nothing_on_somebody_elses_task() -> None:
    vendor, made = await under_way()
    charlie = a.clerk_of(vendor + 1)
    with pytest.raises(NotFound):
        await ask_pause(task=made, material="清单", by=charlie, at=on(9, 21))
    with pytest.raises(NotFound):
        await clock(made, today=date(2026, 9, 21), for_=charlie)
    await ask_pause(task=made, material="清单", by=a.clerk_of(vendor), at=on(9, 21))
    assert await open_pauses(for_=charlie) == ()
    assert [one.task for one in await open_pauses(for_=a.MANAGER)] == [made]


async def test_an_overdue_clock_is_not_stopped() -> None:
    vendor, made = await under_way()
    with pytest.raises(Conflict, match="逾期"):
        await ask_pause(task=made, material="清单", by=a.clerk_of(vendor), at=on(9, 25))


async def test_the_bureau_stops_the_clock_of_its_own_accord() -> None:
    _, made = await under_way()
    asked = await pause_task(task=made, material="等待数据导出", by=a.MANAGER, at=on(9, 22))
    found = await clock(made, today=date(2026, 9, 28), for_=a.MANAGER)
    assert found is not None
    assert (found.reading.used, found.reading.left) == (3, 2)
    assert found.if_resumed is not None
    assert found.if_resumed.on == date(2026, 9, 30)
    await deliver_material(request=asked, delivered="已导出", by=a.MANAGER, at=on(9, 28))
    assert (await seen(made)).due_on == date(2026, 9, 30)


async def test_a_clock_stopped_while_returned_goes_on_as_returned() -> None:
    vendor, made = await under_way()
    await submit_task(task=made, by=a.clerk_of(vendor), at=on(9, 22))
    await begin_check(task=made, by=a.MANAGER, at=on(9, 22))
    await return_task(task=made, reason="缺页码", days=5, by=a.MANAGER, at=on(9, 30))
    asked = await pause_task(task=made, material="补充病历", by=a.MANAGER, at=on(10, 8))
    await deliver_material(request=asked, delivered="病历已补", by=a.MANAGER, at=on(10, 12))
    found = await seen(made)
    assert (found.state, found.due_on) == (TaskState.RETURNED, date(2026, 10, 16))


async def test_an_extension_counts_from_the_old_due_day_and_says_why() -> None:
    _, made = await under_way()
    with pytest.raises(Invalid):
        await extend_task(task=made, days=3, reason="", by=a.MANAGER, at=on(9, 22))
    due = await extend_task(task=made, days=3, reason="病历调阅延迟", by=a.MANAGER, at=on(9, 22))
    assert due == date(2026, 9, 30)
    entry = (await history(object_type="task", object_id=made))[-1].entry
    assert (entry.kind, entry.note) == ("task.extended", "病历调阅延迟")


async def test_a_changed_calendar_moves_no_firm_due_day_on_the_clock_either() -> None:
    _, made = await under_way()
    off = Bureau(version=1, days=(Day(day=date(2026, 9, 23), works=False, kind=DayKind.NOTICE),))
    with keeping(off):
        found = await clock(made, today=date(2026, 9, 22), for_=a.MANAGER)
    assert found is not None
    assert found.reading.due == Deadline(on=date(2026, 9, 24), provisional=False)
    assert found.reading.due.on == (await seen(made)).due_on


async def test_with_its_extensions_a_task_has_no_more_days_than_a_task_may_have() -> None:
    _, made = await under_way()
    for days in (361, 10**9):
        with pytest.raises(Invalid, match="合计不超过 365 个"):
            await extend_task(task=made, days=days, reason="忙", by=a.MANAGER, at=on(9, 22))
    await extend_task(task=made, days=300, reason="忙", by=a.MANAGER, at=on(9, 22))
    with pytest.raises(Invalid, match="已给予 305 个工作日"):
        await extend_task(task=made, days=61, reason="还忙", by=a.MANAGER, at=on(9, 22))


async def test_a_late_task_is_extended_beyond_today_or_not_at_all() -> None:
    _, made = await under_way()
    with pytest.raises(Invalid):
        await extend_task(task=made, days=2, reason="补做", by=a.MANAGER, at=on(9, 29))
    assert await extend_task(task=made, days=5, reason="补做", by=a.MANAGER, at=on(9, 29)) == date(2026, 10, 9)


async def test_a_deadline_over_new_year_becomes_firm_with_its_pause_and_extension_in_it() -> None:
    _, made = await under_way(at=at_local(date(2026, 12, 28)), days=5)
    assert (await seen(made)).due_is_provisional
    asked = await pause_task(task=made, material="年度数据", by=a.MANAGER, at=on(12, 30))
    await deliver_material(request=asked, delivered="数据已提供", by=a.MANAGER, at=on(1, 5, 2027))
    await extend_task(task=made, days=1, reason="数据量大", by=a.MANAGER, at=on(1, 6, 2027))
    before = await seen(made)
    assert (before.due_on, before.due_is_provisional) == (date(2027, 1, 11), True)
    with keeping(NOTICE_2027):
        assert await firm_deadlines(before=packaged_calendar(), at=on(1, 7, 2027)) == 1
    firm = await seen(made)
    assert (firm.due_on, firm.due_is_provisional) == (date(2027, 1, 12), False)


async def test_reminders_hear_of_what_is_due_soon_and_what_is_late() -> None:
    _, made = await under_way()
    assert await due_tasks(on=date(2026, 9, 18)) == ()
    (soon,) = await due_tasks(on=date(2026, 9, 21))
    assert (soon.id, soon.days_left, soon.overdue) == (made, 3, False)
    (late,) = await due_tasks(on=date(2026, 9, 28))
    assert (late.days_left, late.overdue) == (-1, True)


async def test_a_task_whose_clock_stands_still_is_no_late_task_of_its_period() -> None:
    _, made = await under_way()
    quarter, end = Period.parse("2026Q3"), date(2026, 9, 30)
    counted = await timings(contracts=[1], period=quarter, until=end, for_=a.MANAGER)
    assert [one.on_time for one in counted[1]] == [False]
    await pause_task(task=made, material="结算数据", by=a.MANAGER, at=on(9, 22))
    assert await timings(contracts=[1], period=quarter, until=end, for_=a.MANAGER) == {1: ()}


async def test_a_terminated_task_waits_for_nothing_any_more() -> None:
    _, made = await under_way()
    await pause_task(task=made, material="结算数据", by=a.MANAGER, at=on(9, 22))
    assert len(await open_pauses(for_=a.MANAGER)) == 1
    await terminate_task(task=made, reason="专项取消", by=a.MANAGER, at=on(9, 23))
    assert await open_pauses(for_=a.MANAGER) == ()


async def test_a_terminated_clock_stands_still_for_good_and_nothing_makes_its_deadline_firm() -> None:
    _, made = await under_way(at=at_local(date(2026, 12, 28)), days=5)
    await terminate_task(task=made, reason="专项取消", by=a.MANAGER, at=on(12, 30))
    for today in (date(2026, 12, 31), date(2027, 3, 1)):
        found = await clock(made, today=today, for_=a.MANAGER)
        assert found is not None
        assert (found.ended_on, found.reading.used, found.stretches[-1].until) == (
            date(2026, 12, 30),
            2,
            found.ended_on,
        )
    with keeping(NOTICE_2027):
        assert await firm_deadlines(before=packaged_calendar(), at=on(1, 7, 2027)) == 0


async def test_a_task_issued_before_clocks_were_kept_is_stopped_and_resumed_all_the_same() -> None:
    _, made = await under_way()
    async with transaction() as connection:
        await connection.execute("DELETE FROM vendors_task_clock")
    asked = await pause_task(task=made, material="结算数据", by=a.MANAGER, at=on(9, 22))
    assert await deliver_material(request=asked, delivered="已给", by=a.MANAGER, at=on(9, 30)) == date(2026, 10, 9)
