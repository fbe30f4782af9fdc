"""Tasks, their case lists, draws and coverage.

What an upload needs of a task is in sheet_queries, what scorecards count of tasks in fact_queries.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.campaigns.rules import Focus
from vendors.draws.algorithm.records import AnyRecord
from vendors.draws.queries import DrawCard, of_tasks
from vendors.draws.queries import record as draw_record
from vendors.draws.rules import Method as DrawMethod
from vendors.errors import NotFound
from vendors.registry.rules import Kind
from vendors.tasks.rules import HIDDEN_FROM_VENDOR, Method, TaskKind, TaskState, overdue
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

HIDDEN = [state.value for state in HIDDEN_FROM_VENDOR]
TASK_SQL = """
SELECT t.id, t.vendor, v.short_name AS vendor_name, t.contract, c.number AS contract_number, t.number, t.kind,
  t.workbook_kind, t.title, t.covers_from, t.covers_to, t.state, t.deadline_days, t.issued_at, t.accepted_at,
  t.due_on, t.due_is_provisional, t.submitted_at, t.checked_at, t.instructions, t.created_at, t.campaign, t.region,
  t.method, t.focus, t.basis, t.on_site, t.follows
FROM vendors_task t JOIN vendors_vendor v ON v.id = t.vendor JOIN vendors_contract c ON c.id = t.contract
WHERE ($1::int IS NULL OR (t.vendor = $1 AND t.state <> ALL($2::text[])))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task as the people on both sides see it."""

    id: int
    vendor: int
    vendor_name: str
    contract: int
    contract_number: str
    number: str
    kind: TaskKind
    workbook_kind: Kind
    title: str
    covers_from: date
    covers_to: date
    state: TaskState
    deadline_days: int
    issued_at: datetime | None
    accepted_at: datetime | None
    due_on: date | None
    due_is_provisional: bool
    submitted_at: datetime | None
    checked_at: datetime | None
    instructions: str
    created_at: datetime
    campaign: int | None
    region: str
    method: Method | None
    focus: tuple[Focus, ...]
    basis: str
    on_site: bool
    follows: int | None

    def overdue(self, today: date) -> bool:
        return overdue(self.state, self.due_on, today)


def view_of(row: "Record") -> TaskView:
    typed = {
        "kind": TaskKind(row["kind"]),
        "workbook_kind": Kind(row["workbook_kind"]),
        "state": TaskState(row["state"]),
        "method": Method(row["method"]) if row["method"] else None,
        "focus": tuple(Focus(one) for one in row["focus"].split(",") if one),
    }
    return TaskView(**{**row, **typed})


async def task(task_id: int, *, for_: Actor) -> TaskView:
    """One task. NotFound when there is none or it is not this person's; drafts are the bureau's alone."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{TASK_SQL} AND t.id = $3", for_.vendor, HIDDEN, task_id)
    if row is None:
        raise NotFound
    return view_of(row)


async def task_by_number(number: str, *, for_: Actor) -> TaskView | None:
    """The task a workbook names (RW-2026-0047), or None when there is none for this person."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{TASK_SQL} AND t.number = $3", for_.vendor, HIDDEN, number)
    return None if row is None else view_of(row)


async def tasks(
    *, for_: Actor, vendor: int | None = None, contract: int | None = None, states: frozenset[TaskState] = frozenset()
) -> tuple[TaskView, ...]:
    """Tasks, newest number first; of a vendor, under a contract, in some states, when asked."""
    sql = (
        f"{TASK_SQL} AND ($3::int IS NULL OR t.vendor = $3) AND ($4::int IS NULL OR t.contract = $4)"
        " AND (cardinality($5::text[]) = 0 OR t.state = ANY($5)) ORDER BY t.number DESC"
    )
    wanted = [state.value for state in states]
    async with transaction() as connection:
        return tuple(view_of(row) for row in await connection.fetch(sql, for_.vendor, HIDDEN, vendor, contract, wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case on a task's list with what its workbook needs; `id` is the settled case, `draw` a number or empty."""

    id: int
    visit_id: str
    settlement_id: str
    institution: int
    institution_code: str
    institution_name: str
    region: str
    hospital_no: str
    person_no: str
    patient_masked: str
    sex: str
    age: int | None
    insutype: str
    med_type: str
    admitted_on: date
    discharged_on: date
    department: str
    doctor_code: str
    doctor_name: str
    diagnosis: str
    total_fen: int
    fund_fen: int
    settled_on: date
    draw: str
    reviewed_on: date | None


_CASES = """
SELECT s.id, s.visit_id, s.settlement_id, i.id AS institution, i.code AS institution_code,
  i.name AS institution_name, i.region, s.hospital_no, s.person_no, s.patient_masked, s.sex, s.age, s.insutype,
  s.med_type, s.admitted_on, s.discharged_on, s.department, s.doctor_code, s.doctor_name, s.diagnosis,
  s.total_fen, s.fund_fen, s.settled_on, coalesce(d.number, '') AS draw, t.reviewed_on
FROM vendors_task_case t JOIN vendors_settled_case s ON s.id = t."case"
  JOIN vendors_institution i ON i.id = s.institution LEFT JOIN vendors_draw d ON d.id = t.draw
WHERE t.task = $1 ORDER BY i.code, s.visit_id LIMIT $2
"""


async def task_cases(task_id: int, *, for_: Actor, most: int | None = None) -> tuple[CaseLine, ...]:
    """The case list, by institution and visit; with `most` the first so many. NotFound as for `task`."""
    await task(task_id, for_=for_)
    async with transaction() as connection:
        return tuple(CaseLine(**row) for row in await connection.fetch(_CASES, task_id, most))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a case list is done: all of it, and the manual sample in it."""

    listed: int
    reviewed: int
    sampled: int
    sampled_reviewed: int
    institutions: int


async def coverage(task_id: int, *, for_: Actor) -> Coverage:
    """Counts of a task's list; institutions are distinct. NotFound as for `task`."""
    await task(task_id, for_=for_)
    sql = """
    SELECT count(*) AS listed, count(t.reviewed_on) AS reviewed, count(t.draw) AS sampled,
      count(*) FILTER (WHERE t.draw IS NOT NULL AND t.reviewed_on IS NOT NULL) AS sampled_reviewed,
      count(DISTINCT s.institution) AS institutions
    FROM vendors_task_case t JOIN vendors_settled_case s ON s.id = t."case" WHERE t.task = $1
    """
    async with transaction() as connection:
        return Coverage(**await connection.fetchrow(sql, task_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawView:
    """抽样批次. Until it is drawn there is a commitment but no seed, frame or sample."""

    id: int
    task: int
    number: str
    method: DrawMethod
    committed_at: datetime
    drawn_at: datetime | None
    drawn_by: str
    frame_size: int
    record: AnyRecord


async def draws(task_id: int, *, for_: Actor) -> tuple[DrawView, ...]:
    """The draws of a task, each with the record `replaying.replay` takes. NotFound as for `task`."""
    await task(task_id, for_=for_)
    return tuple([await _draw(card, task_id) for card in await of_tasks([task_id])])


async def _draw(card: DrawCard, task_id: int) -> DrawView:
    return DrawView(
        id=card.id,
        task=task_id,
        number=card.number,
        method=card.method,
        committed_at=card.committed_at,
        drawn_at=card.drawn_at,
        drawn_by=card.drawn_by or card.committed_by,
        frame_size=card.frame_size,
        record=await draw_record(card, inline=True),
    )
