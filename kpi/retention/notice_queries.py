from dataclasses import dataclass
from datetime import date, datetime

from kpi.retention.notice_rules import Answer
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.transaction import transaction

_NOTICES = """
SELECT n.id, n.vendor, n.proposal, n.number, n.may_be_heard, n.note, n.served_by, n.served_by_id, n.served_at,
  n.answer_by, n.answer_provisional, n.answer, n.statement, n.answered_by, n.answered_at,
  h.called_on, h.set_for, coalesce(h.place, '') AS place, coalesce(h.called_by, '') AS called_by, h.held_on,
  coalesce(h.chair, '') AS chair, coalesce(h.people, '') AS people, coalesce(h.record, '') AS record, h.upheld,
  coalesce(h.opinion, '') AS opinion, coalesce(h.recorded_by, '') AS recorded_by, h.recorded_at
FROM kpi_retention_notice n LEFT JOIN kpi_retention_hearing h ON h.notice = n.id
WHERE ($1::int IS NULL OR n.vendor = $1)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice, its answer and how it was heard; `set_for` and `place` are the hearing's, `upheld` the outcome."""

    id: int
    vendor: int
    proposal: int
    number: str
    may_be_heard: bool
    note: str
    served_by: str
    served_by_id: int
    served_at: datetime
    answer_by: date
    answer_provisional: bool
    answer: Answer | None
    statement: str
    answered_by: str
    answered_at: datetime | None
    called_on: date | None
    set_for: date | None
    place: str
    called_by: str
    held_on: date | None
    chair: str
    people: str
    record: str
    upheld: bool | None
    opinion: str
    recorded_by: str
    recorded_at: datetime | None


async def notice(id_: int, *, for_: Actor) -> NoticeView:
    """Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_NOTICES} AND n.id = $2", for_.vendor, id_)
    if row is None:
        raise NotFound
    return NoticeView(**(dict(row) | {"answer": Answer(row["answer"]) if row["answer"] else None}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A notice a vendor has not answered, due on a day."""

    proposal: int
    vendor: int
    number: str
    due_on: date


async def unanswered() -> tuple[Waiting, ...]:
    """Of proposals still open, whose term has not passed unheard of."""
    sql = """
    SELECT n.proposal, n.vendor, n.number, n.answer_by AS due_on FROM kpi_retention_notice n
    JOIN kpi_proposal p ON p.id = n.proposal JOIN kpi_scorecard s ON s.id = p.scorecard
    WHERE n.answer = '' AND p.state = 'proposed' AND s.state <> 'superseded' ORDER BY n.answer_by, n.id
    """
    async with transaction() as connection:
        return tuple(Waiting(**dict(row)) for row in await connection.fetch(sql))
