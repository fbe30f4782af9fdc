"""What a period's tasks came to, over all vendors. For reports only; scorecards count by fact_queries."""

from dataclasses import dataclass
from datetime import date, datetime

from vendors.periods import local_date
from vendors.tasks.rules import FINISHED, LEFT_OUT
from vendors.transaction import transaction

_TASKS = """
WITH due AS (
  SELECT id, state, due_on, (submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS submitted_on FROM vendors_task
  WHERE due_on BETWEEN $1 AND $2 AND state <> ALL($4::text[]) AND issued_at <= $5
), listed AS (
  SELECT s.visit_id, s.institution, t.draw, t.reviewed_on FROM vendors_task_case t JOIN due ON due.id = t.task
  JOIN vendors_settled_case s ON s.id = t."case"
), opened AS (
  SELECT jsonb_array_elements_text(d.frame) AS visit_id FROM vendors_draw d JOIN due ON due.id = d.task
  UNION ALL SELECT split_part(line, E'\\t', 1) FROM due JOIN vendors_draw d ON d.task = due.id,
    string_to_table(rtrim(d.frame_text, E'\\n'), E'\\n') line
)
SELECT (SELECT count(*) FROM due) AS issued,
  (SELECT count(*) FROM due WHERE state = ANY($6::text[])) AS finished,
  (SELECT count(*) FROM due WHERE coalesce(submitted_on, $3) > due_on) AS overdue,
  count(DISTINCT visit_id) AS listed,
  count(DISTINCT visit_id) FILTER (WHERE reviewed_on <= $3) AS reviewed,
  count(DISTINCT visit_id) FILTER (WHERE draw IS NOT NULL) AS sampled,
  count(DISTINCT institution) AS institutions,
  (SELECT count(*) FROM (SELECT visit_id FROM listed UNION SELECT visit_id FROM opened) f) AS frame
FROM listed
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTasks:
    """Tasks due in the period; cases and institutions are distinct over all of them.

    `overdue` were handed in after their due day, or not yet though it has passed; `frame` counts
    the listed cases and those that stood in a draw without being picked.
    """

    issued: int
    finished: int
    overdue: int
    listed: int
    reviewed: int
    sampled: int
    institutions: int
    frame: int


async def period_tasks(*, window: tuple[date, date], as_of: datetime) -> PeriodTasks:
    """Sees over all vendors: call it within `seeing(None)`."""
    out, done = [state.value for state in LEFT_OUT], [state.value for state in FINISHED]
    async with transaction() as connection:
        row = await connection.fetchrow(_TASKS, *window, local_date(as_of), out, as_of, done)
    return PeriodTasks(**row)
