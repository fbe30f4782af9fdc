from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import decided, filed
from tests.support.decided import AT, DAY, HANDLER, LEADER, approved, decision, discussed, proposed
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Gate, HengjianError, Invalid, NotFound
from vendors.handling.actions import (
    NewMeasure,
    approve_measure,
    carry_out,
    cite_discussion,
    lift_measure,
    propose_measure,
    withdraw_measure,
)
from vendors.handling.queries import Register, Standing, dues, handling, sanctions, suspensions_in_term
from vendors.handling.rules import TEN, MeasureKind, MeasureState, Stream
from vendors.journal.actions import act
from vendors.rulings.actions.deciding import set_state
from vendors.rulings.decision_rules import DecisionState, DiscussionKind
from vendors.rulings.rules import DiscussionVerdict
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LATER = AT + timedelta(days=3)


async def test_a_decision_takes_several_measures_and_tells_what_is_due_by_stream_and_finding() -> None:
    case = await decision(10_800, 9_200)
    first, second = case.findings
    await approved(case, MeasureKind.RECOVER, parts={first: 10_800})
    await approved(case, MeasureKind.REFUSE, parts={second: 9_000})
    await approved(case, MeasureKind.RECOVER, parts={second: 200}, voluntary=True)
    await approved(case, MeasureKind.DAMAGES, amount_fen=30_000)
    await proposed(case, MeasureKind.FINE, amount_fen=1)
    found = await dues(case.id)
    assert [(due.stream, due.finding, due.fen) for due in found] == [
        (Stream.RECOVER, first, 10_800),
        (Stream.REFUSE, second, 9_000),
        (Stream.RETURN, second, 200),
        (Stream.DAMAGES, None, 30_000),
    ]
    whole = await handling(case.id, for_=LEADER, at=AT)
    assert (whole.head.state, len(whole.measures)) == (DecisionState.HANDLING, 5)


async def test_what_is_handled_is_told_stream_by_stream_and_never_as_one_sum() -> None:
    case = await decision(10_800, 9_200)
    first, second = case.findings
    await approved(case, MeasureKind.RECOVER, parts={first: 10_800})
    await approved(case, MeasureKind.REFUSE, parts={second: 9_000})
    await proposed(case, MeasureKind.FINE, amount_fen=1)
    await proposed(case, MeasureKind.REMIND)
    found = (await handling(case.id, for_=LEADER, at=AT)).streams
    assert found == {Stream.RECOVER: 10_800, Stream.REFUSE: 9_000, Stream.FINE: 1}


async def test_all_ten_measures_can_be_proposed_and_each_says_what_it_needs() -> None:
    case = await decision(10_800)
    fields = {kind: {"parts": {case.findings[0]: 3_600}} for kind in (MeasureKind.WITHHOLD, MeasureKind.REFUSE)}
    fields[MeasureKind.RECOVER] = {"parts": {case.findings[0]: 3_600}}
    plain: dict[MeasureKind, dict[str, object]] = {
        MeasureKind.DAMAGES: {"amount_fen": 100},
        MeasureKind.HOLD_SETTLEMENT: {"ends_on": DAY},
    }
    for kind in TEN:
        await proposed(case, kind, **{**fields.get(kind, {}), **plain.get(kind, {})})
    assert len((await handling(case.id, for_=LEADER, at=AT)).measures) == 10


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (MeasureKind.RECOVER, {}, "parts"),
        (MeasureKind.DAMAGES, {}, "amount"),
        (MeasureKind.FINE, {"amount_fen": 5, "reference": ""}, "reference"),
        (MeasureKind.DAMAGES, {"amount_fen": 5, "basis": " "}, "basis"),
        (MeasureKind.SUSPEND_PART, {"target": ""}, "target"),
        (MeasureKind.SUSPEND, {"months": None}, "months"),
        (MeasureKind.RESCIND, {"grounds": "14"}, "grounds"),
        (MeasureKind.HOLD_SETTLEMENT, {}, "ends_on"),
        (MeasureKind.DOCTOR_INTERVIEW, {}, "doctor"),
        (MeasureKind.DOCTOR_INTERVIEW, {"doctor": "D620702999009"}, "doctor"),
    ],
)
async def test_an_incomplete_measure_is_refused_by_its_field(
    kind: MeasureKind, changes: dict[str, object], field: str
) -> None:
    case = await decision()
    with pytest.raises(Invalid) as invalid:
        await proposed(case, kind, **changes)
    assert field in invalid.value.fields


