"""Facts frozen, the vendor's own evaluation, and the draft made of what was frozen."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.assessment.actions.freezing import Said, evaluate, freeze
from kpi.assessment.queries import assessment, self_scores
from kpi.scorecards.actions import issue
from kpi.scorecards.queries import card as card_view
from tests.support import a, cards
from vendors.actors import SYSTEM, Actor
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.periods import at_local

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = cards.ISSUED
LATER = at_local(date(2026, 10, 20))


async def frozen() -> tuple[int, int, Actor]:
    """The assessment, its contract and somebody who speaks for the vendor."""
    vendor, contract = await cards.contracted()
    await cards.facts(contract)
    made = await freeze(contract=contract, period=cards.Q3, by=a.MANAGER, at=AT)
    return made, contract, a.clerk_of(vendor)


async def test_the_draft_is_made_of_what_was_frozen() -> None:
    made, contract, clerk = await frozen()
    await evaluate(assessment=made, lines={"K06": Said(points=Decimal("3.80"), said="一件迟报")}, by=clerk, at=AT)
    await cards.facts(contract, handoffs_on_time="1")
    view = await card_view(await cards.issued(contract), for_=SYSTEM)
    assert (view.card.line("K06").numerator, view.row.cutoff) == (Decimal(19), AT)


async def test_the_draft_waits_for_the_self_evaluation_or_the_end_of_its_term() -> None:
    made, contract, _clerk = await frozen()
    with pytest.raises(Gate) as gate:
        await cards.issued(contract)
    assert gate.value.gate == "self_evaluation"
    view, said = await assessment(made, for_=SYSTEM)
    assert (view.evaluate_by, view.open, said) == (date(2026, 10, 19), True, {})
    assert await issue(contract=contract, period=cards.Q3, by=a.MANAGER, at=LATER)


async def test_a_vendor_says_why_it_counts_otherwise_and_never_more_than_the_line_gives() -> None:
    made, _contract, clerk = await frozen()
    wrong = {
        "K06": Said(points=Decimal(4), said=""),
        "K07": Said(points=Decimal(9), said="全部按时"),
        "Z9": Said(points=None, said=""),
    }
    with pytest.raises(Invalid) as invalid:
        await evaluate(assessment=made, lines=wrong, by=clerk, at=AT)
    assert set(invalid.value.fields) == {"said-K06", "points-K07", "points-Z9"}


async def test_a_self_evaluation_is_sent_once_by_its_own_vendor() -> None:
    made, contract, clerk = await frozen()
    with pytest.raises(Forbidden):
        await evaluate(assessment=made, lines={}, by=a.MANAGER, at=AT)
    stranger = a.clerk_of(await a.vendor(name="旁观软件有限公司"))
    with pytest.raises(NotFound):
        await evaluate(assessment=made, lines={}, by=stranger, at=AT)
    await evaluate(assessment=made, lines={"K01": Said(points=None, said="人员已补齐")}, by=clerk, at=AT)
    with pytest.raises(Conflict):
        await evaluate(assessment=made, lines={}, by=clerk, at=AT)
    assert (await self_scores(contract=contract, period=cards.Q3))["K01"].said == "人员已补齐"


async def test_what_has_a_card_is_frozen_no_more() -> None:
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    await cards.issued(contract)
    with pytest.raises(Conflict):
        await freeze(contract=contract, period=cards.Q3, by=a.MANAGER, at=AT)


async def test_a_self_evaluation_says_something_before_it_is_final() -> None:
    made, contract, clerk = await frozen()
    for lines in ({}, {"K01": Said(points=None, said=" ")}):
        with pytest.raises(Invalid) as invalid:
            await evaluate(assessment=made, lines=lines, summary=" ", by=clerk, at=AT)
        assert set(invalid.value.fields) == {"summary"}
    await evaluate(assessment=made, lines={}, summary="与系统核算一致", by=clerk, at=AT)
    assert await self_scores(contract=contract, period=cards.Q3) == {}
