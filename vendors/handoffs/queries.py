from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handoffs.rules import WAITING, Answer, HandoffState, Side, overdue
from vendors.policy.parameters import parameter
from vendors.registry.rules import Group
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT h.id, h.number, h.from_group, h.to_group, h.subject, h.facts, i.code AS institution,
  i.name AS institution_name, t.id AS task, t.number AS task_number, h.state, h.sent_at, h.sent_by, h.dispatched_at,
  h.due_on, h.due_is_provisional, h.received_at, h.received_by, h.answered_at, h.answered_by, h.answer,
  h.answer_text, h.response_days, h.closed_at, h.closed_by,
  (SELECT s.side FROM vendors_handoff_side s WHERE s.handoff = h.id AND s.vendor = $1) AS mine
"""
_FROM = """
FROM vendors_handoff h LEFT JOIN vendors_institution i ON i.id = h.institution
LEFT JOIN vendors_task t ON t.id = h.task AND ($1::int IS NULL OR t.vendor = $1)
WHERE ($1::int IS NULL OR EXISTS (SELECT FROM vendors_handoff_side s WHERE s.handoff = h.id AND s.vendor = $1))
  AND ($2 = '' OR i.region = $2)
"""
_FILTERS = f"""{_FROM} AND ($3 = '' OR h.from_group = $3) AND ($4 = '' OR h.to_group = $4)
  AND (cardinality($5::text[]) = 0 OR h.state = ANY($5))
  AND ($6 = '' OR strpos(h.number || h.subject || h.facts || coalesce(i.name || i.code, ''), $6) > 0)
  AND ($7::date IS NULL OR (h.state = ANY('{{sent,received}}') AND h.due_on < $7))
  AND ($8::date IS NULL OR (h.sent_at AT TIME ZONE 'Asia/Shanghai')::date >= $8)
  AND ($9::date IS NULL OR (h.sent_at AT TIME ZONE 'Asia/Shanghai')::date <= $9)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffView:
    """A slip. `mine` is the part of the asking person's vendor; `task` is set for whoever may see the task."""

    id: int
    number: str
    from_group: Group
    to_group: Group
    subject: str
    facts: str
    institution: str | None
    institution_name: str | None
    task: int | None
    task_number: str | None
    state: HandoffState
    sent_at: datetime
    sent_by: str
    dispatched_at: datetime | None
    due_on: date | None
    due_is_provisional: bool
    received_at: datetime | None
    received_by: str
    answered_at: datetime | None
    answered_by: str
    answer: Answer | None
    answer_text: str
    response_days: int | None
    closed_at: datetime | None
    closed_by: str
    mine: Side | None

    def overdue(self, today: date) -> bool:
        return overdue(self.state, self.due_on, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffFilters:
    """`late_on` keeps what is overdue on that day; `since` and `until` are days of sending. Empty means any."""

    from_group: Group | None = None
    to_group: Group | None = None
    states: frozenset[HandoffState] = frozenset()
    text: str = ""
    late_on: date | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """A vendor with a part in a slip; for the bureau's eyes."""

    vendor: int
    vendor_name: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """How a group answers: slips given to it, answered, in time; `median` working days, None before the first."""

    group: Group
    given: int
    answered: int
    on_time: int
    late: int
    median: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """On time of those answered or overdue."""
        judged = self.answered + self.late
        return Decimal(self.on_time) / judged if judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueHandoff:
    """An answer owed by a vendor."""

    id: int
    number: str
    subject: str
    to_group: Group
    vendor: int
    due_on: date
    overdue: bool


def _view(row: "Record") -> HandoffView:
    fields = dict(row)
    answer, mine = fields.pop("answer"), fields.pop("mine")
    return HandoffView(
        from_group=Group(fields.pop("from_group")),
        to_group=Group(fields.pop("to_group")),
        state=HandoffState(fields.pop("state")),
        answer=Answer(answer) if answer else None,
        mine=Side(mine) if mine else None,
        **fields,
    )


async def handoff(handoff_id: int, *, for_: Actor) -> HandoffView:
    """One slip. NotFound when there is none, or this person's vendor has no side in it."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} {_FROM} AND h.id = $3", for_.vendor, for_.region, handoff_id)
    if row is None:
        raise NotFound
    return _view(row)


async def handoffs(
    *, for_: Actor, which: HandoffFilters | None = None, before: int | None = None, size: int | None = None
) -> tuple[HandoffView, ...]:
    """Slips, the newest first, before an id; vendor people see those in which their vendor has a side."""
    sql = f"{_SELECT} {_FILTERS} AND ($10::int IS NULL OR h.id < $10) ORDER BY h.id DESC LIMIT $11"
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_arguments(for_, which), before, size)
    return tuple(_view(row) for row in rows)


async def handoff_counts(*, for_: Actor, which: HandoffFilters | None = None) -> Mapping[HandoffState, int]:
    """How many the filter shows, by state."""
    sql = f"SELECT h.state, count(*) AS n {_FILTERS} GROUP BY h.state"
    async with transaction() as connection:
        found = {row["state"]: row["n"] for row in await connection.fetch(sql, *_arguments(for_, which))}
    return {state: int(found.get(state.value, 0)) for state in HandoffState}


async def sides(handoff_id: int, *, for_: Actor) -> tuple[SideView, ...]:
    """Who has a part in a slip; a vendor reads of itself alone."""
    sql = """
    SELECT s.vendor, v.short_name AS vendor_name, s.side FROM vendors_handoff_side s
    JOIN vendors_vendor v ON v.id = s.vendor
    WHERE s.handoff = $1 AND ($2::int IS NULL OR s.vendor = $2) ORDER BY s.id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, handoff_id, for_.vendor)
    return tuple(SideView(**{**row, "side": Side(row["side"])}) for row in rows)