@pytest.mark.parametrize(
    ("months", "serious", "passes"),
    [
        (0, False, False),
        (1, False, True),
        (3, False, True),
        (4, False, False),
        (2, True, False),
        (3, True, True),
        (6, True, True),
        (7, True, False),
    ],
)
async def test_a_suspension_lasts_one_to_three_months_or_three_to_six(months: int, serious: bool, passes: bool) -> None:
    case = await decision()
    if passes:
        await proposed(case, MeasureKind.SUSPEND, months=months, serious=serious)
        return
    with pytest.raises(Gate) as gate:
        await proposed(case, MeasureKind.SUSPEND, months=months, serious=serious)
    assert (gate.value.gate, str(months) in gate.value.words.zh) == ("suspension_months", True)


async def test_any_suspension_needs_the_leaders_discussion_and_then_stands_in_the_register() -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.SUSPEND)
    with pytest.raises(Gate) as gate:
        await approve_measure(measure=measure, by=LEADER, at=AT)
    assert gate.value.gate == "measure_discussion_missing"
    await cite_discussion(measure=measure, discussion=await discussed(case), by=HANDLER, at=AT + timedelta(hours=10))
    await approve_measure(measure=measure, by=LEADER, at=LATER)
    await carry_out(measure=measure, on=date(2026, 9, 28), by=HANDLER, at=LATER)
    (one,) = await sanctions(Register.SUSPENSIONS, for_=LEADER)
    assert (one.begins_on, one.ends_on) == (date(2026, 9, 28), date(2026, 11, 28))
    days = [date(2026, 9, 27), date(2026, 11, 28), date(2026, 11, 29)]
    assert [one.standing(day) for day in days] == [Standing.COMING, Standing.RUNNING, Standing.ENDED]
    assert await suspensions_in_term(institution=case.institution, on=date(2026, 10, 1), for_=LEADER) == 1
    await lift_measure(measure=measure, on=date(2026, 9, 28), reason="整改到位", by=LEADER, at=LATER)
    assert (await sanctions(Register.SUSPENSIONS, for_=LEADER))[0].standing(days[1]) is Standing.LIFTED


@pytest.mark.parametrize(("fens", "passes"), [((4_999_999,), True), ((5_000_000,), False), ((2_500_000,) * 2, False)])
async def test_fifty_thousand_yuan_of_measures_do_not_pass_undiscussed(fens: tuple[int, ...], passes: bool) -> None:
    case = await decision(*fens, minutes=None if passes else decided.MINUTES)
    measures = [
        await proposed(case, MeasureKind.RECOVER, parts={finding: fen})
        for finding, fen in zip(case.findings, fens, strict=True)
    ]
    if passes:
        await approve_measure(measure=measures[0], by=LEADER, at=AT)
        return
    with pytest.raises(Gate) as gate:
        await approve_measure(measure=measures[0], by=LEADER, at=AT)
    assert (gate.value.gate, "50,000.00" in gate.value.words.zh) == ("measure_discussion_missing", True)
    whole = await handling(case.id, for_=LEADER, at=AT)
    assert whole.discussion
    await cite_discussion(measure=measures[0], discussion=whole.discussion, by=HANDLER, at=AT)
    await approve_measure(measure=measures[0], by=LEADER, at=AT)


async def test_a_discussion_of_another_institution_or_kind_carries_nothing() -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.SUSPEND)
    opinion = await discussed(case, DiscussionKind.DEPARTMENT)
    with pytest.raises(Invalid):
        await proposed(case, MeasureKind.SUSPEND, discussion=opinion)
    other = await decision()
    with pytest.raises(Invalid):
        await cite_discussion(
            measure=measure, discussion=await discussed(other), by=HANDLER, at=AT + timedelta(hours=10)
        )


