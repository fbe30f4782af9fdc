"""What a period's scorecard counts of tasks. A task belongs to the period its due day lies in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.periods import Period, local_date
from vendors.policy.calendar import working_days_between
from vendors.tasks.rules import FINISHED, LEFT_OUT, TaskKind, TaskState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_OUT = [state.value for state in LEFT_OUT]
_DUE = """
SELECT id, contract, number, kind, state, deadline_days, due_on, submitted_at FROM vendors_task
WHERE contract = ANY($1::int[]) AND due_on BETWEEN $2 AND $3 AND state <> ALL($4::text[])
  AND ($5::int IS NULL OR vendor = $5) ORDER BY contract, number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTiming:
    """One task due in the period (A03, C01): submitted by its due day and accepted counts as on time.

    `days_late` are working days after the due day, up to the submission or, without one, the day asked about.
    """

    task: int
    number: str
    kind: TaskKind
    due_on: date
    submitted_on: date | None
    accepted: bool
    days_late: int
    doubly_late: bool

    @property
    def on_time(self) -> bool:
        return self.accepted and self.days_late == 0


async def timings(
    *, contracts: Sequence[int], period: Period, until: date, for_: Actor
) -> Mapping[int, tuple[TaskTiming, ...]]:
    """Every task due in the period, refused and terminated ones left out, by contract; a vendor's people see their own.

    `doubly_late`: late by more than the time it was given (逾期超原时限 1 倍).
    """
    async with transaction() as connection:
        rows = await _due(connection, contracts, period, for_)
    return {
        contract: tuple(
            _timing(
                task=row["id"], number=row["number"], kind=TaskKind(row["kind"]), state=TaskState(row["state"]),
                deadline_days=row["deadline_days"], due_on=row["due_on"], submitted_at=row["submitted_at"], until=until,
            )
            for row in own
        )
        for contract, own in rows.items()
    }  # fmt: skip


async def _due(
    connection: "Connection", contracts: Sequence[int], period: Period, for_: Actor
) -> "Mapping[int, Sequence[Record]]":
    rows = await connection.fetch(_DUE, list(contracts), period.starts_on, period.ends_on, _OUT, for_.vendor)
    due: dict[int, list[Record]] = {contract: [] for contract in contracts}
    for row in rows:
        due[row["contract"]].append(row)
    return due