async def responses(*, for_: Actor, on: date, which: HandoffFilters | None = None) -> tuple[Responses, ...]:
    """How each of the four groups answers what the filter shows; groups in their order."""
    sql = f"""
    SELECT h.to_group, count(h.dispatched_at) AS given, count(h.answered_at) AS answered,
      count(*) FILTER (WHERE (h.answered_at AT TIME ZONE 'Asia/Shanghai')::date <= h.due_on) AS on_time,
      count(*) FILTER (WHERE h.state = ANY('{{sent,received}}') AND h.due_on < $10) AS late,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY h.response_days)::text AS median
    {_FILTERS} GROUP BY h.to_group
    """
    async with transaction() as connection:
        found = {row["to_group"]: row for row in await connection.fetch(sql, *_arguments(for_, which), on)}
    return tuple(_responses(group, found.get(group.value)) for group in Group)


def _responses(group: Group, row: "Record | None") -> Responses:
    if row is None:
        return Responses(group=group, given=0, answered=0, on_time=0, late=0, median=None)
    median = None if row["median"] is None else Decimal(row["median"])
    counts = {name: int(row[name]) for name in ("given", "answered", "on_time", "late")}
    return Responses(group=group, median=median, **counts)


async def due_handoffs(*, on: date) -> tuple[DueHandoff, ...]:
    """Answers that are overdue on a day or due within `handoff_reminder_days`."""
    until = on + timedelta(days=parameter("handoff_reminder_days", on).whole)
    sql = """
    SELECT h.id, h.number, h.subject, h.to_group, s.vendor, h.due_on, h.due_on < $1 AS overdue
    FROM vendors_handoff h JOIN vendors_handoff_side s ON s.handoff = h.id AND s.side = 'receiver'
    WHERE h.state = ANY($2::text[]) AND h.due_on <= $3 ORDER BY h.due_on, h.id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, on, sorted(WAITING), until)
    return tuple(DueHandoff(**{**row, "to_group": Group(row["to_group"])}) for row in rows)


def _arguments(for_: Actor, which: HandoffFilters | None) -> tuple[object, ...]:
    filters = which or HandoffFilters()
    return (
        for_.vendor, for_.region, filters.from_group.value if filters.from_group else "",
        filters.to_group.value if filters.to_group else "", [state.value for state in filters.states],
        filters.text.strip(), filters.late_on, filters.since, filters.until,
    )  # fmt: skip
