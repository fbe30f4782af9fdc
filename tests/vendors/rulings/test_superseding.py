"""A determination reversed is never edited: another version stands instead, and both can be asked for."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from tests.support import filed
from tests.vendors.rulings.test_discussions import AT, TODAY, decide, talk, waived
from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Gate, Invalid
from vendors.findings.queries import finding
from vendors.findings.rules import FindingState
from vendors.journal.actions import act
from vendors.rulings.actions import NewRuling, Superseded, determine, determine_many, record_discussion, supersede
from vendors.rulings.decision_rules import ReversalChannel, ReversalResult
from vendors.rulings.queries import decision, outcomes, reversals, ruling
from vendors.rulings.queries.progress import determined
from vendors.rulings.queries.statistics import statistics
from vendors.rulings.rules import Outcome, ReasonCode
from vendors.tasks.queries import task

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LATER = AT + timedelta(days=40)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


async def reverse(
    id_: int,
    result: ReversalResult,
    amounts: Mapping[int, int] | None = None,
    *,
    by: Actor = filed.LEGAL,
    channel: ReversalChannel = ReversalChannel.RECONSIDERATION,
    authority: str = "示例市人民政府",
    decided_on: date = TODAY + timedelta(days=39),
    reason: str = "部分事实不清",
    discussion_id: int | None = None,
) -> Superseded:
    async with act(by=by, at=LATER) as deed:
        return await supersede(
            deed, finding=id_, version=await filed.version(id_), result=result, amounts=amounts, channel=channel,
            authority=authority, document="示复决字〔2026〕7号", decided_on=decided_on, reason=reason,
            discussion_id=discussion_id,
        )  # fmt: skip


async def lines(id_: int) -> list[int]:
    return [line.id for line in (await finding(id_=id_, for_=filed.LEGAL, at=LATER)).lines]


async def test_an_annulled_determination_comes_to_nothing_and_is_kept() -> None:
    (id_,) = await waived(10_000)
    made = await decide(id_)
    found = await reverse(id_, ReversalResult.ANNUL)
    assert (found.number, sum(found.difference.values()), found.decision) == ("CX-2026-0001", -10_000, made.id)
    case = await ruling(finding=id_, for_=filed.LEGAL, at=LATER)
    assert case.determination
    assert (case.finding.head.state, case.determination.amount_fen) == (FindingState.NOT_UPHELD, 0)
    assert [(one.version, one.amount_fen, one.outcome) for one in case.earlier] == [(1, 10_000, Outcome.UPHELD)]
    known = await decision(id_=made.id, for_=filed.LEADER, at=LATER)
    assert (known.head.made_fen, known.amount_fen, len(known.determinations)) == (10_000, 0, 2)


async def contract_of(finding: int) -> int:
    return (await task((await filed.head(finding)).task, for_=filed.LEADER)).contract


async def test_before_the_reversal_the_old_one_stood() -> None:
    (id_,) = await waived(10_000)
    made = await decide(id_)
    await reverse(id_, ReversalResult.ANNUL)
    for at, fen, upheld in ((LATER - timedelta(seconds=1), 10_000, (id_,)), (LATER, 0, ())):
        assert (await decision(id_=made.id, for_=filed.LEADER, at=at)).amount_fen == fen
        assert (await statistics(window=YEAR, as_of=at)).total.determined_fen == fen
        (known_then,) = (await outcomes(contracts=[await contract_of(id_)], window=YEAR, as_of=at)).values()
        assert known_then.upheld == upheld
        assert sum(one.fen for one in await determined(window=YEAR, as_of=at)) == fen


async def test_a_varied_one_counts_in_the_month_it_was_decided_in() -> None:
    (id_,) = await waived(10_000)
    await decide(id_)
    (line,) = await lines(id_)
    found = await reverse(id_, ReversalResult.VARY, {line: 4_000})
    assert found.difference == {line: -6_000}
    (month,) = await determined(window=YEAR, as_of=LATER)
    assert (month.month, month.fen) == (date(2026, 9, 1), 4_000)
    assert (await filed.head(id_)).state is FindingState.PARTLY_UPHELD


async def test_a_varied_amount_lies_between_nothing_and_the_report_and_differs() -> None:
    (id_,) = await waived(10_000)
    await decide(id_)
    (line,) = await lines(id_)
    wrong: tuple[Mapping[int, int] | None, ...] = (
        {line: 10_001}, {line: -1}, {line: 10_000}, {line: 0}, {}, None,
    )  # fmt: skip
    for amounts in wrong:
        with pytest.raises(Invalid):
            await reverse(id_, ReversalResult.VARY, amounts)
    await reverse(id_, ReversalResult.VARY, {line: 4_000})
    with pytest.raises(Invalid):
        await reverse(id_, ReversalResult.VARY, {line: 4_000})
    assert (await reverse(id_, ReversalResult.VARY, {line: 5_000})).difference == {line: 1_000}
    case = await ruling(finding=id_, for_=filed.LEGAL, at=LATER)
    assert [one.version for one in case.earlier] == [1, 2]


async def test_one_to_be_made_anew_is_pending_until_it_is_and_gets_its_own_decision() -> None:
    (id_,) = await waived(10_000)
    await decide(id_)
    found = await reverse(id_, ReversalResult.REMAKE)
    assert found.new is None
    assert (await filed.head(id_)).state is FindingState.RECHECKED
    assert (await statistics(window=YEAR, as_of=LATER)).total.pending == 1
    new = NewRuling(
        finding=id_, version=await filed.version(id_), outcome=Outcome.NOT_UPHELD, reason_code=ReasonCode.DATA_WRONG,
        reason="重作",
    )  # fmt: skip
    made = await determine(ruling=new, by=filed.LEADER, at=LATER + timedelta(days=1))
    case = await ruling(finding=id_, for_=filed.LEGAL, at=LATER + timedelta(days=1))
    assert case.determination
    assert (made.number, case.determination.version) == ("JD-2026-000002", 2)
    assert not case.determination.defence_moved_it


async def test_a_reversal_is_whole_of_its_time_and_for_the_legal_reviewer_or_a_leader() -> None:
    (id_,) = await waived(10_000)
    await decide(id_)
    for wrong in (
        reverse(id_, ReversalResult.ANNUL, authority=" "),
        reverse(id_, ReversalResult.ANNUL, reason=""),
        reverse(id_, ReversalResult.ANNUL, decided_on=TODAY + timedelta(days=41)),
        reverse(id_, ReversalResult.ANNUL, decided_on=TODAY - timedelta(days=1)),
    ):
        with pytest.raises(Invalid):
            await wrong
    for by in (filed.SECOND, filed.FIRST):
        with pytest.raises(Forbidden):
            await reverse(id_, ReversalResult.ANNUL, by=by)
    await reverse(id_, ReversalResult.ANNUL, channel=ReversalChannel.SELF, authority="", by=filed.LEADER)
    with pytest.raises(Conflict):
        await reverse(id_, ReversalResult.ANNUL)


async def test_no_variation_brings_an_undiscussed_decision_to_the_threshold() -> None:
    (first,) = await waived(5_000_000)
    (line,) = await lines(first)
    new = NewRuling(
        finding=first, version=4, outcome=Outcome.PARTLY_UPHELD, reason_code=ReasonCode.AMOUNT_MISCOUNTED,
        reason="核减", amounts={line: 4_000_000},
    )  # fmt: skip
    made = await determine(ruling=new, by=filed.LEADER, at=AT)
    await reverse(first, ReversalResult.VARY, {line: 4_999_999})
    assert (await decision(id_=made.id, for_=filed.LEADER, at=LATER)).amount_fen == 4_999_999


async def test_a_variation_to_the_threshold_needs_the_discussion_it_lacked() -> None:
    ids = await waived(2_400_000, 2_700_000)
    (second_line,) = await lines(ids[1])
    eased = [
        NewRuling(finding=ids[0], version=4, outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN),
        NewRuling(
            finding=ids[1], version=4, outcome=Outcome.PARTLY_UPHELD, reason_code=ReasonCode.AMOUNT_MISCOUNTED,
            reason="核减", amounts={second_line: 1_000_000},
        ),
    ]  # fmt: skip
    made = await determine_many(rulings=eased, by=filed.LEADER, at=AT)
    with pytest.raises(Gate) as gate:
        await reverse(ids[1], ReversalResult.VARY, {second_line: 2_600_000})
    assert gate.value.gate == "discussion_missing"
    record = await record_discussion(discussion=await talk(*ids), by=filed.LEADER, at=AT)
    await reverse(ids[1], ReversalResult.VARY, {second_line: 2_600_000}, discussion_id=record)
    assert (await decision(id_=made.id, for_=filed.LEADER, at=LATER)).amount_fen == 5_000_000


async def test_what_was_reversed_since_is_told_for_restating() -> None:
    (id_,) = await waived(10_000)
    await decide(id_)
    await reverse(id_, ReversalResult.ANNUL)
    (found,) = await reversals(since=AT)
    assert (found.finding, found.at, found.determined_at, found.decision) == (id_, LATER, AT, "JD-2026-000001")
    assert await reversals(since=LATER) == ()
