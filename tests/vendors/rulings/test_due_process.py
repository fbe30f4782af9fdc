from datetime import date, timedelta

import pytest

from tests.support import filed
from vendors.errors import Conflict, Forbidden, Gate, Invalid
from vendors.findings.actions import Supplement, verify
from vendors.findings.queries import counts
from vendors.findings.rules import Certainty, FindingState
from vendors.journal import queries as journal
from vendors.periods import at_local, end_of_day
from vendors.rulings.actions import (
    NewDefence,
    NewNotice,
    NewRuling,
    determine,
    expire_defences,
    recheck,
    record_defence,
    serve_notice,
)
from vendors.rulings.queries import queue, ruling
from vendors.rulings.rules import DefenceForm, NoticeMethod, Outcome, ReasonCode, Verdict

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
MIDNIGHT = end_of_day(filed.LAST_DAY) + timedelta(microseconds=1)


async def one(**changes: object) -> int:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800, 9_200, **changes))  # type: ignore[arg-type]
    return id_


def said(*, made_at: object = at_local(filed.LAST_DAY, 23, 59)) -> NewDefence:
    return NewDefence(form=DefenceForm.WRITTEN, content="护理级别已变更。", made_at=made_at)  # type: ignore[arg-type]


def told(**changes: object) -> NewNotice:
    whole = {"facts": "多收6日", "reasons": "与医嘱不符", "basis": "条例第三十八条"}
    served = {"method": NoticeMethod.POST, "served_on": filed.SERVED}
    return NewNotice(**(whole | served | changes))  # type: ignore[arg-type]


async def test_a_notice_starts_five_working_days_over_a_working_sunday() -> None:
    id_ = await filed.lead(await one())
    term = await serve_notice(finding=id_, version=3, notice=told(), by=filed.SECOND, at=at_local(filed.SERVED))
    assert (term.on, term.provisional) == (date(2026, 9, 24), False)
    case = await ruling(finding=id_, for_=filed.LEGAL, at=at_local(filed.SERVED))
    assert case.finding.head.state is FindingState.NOTIFIED
    assert case.notice
    assert case.notice.defence_until == date(2026, 9, 24)


async def test_a_notice_is_whole_and_not_from_the_future() -> None:
    id_ = await filed.lead(await one())
    for notice in (told(reasons=" "), told(served_on=date(2026, 9, 19))):
        with pytest.raises(Invalid):
            await serve_notice(finding=id_, version=3, notice=notice, by=filed.SECOND, at=at_local(filed.SERVED))


async def test_nobody_was_told_before_the_review_passed_so_no_term_runs_out_at_once() -> None:
    id_ = await filed.lead(await one(), at=at_local(date(2026, 9, 16)))
    early = told(served_on=date(2026, 9, 15))
    with pytest.raises(Invalid) as caught:
        await serve_notice(finding=id_, version=3, notice=early, by=filed.SECOND, at=at_local(filed.SERVED))
    assert set(caught.value.fields) == {"served_on"}
    same_day = told(served_on=date(2026, 9, 16))
    await serve_notice(finding=id_, version=3, notice=same_day, by=filed.SECOND, at=at_local(filed.SERVED))


async def test_a_clue_is_verified_before_anybody_is_told() -> None:
    id_ = await filed.lead(await one(certainty=Certainty.CLUE))
    at = at_local(filed.SERVED)
    with pytest.raises(Gate) as gate:
        await serve_notice(finding=id_, version=3, notice=told(), by=filed.SECOND, at=at)
    assert gate.value.gate == "clue_unverified"
    found = Supplement(note="调阅前次血常规", evidence=[filed.DOCUMENT], certainty=Certainty.DEFINITE)
    await verify(finding=id_, version=3, supplement=found, by=filed.LEGAL, at=at)
    await serve_notice(finding=id_, version=4, notice=told(), by=filed.SECOND, at=at)


async def test_silence_becomes_a_waiver_at_midnight_for_readers_and_by_the_job() -> None:
    id_ = await filed.notified(await one())
    last = end_of_day(filed.LAST_DAY)
    assert (await filed.head(id_, at=last)).state is FindingState.NOTIFIED
    assert (await filed.head(id_, at=MIDNIGHT)).state is FindingState.WAIVED
    assert await expire_defences(at=last) == 0
    assert await expire_defences(at=MIDNIGHT) == 1
    assert await expire_defences(at=MIDNIGHT) == 0
    assert (await journal.history(object_type="finding", object_id=id_))[-1].entry.kind == "finding.expire"
    assert (await counts(for_=filed.LEGAL, at=MIDNIGHT))[FindingState.WAIVED] == 1


