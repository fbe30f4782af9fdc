from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.engine.quick import quick
from kpi.engine.rulebook import Rulebook
from kpi.replays.queries import grades, kept, linked_fees, replayable
from kpi.replays.rules import Replay, replay
from kpi.replays.sensitivity import sensitivity
from kpi.retention.queries import proposal_of
from kpi.rulebooks.queries import by_id
from kpi.scorecards.queries import card as card_view
from tests.support import cards
from tests.support.cards import Q2, Q3
from vendors.actors import SYSTEM
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def three() -> tuple[int, ...]:
    """Three vendors of kind B: a good one, one slow with warnings, one that hands over late; their cards of Q3."""
    made: list[int] = []
    for name, values in (
        ("甲数据", {}), ("乙数据", {"warnings_on_time": "70"}), ("丙数据", {"handoffs_on_time": "12"}),
    ):  # fmt: skip
        _, contract = await cards.contracted(name)
        await cards.facts(contract, **values)
        made += await cards.published(contract)
    return tuple(made)


async def replayed(rulebook: Rulebook, *periods: Period) -> Replay:
    found = await kept(Kind.B, periods, await linked_fees(Kind.B, periods))
    known = await grades([one.contract for one in found])
    return replay(found, rulebook=rulebook, held=by_id, grades=known)


def weighing(rulebook: Rulebook, **points: str) -> Rulebook:
    changed = [
        replace(one, points=Decimal(points[one.code])) if one.code in points else one for one in rulebook.indicators
    ]
    return replace(rulebook, indicators=tuple(changed))


async def test_under_the_same_rules_nothing_changes_and_the_figures_are_the_cards_own() -> None:
    made = await three()
    found = await replayed(by_id("B-2026"), Q3)
    assert {one.card.id for one in found.cards} == set(made)
    assert not any(one.touched for one in found.cards)
    for one in found.cards:
        view = await card_view(one.card.id, for_=SYSTEM)
        assert (one.before.total, one.before.figures.grade) == (view.row.total, view.row.grade)
        proposed = await proposal_of(one.card.id, for_=SYSTEM)
        assert proposed
        assert one.before.due_fen == proposed.fee_due_fen


async def test_other_weights_move_points_and_places_and_say_which_line() -> None:
    await three()
    rulebook = by_id("B-2026")
    full = {one.code: one.points for one in rulebook.indicators}
    lighter = weighing(rulebook, K06=str(full["K06"] - 3), K01=str(full["K01"] + 3))
    found = await replayed(lighter, Q3)
    late = next(one for one in found.cards if one.card.vendor_name.startswith("丙"))
    assert late.points is not None
    assert late.points > 0
    assert {shift.code for shift in late.shifts} == {"K06", "K01"}
    assert [one.card.id for one in found.cards] == [
        one.card.id for one in sorted(found.cards, key=lambda one: one.after.place or 0)
    ]


async def test_higher_edges_regrade_and_the_money_follows_the_new_grade() -> None:
    await three()
    rulebook = by_id("B-2026")
    raised = [replace(band, upper=Decimal("99.99")) if band.upper == 90 else band for band in rulebook.bands]
    raised = [replace(band, lower=Decimal("99.99")) if band.lower == 90 else band for band in raised]
    found = await replayed(replace(rulebook, bands=tuple(raised)), Q3)
    regraded = [one for one in found.cards if one.regraded]
    assert regraded
    for one in found.cards:
        assert one.points == 0
        assert one.money_fen == (one.after.due_fen or 0) - (one.before.due_fen or 0)


async def test_a_smaller_share_of_the_fee_costs_exactly_that_share() -> None:
    await three()
    rulebook = by_id("B-2026")
    halved = [replace(one, linked_fee=one.linked_fee / 2) for one in rulebook.consequences]
    found = await replayed(replace(rulebook, consequences=tuple(halved)), Q3)
    for one in found.cards:
        assert one.before.due_fen
        assert (one.points, one.regraded, one.shifts) == (0, False, ())
        assert one.money_fen == -one.before.due_fen // 2


async def test_later_quarters_look_back_on_the_grades_the_earlier_ones_would_have_had() -> None:
    _, contract = await cards.contracted("丁数据")
    for period in (Q2, Q3):
        await cards.facts(contract, period)
    await cards.published(contract, (Q2, Q3))
    rulebook = by_id("B-2026")
    worst = min(rulebook.bands, key=lambda band: band.lower)
    strict = replace(rulebook, bands=(replace(worst, upper=Decimal(100), upper_included=True),))
    found = await replayed(strict, Q2, Q3)
    second, first = found.cards
    assert (first.card.period, second.card.period) == (Q2, Q3)
    twice = [one for one in rulebook.consequences if one.grade == worst.code and one.times > 1]
    assert (second.after.consequence != first.after.consequence) is bool(twice)


async def test_a_replay_stores_nothing_and_reads_the_published_version() -> None:
    made = await three()
    async with transaction() as connection:
        before = await connection.fetch("SELECT id, facts, card, state FROM kpi_scorecard ORDER BY id")
    await replayed(weighing(by_id("B-2026"), K01="1"), Q3)
    async with transaction() as connection:
        assert await connection.fetch("SELECT id, facts, card, state FROM kpi_scorecard ORDER BY id") == before
    assert await replayable(Kind.B) == {Q3: len(made)}
    assert await replayable(Kind.A) == {}


async def test_the_slim_facts_score_as_the_kept_ones_do() -> None:
    made = await three()
    for one in await kept(Kind.B, (Q3,), {}):
        whole = (await card_view(one.id, for_=SYSTEM)).facts
        assert one.id in made
        assert {name: fact.value for name, fact in one.facts.values.items()} == {
            name: fact.value for name, fact in whole.values.items()
        }
        assert quick(by_id(one.rulebook), one.facts) == quick(by_id(one.rulebook), whole)


async def test_a_place_is_firm_when_no_single_weight_moves_it() -> None:
    await three()
    rulebook = by_id("B-2026")
    found = await replayed(rulebook, Q3)
    told = sensitivity(found.cards, rulebook)
    assert [one.place for one in told.cards] == [one.after.place for one in found.cards]
    assert all(one.best <= one.place <= one.worst for one in told.cards)
    assert {one.code for one in told.weights} == {one.code for one in rulebook.indicators}
    assert [one.most for one in told.weights] == sorted((one.most for one in told.weights), reverse=True)
