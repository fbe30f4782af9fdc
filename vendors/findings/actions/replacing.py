"""A batch in the place of an earlier version: what stays, what goes, what may not be touched.

Works on the table `admitting` that admit has filled for its transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from vendors.errors import Conflict
from vendors.findings.rules import REPLACEABLE, FindingState
from vendors.journal.actions import Deed

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

NAMED: Final = 5  # numbers in a refusal
_LOCK = "SELECT id FROM vendors_finding WHERE batch = $1 AND state <> 'superseded' ORDER BY id FOR UPDATE"
_REVIEWED = """
SELECT number FROM vendors_finding f WHERE batch = $1 AND state <> 'superseded'
  AND (state <> 'awaiting_first' OR EXISTS (SELECT FROM vendors_review r WHERE r.finding = f.id)) ORDER BY id
"""
_GONE = """
SELECT f.id, f.number, f.state, a.position IS NOT NULL AS changed FROM vendors_finding f
LEFT JOIN admitting a ON a.earlier = f.id
WHERE f.batch = $1 AND f.state <> 'superseded' AND NOT coalesce(a.same, false) ORDER BY f.id
"""
_END = "UPDATE vendors_finding SET state = 'superseded', superseded_at = $2, version = version + 1 WHERE id = ANY($1)"
_APART = "UPDATE admitting SET earlier = NULL WHERE NOT same AND earlier <> ALL($1)"
_CARRY = "UPDATE vendors_finding f SET batch = $1 FROM admitting a WHERE a.earlier = f.id AND a.same"
_ORDER = (
    "l.same, l.item_name, l.amount_fen, l.fund_loss_fen, l.quantity, l.unit_price, l.wrong_quantity, l.deduction,"
    " l.due_price, l.position"
)
_REPOINT = f"""
WITH was AS (
  SELECT l.id, l.finding, row_number() OVER (PARTITION BY l.finding ORDER BY {_ORDER}) AS place
  FROM vendors_finding_line l JOIN admitting a ON a.earlier = l.finding AND a.same
), now AS (
  SELECT a.earlier AS finding, l.sheet, l."row", l.position,
    row_number() OVER (PARTITION BY l.finding ORDER BY {_ORDER}) AS place
  FROM vendors_incoming_line l JOIN admitting a ON a.position = l.finding AND a.same WHERE l.batch = $1
)
UPDATE vendors_finding_line l SET sheet = now.sheet, "row" = now."row", position = now.position
FROM was JOIN now USING (finding, place) WHERE l.id = was.id
  AND (l.sheet, l."row", l.position) IS DISTINCT FROM (now.sheet, now."row", now.position)
"""  # noqa: S608 constant columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The batch whose place is taken; `returned` when the bureau has sent the task back (退回补正)."""

    batch: int
    returned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """Findings against the version before; `changed` and `removed` name the ones that ended."""

    added: int
    unchanged: int
    changed: tuple[str, ...]
    removed: tuple[str, ...]


async def clear_the_way(deed: Deed, *, place: Place) -> Replaced:
    """End what the new version changes or leaves out. What a review has closed stays on the record as it is.

    Raises Conflict when review has begun on a task not returned, or naming what has been told to others.
    """
    connection = deed.connection
    await connection.execute(_LOCK, place.batch)
    if not place.returned:
        _refuse_reviewed(await connection.fetch(_REVIEWED, place.batch))
    gone = _open(await connection.fetch(_GONE, place.batch))
    await _end(connection, gone, deed.at)
    await connection.execute(_APART, [row["id"] for row in gone])
    counts = await connection.fetchrow(
        "SELECT count(*) FILTER (WHERE same) AS unchanged, count(*) FILTER (WHERE earlier IS NULL) AS added"
        " FROM admitting"
    )
    return Replaced(
        **dict(counts),
        changed=tuple(row["number"] for row in gone if row["changed"]),
        removed=tuple(row["number"] for row in gone if not row["changed"]),
    )


async def take_place(connection: "Connection", *, batch: int) -> None:
    """What the new version repeats is the finding it was, found in the new file now."""
    await connection.execute(_CARRY, batch)
    await connection.execute(_REPOINT, batch)


async def end_all(deed: Deed, *, batch: int) -> tuple[str, ...]:
    """End every open finding of a batch; their numbers. Raises Conflict naming what has been told to others."""
    await deed.connection.execute(_LOCK, batch)
    rows = await deed.connection.fetch(
        "SELECT id, number, state FROM vendors_finding WHERE batch = $1 AND state <> 'superseded' ORDER BY id", batch
    )
    gone = _open(rows)
    await _end(deed.connection, gone, deed.at)
    return tuple(row["number"] for row in gone)


async def _end(connection: "Connection", gone: Sequence["Record"], at: datetime) -> None:
    await connection.execute(_END, [row["id"] for row in gone], at)


def _open(rows: Sequence["Record"]) -> Sequence["Record"]:
    """Those that may end; the dismissed have ended already."""
    open_ = [row for row in rows if row["state"] != FindingState.DISMISSED]
    told = [row["number"] for row in open_ if FindingState(row["state"]) not in REPLACEABLE]
    if told:
        raise Conflict(
            f"以下问题已告知或已认定，不能更改或删除：{_named(told, '、')}（共 {len(told)} 个）。",
            f"Notice has been served of these, or they are determined; they cannot be changed or taken away:"
            f" {_named(told, ', ')} ({len(told)} in all).",
        )
    return open_


def _refuse_reviewed(rows: Sequence["Record"]) -> None:
    if rows:
        numbers = [row["number"] for row in rows]
        raise Conflict(
            f"上一版已开始审核（{_named(numbers, '、')}，共 {len(numbers)} 个），须由医保部门退回补正后才能替换。",
            f"Review of the earlier version has begun ({_named(numbers, ', ')}, {len(numbers)} in all);"
            " it can be replaced once the bureau returns the task.",
        )


def _named(numbers: Sequence[str], between: str) -> str:
    return between.join(numbers[:NAMED])
