"""合议 of a finding, and whether one is still due; for the bureau alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.policy.parameters import parameter
from vendors.rulings.panel_rules import Member
from vendors.rulings.rules import Outcome
from vendors.transaction import transaction

_SELECT = """
SELECT id, finding, cause, called_by_name, called_at, held_on, members, conclusion, summary, recorded_by_name,
  recorded_at
FROM vendors_panel WHERE finding = $1 ORDER BY id
"""
_WAITING = """
SELECT count(*) FROM vendors_finding w
WHERE w.state IN ('rechecked', 'waived', 'notified') AND w.id = ANY(ARRAY(
  SELECT p.finding FROM vendors_panel p WHERE p.recorded_at IS NULL
  UNION
  SELECT f.id FROM vendors_finding f
  LEFT JOIN LATERAL (SELECT at, upheld_defence FROM vendors_recheck WHERE finding = f.id ORDER BY id DESC LIMIT 1) c
    ON true
  WHERE f.state = 'rechecked'
    AND NOT EXISTS (SELECT FROM vendors_panel p WHERE p.finding = f.id AND p.recorded_at >= c.at)
    AND (f.amount_fen >= $1 OR (c.upheld_defence = 'accepted' AND (
      SELECT bool_and(r.opinion = 'pass') FROM vendors_review r WHERE r.id IN (
        SELECT max(id) FROM vendors_review WHERE finding = f.id GROUP BY stage))))))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """A panel called for or held (`held_on`); the conclusion is its majority's."""

    id: int
    finding: int
    cause: str
    called_by_name: str
    called_at: datetime
    held_on: date | None
    members: tuple[Member, ...]
    conclusion: Outcome | None
    summary: str
    recorded_by_name: str
    recorded_at: datetime | None

    @property
    def dissents(self) -> tuple[Member, ...]:
        return tuple(one for one in self.members if one.outcome is not self.conclusion)


async def panels(*, finding: int) -> tuple[PanelView, ...]:
    """Every panel of a finding, oldest first."""
    async with transaction() as connection:
        rows = await connection.fetch(_SELECT, finding)
    return tuple(_view(row) for row in rows)


async def panels_waiting(*, for_: Actor, on: date) -> int:
    """Findings that wait for their panel: called for, or due by the rule `panel_rules.why_due`."""
    if not for_.at_bureau:
        return 0
    async with transaction() as connection:
        return int(await connection.fetchval(_WAITING, parameter("panel_from_fen", on).whole))


def _view(record: Mapping[str, object]) -> PanelView:
    members = tuple(Member(**{**one, "outcome": Outcome(one["outcome"])}) for one in json.loads(str(record["members"])))
    conclusion = str(record["conclusion"])
    fields = {**record, "members": members, "conclusion": Outcome(conclusion) if conclusion else None}
    return PanelView(**fields)  # type: ignore[arg-type]
