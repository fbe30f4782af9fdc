from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.decided import AT, DAY, HANDLER, LEADER, LEGAL, Decided, decision, discussed, proposed
from vendors.errors import Conflict, Forbidden, Gate, Invalid
from vendors.handling.actions import approve_measure, carry_out, cite_discussion, review_legality
from vendors.handling.gates import GateCode, Limits, Opinion, Paper, Proposal, check, steps
from vendors.handling.queries import Register, Standing, handling, sanctions, waiting_measures
from vendors.handling.rules import MeasureKind, after_months
from vendors.periods import at_local, local_date
from vendors.rulings.decision_rules import DiscussionKind
from vendors.rulings.rules import DiscussionVerdict

NEXT = at_local(date(2026, 9, 28), 10)
WITHIN = Limits(discussion_fen=5_000_000, months=(1, 3), serious_months=(3, 6), suspensions=2)


async def rescission() -> tuple[Decided, int]:
    case = await decision()
    return case, await proposed(case, MeasureKind.RESCIND)


async def cited(case: Decided, measure: int, kind: DiscussionKind, *, on: date, at: datetime) -> None:
    record = await discussed(case, kind, on=on, hour=9)
    await cite_discussion(measure=measure, discussion=record, by=HANDLER, at=at)


async def refused(measure: int, *, at: datetime) -> str:
    with pytest.raises(Gate) as gate:
        await approve_measure(measure=measure, by=LEADER, at=at)
    return gate.value.gate


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
async def test_a_rescission_passes_its_three_gates_in_order_and_bans_for_three_years() -> None:
    case, measure = await rescission()
    assert await refused(measure, at=AT) == "department_opinion_missing"
    with pytest.raises(Gate) as gate:
        await review_legality(measure=measure, passed=True, opinion="程序合法", by=LEGAL, at=AT)
    assert gate.value.gate == "department_opinion_missing"
    await cited(case, measure, DiscussionKind.DEPARTMENT, on=DAY, at=AT + timedelta(hours=10))
    assert (await waiting_measures(for_=LEADER, on=DAY)).to_review == 1
    assert await refused(measure, at=NEXT) == "legal_review_missing"
    await review_legality(measure=measure, passed=True, opinion="程序合法", by=LEGAL, at=NEXT)
    assert await refused(measure, at=NEXT) == "measure_discussion_missing"
    await cited(case, measure, DiscussionKind.LEADERS, on=date(2026, 9, 29), at=NEXT + timedelta(days=1))
    assert (await waiting_measures(for_=LEADER, on=DAY)).to_approve == 1
    await approve_measure(measure=measure, by=LEADER, at=NEXT + timedelta(days=1))
    await carry_out(measure=measure, on=date(2026, 9, 30), by=HANDLER, at=NEXT + timedelta(days=2))
    (banned,) = await sanctions(Register.RESCISSIONS, for_=LEADER)
    assert (banned.ends_on, banned.grounds) == (date(2029, 9, 30), "3")
    assert banned.standing(date(2029, 9, 30)) is Standing.RUNNING
    assert banned.standing(date(2029, 10, 1)) is Standing.ENDED


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
async def test_leaders_who_met_before_the_legal_review_meet_again() -> None:
    case, measure = await rescission()
    await cited(case, measure, DiscussionKind.DEPARTMENT, on=DAY, at=AT + timedelta(hours=10))
    await cited(case, measure, DiscussionKind.LEADERS, on=DAY, at=AT + timedelta(hours=10))
    await review_legality(measure=measure, passed=True, opinion="程序合法", by=LEGAL, at=NEXT)
    assert await refused(measure, at=NEXT) == "measure_discussion_missing"
    await cited(case, measure, DiscussionKind.LEADERS, on=date(2026, 9, 29), at=NEXT + timedelta(days=1))
    await approve_measure(measure=measure, by=LEADER, at=NEXT + timedelta(days=1))


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
async def test_the_legal_reviewer_returns_it_and_never_reviews_an_own_proposal() -> None:
    case, measure = await rescission()
    await cited(case, measure, DiscussionKind.DEPARTMENT, on=DAY, at=AT + timedelta(hours=10))
    with pytest.raises(Forbidden):
        await review_legality(measure=measure, passed=True, opinion="合法", by=HANDLER, at=NEXT)
    with pytest.raises(Invalid):
        await review_legality(measure=measure, passed=False, opinion=" ", by=LEGAL, at=NEXT)
    await review_legality(measure=measure, passed=False, opinion="情形引用有误", by=LEGAL, at=NEXT)
    with pytest.raises(Conflict):
        await approve_measure(measure=measure, by=LEADER, at=NEXT)
    assert (await waiting_measures(for_=LEADER, on=DAY)).returned == 1


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
async def test_a_rescission_for_repeated_suspensions_counts_them_first() -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.RESCIND, grounds="1")
    with pytest.raises(Gate, match="2 次及以上，现为 0 次") as gate:
        await approve_measure(measure=measure, by=LEADER, at=AT)
    assert gate.value.gate == "suspensions_too_few"
    shown = (await handling(case.id, for_=LEADER, at=AT)).measures[0].steps[0]
    assert (shown.gate, shown.open) == (GateCode.SUSPENSIONS, False)


@pytest.mark.parametrize(("found", "opens"), [(1, False), (2, True), (3, True)])
def test_two_suspensions_within_the_term_are_enough(found: int, *, opens: bool) -> None:
    asked = Proposal(kind=MeasureKind.RESCIND, grounds="1", suspensions=found)
    assert steps(asked, WITHIN)[0].open is opens


HOURS = st.integers(0, 24 * 6).map(lambda hours: at_local(date(2026, 9, 1), 0) + timedelta(hours=hours))


def paper(at: datetime) -> Paper:
    return Paper(
        number="TL-2026-0001", held_on=local_date(at), recorded_at=at, verdict=DiscussionVerdict.AGREED, covers=True
    )


@given(opinion=st.none() | HOURS, review=st.none() | st.tuples(HOURS, st.booleans()), leaders=st.none() | HOURS)
def test_a_rescission_is_approved_only_with_all_three_papers_in_order(
    opinion: datetime | None, review: tuple[datetime, bool] | None, leaders: datetime | None
) -> None:
    asked = Proposal(
        kind=MeasureKind.RESCIND,
        opinion=paper(opinion) if opinion else None,
        review=Opinion(passed=review[1], at=review[0]) if review else None,
        discussion=paper(leaders) if leaders else None,
    )
    shown = steps(asked, WITHIN)
    assert [step.gate for step in shown] == [GateCode.OPINION, GateCode.LEGAL_REVIEW, GateCode.DISCUSSION]
    if all(step.open for step in shown):
        check(asked, WITHIN)
        assert opinion
        assert review
        assert leaders
        assert review[1]
        assert local_date(opinion) <= local_date(review[0]) <= local_date(leaders)
    else:
        with pytest.raises(Gate):
            check(asked, WITHIN)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 9, 28), 2, date(2026, 11, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_a_term_of_months_ends_on_the_corresponding_day(day: date, months: int, last: date) -> None:
    assert after_months(day, months) == last
