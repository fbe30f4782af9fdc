"""Repeat offences: what of the same nature stood against an institution in the months before (LZ Art.42)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.rules import after_months
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

_REPEATS: Final = """
SELECT n.id AS decision, n.number, n.decided_on, w.code AS violation, count(*) AS findings,
  sum(d.amount_fen)::bigint AS amount_fen, bool_or(w.code = ANY($2)) AS same
FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding
JOIN vendors_decision n ON n.number = d.decision
CROSS JOIN LATERAL (SELECT coalesce(nullif(f.recoded, ''), f.violation) AS code) w
WHERE f.institution = $1 AND left(w.code, 2) = ANY($3) AND d.superseded_at IS NULL AND d.outcome <> 'not_upheld'
  AND n.decided_on BETWEEN $4 AND $5 AND ($6::int IS NULL OR n.id < $6)
GROUP BY n.id, n.number, n.decided_on, w.code ORDER BY n.decided_on DESC, n.id DESC, w.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An earlier decision on one violation; `same` of the very kind (level 2), else of its group (level 1)."""

    decision: int
    number: str
    decided_on: date
    violation: str
    findings: int
    amount_fen: int
    same: bool


async def repeat_offences(
    *, institution: int, violations: Collection[str], on: date, for_: Actor, before: int | None = None
) -> tuple[Repeat, ...]:
    """What stands against the institution within `repeat_offence_months` up to a day, in decisions before an id.

    Those of the same level-2 code first asked for, others of the same level-1 group beside them. NotFound for vendor
    people.
    """
    if not for_.at_bureau:
        raise NotFound
    since = after_months(on, -parameter("repeat_offence_months", on).whole)
    groups = sorted({code[:2] for code in violations})
    async with transaction() as connection:
        rows = await connection.fetch(_REPEATS, institution, list(violations), groups, since, on, before)
    return tuple(Repeat(**row) for row in rows)