async def test_a_provisional_term_never_runs_out() -> None:
    id_ = await filed.notified(await one(), served_on=date(2026, 12, 28))
    years_on = at_local(date(2031, 1, 1))
    assert await expire_defences(at=years_on) == 0
    row = (await queue(for_=filed.LEGAL, at=years_on)).rows[0]
    assert (row.finding.id, row.finding.state, row.provisional, row.overdue) == (
        id_, FindingState.NOTIFIED, True, False,
    )  # fmt: skip


async def test_a_defence_made_in_the_last_minute_counts_even_when_recorded_after_the_waiver() -> None:
    id_ = await filed.notified(await one())
    await expire_defences(at=MIDNIGHT)
    state = await record_defence(finding=id_, version=4, defence=said(), by=filed.FIRST, at=filed.AFTER)
    assert state is FindingState.DEFENDED
    case = await ruling(finding=id_, for_=filed.LEGAL, at=filed.AFTER)
    assert case.defences[0].in_time


async def test_a_defence_at_midnight_is_late_yet_recorded_and_may_be_rechecked() -> None:
    id_ = await filed.notified(await one())
    late = said(made_at=MIDNIGHT)
    assert await record_defence(finding=id_, version=4, defence=late, by=filed.FIRST, at=filed.AFTER) is (
        FindingState.WAIVED
    )
    kinds = [link.entry.kind for link in await journal.history(object_type="finding", object_id=id_)]
    assert kinds[-2:] == ["finding.expire", "finding.defend_late"]
    state = await recheck(
        finding=id_, version=5, verdict=Verdict.PARTLY, opinion="可采", by=filed.LEGAL, at=filed.AFTER
    )
    assert state is FindingState.RECHECKED


async def test_a_vendor_neither_records_a_defence_nor_sees_one() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    await filed.notified(id_)
    with pytest.raises(Forbidden):
        await record_defence(finding=id_, version=4, defence=said(), by=world.clerk, at=filed.AFTER)
    await record_defence(finding=id_, version=4, defence=said(), by=filed.FIRST, at=filed.AFTER)
    assert (await ruling(finding=id_, for_=world.clerk, at=filed.AFTER)).defences == ()


async def test_a_defence_lies_between_the_notice_and_now() -> None:
    id_ = await filed.notified(await one())
    for made_at in (at_local(date(2026, 9, 17)), filed.AFTER + timedelta(seconds=1)):
        with pytest.raises(Invalid):
            await record_defence(finding=id_, version=4, defence=said(made_at=made_at), by=filed.FIRST, at=filed.AFTER)


async def test_a_recheck_is_done_by_a_third_person_and_only_of_a_defence() -> None:
    id_ = await filed.notified(await one())
    ask = {"verdict": Verdict.ACCEPTED, "opinion": "可采", "at": filed.AFTER}
    with pytest.raises(Conflict, match="没有可复核的申辩"):
        await recheck(finding=id_, version=4, by=filed.LEGAL, **ask)  # type: ignore[arg-type]
    await record_defence(finding=id_, version=4, defence=said(), by=filed.FIRST, at=filed.AFTER)
    for reviewer in (filed.FIRST, filed.SECOND):
        with pytest.raises(Forbidden):
            await recheck(finding=id_, version=5, by=reviewer, **ask)  # type: ignore[arg-type]
    await recheck(finding=id_, version=5, by=filed.LEGAL, **ask)  # type: ignore[arg-type]


async def test_another_defence_after_the_recheck_asks_for_another_recheck() -> None:
    id_ = await filed.rechecked(await one())
    again = said(made_at=at_local(filed.LAST_DAY, 16))
    assert await record_defence(finding=id_, version=6, defence=again, by=filed.FIRST, at=filed.AFTER) is (
        FindingState.DEFENDED
    )
    upheld = NewRuling(finding=id_, version=7, outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN)
    with pytest.raises(Gate) as gate:
        await determine(ruling=upheld, by=filed.LEADER, at=filed.AFTER)
    assert gate.value.gate == "recheck_missing"


async def test_the_worklist_shows_the_clock() -> None:
    id_ = await filed.notified(await one())
    (row,) = (await queue(for_=filed.LEGAL, at=at_local(date(2026, 9, 21)))).rows
    assert (row.finding.id, row.served_on, row.working_days_left, row.overdue) == (id_, filed.SERVED, 3, False)
    (row,) = (await queue(for_=filed.LEGAL, at=filed.AFTER, states={FindingState.WAIVED})).rows
    assert (row.working_days_left, row.overdue) == (0, True)