@pytest.mark.parametrize("verdict", [DiscussionVerdict.REFUSED, DiscussionVerdict.AGAIN])
async def test_leaders_who_did_not_agree_open_no_gate_and_the_blocked_act_says_so(verdict: DiscussionVerdict) -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.SUSPEND, discussion=await discussed(case, verdict=verdict))
    with pytest.raises(Gate, match=verdict.zh) as gate:
        await approve_measure(measure=measure, by=LEADER, at=AT)
    assert gate.value.gate == "measure_discussion_missing"
    assert (await handling(case.id, for_=LEADER, at=AT)).measures[0].blocked
    await cite_discussion(measure=measure, discussion=await discussed(case), by=HANDLER, at=AT)
    await approve_measure(measure=measure, by=LEADER, at=AT)


async def test_a_discussion_that_left_out_a_standing_finding_carries_no_measure() -> None:
    case = await decision(10_800, 20_000)
    partial = await discussed(case, findings=case.findings[:1])
    with pytest.raises(Invalid, match="全部问题"):
        await proposed(case, MeasureKind.SUSPEND, discussion=partial)
    measure = await proposed(case, MeasureKind.SUSPEND, discussion=await discussed(case))
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_measure SET discussion = $2 WHERE id = $1", measure, partial)
    with pytest.raises(Gate, match="全部问题"):
        await approve_measure(measure=measure, by=LEADER, at=AT)


async def test_a_second_suspension_of_one_decision_waits_for_the_first_to_end() -> None:
    case = await decision()
    talk = await discussed(case)
    first = await proposed(case, MeasureKind.SUSPEND, discussion=talk)
    with pytest.raises(Conflict, match="重叠"):
        await proposed(case, MeasureKind.SUSPEND, discussion=talk)
    await approve_measure(measure=first, by=LEADER, at=AT)
    await carry_out(measure=first, on=DAY, by=HANDLER, at=AT)
    with pytest.raises(Conflict, match="重叠"):
        await proposed(case, MeasureKind.SUSPEND, discussion=talk)
    await lift_measure(measure=first, on=DAY, reason="整改到位", by=LEADER, at=AT)
    new = NewMeasure(kind=MeasureKind.SUSPEND, months=1, discussion=talk)
    second = await propose_measure(decision=case.id, measure=new, by=HANDLER, at=LATER)
    await approve_measure(measure=second, by=LEADER, at=LATER)
    with pytest.raises(Conflict, match="重叠"):
        await carry_out(measure=second, on=DAY, by=HANDLER, at=LATER)
    await carry_out(measure=second, on=DAY + timedelta(days=1), by=HANDLER, at=LATER)


async def test_who_proposed_a_measure_neither_reviews_nor_approves_it() -> None:
    both = Actor(id=HANDLER.id, name="白露", roles=frozenset({Role.SECOND_REVIEWER, Role.LEADER, Role.LEGAL}))
    case = await decision()
    measure = await proposed(case, MeasureKind.REMIND)
    with pytest.raises(Forbidden):
        await approve_measure(measure=measure, by=both, at=AT)
    with pytest.raises(Forbidden):
        await approve_measure(measure=measure, by=HANDLER, at=AT)
    await approve_measure(measure=measure, by=LEADER, at=AT)
    with pytest.raises(Conflict):
        await withdraw_measure(measure=measure, reason="改变", by=HANDLER, at=AT)


async def test_money_is_not_lifted_and_nobody_takes_more_than_was_determined() -> None:
    case = await decision(10_800)
    finding = case.findings[0]
    first = await approved(case, MeasureKind.RECOVER, parts={finding: 10_000})
    with pytest.raises(Invalid) as invalid:
        await proposed(case, MeasureKind.REFUSE, parts={finding: 801})
    assert f"part_{finding}" in invalid.value.fields
    await carry_out(measure=first, on=DAY, by=HANDLER, at=AT)
    with pytest.raises(Conflict):
        await lift_measure(measure=first, on=DAY, reason="错误", by=LEADER, at=AT)
    second = await proposed(case, MeasureKind.REFUSE, parts={finding: 800})
    await withdraw_measure(measure=second, reason="改为追回", by=HANDLER, at=AT)
    await proposed(case, MeasureKind.RECOVER, parts={finding: 800})


