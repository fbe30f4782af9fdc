from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction

from kpi.engine.canonical import card_from_json
from kpi.engine.inference.spans import span
from kpi.ranking.rules import Entry, Standing, standings
from kpi.rulebooks.facts_file import facts_from_json
from kpi.rulebooks.queries import by_id
from kpi.scorecards.queries import CardRow, cards
from kpi.scorecards.rules import CardState
from vendors.actors import Actor
from vendors.periods import Period
from vendors.policy.parameters import parameter
from vendors.registry.rules import Kind
from vendors.transaction import transaction

_KEPT = "SELECT id, facts, card FROM kpi_scorecard WHERE id = ANY($1)"


def confidence_of(period: Period) -> Fraction:
    """The confidence its ranking's intervals have."""
    return Fraction(parameter("ranking_confidence", period.ends_on).value)


async def periods(*, for_: Actor) -> tuple[Period, ...]:
    """Those with published cards, the latest first."""
    rows = await cards(for_=for_, states=(CardState.PUBLISHED,))
    known = {row.period for row in rows}
    return tuple(sorted(known, key=lambda one: (one.ends_on, one.starts_on), reverse=True))


async def entries(*, for_: Actor, period: Period, until: datetime | None = None) -> Mapping[Kind, tuple[Entry, ...]]:
    """The published cards of a period by kind, with what their samples leave open; later ones than `until` left out."""
    rows = await cards(for_=for_, period=period, states=(CardState.PUBLISHED,))
    known = [row for row in rows if until is None or (row.published_at is not None and row.published_at <= until)]
    found = await _entries(known, confidence_of(period))
    kinds = sorted({one.row.kind for one in found}, key=lambda kind: kind.value)
    return {kind: tuple(one for one in found if one.row.kind is kind) for kind in kinds}


async def ranking(*, for_: Actor, period: Period, until: datetime | None = None) -> Mapping[Kind, tuple[Standing, ...]]:
    """Each kind's standings, the best first; never across kinds."""
    confidence = confidence_of(period)
    found = await entries(for_=for_, period=period, until=until)
    return {kind: standings(of_kind, confidence=confidence) for kind, of_kind in found.items()}


async def placed(*, for_: Actor, period: Period, until: datetime | None = None) -> Mapping[int, Standing]:
    """Card → where it stands."""
    found = await ranking(for_=for_, period=period, until=until)
    return {one.row.id: one for of_kind in found.values() for one in of_kind}


async def _entries(rows: Iterable[CardRow], confidence: Fraction) -> tuple[Entry, ...]:
    by_card = {row.id: row for row in rows}
    async with transaction() as connection:
        kept = await connection.fetch(_KEPT, list(by_card))
    found = []
    for one in kept:
        row = by_card[one["id"]]
        card, rulebook = card_from_json(one["card"]), by_id(row.rulebook)
        reach = span(rulebook, facts_from_json(one["facts"]), card, confidence=confidence)
        found.append(Entry(row=row, card=card, rulebook=rulebook, span=reach))
    return tuple(found)
