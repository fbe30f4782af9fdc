"""Tasks, their case lists, draws and coverage.

What an upload needs of a task is in sheet_queries, what scorecards count of tasks in fact_queries.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.registry.rules import Kind
from vendors.tasks.drawing import DrawRecord
from vendors.tasks.rules import HIDDEN_FROM_VENDOR, DrawMethod, TaskKind, TaskState, overdue
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_HIDDEN = [state.value for state in HIDDEN_FROM_VENDOR]
_TASK = """
SELECT t.id, t.vendor, v.short_name AS vendor_name, t.contract, c.number AS contract_number, t.number, t.kind,
  t.workbook_kind, t.title, t.covers_from, t.covers_to, t.state, t.deadline_days, t.issued_at, t.accepted_at,
  t.due_on, t.due_is_provisional, t.submitted_at, t.checked_at, t.instructions, t.created_at
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

    def overdue(self, today: date) -> bool:
        return overdue(self.state, self.due_on, today)


def _view(row: "Record") -> TaskView:
    enums = {"kind": TaskKind(row["kind"]), "workbook_kind": Kind(row["workbook_kind"])}
    return TaskView(**{**row, **enums, "state": TaskState(row["state"])})


async def task(task_id: int, *, for_: Actor) -> TaskView:
    """One task. NotFound when there is none or it is not this person's; drafts are the bureau's alone."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_TASK} AND t.id = $3", for_.vendor, _HIDDEN, task_id)
    if row is None:
        raise NotFound
    return _view(row)


async def task_by_number(number: str, *, for_: Actor) -> TaskView | None:
    """The task a workbook names (RW-2026-0047), or None when there is none for this person."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_TASK} AND t.number = $3", for_.vendor, _HIDDEN, number)
    return None if row is None else _view(row)


async def tasks(
    *, for_: Actor, vendor: int | None = None, contract: int | None = None, states: frozenset[TaskState] = frozenset()
) -> tuple[TaskView, ...]:
    """Tasks, newest number first; of a vendor, under a contract, in some states, when asked."""
    sql = (
        f"{_TASK} AND ($3::int IS NULL OR t.vendor = $3) AND ($4::int IS NULL OR t.contract = $4)"
        " AND (cardinality($5::text[]) = 0 OR t.state = ANY($5)) ORDER BY t.number DESC"
    )
    wanted = [state.value for state in states]
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, for_.vendor, _HIDDEN, vendor, contract, wanted))


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
WHERE t.task = $1 ORDER BY i.code, s.visit_id
"""


async def task_cases(task_id: int, *, for_: Actor) -> tuple[CaseLine, ...]:
    """The case list, by institution and visit. NotFound as for `task`."""
    await task(task_id, for_=for_)
    async with transaction() as connection:
        return tuple(CaseLine(**row) for row in await connection.fetch(_CASES, task_id))


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
    record: DrawRecord

    @property
    def frame_size(self) -> int:
        return len(self.record.frame)


async def draws(task_id: int, *, for_: Actor) -> tuple[DrawView, ...]:
    """The draws of a task, each with the record `drawing.replay` takes. NotFound as for `task`."""
    await task(task_id, for_=for_)
    sql = """
    SELECT d.*, coalesce(array_agg(s.visit_id ORDER BY s.visit_id) FILTER (WHERE s.id IS NOT NULL), '{}') AS sample
    FROM vendors_draw d LEFT JOIN vendors_task_case t ON t.draw = d.id
      LEFT JOIN vendors_settled_case s ON s.id = t."case"
    WHERE d.task = $1 GROUP BY d.id ORDER BY d.number
    """
    async with transaction() as connection:
        return tuple(_draw(row) for row in await connection.fetch(sql, task_id))


def _draw(row: "Record") -> DrawView:
    record = DrawRecord(
        algorithm=row["algorithm"],
        seed=row["seed"] if row["drawn_at"] else "",
        seed_commitment=row["seed_commitment"],
        frame=tuple(json.loads(row["frame"])),
        frame_hash=row["frame_hash"],
        ratio=row["ratio"],
        size=row["size"],
        sample=tuple(row["sample"]),
    )
    return DrawView(
        id=row["id"],
        task=row["task"],
        number=row["number"],
        method=DrawMethod(row["method"]),
        committed_at=row["committed_at"],
        drawn_at=row["drawn_at"],
        drawn_by=row["drawn_by"],
        record=record,
    )
