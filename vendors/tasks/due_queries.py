"""What reminders ask: tasks near or past their due day, over every vendor."""

from dataclasses import dataclass
from datetime import date

from vendors.policy.calendar import bureau_calendar
from vendors.policy.parameters import parameter
from vendors.tasks.rules import RUNNING, TaskState
from vendors.transaction import transaction

_RUNNING = """
SELECT t.id, t.number, t.title, t.vendor, v.short_name AS vendor_name, t.state, t.due_on, t.due_is_provisional
FROM vendors_task t JOIN vendors_vendor v ON v.id = t.vendor
WHERE t.state = ANY($1::text[]) AND t.due_on IS NOT NULL ORDER BY t.due_on, t.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTask:
    """A task its vendor still owes. `days_left` are working days after today, negative once overdue."""

    id: int
    number: str
    title: str
    vendor: int
    vendor_name: str
    state: TaskState
    due_on: date
    due_is_provisional: bool
    days_left: int

    @property
    def overdue(self) -> bool:
        return self.days_left < 0


async def due_tasks(*, on: date) -> tuple[DueTask, ...]:
    """Those due within `task_reminder_days` working days, or overdue; the soonest first. Call within `seeing(None)`."""
    soon, calendar = int(parameter("task_reminder_days", on).value), bureau_calendar()
    async with transaction() as connection:
        rows = await connection.fetch(_RUNNING, [state.value for state in RUNNING])
    found = []
    for row in rows:
        late = row["due_on"] < on
        days = calendar.working_days_between(on, row["due_on"]) if not late else -1
        if late:
            days = -max(calendar.working_days_between(row["due_on"], on), 1)
        found.append(DueTask(**{**row, "state": TaskState(row["state"])}, days_left=days))
    return tuple(one for one in found if one.days_left <= soon)
