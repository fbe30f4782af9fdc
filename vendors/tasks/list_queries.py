"""The list of tasks as a page shows it: filtered, sorted, so many at a time, counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vendors.actors import Actor
from vendors.labels import Labelled
from vendors.tasks.queries import HIDDEN, TASK_SQL, TaskView, view_of
from vendors.tasks.rules import RUNNING, TaskKind, TaskState
from vendors.transaction import transaction

_FOREVER = date.max
_WHICH = """
 AND (cardinality($3::text[]) = 0 OR t.state = ANY($3)) AND (cardinality($4::text[]) = 0 OR t.kind = ANY($4))
 AND ($5::int IS NULL OR t.vendor = $5) AND ($6::int IS NULL OR t.campaign = $6) AND ($7 = '' OR t.region = $7)
 AND ($8::date IS NULL OR (t.due_on < $8 AND t.state = ANY($9::text[])))
 AND ($10 = '' OR strpos(t.number || t.title || v.name || v.short_name || c.number, $10) > 0)
"""


class Sort(Labelled):
    """What the list may be sorted by."""

    NUMBER = "number", "任务编号", "Number"
    DUE = "due", "截止日期", "Due day"


_ORDERS = {
    Sort.NUMBER: (("t.number",), ("$13::text",)),
    Sort.DUE: (("coalesce(t.due_on, $11::date)", "t.number"), ("$12::date", "$13::text")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """What is asked for; `overdue_on` keeps those late on that day."""

    states: frozenset[TaskState] = frozenset()
    kinds: frozenset[TaskKind] = frozenset()
    vendor: int | None = None
    campaign: int | None = None
    region: str = ""
    overdue_on: date | None = None
    text: str = ""


ALL = Which()


def _arguments(for_: Actor, which: Which) -> list[object]:
    return [
        for_.vendor,
        HIDDEN,
        [state.value for state in which.states],
        [kind.value for kind in which.kinds],
        which.vendor,
        which.campaign,
        which.region,
        which.overdue_on,
        [state.value for state in RUNNING],
        which.text.strip(),
    ]


async def listed(
    *,
    for_: Actor,
    which: Which = ALL,
    sort: Sort = Sort.NUMBER,
    descending: bool = True,
    after: tuple[str, str] | None = None,
    most: int | None = None,
) -> tuple[TaskView, ...]:
    """Tasks in order; `after` is the (due day or empty, number) of the last one seen."""
    sign, order = ("<", "DESC") if descending else (">", "ASC")
    columns, last = _ORDERS[sort]
    ordering = ", ".join(f"{column} {order}" for column in columns)
    beyond = f"({', '.join(columns)}) {sign} ({', '.join(last)})"
    sql = f"{TASK_SQL}{_WHICH} AND $11::date IS NOT NULL AND ($12::date IS NULL OR $13::text IS NULL OR {beyond})"
    sql = f"{sql} ORDER BY {ordering} LIMIT $14"
    seen_on, seen = _seen(after)
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_arguments(for_, which), _FOREVER, seen_on, seen, most)
    return tuple(view_of(row) for row in rows)


def _seen(after: tuple[str, str] | None) -> tuple[date | None, str | None]:
    if after is None:
        return None, None
    return (date.fromisoformat(after[0]) if after[0] else _FOREVER), after[1]


async def counted(*, for_: Actor, which: Which = ALL) -> int:
    """How many there are of what is asked for."""
    sql = f"SELECT count(*) FROM ({TASK_SQL}{_WHICH}) found"  # noqa: S608 constant text
    async with transaction() as connection:
        return int(await connection.fetchval(sql, *_arguments(for_, which)))


async def state_counts(*, for_: Actor) -> Mapping[TaskState, int]:
    """How many tasks stand where; states nobody is in are 0."""
    sql = f"SELECT state, count(*) AS n FROM ({TASK_SQL}) found GROUP BY state"  # noqa: S608 constant text
    async with transaction() as connection:
        found = {row["state"]: row["n"] for row in await connection.fetch(sql, for_.vendor, HIDDEN)}
    return {state: found.get(state.value, 0) for state in TaskState}
