"""Objections line by line, decided by another person, and the version that follows."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.assessment.actions.approval import approve
from kpi.assessment.actions.feedback import end_objections, feed_back
from kpi.assessment.actions.objections import Ruling, decide, object_to, withdraw
from kpi.assessment.actions.reviewing import review
from kpi.assessment.queries import objection, objections
from kpi.assessment.rules import ObjectionState, Remedy
from kpi.assessment.waiting_queries import waiting
from kpi.scorecards.queries import CardView
from kpi.scorecards.queries import card as card_view
from kpi.scorecards.rules import CardState
from tests.support import a, cards
from vendors.actors import SYSTEM, Actor, Role
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.periods import at_local
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = cards.ISSUED
LATER = at_local(date(2026, 10, 20))


async def fed_back() -> tuple[int, Actor]:
    vendor, contract = await cards.contracted()
    await cards.facts(contract)
    card = await cards.issued(contract)
    await feed_back(card=card, by=a.MANAGER, at=AT)
    return card, a.clerk_of(vendor)


async def raised(card: int, clerk: Actor, indicator: str = "B04") -> int:
    return await object_to(card=card, indicator=indicator, statement="两条预警已于次日推送", by=clerk, at=AT)


async def view(card: int) -> CardView:
    return await card_view(card, for_=SYSTEM)


async def concluded(card: int, clerk: Actor) -> CardView:
    await end_objections(card=card, by=clerk, at=AT)
    return await view(await review(card=card, by=cards.REVIEWER, at=AT))


async def test_an_objection_is_open_until_another_person_decides_it() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    with pytest.raises(Forbidden):
        await decide(objection=made, ruling=Ruling(accepted=False, reasons="记录无误"), by=a.MANAGER, at=AT)
    with pytest.raises(Gate) as gate:
        await review(card=card, by=cards.REVIEWER, at=LATER)
    assert gate.value.gate == "objections_open"
    await decide(objection=made, ruling=Ruling(accepted=False, reasons="记录无误"), by=cards.REVIEWER, at=AT)
    found, put_right = await objection(made, for_=clerk)
    assert (found.state, found.reasons, found.line.code, put_right) == (ObjectionState.REJECTED, "记录无误", "B04", ())


async def test_a_rejected_objection_leaves_the_card_as_it_was() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    await decide(objection=made, ruling=Ruling(accepted=False, reasons="记录无误"), by=cards.REVIEWER, at=AT)
    after = await concluded(card, clerk)
    assert (after.row.id, after.row.version, after.row.state) == (card, 1, CardState.REVIEWED)


async def test_a_corrected_fact_makes_a_new_version_with_a_footnote() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    ruling = Ruling(
        accepted=True, reasons="推送日志核实无误", remedy=Remedy.CORRECT, facts={"warnings_on_time": Decimal(100)}
    )
    await decide(objection=made, ruling=ruling, by=cards.REVIEWER, at=AT)
    before, after = await view(card), await concluded(card, clerk)
    line = after.card.line("B04")
    assert (after.row.version, after.row.state, after.row.reviewed_by) == (2, CardState.REVIEWED, "沈岩")
    assert (line.numerator, line.points) == (Decimal(100), line.effective_points)
    assert f"objection:{made}" in after.facts.values["warnings_on_time"].records
    assert any("推送日志核实无误" in note.zh for note in line.footnotes)
    assert after.same
    assert (await view(card)).row.state is CardState.SUPERSEDED
    assert (await view(card)).card == before.card
    assert (await card_view(after.row.id, for_=clerk)).row.id == after.row.id


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"warnings_on_time": "171"}, "value-warnings_on_time"),
        ({"warnings": "7"}, "value-warnings"),
        ({"warnings": "7", "warnings_on_time": "12"}, "value-warnings_on_time"),
    ],
)
async def test_more_hits_than_trials_put_nothing_right(facts: dict[str, str], field: str) -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    told = {name: Decimal(value) for name, value in facts.items()}
    ruling = Ruling(accepted=True, reasons="推送日志核实无误", remedy=Remedy.CORRECT, facts=told)
    with pytest.raises(Invalid) as refused:
        await decide(objection=made, ruling=ruling, by=cards.REVIEWER, at=AT)
    assert set(refused.value.fields) == {field}
    assert "不能超过 预警总数" in refused.value.fields[field].zh


async def test_adjusted_points_are_told_as_a_later_adjustment() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk, "B05")
    ruling = Ruling(accepted=True, reasons="系统停机所致", remedy=Remedy.ADJUST, points=Decimal("0.10"))
    await decide(objection=made, ruling=ruling, by=cards.REVIEWER, at=AT)
    before, after = (await view(card)).card, (await concluded(card, clerk)).card
    assert after.line("B05").points == (before.line("B05").points or 0) + Decimal("0.10")
    assert (after.total or 0) - (before.total or 0) == Decimal("0.10")


async def test_a_version_that_takes_points_off_goes_back_to_the_vendor() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    ruling = Ruling(accepted=True, reasons="重新清点", remedy=Remedy.CORRECT, facts={"warnings_on_time": Decimal(90)})
    await decide(objection=made, ruling=ruling, by=cards.REVIEWER, at=AT)
    after = await concluded(card, clerk)
    assert (after.row.version, after.row.state, after.row.fed_back_at) == (2, CardState.DRAFT, None)
    await feed_back(card=after.row.id, by=a.MANAGER, at=LATER)


async def test_a_correction_holds_for_later_versions_too() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    ruling = Ruling(accepted=True, reasons="日志核实", remedy=Remedy.CORRECT, facts={"warnings_on_time": Decimal(100)})
    await decide(objection=made, ruling=ruling, by=cards.REVIEWER, at=AT)
    corrected = await concluded(card, clerk)
    await cards.facts(corrected.row.contract, handoffs_on_time="18")
    again = await view(await cards.issued(corrected.row.contract))
    assert (again.row.version, again.card.line("B04").numerator) == (3, Decimal(100))


async def test_a_line_is_objected_to_once_and_may_be_taken_back() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    with pytest.raises(Conflict):
        await raised(card, clerk)
    await withdraw(objection=made, by=clerk, at=AT)
    assert await raised(card, clerk) == made
    assert [one.state for one in await objections(for_=clerk, card=card)] == [ObjectionState.OPEN]


async def test_nobody_objects_after_the_term_or_to_another_vendors_card() -> None:
    card, clerk = await fed_back()
    with pytest.raises(Conflict):
        await object_to(card=card, indicator="B04", statement="迟了", by=clerk, at=LATER)
    stranger = a.clerk_of(await a.vendor(name="旁观软件有限公司"))
    with pytest.raises(NotFound):
        await raised(card, stranger)
    with pytest.raises(Invalid):
        await raised(card, clerk, "Z99")
    with pytest.raises(Forbidden):
        await object_to(card=card, indicator="B04", statement="代为提出", by=a.MANAGER, at=AT)


async def test_an_acceptance_says_how_it_is_put_right() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    for ruling, fields in (
        (Ruling(accepted=True, reasons=""), {"reasons", "remedy"}),
        (Ruling(accepted=True, reasons="核实", remedy=Remedy.CORRECT), {"remedy"}),
        (
            Ruling(accepted=True, reasons="核实", remedy=Remedy.CORRECT, facts={"handoffs": Decimal(1)}),
            {"value-handoffs"},
        ),
        (Ruling(accepted=True, reasons="核实", remedy=Remedy.ADJUST, points=Decimal(99)), {"points"}),
    ):
        with pytest.raises(Invalid) as invalid:
            await decide(objection=made, ruling=ruling, by=cards.REVIEWER, at=AT)
        assert set(invalid.value.fields) == fields


async def test_no_new_version_is_issued_over_an_open_objection() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    contract = (await view(card)).row.contract
    await cards.facts(contract, handoffs_on_time="18")
    with pytest.raises(Gate) as gate:
        await cards.issued(contract)
    assert (gate.value.gate, "B04" in gate.value.words.zh) == ("objections_open", True)
    await decide(objection=made, ruling=Ruling(accepted=False, reasons="记录无误"), by=cards.REVIEWER, at=AT)
    assert (await view(await cards.issued(contract))).row.version == 2


async def test_an_objection_left_open_on_a_superseded_card_can_still_be_decided() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    async with transaction() as connection:
        await connection.execute("UPDATE kpi_scorecard SET state = 'superseded' WHERE id = $1", card)
    found, _none = await objection(made, for_=cards.REVIEWER)
    assert found.open
    assert (await waiting(for_=cards.REVIEWER, on=LATER.date())).objections == 1
    await decide(objection=made, ruling=Ruling(accepted=False, reasons="记录无误"), by=cards.REVIEWER, at=LATER)
    found, _none = await objection(made, for_=clerk)
    assert (found.state, found.open) == (ObjectionState.REJECTED, False)


async def test_whoever_decided_an_objection_does_not_approve_the_card_that_came_of_it() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    both = Actor(id=18, name="兼任", roles=frozenset({Role.LEADER, Role.SECOND_REVIEWER}))
    ruling = Ruling(accepted=True, reasons="日志核实", remedy=Remedy.CORRECT, facts={"warnings_on_time": Decimal(100)})
    await decide(objection=made, ruling=ruling, by=both, at=AT)
    after = await concluded(card, clerk)
    assert after.row.version == 2
    with pytest.raises(Forbidden) as refused:
        await approve(card=after.row.id, meeting=cards.meeting(AT.date()), by=both, at=AT)
    assert "异议" in refused.value.words.zh
    await approve(card=after.row.id, meeting=cards.meeting(AT.date()), by=cards.LEADER, at=AT)


async def test_a_corrected_number_that_overrides_a_later_count_says_so_with_both() -> None:
    card, clerk = await fed_back()
    made = await raised(card, clerk)
    ruling = Ruling(accepted=True, reasons="日志核实", remedy=Remedy.CORRECT, facts={"warnings_on_time": Decimal(100)})
    await decide(objection=made, ruling=ruling, by=cards.REVIEWER, at=AT)
    corrected = await concluded(card, clerk)
    assert not any("98" in note.zh for note in corrected.card.line("B04").footnotes)
    with pytest.raises(Conflict):
        await cards.issued(corrected.row.contract)
    await cards.facts(corrected.row.contract, warnings_on_time="70")
    again = (await view(await cards.issued(corrected.row.contract))).card.line("B04")
    (note,) = again.footnotes
    assert again.numerator == Decimal(100)
    assert all(said in note.zh for said in ("更正为 100", "更正时记录统计为 98", "现统计为 70"))
