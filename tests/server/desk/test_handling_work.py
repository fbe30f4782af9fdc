"""What waits and falls due after a decision, at the desks of those concerned."""

from datetime import date, timedelta

import pytest

from server.desk.handling import matters
from server.desk.news import spread
from server.desk.queries import inbox
from server.desk.queues import queued
from server.desk.reminders import remind
from tests.support import decided
from tests.support.decided import AT, DAY, HANDLER, LEADER, LEGAL, approved, decision, discussed, proposed
from vendors.actors import Actor
from vendors.handling.actions import (
    NewPrecaution,
    NewTransfer,
    carry_out,
    cite_discussion,
    review_legality,
    take_precaution,
    transfer_case,
)
from vendors.handling.case_rules import PrecautionKind
from vendors.handling.rules import MeasureKind
from vendors.periods import at_local
from vendors.rulings.decision_rules import DiscussionKind

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def lines(who: Actor, on: date = DAY) -> dict[str, int]:
    return {todo.href: todo.count or 0 for todo in await queued(who, on)}


async def test_a_decision_waits_for_its_measures_then_for_the_leader() -> None:
    case = await decision()
    assert (await lines(HANDLER))["/decisions?stage=to_handle"] == 1
    await proposed(case, MeasureKind.REMIND)
    assert "/decisions?stage=to_handle" not in await lines(HANDLER)
    assert (await lines(LEADER))["/decisions?stage=in_approval"] == 1


async def test_a_rescission_waits_for_the_legal_reviewer_and_comes_back_to_the_handler() -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.RESCIND)
    assert "/decisions?stage=in_approval" not in await lines(LEGAL)
    opinion = await discussed(case, DiscussionKind.DEPARTMENT)
    await cite_discussion(measure=measure, discussion=opinion, by=HANDLER, at=AT + timedelta(hours=10))
    assert (await lines(LEGAL))["/decisions?stage=in_approval"] == 1
    later = AT + timedelta(hours=11)
    await review_legality(measure=measure, passed=False, opinion="情形引用有误", by=LEGAL, at=later)
    assert (await lines(HANDLER))["/decisions?stage=in_approval"] == 1
    await spread(at=later + timedelta(hours=1))
    told = [message.words.zh for message in await inbox(for_=HANDLER)]
    assert any(case.number in words and "情形引用有误" in words for words in told)


async def test_what_is_overdue_is_at_the_desk_and_told_once_and_then_as_late() -> None:
    case = await decision()
    hold = await approved(case, MeasureKind.HOLD_SETTLEMENT, ends_on=date(2026, 10, 9))
    await carry_out(measure=hold, on=DAY, by=HANDLER, at=AT)
    letter = NewTransfer(target="4", agency="", transferred_on=DAY, findings=case.findings, reason="诊疗行为")
    await transfer_case(decision=case.id, transfer=letter, by=decided.LEGAL, at=AT)
    kept = NewPrecaution(institution=case.institution, kind=PrecautionKind.PRESERVE, matter="病历 32 册", taken_on=DAY)
    await take_precaution(precaution=kept, by=HANDLER, at=AT)
    late = date(2026, 11, 2)
    found = await lines(HANDLER, late)
    assert (found["/decisions?late=1"], found["/sanctions/precautions"]) == (1, 2)
    assert (await lines(LEGAL, late))["/transfers?standing=receipt"] == 1
    assert [letter.link for letter in await matters(date(2026, 9, 28))] == ["/decisions/1"]
    assert len(await matters(late)) == 4
    assert await remind(at=at_local(late), sources=(matters,)) == 8
    assert await remind(at=at_local(late), sources=(matters,)) == 0
