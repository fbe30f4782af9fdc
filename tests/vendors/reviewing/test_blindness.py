"""What of a finding under blind review is kept from whom, in every read there is."""

import re
from collections.abc import Mapping
from dataclasses import asdict

import pytest

from tests.support import blind, filed
from tests.support.uploads import Waiting
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, NotFound
from vendors.findings.actions import Pick, add_evidence, classify, review_many, review_second
from vendors.findings.bulk.actions import Order, carry_on, order_bulk
from vendors.findings.bulk.queries import bulk_act, bulk_acts
from vendors.findings.duplicate_queries import repeats
from vendors.findings.queries import Filters, counts, finding, history, queue
from vendors.findings.rules import Act, FalseKind, FindingState, Opinion, Severity, Stage
from vendors.reviewing.queries.samples import drawn_findings, samples
from vendors.rulings.queries.casefile import ruling

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.FILED
KEPT_FROM = (filed.SECOND, blind.THIRD, filed.LEADER, blind.MANAGER, filed.LEGAL)


async def _seen(id_: int, who: Actor) -> str:
    """Everything a person reads of one finding, its own ids and number taken out."""
    head = (await finding(id_=id_, for_=who, at=AT)).head
    page = await queue(for_=who, at=AT, filters=Filters(ids=(id_,)))
    cards = await samples(for_=who)
    sample = [one for card in cards for one in await drawn_findings(card.id, for_=who) if one.finding == id_]
    assert len(sample) == len(cards)
    read: Mapping[str, object] = {
        "detail": asdict(await finding(id_=id_, for_=who, at=AT)),
        "history": [asdict(step) for step in await history(id_=id_, for_=who, at=AT)],
        "rows": [asdict(row) for row in page.rows],
        "repeats": await repeats(finding=id_, for_=who),
        "file": asdict(await ruling(finding=id_, for_=who, at=AT)),
        "sample": [asdict(one) | {"position": 0} for one in sample],
    }
    text = repr(read).replace(head.number, "NUMBER").replace(head.visit_id, "VISIT")
    own = re.compile(rf"('(?:id|finding)': )(?:{id_}|\d+)")
    text = own.sub(r"\1ID", text)
    places = re.compile(r"'institution_(?:code|name)': '[^']*'|'(?:case|patient_masked)': [^,]*")
    return places.sub("PLACE", text)


@pytest.mark.parametrize("who", KEPT_FROM, ids=lambda who: who.name)
async def test_a_passed_and_a_rejected_finding_read_the_same_before_the_second_has_spoken(who: Actor) -> None:
    passed, rejected = await blind.drawn(await filed.world(), Opinion.PASS, Opinion.REJECT)
    assert await _seen(passed, who) == await _seen(rejected, who)
    assert "安宁" not in await _seen(rejected, who)
    assert "依据不足" not in await _seen(rejected, who)


async def test_without_the_draw_the_second_reviewer_reads_the_first() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    await blind.spoken_first(id_, Opinion.REJECT)
    assert "依据不足" in await _seen(id_, filed.SECOND)


async def test_the_first_reviewer_still_reads_their_own_and_an_auditor_everything() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.REJECT)
    for who in (filed.FIRST, blind.AUDITOR):
        detail = await finding(id_=id_, for_=who, at=AT)
        assert [review.opinion for review in detail.reviews] == [Opinion.REJECT]
        assert detail.head.first_reviewer == filed.FIRST.id


async def test_an_auditor_who_also_reviews_is_kept_out() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.REJECT)
    both = Actor(id=77, name="罗一", roles=frozenset({Role.AUDITOR, Role.SECOND_REVIEWER}))
    assert (await finding(id_=id_, for_=both, at=AT)).reviews == ()


async def test_who_reads_the_whole_journal_gives_no_blind_opinion_and_breaks_no_tie() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.REJECT)
    both = Actor(id=77, name="罗一", roles=frozenset({Role.AUDITOR, Role.SECOND_REVIEWER, Role.LEADER}))
    with pytest.raises(Forbidden, match="全部操作日志"):
        await blind.second(id_, Opinion.PASS, by=both)
    assert await blind.second(id_, Opinion.PASS) is FindingState.AWAITING_TIE
    with pytest.raises(Forbidden, match="全部操作日志"):
        await blind.tie(id_, Opinion.PASS, by=both)


async def test_whoever_has_spoken_reads_the_other_opinion() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.REJECT)
    await blind.second(id_, Opinion.REJECT)
    detail = await finding(id_=id_, for_=filed.SECOND, at=AT)
    assert [(one.stage, one.reason) for one in detail.reviews] == [
        (Stage.FIRST, "依据不足"),
        (Stage.SECOND, "病历与计费相符"),
    ]
    assert detail.reviews[1].blind


async def test_a_second_round_is_blind_again_to_whoever_did_not_see_the_first() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    assert await blind.second(id_, Opinion.RETURN) is FindingState.RETURNED
    await blind.answered(world, id_)
    await blind.spoken_first(id_, Opinion.REJECT)
    assert [one.stage for one in (await finding(id_=id_, for_=filed.SECOND, at=AT)).reviews] == [Stage.SECOND]
    assert (await finding(id_=id_, for_=blind.THIRD, at=AT)).reviews == ()
    acts = [step.act for step in await history(id_=id_, for_=blind.THIRD, at=AT)]
    assert acts == [None, None, None, Act.ANSWER, None]


