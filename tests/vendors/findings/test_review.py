import anyio
import pytest

from tests.support import filed
from vendors.errors import Conflict, Forbidden, HengjianError, Invalid, NotFound
from vendors.findings.actions import (
    Pick,
    Supplement,
    answer_return,
    record_missed,
    review_first,
    review_many,
    review_second,
    verify,
)
from vendors.findings.queries import finding, history
from vendors.findings.rules import Act, Certainty, FindingState, Opinion, Stage
from vendors.journal import queries as journal
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.FILED


async def one() -> tuple[filed.World, int]:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    return world, id_


async def test_two_people_make_a_finding_a_lead() -> None:
    _, id_ = await one()
    await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    state = await review_second(finding=id_, version=2, opinion=Opinion.PASS, by=filed.SECOND, at=AT)
    assert state is FindingState.LEAD
    detail = await finding(id_=id_, for_=filed.LEADER, at=AT)
    assert [(one.stage, one.reviewer) for one in detail.reviews] == [(Stage.FIRST, 11), (Stage.SECOND, 12)]
    assert (detail.head.first_reviewer, detail.head.version) == (11, 3)


async def test_one_person_with_both_roles_cannot_do_both_reviews() -> None:
    _, id_ = await one()
    await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=filed.BOTH, at=AT)
    with pytest.raises(Forbidden):
        await review_second(finding=id_, version=2, opinion=Opinion.PASS, by=filed.BOTH, at=AT)
    assert (await filed.head(id_)).state is FindingState.AWAITING_SECOND


async def test_a_first_reviewers_rejection_is_advice_to_the_second() -> None:
    _, id_ = await one()
    state = await review_first(finding=id_, version=1, opinion=Opinion.REJECT, reason="无依据", by=filed.FIRST, at=AT)
    assert state is FindingState.AWAITING_SECOND
    state = await review_second(finding=id_, version=2, opinion=Opinion.REJECT, reason="同意", by=filed.SECOND, at=AT)
    assert state is FindingState.DISMISSED


async def test_a_returned_finding_is_answered_by_its_vendor_and_reviewed_afresh() -> None:
    world, id_ = await one()
    await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    await review_second(finding=id_, version=2, opinion=Opinion.RETURN, reason="缺医嘱单", by=filed.SECOND, at=AT)
    more = Supplement(note="补临时医嘱单", evidence=[filed.EXPERT], certainty=Certainty.SUSPECTED)
    other = await filed.rival(world)
    with pytest.raises(NotFound):
        await answer_return(finding=id_, version=3, supplement=more, by=other.clerk, at=AT)
    assert await answer_return(finding=id_, version=3, supplement=more, by=world.clerk, at=AT)
    detail = await finding(id_=id_, for_=filed.FIRST, at=AT)
    assert detail.head.state is FindingState.AWAITING_FIRST
    assert (detail.head.certainty, len(detail.evidence)) == (Certainty.SUSPECTED, 2)


async def test_the_stages_stay_with_their_people_over_a_second_round() -> None:
    world, id_ = await one()
    await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    await review_second(finding=id_, version=2, opinion=Opinion.RETURN, reason="缺页", by=filed.BOTH, at=AT)
    await answer_return(finding=id_, version=3, supplement=Supplement(note="已补"), by=world.clerk, at=AT)
    with pytest.raises(Forbidden):
        await review_first(finding=id_, version=4, opinion=Opinion.PASS, by=filed.BOTH, at=AT)


async def test_a_vendor_does_nothing_but_answer() -> None:
    world, id_ = await one()
    with pytest.raises(Forbidden):
        await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=world.clerk, at=AT)
    with pytest.raises(Forbidden):
        await verify(finding=id_, version=1, supplement=Supplement(note="核查"), by=world.clerk, at=AT)
    with pytest.raises(Conflict):
        await answer_return(finding=id_, version=1, supplement=Supplement(note="补证"), by=world.clerk, at=AT)
    assert (await filed.head(id_)).version == 1


async def test_a_stale_form_is_refused_and_names_both_versions() -> None:
    _, id_ = await one()
    await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    with pytest.raises(Conflict, match="第 1 版，现为第 2 版"):
        await review_second(finding=id_, version=1, opinion=Opinion.PASS, by=filed.SECOND, at=AT)


async def test_of_two_reviewers_at_once_one_is_told_it_has_moved_on() -> None:
    _, id_ = await one()
    results: list[str] = []

    async def tries(by: object) -> None:
        try:
            await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=by, at=AT)  # type: ignore[arg-type]
            results.append("won")
        except HengjianError as refused:
            results.append(type(refused).__name__)

    async with anyio.create_task_group() as group:
        group.start_soon(tries, filed.FIRST)
        group.start_soon(tries, filed.BOTH)
    assert sorted(results) == ["Conflict", "won"]


async def test_a_return_needs_its_reason() -> None:
    _, id_ = await one()
    with pytest.raises(Invalid):
        await review_first(finding=id_, version=1, opinion=Opinion.RETURN, reason=" ", by=filed.FIRST, at=AT)


async def test_a_bulk_act_answers_for_every_item() -> None:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(f"X{n:07d}") for n in range(3)))
    await review_first(finding=ids[1], version=1, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    picks = [Pick(finding=id_, version=1) for id_ in (*ids, 999_999)]
    results = await review_many(stage=Stage.FIRST, picks=picks, opinion=Opinion.PASS, by=filed.FIRST, at=AT)
    assert [result.state for result in results] == [
        FindingState.AWAITING_SECOND, None, FindingState.AWAITING_SECOND, None,
    ]  # fmt: skip
    assert results[1].error
    assert "第 2 版" in results[1].error.zh


async def test_the_vendor_reads_reasons_without_names_and_the_bureau_reads_both() -> None:
    world, id_ = await one()
    await review_first(finding=id_, version=1, opinion=Opinion.RETURN, reason="缺医嘱单", by=filed.FIRST, at=AT)
    inside = await history(id_=id_, for_=filed.LEADER, at=AT)
    outside = await history(id_=id_, for_=world.clerk, at=AT)
    assert [(step.act, step.who, step.note) for step in inside][1:] == [(Act.FIRST_RETURN, "安宁", "缺医嘱单")]
    assert [(step.act, step.who, step.note) for step in outside][1:] == [(Act.FIRST_RETURN, "", "缺医嘱单")]
    seen = await finding(id_=id_, for_=world.clerk, at=AT)
    assert (seen.reviews[0].reviewer, seen.reviews[0].reviewer_name) == (0, "")


async def test_what_a_re_review_finds_is_recorded_once_and_only_if_unreported() -> None:
    world, _ = await one()
    async with transaction() as connection:
        rows = await connection.fetch('SELECT "case" FROM vendors_task_case WHERE task = $1 ORDER BY 1', world.task)
    cases = [row["case"] for row in rows]
    missing = {"task": world.task, "violation": "0301", "note": "同日重复检查", "at": AT}
    await record_missed(case=cases[0], by=filed.SECOND, **missing)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await record_missed(case=cases[0], by=filed.SECOND, **missing)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await record_missed(case=cases[0], by=filed.SECOND, **(missing | {"violation": "0202"}))  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        await record_missed(case=cases[1], by=world.clerk, **missing)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await record_missed(case=99_999, by=filed.SECOND, **missing)  # type: ignore[arg-type]
    assert (await journal.page(kind="finding.missed"))[0].entry.vendor == world.vendor
