"""Cards worked out from determinations that have been reversed since: 待重新核算. A published card is never edited."""

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
