"""合议: called for or due by rule, it comes before the determination; its dissent is kept."""

import pytest

from tests.support import filed
from vendors.errors import Conflict, Forbidden, Gate, Invalid
from vendors.findings.actions import void_evidence
from vendors.periods import local_date
from vendors.rulings.actions import (
    NewPanel,
    NewRuling,
    call_panel,
    determine,
    recheck,
    record_defence,
    record_panel,
)
from vendors.rulings.actions.defence import NewDefence
from vendors.rulings.panel_rules import Member
from vendors.rulings.queries import ruling
from vendors.rulings.rules import DefenceForm, Discussion, Outcome, ReasonCode, Verdict

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.AFTER
VOTES = (
    Member(name="方毅", outcome=Outcome.UPHELD),
    Member(name="邓岚", outcome=Outcome.UPHELD),
    Member(name="苗青", outcome=Outcome.NOT_UPHELD, words="护理记录存疑"),
)


async def one(*fens: int) -> int:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], *fens))
    return id_


def held() -> NewPanel:
    return NewPanel(held_on=local_date(AT), members=VOTES, conclusion=Outcome.UPHELD, summary="多数意见认定成立")


async def panelled(id_: int) -> None:
    await record_panel(finding=id_, version=await filed.version(id_), panel=held(), by=filed.LEADER, at=AT)


async def decide(id_: int) -> None:
    new = NewRuling(
        finding=id_, version=await filed.version(id_), outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN
    )
    await determine(ruling=new, by=filed.LEADER, at=AT)


async def test_a_panel_called_for_with_the_recheck_comes_first_and_its_dissent_is_kept() -> None:
    id_ = await filed.defended(await one(10_800))
    await recheck(
        finding=id_, version=5, verdict=Verdict.PARTLY, opinion="部分可采", panel="专业争议较大", by=filed.LEGAL, at=AT
    )
    with pytest.raises(Gate, match="专业争议较大") as gate:
        await decide(id_)
    assert gate.value.gate == "panel_missing"
    await panelled(id_)
    case = await ruling(finding=id_, for_=filed.LEGAL, at=AT)
    (panel,) = case.panels
    assert (panel.conclusion, [one.name for one in panel.dissents]) == (Outcome.UPHELD, ["苗青"])
    assert case.panel_due is None
    await decide(id_)


async def test_a_recheck_that_goes_against_both_reviews_needs_a_panel_by_rule() -> None:
    id_ = await filed.rechecked(await one(10_800), verdict=Verdict.ACCEPTED)
    assert (await ruling(finding=id_, for_=filed.LEGAL, at=AT)).panel_due
    with pytest.raises(Gate):
        await decide(id_)
    await panelled(id_)
    await decide(id_)


@pytest.mark.parametrize(("fen", "due"), [(19_999_999, False), (20_000_000, True)])
async def test_a_defended_finding_of_the_parameters_amount_needs_a_panel(fen: int, due: bool) -> None:
    id_ = await filed.rechecked(await one(fen))
    assert bool((await ruling(finding=id_, for_=filed.LEGAL, at=AT)).panel_due) is due
    with pytest.raises(Gate) as gate:
        await decide(id_)
    assert gate.value.gate == ("panel_missing" if due else "discussion_missing")


async def test_what_was_said_after_the_panel_brings_the_question_up_again() -> None:
    id_ = await filed.rechecked(await one(10_800), verdict=Verdict.ACCEPTED)
    await panelled(id_)
    said = NewDefence(form=DefenceForm.WRITTEN, content="补充申辩", made_at=filed.AFTERNOON)
    await record_defence(finding=id_, version=await filed.version(id_), defence=said, by=filed.FIRST, at=AT)
    later = AT.replace(hour=AT.hour + 1) if AT.hour < 23 else AT
    version = await filed.version(id_)
    await recheck(finding=id_, version=version, verdict=Verdict.ACCEPTED, opinion="仍采", by=filed.LEGAL, at=later)
    assert (await ruling(finding=id_, for_=filed.LEGAL, at=later)).panel_due


async def test_a_panel_is_called_for_once_and_by_those_who_decide() -> None:
    id_ = await filed.notified(await one(10_800))
    with pytest.raises(Forbidden):
        await call_panel(finding=id_, version=4, cause="争议", by=filed.FIRST, at=AT)
    with pytest.raises(Invalid):
        await call_panel(finding=id_, version=4, cause=" ", by=filed.LEADER, at=AT)
    await call_panel(finding=id_, version=4, cause="争议", by=filed.LEADER, at=AT)
    with pytest.raises(Conflict):
        await call_panel(finding=id_, version=5, cause="争议", by=filed.LEGAL, at=AT)


async def test_evidence_that_was_voided_bears_nothing_out() -> None:
    world = await filed.world()
    evidence = [filed.DOCUMENT, filed.EXPERT]
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800, evidence=evidence))
    await filed.notified(id_)
    listed = (await ruling(finding=id_, for_=filed.LEGAL, at=AT)).finding.evidence
    document = next(item.id for item in listed if item.name == filed.DOCUMENT.name)
    await void_evidence(evidence=document, reason="系伪造", by=filed.LEGAL, at=AT)
    with pytest.raises(Gate) as gate:
        await decide(id_)
    assert gate.value.gate == "corroboration_missing"


async def test_what_departs_from_the_panels_majority_needs_the_leaders_discussion() -> None:
    id_ = await filed.rechecked(await one(10_800), verdict=Verdict.ACCEPTED)
    await panelled(id_)
    against = NewRuling(
        finding=id_,
        version=await filed.version(id_),
        outcome=Outcome.NOT_UPHELD,
        reason_code=ReasonCode.EVIDENCE_LACKING,
        reason="护理记录存疑",
    )
    with pytest.raises(Gate, match=r"合议结论为“认定成立”.*须经负责人集体讨论") as gate:
        await determine(ruling=against, by=filed.LEADER, at=AT)
    assert gate.value.gate == "panel_departed"
    met = Discussion(held_on=local_date(AT), attendees=("方毅", "邓岚", "苗青"), conclusion="不采纳合议意见")
    await determine(ruling=against, discussion=met, by=filed.LEADER, at=AT)
