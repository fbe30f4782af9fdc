"""Whole lives of findings: anybody tries anything, in any order, through the real actions."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.support import filed
from vendors.actors import SYSTEM, Actor
from vendors.errors import HengjianError
from vendors.findings.actions import Supplement, answer_return, review_first, review_second, verify
from vendors.findings.rules import UNDER_REVIEW, FindingState, Opinion
from vendors.journal.queries import verify as verify_journal
from vendors.periods import end_of_day
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
from vendors.rulings.rules import DefenceForm, NoticeMethod, Outcome, ReasonCode, Verdict
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Try = Callable[[int, int, Actor, datetime], Awaitable[object]]


def _review(act: Callable[..., Awaitable[object]], opinion: Opinion) -> Try:
    return lambda id_, version, by, at: act(finding=id_, version=version, opinion=opinion, reason="说明", by=by, at=at)


def _supply(act: Callable[..., Awaitable[object]]) -> Try:
    more = Supplement(note="补充", evidence=[filed.DOCUMENT])
    return lambda id_, version, by, at: act(finding=id_, version=version, supplement=more, by=by, at=at)


def _notice(id_: int, version: int, by: Actor, at: datetime) -> Awaitable[object]:
    told = NewNotice(facts="多收", reasons="不符", basis="条例", method=NoticeMethod.DIRECT, served_on=filed.SERVED)
    return serve_notice(finding=id_, version=version, notice=told, by=by, at=at)


def _defence(id_: int, version: int, by: Actor, at: datetime) -> Awaitable[object]:
    said = NewDefence(form=DefenceForm.WRITTEN, content="申辩", made_at=at)
    return record_defence(finding=id_, version=version, defence=said, by=by, at=at)


def _recheck(id_: int, version: int, by: Actor, at: datetime) -> Awaitable[object]:
    return recheck(finding=id_, version=version, verdict=Verdict.PARTLY, opinion="意见", by=by, at=at)


def _determine(outcome: Outcome) -> Try:
    code = ReasonCode.FACTS_PROVEN if outcome is Outcome.UPHELD else ReasonCode.DATA_WRONG
    return lambda id_, version, by, at: determine(
        ruling=NewRuling(finding=id_, version=version, outcome=outcome, reason_code=code, reason="理由"),
        by=by,
        at=at,
    )


def _expire(_id: int, _version: int, _by: Actor, at: datetime) -> Awaitable[object]:
    return expire_defences(at=at, by=SYSTEM)


USUAL: dict[FindingState, tuple[Try, Actor]] = {
    FindingState.AWAITING_FIRST: (_review(review_first, Opinion.PASS), filed.FIRST),
    FindingState.AWAITING_SECOND: (_review(review_second, Opinion.PASS), filed.SECOND),
    FindingState.LEAD: (_notice, filed.SECOND),
    FindingState.DEFENDED: (_recheck, filed.LEGAL),
}
"""What would bring a finding on; from other states anybody's guess."""
ANY_ACT: tuple[Try, ...] = (
    _review(review_first, Opinion.RETURN), _review(review_first, Opinion.REJECT), _supply(answer_return),
    _review(review_second, Opinion.RETURN), _review(review_second, Opinion.PASS), _supply(verify), _notice, _defence,
    _recheck, _expire, *(_determine(outcome) for outcome in (Outcome.UPHELD, Outcome.NOT_UPHELD) * 2),
)  # fmt: skip
BUREAU = (filed.FIRST, filed.SECOND, filed.BOTH, filed.LEGAL, filed.LEADER)
STEP = st.tuples(st.booleans(), st.sampled_from(ANY_ACT), st.integers(-1, len(BUREAU) - 1), st.integers(0, 60))
STEPS = st.lists(STEP, min_size=20, max_size=40)


async def _facts(id_: int) -> dict[str, object]:
    async with transaction() as connection:
        row = await connection.fetchrow(
            """
            SELECT f.state, f.version, f.amount_fen AS whole, d.amount_fen AS determined, d.discussion,
              (SELECT sum(amount_fen) FROM vendors_finding_line l WHERE l.finding = f.id) AS lines,
              (SELECT count(*) FROM (SELECT reviewer FROM vendors_review r WHERE r.finding = f.id
                GROUP BY reviewer HAVING count(DISTINCT stage) > 1) both_stages) AS both_stages,
              EXISTS (SELECT 1 FROM vendors_recheck c JOIN vendors_review r USING (finding, reviewer)
                WHERE c.finding = f.id) AS rechecked_own
            FROM vendors_finding f LEFT JOIN vendors_determination d ON d.finding = f.id WHERE f.id = $1
            """,
            id_,
        )
    return dict(row)


@settings(max_examples=15)
@given(steps=STEPS, big=st.booleans())
async def test_no_order_of_acts_breaks_due_process(steps: list[tuple[bool, Try, int, int]], big: bool) -> None:
    world = await filed.world()
    fens = (2_500_000, 2_500_000) if big else (2_500_000, 2_499_999)
    (id_,) = await filed.stored(world, filed.case(world.visits[0], *fens))
    at = end_of_day(filed.SERVED) - timedelta(hours=9)
    for usual, any_act, who, hours in steps:
        before = await _facts(id_)
        state = FindingState(str(before["state"]))
        act, by = any_act, world.clerk if who < 0 else BUREAU[who]
        if usual and state in USUAL:
            act, by = USUAL[state]
        at += timedelta(hours=hours)
        try:
            await act(id_, int(str(before["version"])), by, at)
        except HengjianError:
            assert await _facts(id_) == before
        after = await _facts(id_)
        if by.vendor and act is not _expire:
            assert after["state"] == before["state"] or FindingState(str(after["state"])) in UNDER_REVIEW
        assert (after["lines"], after["both_stages"], after["rechecked_own"]) == (sum(fens), 0, False)
        assert after["discussion"] is None
        assert after["determined"] is None or int(str(after["determined"])) < 5_000_000
    event(f"ended {(await _facts(id_))['state']}")
    assert (await verify_journal()).broken_at is None
