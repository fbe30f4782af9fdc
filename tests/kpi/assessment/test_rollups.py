"""Months, half-years, years and whole contracts, made of what was published."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.assessment.actions.rechecking import recheck
from kpi.assessment.actions.year_end import evaluate_year
from kpi.scorecards.actions import issue
from kpi.scorecards.contract_queries import contract_score
from kpi.scorecards.outdated_queries import restated
from kpi.scorecards.queries import CardView
from kpi.scorecards.queries import card as card_view
from tests.support import a, cards
from vendors.actors import SYSTEM
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Invalid
from vendors.periods import Period, at_local
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
NEXT_YEAR = at_local(date(2027, 1, 11))
QUARTERS = tuple(Period.parse(f"2026Q{number}") for number in (1, 2, 3))
YEAR = Period.parse("2026")


async def year() -> int:
    """A contract of 2026 whose first three quarters are published, each with other warnings."""
    _vendor, contract = await cards.contracted()
    for period, warnings in zip(QUARTERS, ("98", "90", "85"), strict=True):
        await cards.facts(contract, period, warnings_on_time=warnings)
    await cards.published(contract, QUARTERS)
    return contract


async def totals(contract: int) -> list[Decimal]:
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT total FROM kpi_scorecard WHERE contract = $1 AND state = 'published' ORDER BY period", contract
        )
    return [row["total"] for row in rows]


async def card_of(contract: int, period: str) -> CardView:
    made = await issue(contract=contract, period=Period.parse(period), by=a.MANAGER, at=NEXT_YEAR)
    return await card_view(made, for_=SYSTEM)


async def test_a_half_year_is_the_mean_of_its_quarters() -> None:
    contract = await year()
    first, second, _third = await totals(contract)
    view = await card_of(contract, "2026H1")
    assert view.card.total == ((first + second) / 2).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    assert view.same
    assert [part.period for part in view.facts.parts] == ["2026Q1", "2026Q2"]


async def test_a_year_is_sixty_of_the_quarters_and_forty_of_the_year_end() -> None:
    contract = await year()
    with pytest.raises(Invalid):
        await evaluate_year(contract=contract, period=YEAR, points=Decimal(101), basis="", by=a.MANAGER, at=NEXT_YEAR)
    await evaluate_year(
        contract=contract, period=YEAR, points=Decimal(80), basis="年终会议", by=a.MANAGER, at=NEXT_YEAR
    )
    view = await card_of(contract, "2026")
    mean = sum(await totals(contract), Decimal(0)) / 3
    by_line = {line.block: line.points for line in view.card.lines}
    assert by_line["periods"] == (mean * 60 / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    assert Decimal("32.00") in by_line.values()
    assert view.card.total == sum(by_line.values(), Decimal(0))


async def test_a_period_without_published_quarters_is_not_rolled_up() -> None:
    _vendor, contract = await cards.contracted()
    with pytest.raises(Conflict):
        await card_of(contract, "2026H1")


async def test_a_month_holds_process_indicators_alone() -> None:
    _vendor, contract = await cards.contracted()
    await cards.facts(contract, Period.parse("2026M09"))
    view = await card_of(contract, "2026M09")
    assert [line.code for line in view.card.lines if line.applicable] == ["K02", "B04", "B06"]
    assert view.same


async def test_a_contract_is_weighted_by_the_days_of_its_quarters() -> None:
    contract = await year()
    under = await contract_view(contract, for_=SYSTEM)
    card = await contract_score(under, until=date(2026, 10, 12))
    first, second, third = await totals(contract)
    expected = (first * 90 + second * 91 + third * 92) / 273
    assert card
    assert card.total == expected.quantize(Decimal("0.01"), "ROUND_HALF_UP")


async def test_every_published_card_is_recomputed_and_a_changed_one_is_named() -> None:
    contract = await year()
    assert (await recheck(at=NEXT_YEAR)).wrong == ()
    async with transaction() as connection:
        await connection.execute(
            'UPDATE kpi_scorecard SET facts = replace(facts, \'"value":"90"\', \'"value":"91"\')'
            " WHERE contract = $1 AND period = '2026Q2'",
            contract,
        )
    found = await recheck(at=NEXT_YEAR)
    assert (found.cards, len(found.wrong)) == (3, 1)
    assert "2026Q2" in found.wrong[0]


async def test_a_roll_up_is_to_be_worked_out_anew_when_a_quarter_of_it_is_restated() -> None:
    contract = await year()
    half = await card_of(contract, "2026H1")
    await cards.facts(contract, QUARTERS[1], warnings_on_time="70")
    second = await cards.issued(contract, QUARTERS[1])
    assert await restated([half.row.id]) == {}
    await cards.publish(card=second)
    found = await restated([half.row.id])
    assert [one.part for one in found[half.row.id]] == [second]
    anew = await card_of(contract, "2026H1")
    assert await restated([anew.row.id]) == {}
    assert (await card_view(half.row.id, for_=SYSTEM)).same
