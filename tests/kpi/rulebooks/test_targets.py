"""Numbers agreed under a contract take the rulebook's place; a trial stores nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpi.rulebooks.checking import check_text
from kpi.rulebooks.queries import DATA, by_id
from kpi.rulebooks.target_actions import set_target
from kpi.rulebooks.target_queries import holding, targets
from kpi.rulebooks.writing import standalone
from kpi.scorecards.queries import card
from kpi.scorecards.trial_queries import trial
from tests.support import a, cards
from vendors.errors import Forbidden, Invalid
from vendors.registry.rules import Kind
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
FROM = date(2026, 7, 1)


async def agreed(contract: int, value: str | None, *, begins: date = FROM, fact: str = "clue_target") -> None:
    number = None if value is None else Decimal(value)
    await set_target(
        contract=contract, fact=fact, value=number, basis="合同第七条", begins=begins, by=a.MANAGER, at=a.AT
    )


async def test_a_card_goes_by_what_the_contract_agrees(database: object) -> None:
    _vendor, contract = await cards.contracted()
    await agreed(contract, "0.72")
    await cards.facts(contract)
    view = await card(await cards.issued(contract), for_=a.MANAGER)
    assert view.facts.values["clue_target"].value == Decimal("0.72")
    assert view.facts.values["clue_target"].records[0].startswith("target:")


async def test_the_last_that_began_holds_until_it_is_taken_back(database: object) -> None:
    _vendor, contract = await cards.contracted()
    await agreed(contract, "0.7")
    await agreed(contract, "0.8", begins=date(2026, 10, 1))
    await agreed(contract, None, begins=date(2026, 12, 1))
    found = [
        [
            str(one.value.normalize())
            for one in (await holding(contracts=[contract], on=on, as_of=a.AT)).get(contract, ())
        ]
        for on in (date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 30), date(2026, 12, 31))
    ]
    assert found == [[], ["0.7"], ["0.8"], []]
    assert len(await targets(contract=contract, for_=a.MANAGER)) == 3


async def test_what_the_rulebook_does_not_leave_open_is_not_agreed(database: object) -> None:
    _vendor, contract = await cards.contracted()
    with pytest.raises(Invalid) as refused:
        await agreed(contract, "-1", fact="staff_on_post", begins=date(2031, 1, 1))
    assert {"fact", "value", "begins"} <= set(refused.value.fields)


async def test_a_period_with_a_card_keeps_its_target(database: object) -> None:
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    await cards.issued(contract)
    with pytest.raises(Invalid, match="第三季度"):
        await agreed(contract, "0.7", begins=date(2026, 9, 1))
    await agreed(contract, "0.7", begins=date(2026, 10, 1))


async def test_targets_are_the_contract_managers(database: object) -> None:
    _vendor, contract = await cards.contracted()
    with pytest.raises(Forbidden):
        await set_target(
            contract=contract, fact="clue_target", value=Decimal(1), basis="x", begins=FROM, by=cards.LEADER, at=a.AT
        )


async def test_a_trial_scores_again_and_changes_nothing(database: object) -> None:
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    kept = await cards.issued(contract)
    before = await card(kept, for_=a.MANAGER)
    text = standalone(DATA / "B-2026.toml").replace('full_at = { value = "95%"', 'full_at = { value = "99%"', 1)
    book = check_text(text, name="B-2026", kind="B").rulebook
    assert book
    (one,) = await trial(rulebook=book, period=cards.Q3)
    assert [step.code for step in one.steps] == ["K06"]
    assert one.after.total
    assert one.before.total
    assert one.after.total < one.before.total
    assert (await card(kept, for_=a.MANAGER)) == before
    async with transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM kpi_rulebook") == 0


async def test_a_trial_leaves_out_events_the_other_rulebook_does_not_know(database: object) -> None:
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    await cards.issued(contract)
    book = replace(by_id("B-2026"), vetoes=(), indicators=by_id("B-2026").indicators[:5])
    (one,) = await trial(rulebook=book, period=cards.Q3)
    assert {step.code for step in one.steps if step.after is None} >= {"K06", "K07"}
    assert await trial(rulebook=replace(book, kind=Kind.C.value), period=cards.Q3) == ()
