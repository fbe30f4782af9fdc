"""Where a blind second opinion differs, a third person decides."""

from datetime import date

import pytest

from tests.support import blind, filed
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid
from vendors.findings.actions import break_tie, review_second
from vendors.findings.queries import finding, history
from vendors.findings.rules import Act, FindingState, Opinion, Stage
from vendors.rulings.queries.outcomes import Exclusion, outcomes

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.FILED
WINDOW = (date(2026, 1, 1), date(2026, 12, 31))
OPPOSITE = {Opinion.PASS: Opinion.REJECT, Opinion.REJECT: Opinion.PASS}


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        (Opinion.PASS, Opinion.PASS, FindingState.LEAD),
        (Opinion.REJECT, Opinion.REJECT, FindingState.DISMISSED),
        (Opinion.PASS, Opinion.REJECT, FindingState.AWAITING_TIE),
        (Opinion.REJECT, Opinion.PASS, FindingState.AWAITING_TIE),
        (Opinion.PASS, Opinion.RETURN, FindingState.RETURNED),
        (Opinion.REJECT, Opinion.RETURN, FindingState.RETURNED),
    ],
)
async def test_agreement_settles_difference_waits_for_a_third_a_return_says_neither(
    first: Opinion, then: Opinion, state: FindingState
) -> None:
    (id_,) = await blind.drawn(await filed.world(), first)
    assert await blind.second(id_, then) is state


async def test_a_finding_not_drawn_goes_by_its_second_reviewer_alone() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    await blind.spoken_first(id_, Opinion.REJECT)
    assert await blind.second(id_, Opinion.PASS) is FindingState.LEAD


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (Opinion.PASS, FindingState.LEAD),
        (Opinion.REJECT, FindingState.DISMISSED),
        (Opinion.RETURN, FindingState.RETURNED),
    ],
)
async def test_the_third_person_sees_both_opinions_and_decides(said: Opinion, state: FindingState) -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    seen = (await finding(id_=id_, for_=blind.THIRD, at=AT)).reviews
    assert [(one.stage, one.opinion, one.settles) for one in seen] == [
        (Stage.FIRST, Opinion.PASS, True),
        (Stage.SECOND, Opinion.REJECT, False),
    ]
    assert await blind.tie(id_, said) is state
    acts = [step.act for step in await history(id_=id_, for_=filed.SECOND, at=AT)]
    assert acts[-2:] == [Act.SECOND_DIFFER, Act(f"tie_{said.value}")]


async def test_a_leader_may_break_the_tie_and_neither_reviewer_may() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    for who in (filed.SECOND, filed.FIRST):
        with pytest.raises(Forbidden):
            await blind.tie(id_, Opinion.PASS, by=who)
    both = Actor(id=filed.FIRST.id, name="安宁", roles=frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER}))
    with pytest.raises(Forbidden, match="第三人"):
        await blind.tie(id_, Opinion.PASS, by=both)
    assert await blind.tie(id_, Opinion.PASS, by=filed.LEADER) is FindingState.LEAD


async def test_a_tie_is_broken_with_a_reason_and_only_where_there_is_one() -> None:
    alike, apart = await blind.drawn(await filed.world(), Opinion.PASS, Opinion.PASS)
    await blind.second(apart, Opinion.REJECT)
    seen = await filed.version(apart)
    with pytest.raises(Invalid):
        await break_tie(finding=apart, version=seen, opinion=Opinion.PASS, reason=" ", by=blind.THIRD, at=AT)
    with pytest.raises(Conflict):
        await blind.tie(alike, Opinion.PASS)


async def test_who_broke_the_tie_does_not_review_the_finding_again() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    await blind.tie(id_, Opinion.RETURN)
    await blind.answered(world, id_)
    await blind.spoken_first(id_, Opinion.PASS)
    with pytest.raises(Forbidden):
        await review_second(
            finding=id_, version=await filed.version(id_), opinion=Opinion.PASS, reason="", by=blind.THIRD, at=AT
        )


@pytest.mark.parametrize("first", [Opinion.PASS, Opinion.REJECT])
async def test_what_the_third_person_says_is_what_counts_for_the_vendor(first: Opinion) -> None:
    world = await filed.world()
    passed, dismissed = await blind.drawn(world, first, first)
    for id_, said in ((passed, Opinion.PASS), (dismissed, Opinion.REJECT)):
        await blind.second(id_, OPPOSITE[first])
        await blind.tie(id_, said)
    (found,) = (await outcomes(contracts=[world.contract], window=WINDOW, as_of=AT)).values()
    assert found.excluded[Exclusion.DISMISSED] == (dismissed,)
    assert found.excluded[Exclusion.PENDING] == (passed,)