async def test_who_sent_a_blind_finding_back_cannot_be_found_out_by_filtering() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.RETURN)
    await blind.answered(world, id_)
    await blind.spoken_first(id_, Opinion.PASS)
    narrowed = Filters(returned_by=filed.SECOND.id)
    assert (await queue(for_=blind.THIRD, at=AT, filters=narrowed)).rows == ()
    assert [row.id for row in (await queue(for_=filed.SECOND, at=AT, filters=narrowed)).rows] == [id_]
    assert (await queue(for_=world.clerk, at=AT, filters=narrowed)).rows == ()


async def test_blind_findings_are_refused_in_bulk_and_say_so() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.PASS)
    pick = Pick(finding=id_, version=await filed.version(id_))
    (result,) = await review_many(
        stage=Stage.SECOND, picks=[pick], opinion=Opinion.PASS, reason="", by=filed.SECOND, at=AT
    )
    assert result.state is None
    assert result.error is not None
    assert "逐件" in result.error.zh


async def test_a_stale_blind_act_tells_nothing_of_the_first_opinion() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.REJECT)
    with pytest.raises(Conflict) as refused:
        await review_second(finding=id_, version=1, opinion=Opinion.PASS, by=filed.SECOND, at=AT)
    assert "依据" not in refused.value.words.zh


async def test_a_vendor_learns_neither_of_the_draw_nor_of_a_difference() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    clerk = world.clerk
    detail = await finding(id_=id_, for_=clerk, at=AT)
    assert (detail.head.state, detail.head.blind) == (FindingState.AWAITING_SECOND, False)
    assert [one.stage for one in detail.reviews] == [Stage.FIRST]
    assert Act.SECOND_DIFFER not in {step.act for step in await history(id_=id_, for_=clerk, at=AT)}
    seen = await counts(for_=clerk, at=AT)
    assert (seen[FindingState.AWAITING_TIE], seen[FindingState.AWAITING_SECOND]) == (0, 1)
    asked = frozenset({FindingState.AWAITING_SECOND})
    assert [row.id for row in (await queue(for_=clerk, at=AT, states=asked)).rows] == [id_]
    assert (await queue(for_=clerk, at=AT, states=frozenset({FindingState.AWAITING_TIE}))).rows == ()


async def test_a_vendor_reads_a_tie_break_as_the_second_review() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    await blind.tie(id_, Opinion.PASS)
    detail = await finding(id_=id_, for_=world.clerk, at=AT)
    assert [(one.stage, one.opinion, one.reason) for one in detail.reviews] == [
        (Stage.FIRST, Opinion.PASS, "符合条例"),
        (Stage.SECOND, Opinion.PASS, "以医嘱为准"),
    ]
    acts = [step.act for step in await history(id_=id_, for_=world.clerk, at=AT)]
    assert acts == [None, Act.FIRST_PASS, Act.SECOND_PASS]


async def test_the_first_reviewers_bulk_act_is_closed_while_a_finding_of_it_is_under_blind_review() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    picks = (Pick(finding=id_, version=1),)
    order = Order(stage=Stage.FIRST, opinion=Opinion.REJECT, reason="依据不足", picks=picks, asked={})
    bulk = await order_bulk(order, by=filed.FIRST, at=AT, queue=Waiting())
    while await carry_on(bulk=bulk, by=filed.FIRST, at=AT):
        pass
    await blind.sample()
    assert await bulk_acts(for_=filed.SECOND) == ()
    with pytest.raises(NotFound):
        await bulk_act(bulk, for_=filed.SECOND)
    for who in (filed.FIRST, blind.AUDITOR):
        assert [one.id for one in await bulk_acts(for_=who)] == [bulk]
    await blind.second(id_, Opinion.REJECT)
    assert [one.id for one in await bulk_acts(for_=filed.SECOND)] == [bulk]


async def test_what_the_first_reviewer_did_to_the_file_is_nameless_and_the_file_rests() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    shams = (FalseKind.ILLNESS,)
    await classify(finding=id_, version=1, severity=Severity.FRAUD, false_kinds=shams, by=filed.FIRST, at=AT)
    await add_evidence(finding=id_, evidence=filed.DOCUMENT, by=filed.FIRST, at=AT)
    await blind.spoken_first(id_, Opinion.PASS)
    await blind.sample()
    read = await _seen(id_, filed.SECOND)
    assert "安宁" not in read
    for told in ("fraud", "欺诈", "illness", "假病情"):
        assert told not in read
    for asked in (Filters(severity=Severity.FRAUD), Filters(false_kind=FalseKind.ILLNESS)):
        assert (await queue(for_=filed.SECOND, at=AT, filters=asked)).rows == ()
    with pytest.raises(Conflict, match="盲审"):
        await add_evidence(finding=id_, evidence=filed.DOCUMENT, by=filed.SECOND, at=AT)
