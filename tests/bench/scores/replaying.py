"""A what-if over eight quarters of forty vendors: cards with the facts of their quarters, scored again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from time import perf_counter

from kpi.engine.canonical import card_as_json
from kpi.engine.rulebook import Rulebook
from kpi.engine.score import score
from kpi.facts.collect import collect_all
from kpi.replays.queries import grades, kept, linked_fees
from kpi.replays.rules import replay
from kpi.replays.sensitivity import sensitivity
from kpi.rulebooks.facts_file import facts_as_json
from kpi.rulebooks.queries import by_id, in_force
from tests.bench.scores.season import QUARTER
from vendors.actors import SYSTEM
from vendors.contracts.queries import contracts
from vendors.copying import copy_in
from vendors.periods import Period, end_of_day
from vendors.registry.rules import Kind
from vendors.transaction import reading, transaction

QUARTERS = 8
_SHIFT = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Seconds: `kept` reads the frozen numbers, `scored` works both sides out, `firm` turns every weight."""

    cards: int
    megabytes: float
    kept: float
    scored: float
    firm: float
    touched: int

    @property
    def whole(self) -> float:
        return self.kept + self.scored + self.firm


async def what_if() -> WhatIf:
    """All four kinds, one weight of each moved to another indicator; the cards are stored first, unmeasured."""
    periods = _quarters()
    frozen = [await _store(period) for period in periods]
    took = {"kept": 0.0, "scored": 0.0, "firm": 0.0}
    cards = touched = 0
    for kind in Kind:
        started = perf_counter()
        found = await kept(kind, periods, await linked_fees(kind, periods))
        known = await grades([one.contract for one in found])
        took["kept"] += perf_counter() - started
        rulebook, started = _changed(in_force(kind.value, QUARTER.ends_on)), perf_counter()
        made = replay(found, rulebook=rulebook, held=by_id, grades=known)
        took["scored"] += perf_counter() - started
        started = perf_counter()
        for period in made.periods:
            sensitivity(made.of(period), rulebook)
        took["firm"] += perf_counter() - started
        cards, touched = cards + len(made.cards), touched + sum(one.touched for one in made.cards)
    return WhatIf(cards=cards, touched=touched, megabytes=sum(frozen) / 1e6, **took)


def _quarters() -> tuple[Period, ...]:
    found, one = [], QUARTER
    for _ in range(QUARTERS):
        found.append(one)
        one = one.previous
    return tuple(reversed(found))


async def _store(period: Period) -> int:
    """Published cards of every vendor; returns how many bytes their frozen facts take."""
    parties = await contracts(for_=SYSTEM)
    rulebooks = {kind.value: in_force(kind.value, QUARTER.ends_on) for kind in Kind}
    cutoff = end_of_day(period.ends_on) + timedelta(days=12)
    async with reading():
        known = await collect_all(contracts=parties, period=period, cutoff=cutoff, rulebooks=rulebooks)
    rows: list[Mapping[str, object]] = []
    for contract in parties:
        facts = known[contract.id]
        card = score(rulebooks[facts.kind], facts)
        rows.append(
            {
                "vendor": contract.vendor, "contract": contract.id, "number": f"KH-{period}-{contract.id:03d}-v1",
                "period": str(period), "version": 1, "state": "published", "rulebook": card.rulebook,
                "facts": facts_as_json(facts), "card": card_as_json(card), "total": card.total,
                "grade": card.grade.code if card.grade else "", "vetoed": False, "cutoff": cutoff,
                "issued_by": "周启明", "issued_by_id": 1, "issued_at": cutoff,
            }
        )  # fmt: skip
    async with transaction() as connection:
        await copy_in(connection, "kpi_scorecard", rows)
    return sum(len(str(row["facts"]).encode()) for row in rows)


def _changed(rulebook: Rulebook) -> Rulebook:
    """One point of the first indicator given to the second of the same block."""
    first = rulebook.indicators[0]
    second = next(one for one in rulebook.indicators[1:] if one.block == first.block)
    moved = {first.code: first.points - _SHIFT, second.code: second.points + _SHIFT}
    changed = [replace(one, points=moved.get(one.code, one.points)) for one in rulebook.indicators]
    return replace(rulebook, indicators=tuple(changed))
