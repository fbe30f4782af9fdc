from collections.abc import Mapping

import anyio
import pytest

from tests.support import filed
from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Gate, HengjianError, Invalid
from vendors.findings.queries import finding
from vendors.findings.rules import Act, FindingState
from vendors.periods import at_local, local_date
from vendors.rulings.actions import Decision, NewRuling, determine, determine_many
from vendors.rulings.queries import ruling
from vendors.rulings.rules import Discussion, Outcome, ReasonCode
from vendors.scope import seeing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.AFTER
MINUTES = Discussion(held_on=local_date(AT), attendees=("方毅", "邓岚", "程远"), conclusion="同意认定")


async def waived(*fens: int, **changes: object) -> int:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], *fens, **changes))  # type: ignore[arg-type]
    return await filed.notified(id_)


async def decided(
    id_: int, outcome: Outcome = Outcome.UPHELD, amounts: Mapping[int, int] | None = None, **changes: object
) -> Decision:
    code = ReasonCode.FACTS_PROVEN if outcome is Outcome.UPHELD else ReasonCode.AMOUNT_MISCOUNTED
    new = NewRuling(
        finding=id_, version=await filed.version(id_), outcome=outcome, reason_code=code,
        reason="核减两日", amounts=amounts,
    )  # fmt: skip
    asked: dict[str, object] = {"by": filed.LEADER, "at": AT, "discussion": None}
    return await determine(ruling=new, **(asked | changes))  # type: ignore[arg-type]


async def lines(id_: int) -> list[int]:
    return [line.id for line in (await finding(id_=id_, for_=filed.LEGAL, at=AT)).lines]


async def test_a_waived_finding_is_upheld_in_full() -> None:
    id_ = await waived(10_800, 9_200)
    decision = await decided(id_)
    assert (decision.number, decision.amount_fen, decision.findings) == ("JD-2026-000001", 20_000, (id_,))
    case = await ruling(finding=id_, for_=filed.SECOND, at=AT)
    assert case.finding.head.state is FindingState.UPHELD
    assert case.determination
    assert sum(case.determination.lines.values()) == case.determination.amount_fen == 20_000
    assert case.acts == ()
    assert set((await ruling(finding=id_, for_=filed.LEADER, at=AT)).acts) == {Act.ANNUL, Act.VARY, Act.REMAKE}


async def test_a_defended_finding_that_ends_in_part_was_moved_by_the_defence() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800, 9_200))
    await filed.rechecked(id_)
    first, second = await lines(id_)
    await decided(id_, Outcome.PARTLY_UPHELD, {first: 10_800, second: 1_200})
    found = (await ruling(finding=id_, for_=filed.LEGAL, at=AT)).determination
    assert found
    assert (found.reported_fen, found.amount_fen, found.defence_moved_it) == (20_000, 12_000, True)
    with seeing(world.vendor):
        seen = (await ruling(finding=id_, for_=world.clerk, at=AT)).determination
    assert seen
    assert (seen.reason, seen.determined_by_name) == ("核减两日", "")


async def test_no_determination_while_the_party_may_still_be_heard() -> None:
    id_ = await waived(10_800)
    with pytest.raises(Gate) as gate:
        await decided(id_, at=at_local(filed.LAST_DAY, 23, 59))
    assert gate.value.gate == "defence_open"


async def test_the_vendor_and_the_first_reviewer_do_not_determine() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    await filed.notified(id_)
    for by in (world.clerk, filed.FIRST):
        with pytest.raises(Forbidden):
            await decided(id_, by=by)


@pytest.mark.parametrize(("fens", "passes"), [((4_999_999,), True), ((5_000_000,), False), ((2_500_000,) * 2, False)])
async def test_fifty_thousand_yuan_does_not_pass_undiscussed(fens: tuple[int, ...], passes: bool) -> None:
    id_ = await waived(*fens)
    if passes:
        await decided(id_)
        return
    with pytest.raises(Gate) as gate:
        await decided(id_)
    assert gate.value.gate == "discussion_missing"
    assert (await filed.head(id_)).state is FindingState.WAIVED
    await decided(id_, discussion=MINUTES)
    found = (await ruling(finding=id_, for_=filed.LEGAL, at=AT)).determination
    assert found
    assert found.discussion == MINUTES


async def test_what_is_determined_counts_for_the_gate_not_what_was_reported() -> None:
    id_ = await waived(5_000_000, 100)
    first, second = await lines(id_)
    await decided(id_, Outcome.PARTLY_UPHELD, {first: 4_999_999, second: 0})


async def two(*fens: int) -> list[NewRuling]:
    """Two waived findings against one institution, to be upheld."""
    world = await filed.world()
    cases = [filed.case(world.visits[n], fen) for n, fen in zip((0, 2), fens, strict=True)]
    ids = [await filed.notified(id_) for id_ in await filed.stored(world, *cases)]
    return [
        NewRuling(finding=id_, version=4, outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN) for id_ in ids
    ]


async def test_findings_of_one_institution_decided_together_are_added_up() -> None:
    rulings = await two(2_500_000, 2_500_000)
    with pytest.raises(Gate) as gate:
        await determine_many(rulings=rulings, by=filed.LEADER, at=AT)
    assert gate.value.gate == "discussion_missing"
    assert [(await filed.head(one.finding)).state for one in rulings] == [FindingState.WAIVED] * 2
    decision = await determine_many(rulings=rulings, discussion=MINUTES, by=filed.LEADER, at=AT)
    assert (decision.amount_fen, len(decision.findings)) == (5_000_000, 2)


async def test_one_decision_concerns_one_institution_and_each_finding_once() -> None:
    world = await filed.world()
    ids = await filed.stored(world, filed.case(world.visits[0]), filed.case(world.visits[1]))
    apart = [
        NewRuling(
            finding=await filed.notified(id_), version=4, outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN
        )
        for id_ in ids
    ]
    for rulings in (apart, apart[:1] * 2, []):
        with pytest.raises(Invalid):
            await determine_many(rulings=rulings, by=filed.LEADER, at=AT)


async def test_expert_opinion_alone_cannot_be_upheld_but_can_be_dropped() -> None:
    id_ = await waived(10_800, evidence=[filed.EXPERT])
    with pytest.raises(Gate) as gate:
        await decided(id_)
    assert gate.value.gate == "corroboration_missing"
    await decided(id_, Outcome.NOT_UPHELD)


async def test_of_two_determinations_at_once_one_wins() -> None:
    id_ = await waived(10_800)
    results: list[str] = []

    async def tries(by: Actor, outcome: Outcome) -> None:
        code = ReasonCode.FACTS_PROVEN if outcome is Outcome.UPHELD else ReasonCode.DATA_WRONG
        new = NewRuling(finding=id_, version=4, outcome=outcome, reason_code=code, reason="核实")
        try:
            await determine(ruling=new, by=by, at=AT)
            results.append("won")
        except HengjianError as refused:
            results.append(type(refused).__name__)

    async with anyio.create_task_group() as group:
        group.start_soon(tries, filed.LEADER, Outcome.UPHELD)
        group.start_soon(tries, filed.LEGAL, Outcome.NOT_UPHELD)
    assert sorted(results) == ["Conflict", "won"]


async def test_a_determination_is_final_here() -> None:
    id_ = await waived(10_800)
    await decided(id_)
    with pytest.raises(Conflict):
        await decided(id_, Outcome.NOT_UPHELD)
