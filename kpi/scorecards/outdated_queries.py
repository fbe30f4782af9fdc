"""Cards worked out from what no longer stands, a determination or a quarter's card: 待重新核算. None is ever edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.rulings.queries.reversals import reversals
from vendors.transaction import transaction

_NAMED = """
SELECT s.id AS card, t.place FROM kpi_scorecard s
JOIN unnest($2::int[], $3::int[], $4::timestamptz[]) WITH ORDINALITY AS t (vendor, finding, at, place)
  ON t.vendor = s.vendor AND s.cutoff < t.at AND strpos(s.facts, '"finding:' || t.finding || '"') > 0
WHERE s.id = ANY($1) ORDER BY s.id, t.place
"""
_RESTATED = """
SELECT s.id AS card, p.id AS part, p.number FROM kpi_scorecard s
CROSS JOIN LATERAL jsonb_array_elements(s.facts::jsonb -> 'parts') AS named
JOIN kpi_scorecard o ON named ->> 'record' = 'scorecard:' || o.id AND o.state = 'superseded'
JOIN kpi_scorecard p ON p.contract = o.contract AND p.period = o.period AND p.state = 'published'
WHERE s.id = ANY($1) AND strpos(s.facts, '"scorecard:') > 0 ORDER BY s.id, p.period
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """The card now published for a quarter of which a roll-up used an earlier version."""

    part: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A reversal that came after the card's facts were frozen, of a finding they name."""

    number: str
    finding: int
    decision: str
    decided_on: date
    at: datetime


async def outdated(cards: Sequence[int]) -> Mapping[int, Sequence[Outdated]]:
    """The reversals by card; cards without any are left out."""
    known = await reversals()
    if not cards or not known:
        return {}
    asked = [one.vendor for one in known], [one.finding for one in known], [one.at for one in known]
    async with transaction() as connection:
        rows = await connection.fetch(_NAMED, list(cards), *asked)
    found: dict[int, list[Outdated]] = {}
    for row in rows:
        one = known[row["place"] - 1]
        told = Outdated(
            number=one.number, finding=one.finding, decision=one.decision, decided_on=one.decided_on, at=one.at
        )
        found.setdefault(row["card"], []).append(told)
    return found


async def restated(cards: Sequence[int]) -> Mapping[int, Sequence[Restated]]:
    """By roll-up, the quarters restated since; cards without any are left out."""
    async with transaction() as connection:
        rows = await connection.fetch(_RESTATED, list(cards))
    found: dict[int, list[Restated]] = {}
    for row in rows:
        found.setdefault(row["card"], []).append(Restated(part=row["part"], number=row["number"]))
    return found
