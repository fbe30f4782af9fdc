"""集体讨论 as records of their own, and the decisions that rest on them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support import filed
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.findings.queries import finding
from vendors.periods import local_date
from vendors.rulings.actions import (
    Decision,
    NewDiscussion,
    NewRuling,
    amend_discussion,
    determine_many,
    record_discussion,
)
from vendors.rulings.decision_rules import Attendee, DecisionState, DiscussionKind, adds_up
from vendors.rulings.queries import decision, decisions, discussion, discussions, discussions_of, earlier_decisions
from vendors.rulings.queries.decisions import DecisionFilters
from vendors.rulings.rules import DiscussionVerdict, Outcome, ReasonCode
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT, TODAY = filed.AFTER, local_date(filed.AFTER)
PEOPLE = (Attendee(name="方毅", post="分管局长"), Attendee(name="邓岚", post="法制审核"))


async def waived(*fens: int) -> tuple[int, ...]:
    """One finding of so much against one institution each, all waived."""
    world = await filed.world(visits=2 * len(fens))
    cases = [filed.case(visit, fen) for visit, fen in zip(world.visits[::2], fens, strict=True)]
    return tuple([await filed.notified(id_) for id_ in await filed.stored(world, *cases)])


async def institution_of(id_: int) -> int:
    async with transaction() as connection:
        found: int = await connection.fetchval("SELECT institution FROM vendors_finding WHERE id = $1", id_)
    return found


async def talk(*ids: int, **changes: object) -> NewDiscussion:
    whole: dict[str, object] = {
        "kind": DiscussionKind.LEADERS, "institution": await institution_of(ids[0]), "held_on": TODAY,
        "attendees": PEOPLE, "absent": (Attendee(name="苗青", post="监管科"),), "findings": ids,
        "verdict": DiscussionVerdict.AGREED, "conclusion": "同意认定并追回", "place": "二楼会议室",
        "opinions": "均无异议",
    }  # fmt: skip
    return NewDiscussion(**(whole | changes))  # type: ignore[arg-type]


async def decide(*ids: int, record: int | None = None) -> Decision:
    upheld = [
        NewRuling(
            finding=id_, version=await filed.version(id_), outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN
        )
        for id_ in ids
    ]
    return await determine_many(rulings=upheld, discussion_id=record, by=filed.LEADER, at=AT)


async def test_a_recorded_discussion_opens_the_gate_and_stays_as_it_is_from_then_on() -> None:
    ids = await waived(2_500_000, 2_500_000)
    with pytest.raises(Gate) as gate:
        await decide(*ids)
    assert gate.value.gate == "discussion_missing"
    told = await talk(*ids)
    made = await record_discussion(discussion=told, by=filed.LEGAL, at=AT)
    await amend_discussion(id_=made, discussion=replace(told, conclusion="一致同意认定"), by=filed.LEGAL, at=AT)
    done = await decide(*ids, record=made)
    assert (done.amount_fen, done.number) == (5_000_000, "JD-2026-000001")
    found = await discussion(id_=made, for_=filed.LEADER)
    assert (found.number, found.conclusion, found.decisions) == ("TL-2026-0001", "一致同意认定", (done.number,))
    assert found.absent == (Attendee(name="苗青", post="监管科"),)
    with pytest.raises(Conflict):
        await amend_discussion(id_=made, discussion=told, by=filed.LEGAL, at=AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"attendees": PEOPLE[:1]}, {"attendees": PEOPLE[:1] * 2}, {"conclusion": " "}, {"findings": ()},
        {"held_on": TODAY + timedelta(days=1)}, {"institution": 10**6},
    ],
)  # fmt: skip
async def test_an_incomplete_record_is_not_kept(changes: dict[str, object]) -> None:
    (id_,) = await waived(100)
    told = await talk(id_)
    with pytest.raises(Invalid):
        await record_discussion(discussion=replace(told, **changes), by=filed.LEADER, at=AT)  # type: ignore[arg-type]


async def test_a_discussion_carries_only_what_it_considered_and_only_the_leaders_carry_a_decision() -> None:
    first, second = await waived(3_000_000, 2_500_000)
    partial = await record_discussion(discussion=await talk(first), by=filed.LEADER, at=AT)
    room = await record_discussion(
        discussion=await talk(first, second, kind=DiscussionKind.DEPARTMENT), by=filed.SECOND, at=AT
    )
    for record in (partial, room, 10**6):
        with pytest.raises(Invalid) as caught:
            await decide(first, second, record=record)
        assert set(caught.value.fields) == {"discussion"}


async def test_leaders_who_did_not_agree_carry_no_determination_and_it_says_so() -> None:
    (id_,) = await waived(5_000_000)
    for verdict in (DiscussionVerdict.REFUSED, DiscussionVerdict.AGAIN):
        told = await talk(id_, verdict=verdict)
        record = await record_discussion(discussion=told, by=filed.LEADER, at=AT)
        with pytest.raises(Gate, match=verdict.zh) as gate:
            await decide(id_, record=record)
        assert gate.value.gate == "discussion_missing"
    assert (await discussion(id_=record, for_=filed.LEADER)).used_at is None


async def test_reviewers_of_the_first_level_and_vendors_have_no_part_in_discussions() -> None:
    (id_,) = await waived(100)
    clerk = (await filed.world()).clerk
    told = await talk(id_)
    for by in (filed.FIRST, clerk):
        with pytest.raises(Forbidden):
            await record_discussion(discussion=told, by=by, at=AT)
    made = await record_discussion(discussion=told, by=filed.LEADER, at=AT)
    with pytest.raises(NotFound):
        await discussion(id_=made, for_=clerk)
    for ask in (discussions(for_=clerk), decisions(for_=clerk, at=AT)):
        with pytest.raises(Forbidden):
            await ask


async def test_discussions_of_an_institution_are_found_by_the_findings_they_considered() -> None:
    first, second = await waived(100, 100)
    both = await record_discussion(discussion=await talk(first, second), by=filed.LEADER, at=AT)
    await record_discussion(discussion=await talk(first), by=filed.LEADER, at=AT)
    place = await institution_of(first)
    assert [one.id for one in await discussions_of(place, findings=(first, second))] == [both]
    assert len(await discussions_of(place)) == len((await discussions(for_=filed.LEADER)).rows) == 2


async def test_the_decision_is_a_row_of_its_own_with_what_stands_of_it() -> None:
    first, second = await waived(100, 200)
    done = await decide(first, second)
    found = await decision(id_=done.id, for_=filed.LEGAL, at=AT)
    assert (found.number, found.amount_fen, found.state) == (done.number, 300, DecisionState.OPEN)
    assert [(one.finding, one.amount_fen, one.version, one.standing) for one in found.determinations] == [
        (first, 100, 1, True), (second, 200, 1, True),
    ]  # fmt: skip
    assert found.head.findings == 2
    listed = await decisions(for_=filed.LEADER, at=AT, filters=DecisionFilters(text=done.number))
    assert [row.id for row in listed.rows] == [done.id]
    with pytest.raises(NotFound):
        await decision(number=done.number, for_=(await filed.world()).clerk, at=AT)


async def test_decisions_below_the_threshold_are_seen_together_over_the_days_before() -> None:
    first, second = await waived(2_500_000, 2_500_000)
    await decide(first)
    place = await institution_of(second)
    earlier = await earlier_decisions(institution=place, at=AT, on=TODAY, days=30)
    assert [one.amount_fen for one in earlier] == [2_500_000]
    assert adds_up(earlier, total_fen=2_500_000, threshold_fen=5_000_000)
    assert await earlier_decisions(institution=place, at=AT, on=date(2026, 12, 1), days=30) == ()
    await decide(second)


async def test_what_is_not_upheld_counts_for_nothing_and_closes_its_decision() -> None:
    (id_,) = await waived(9_000_000)
    line = (await finding(id_=id_, for_=filed.LEADER, at=AT)).lines[0].id
    dropped = NewRuling(
        finding=id_, version=4, outcome=Outcome.NOT_UPHELD, reason_code=ReasonCode.DATA_WRONG, reason="数据有误",
        amounts={line: 0},
    )  # fmt: skip
    done = await determine_many(rulings=[dropped], by=filed.LEADER, at=AT)
    assert (await decision(id_=done.id, for_=filed.LEADER, at=AT)).state is DecisionState.CLOSED
