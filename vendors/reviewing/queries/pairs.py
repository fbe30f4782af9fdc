"""Pairs of opinions from blind rounds: the first reviewer's and that of a second who had not seen it.

Opinions given in sight of another's say nothing about agreement; they are not here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.findings.blindness import sealed
from vendors.findings.rules import FindingState, Opinion
from vendors.transaction import transaction

_PAIRS: Final = """
SELECT f.id AS finding, f.number, CASE WHEN f.recoded = '' THEN f.violation ELSE f.recoded END AS violation,
  f.rule, f.state, f.blind, f.first_reviewer, a.reviewer AS first,
  a.reviewer_name AS first_name, a.opinion AS first_said, b.reviewer AS second, b.reviewer_name AS second_name,
  b.opinion AS second_said, b.at,
  (SELECT t.opinion FROM vendors_review t WHERE t.finding = f.id AND t.stage = 'tie' AND t.id > b.id
   ORDER BY t.id LIMIT 1) AS tie_said
FROM vendors_review b JOIN vendors_finding f ON f.id = b.finding
JOIN LATERAL (SELECT reviewer, reviewer_name, opinion FROM vendors_review r WHERE r.finding = b.finding
              AND r.stage = 'first' AND r.id < b.id ORDER BY r.id DESC LIMIT 1) a ON true
WHERE b.stage = 'second' AND b.blind AND (b.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1 AND $2
ORDER BY b.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two opinions on one finding in one round, and what a third said where they differed.

    `closed`: the finding awaits another blind look, so this reader must not be shown the pair itself.
    """

    finding: int
    number: str
    violation: str
    rule: str
    first: int
    first_name: str
    first_said: Opinion
    second: int
    second_name: str
    second_said: Opinion
    tie_said: Opinion | None
    at: datetime
    closed: bool

    @property
    def counts(self) -> bool:
        """A return for evidence is neither agreement nor the opposite."""
        return self.second_said is not Opinion.RETURN


async def blind_pairs(*, window: tuple[date, date], for_: Actor) -> tuple[Pair, ...]:
    """Pairs whose second opinion fell on the Shanghai days of a window. NotFound for vendor people."""
    if not for_.at_bureau:
        raise NotFound
    async with transaction() as connection:
        rows = await connection.fetch(_PAIRS, *window)
    return tuple(
        Pair(
            **{name: row[name] for name in ("finding", "number", "violation", "rule", "first", "first_name")},
            **{name: row[name] for name in ("second", "second_name", "at")},
            first_said=Opinion(row["first_said"]),
            second_said=Opinion(row["second_said"]),
            tie_said=Opinion(row["tie_said"]) if row["tie_said"] else None,
            closed=sealed(
                blind=row["blind"],
                state=FindingState(row["state"]),
                first_reviewer=row["first_reviewer"],
                for_=for_,
            ),
        )
        for row in rows
    )
