"""合议 of a finding, and whether one is still due; for the bureau alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vendors.rulings.panel_rules import Member
from vendors.rulings.rules import Outcome
from vendors.transaction import transaction

_SELECT = """
SELECT id, finding, cause, called_by_name, called_at, held_on, members, conclusion, summary, recorded_by_name,
  recorded_at
FROM vendors_panel WHERE finding = $1 ORDER BY id
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


def _view(record: Mapping[str, object]) -> PanelView:
    members = tuple(Member(**{**one, "outcome": Outcome(one["outcome"])}) for one in json.loads(str(record["members"])))
    conclusion = str(record["conclusion"])
    fields = {**record, "members": members, "conclusion": Outcome(conclusion) if conclusion else None}
    return PanelView(**fields)  # type: ignore[arg-type]
