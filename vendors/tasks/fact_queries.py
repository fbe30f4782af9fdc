"""What a period's scorecard counts of tasks. A task belongs to the period its due day lies in."""

from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.periods import Period, local_date
from vendors.policy.calendar import working_days_between
from vendors.registry.rules import must_reach
from vendors.tasks.rules import FINISHED, LEFT_OUT, TaskKind, TaskState
from vendors.transaction import transaction

_OUT = [state.value for state in LEFT_OUT]
_DUE = """
SELECT id, number, kind, state, deadline_days, due_on, submitted_at FROM vendors_task
WHERE vendor = $1 AND contract = $2 AND due_on BETWEEN $3 AND $4 AND state <> ALL($5::text[]) ORDER BY number
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


async def timings(*, vendor: int, contract: int, period: Period, until: date, for_: Actor) -> tuple[TaskTiming, ...]:
    """Every task due in the period, refused and terminated ones left out.

    `doubly_late`: late by more than the time it was given (逾期超原时限 1 倍).
    """
    must_reach(for_, vendor)
    async with transaction() as connection:
        rows = await connection.fetch(_DUE, vendor, contract, period.starts_on, period.ends_on, _OUT)
    return tuple(
        _timing(
            task=row["id"], number=row["number"], kind=TaskKind(row["kind"]), state=TaskState(row["state"]),
            deadline_days=row["deadline_days"], due_on=row["due_on"], submitted_at=row["submitted_at"], until=until,
        )
        for row in rows
    )  # fmt: skip


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
    institutions: int


_COUNTS = """
WITH listed AS (
  SELECT s.visit_id, s.institution, t.draw, t.reviewed_on
  FROM vendors_task_case t JOIN vendors_settled_case s ON s.id = t."case" WHERE t.task = ANY($1::int[])
), opened AS (
  SELECT jsonb_array_elements_text(frame) AS visit_id FROM vendors_draw WHERE task = ANY($1::int[])
  UNION ALL SELECT split_part(line, E'\\t', 1)
  FROM vendors_draw, string_to_table(rtrim(frame_text, E'\\n'), E'\\n') line WHERE task = ANY($1::int[])
)
SELECT count(DISTINCT visit_id) AS listed,
  count(DISTINCT visit_id) FILTER (WHERE reviewed_on IS NOT NULL) AS reviewed,
  count(DISTINCT visit_id) FILTER (WHERE draw IS NOT NULL) AS sampled,
  count(DISTINCT visit_id) FILTER (WHERE draw IS NOT NULL AND reviewed_on IS NOT NULL) AS sampled_reviewed,
  (SELECT count(*) FROM (SELECT visit_id FROM listed UNION SELECT visit_id FROM opened) f) AS frame,
  count(DISTINCT institution) AS institutions
FROM listed
"""


async def review_counts(
    *, vendor: int, contract: int, period: Period, kinds: frozenset[TaskKind], for_: Actor
) -> ReviewCounts:
    """Coverage (A01: full reviews; A02: the manual samples) over the tasks of some kinds due in the period."""
    must_reach(for_, vendor)
    async with transaction() as connection:
        due = await connection.fetch(_DUE, vendor, contract, period.starts_on, period.ends_on, _OUT)
        tasks = tuple(row["id"] for row in due if TaskKind(row["kind"]) in kinds)
        return ReviewCounts(tasks=tasks, **await connection.fetchrow(_COUNTS, list(tasks)))


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """Visit ids listed on tasks due in a period, and those of them dealt with by the task's due day (D01)."""

    listed: tuple[str, ...]
    in_time: tuple[str, ...]


_IN_TIME = """
SELECT s.visit_id, bool_and(t.reviewed_on IS NOT NULL AND t.reviewed_on <= k.due_on) AS in_time
FROM vendors_task_case t JOIN vendors_task k ON k.id = t.task JOIN vendors_settled_case s ON s.id = t."case"
WHERE t.task = ANY($1::int[]) GROUP BY s.visit_id ORDER BY s.visit_id
"""


async def reviewed_in_time(
    *, vendor: int, contract: int, period: Period, kinds: frozenset[TaskKind], for_: Actor
) -> InTime:
    """A case on two tasks counts once, and in time only if both were."""
    must_reach(for_, vendor)
    async with transaction() as connection:
        due = await connection.fetch(_DUE, vendor, contract, period.starts_on, period.ends_on, _OUT)
        tasks = [row["id"] for row in due if TaskKind(row["kind"]) in kinds]
        rows = await connection.fetch(_IN_TIME, tasks)
    return InTime(
        listed=tuple(row["visit_id"] for row in rows),
        in_time=tuple(row["visit_id"] for row in rows if row["in_time"]),
    )
