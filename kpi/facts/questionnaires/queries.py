import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kpi.facts.questionnaires.rules import Side
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SHEETS: Final = """
SELECT q.id, q.contract, q.period, q.side, i.code AS institution, q.respondent, q.answers, q.score, q.comment,
  q.answered_on, q.recorded_by, q.recorded_at, q.withdrawn_by, q.withdrawn_at, q.withdrawn_why
FROM kpi_questionnaire q LEFT JOIN vendors_institution i ON i.id = q.institution
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """One sheet of answers; `answers` are marks by question."""

    id: int
    contract: int
    period: Period
    side: Side
    institution: str | None
    respondent: str
    answers: Mapping[str, int]
    score: Decimal
    comment: str
    answered_on: date
    recorded_by: str
    recorded_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str


async def questionnaires(*, contract: int, period: Period, for_: Actor) -> tuple[SheetView, ...]:
    """Those of a period, the newest first. Forbidden to vendor people."""
    must_be_bureau(for_)
    sql = f"{_SHEETS} WHERE q.contract = $1 AND q.covers_from >= $2 AND q.covers_to <= $3 ORDER BY q.id DESC"
    async with transaction() as connection:
        rows = await connection.fetch(sql, contract, period.starts_on, period.ends_on)
    return tuple(_view(row) for row in rows)


async def questionnaire(sheet_id: int, *, for_: Actor) -> SheetView:
    """One sheet. NotFound; Forbidden to vendor people."""
    must_be_bureau(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SHEETS} WHERE q.id = $1", sheet_id)
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: "Record") -> SheetView:
    told = {"period": Period.parse(row["period"]), "side": Side(row["side"]), "answers": json.loads(row["answers"])}
    return SheetView(**dict(row) | told)