@settings(max_examples=8)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(("propose", "approve", "withdraw", "carry")),
            st.sampled_from((MeasureKind.RECOVER, MeasureKind.REFUSE, MeasureKind.WITHHOLD)),
            st.integers(1, 12_000),
            st.booleans(),
        ),
        max_size=14,
    )
)
async def test_no_sequence_of_acts_makes_more_due_than_was_determined(
    steps: list[tuple[str, MeasureKind, int, bool]],
) -> None:
    case = await decision(10_800)
    finding = case.findings[0]
    measures: list[int] = []
    for doing, kind, fen, voluntary in steps:
        last = measures[-1] if measures else 0
        try:
            if doing == "propose":
                measures.append(await proposed(case, kind, parts={finding: fen}, voluntary=voluntary))
            elif doing == "approve":
                await approve_measure(measure=last, by=LEADER, at=AT)
            elif doing == "withdraw":
                await withdraw_measure(measure=last, reason="改变", by=HANDLER, at=AT)
            else:
                await carry_out(measure=last, on=DAY, by=HANDLER, at=AT)
        except HengjianError:
            continue
        assert sum(due.fen for due in await dues(case.id)) <= 10_800
        assert (await handling(case.id, for_=LEADER, at=AT)).taken_fen(case.findings[0]) <= 10_800


async def test_a_vendor_finds_nothing_of_it() -> None:
    case = await decision()
    measure = await approved(case, MeasureKind.REMIND)
    clerk = case.world.clerk
    with seeing(case.world.vendor):
        for query in (handling(case.id, for_=clerk, at=AT), sanctions(Register.HOLDS, for_=clerk)):
            with pytest.raises(NotFound):
                await query
        with pytest.raises(NotFound):
            await carry_out(measure=measure, on=DAY, by=clerk, at=AT)
        assert await dues(case.id) == ()


async def test_a_county_finds_only_its_own() -> None:
    case = await decision()
    reader = Actor(id=5, name="县局", roles=frozenset({Role.LEADER}), region="620702")
    with seeing(None, "620702"), pytest.raises(NotFound):
        await handling(case.id, for_=reader, at=AT)
    with seeing(None, "620722"):
        found = await handling(case.id, for_=reader, at=AT)
    assert found.head.number == case.number


async def test_a_closed_decision_takes_nothing_more_but_what_still_runs_may_be_lifted() -> None:
    case = await decision()
    hold = await approved(case, MeasureKind.HOLD_SETTLEMENT, ends_on=date(2026, 12, 1))
    await carry_out(measure=hold, on=DAY, by=HANDLER, at=AT)
    async with act(by=LEADER, at=AT) as deed:
        await set_state(deed, decision=case.id, state=DecisionState.CLOSED)
    with pytest.raises(Conflict):
        await proposed(case, MeasureKind.REMIND)
    await lift_measure(measure=hold, on=DAY, reason="无违法违规", by=LEADER, at=AT)
    (one,) = await sanctions(Register.HOLDS, for_=LEADER)
    assert one.standing(DAY) is Standing.LIFTED


async def test_states_of_a_measure_follow_their_table() -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.INTERVIEW)
    with pytest.raises(Conflict):
        await carry_out(measure=measure, on=DAY, by=HANDLER, at=AT)
    await approve_measure(measure=measure, by=LEADER, at=AT)
    with pytest.raises(Invalid):
        await carry_out(measure=measure, on=DAY + timedelta(days=1), by=HANDLER, at=AT)
    await carry_out(measure=measure, on=DAY, by=HANDLER, at=AT)
    (one,) = (await handling(case.id, for_=filed.LEADER, at=AT)).measures
    assert one.state is MeasureState.CARRIED_OUT