def _timing(
    *, task: int, number: str, kind: TaskKind, state: TaskState, deadline_days: int, due_on: date,
    submitted_at: datetime | None, until: date,
) -> TaskTiming:  # fmt: skip
    submitted_on = None if submitted_at is None or state is TaskState.RETURNED else local_date(submitted_at)
    late = working_days_between(due_on, submitted_on or until) if (submitted_on or until) > due_on else 0
    started_late = int((submitted_on or until) > due_on)
    return TaskTiming(
        task=task,
        number=number,
        kind=kind,
        due_on=due_on,
        submitted_on=submitted_on,
        accepted=state in FINISHED,
        days_late=max(late, started_late),
        doubly_late=late > deadline_days,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCounts:
    """Cases of the tasks due in the period: distinct settled cases, never sums over tasks.

    `frame` counts the cases the vendor was answerable for, including those a draw did not pick (base of A02).
    """

    tasks: tuple[int, ...]
    listed: int
    reviewed: int
    sampled: int
    sampled_reviewed: int
    frame: int


_COUNTED = ("listed", "reviewed", "sampled", "sampled_reviewed", "frame")
_COUNTS = """
WITH of AS (
  SELECT task, contract FROM unnest($1::int[], $2::int[]) AS k (task, contract)
), listed AS MATERIALIZED (
  SELECT k.contract, t."case", bool_or(t.reviewed_on IS NOT NULL) AS reviewed, bool_or(t.draw IS NOT NULL) AS sampled,
    bool_or(t.draw IS NOT NULL AND t.reviewed_on IS NOT NULL) AS by_hand
  FROM of k JOIN vendors_task_case t ON t.task = k.task GROUP BY k.contract, t."case"
), opened AS MATERIALIZED (
  SELECT k.contract, jsonb_array_elements_text(w.frame) AS visit_id FROM of k JOIN vendors_draw w ON w.task = k.task
  UNION SELECT k.contract, split_part(line, E'\\t', 1)
  FROM of k JOIN vendors_draw w ON w.task = k.task, string_to_table(rtrim(w.frame_text, E'\\n'), E'\\n') line
), beyond AS (
  SELECT contract, visit_id FROM opened
  EXCEPT SELECT l.contract, s.visit_id FROM listed l JOIN vendors_settled_case s ON s.id = l."case"
  WHERE l.contract IN (SELECT contract FROM opened)
)
SELECT contract, sum(listed)::int AS listed, sum(reviewed)::int AS reviewed, sum(sampled)::int AS sampled,
  sum(by_hand)::int AS sampled_reviewed, sum(frame)::int AS frame
FROM (
  SELECT contract, count(*) AS listed, count(*) FILTER (WHERE reviewed) AS reviewed,
    count(*) FILTER (WHERE sampled) AS sampled, count(*) FILTER (WHERE by_hand) AS by_hand, count(*) AS frame
  FROM listed GROUP BY contract
  UNION ALL SELECT contract, 0, 0, 0, 0, count(*) FROM beyond GROUP BY contract
) told GROUP BY contract
"""


async def review_counts(
    *, contracts: Sequence[int], period: Period, kinds: frozenset[TaskKind], for_: Actor
) -> Mapping[int, ReviewCounts]:
    """Coverage (A01: full reviews; A02: the manual samples) over the tasks of some kinds due in the period."""
    async with transaction() as connection:
        tasks = await _of_kinds(connection, contracts, period, kinds, for_)
        rows = await connection.fetch(_COUNTS, *_pairs(tasks))
    counts = {row["contract"]: dict(row) for row in rows}
    found = {}
    for contract in contracts:
        told = counts.get(contract, dict.fromkeys(_COUNTED, 0))
        found[contract] = ReviewCounts(tasks=tuple(tasks[contract]), **{name: told[name] for name in _COUNTED})
    return found


async def _of_kinds(
    connection: "Connection", contracts: Sequence[int], period: Period, kinds: frozenset[TaskKind], for_: Actor
) -> Mapping[int, Sequence[int]]:
    due = await _due(connection, contracts, period, for_)
    return {contract: [row["id"] for row in own if TaskKind(row["kind"]) in kinds] for contract, own in due.items()}


def _pairs(tasks: Mapping[int, Sequence[int]]) -> tuple[list[int], list[int]]:
    """Tasks, and the contract of each."""
    told = [(task, contract) for contract, own in tasks.items() for task in own]
    return [task for task, _ in told], [contract for _, contract in told]


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """Visit ids listed on tasks due in a period, and those of them dealt with by the task's due day (D01)."""

    listed: tuple[str, ...]
    in_time: tuple[str, ...]


_IN_TIME = """
SELECT k.contract, s.visit_id, bool_and(t.reviewed_on IS NOT NULL AND t.reviewed_on <= k.due_on) AS in_time
FROM vendors_task_case t JOIN vendors_task k ON k.id = t.task JOIN vendors_settled_case s ON s.id = t."case"
WHERE t.task = ANY($1::int[]) GROUP BY k.contract, s.visit_id ORDER BY k.contract, s.visit_id
"""


async def reviewed_in_time(
    *, contracts: Sequence[int], period: Period, kinds: frozenset[TaskKind], for_: Actor
) -> Mapping[int, InTime]:
    """By contract. A case on two of its tasks counts once, and in time only if both were."""
    async with transaction() as connection:
        tasks, _ = _pairs(await _of_kinds(connection, contracts, period, kinds, for_))
        rows = await connection.fetch(_IN_TIME, tasks)
    cases: dict[int, list[Record]] = {contract: [] for contract in contracts}
    for row in rows:
        cases[row["contract"]].append(row)
    return {
        contract: InTime(
            listed=tuple(row["visit_id"] for row in own),
            in_time=tuple(row["visit_id"] for row in own if row["in_time"]),
        )
        for contract, own in cases.items()
    }
