from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from kpi.facts.checks.rules import CheckKind
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_CHECKS: Final = """
SELECT c.id, c.vendor, c.contract, c.kind, c.period, c.checked_on, c.checkers, c.basis, c.recorded_by, c.recorded_at,
  c.withdrawn_by, c.withdrawn_at, c.withdrawn_why, n.items, n.passed
FROM kpi_check c JOIN LATERAL (
  SELECT count(*) AS items, count(*) FILTER (WHERE i.passed) AS passed FROM kpi_check_item i WHERE i.session = c.id
) n ON true
WHERE ($1::int IS NULL OR c.vendor = $1)
"""
_ITEMS: Final = """
SELECT id, position, subject, passed, note, source FROM kpi_check_item WHERE session = $1 ORDER BY position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A check and how many of its items passed."""

    id: int
    vendor: int
    contract: int
    kind: CheckKind
    period: Period
    checked_on: date
    checkers: str
    basis: str
    recorded_by: str
    recorded_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str
    items: int
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One item; `source` as in the table."""

    id: int
    position: int
    subject: str
    passed: bool
    note: str
    source: str


async def checks(*, contract: int, period: Period, for_: Actor) -> tuple[CheckView, ...]:
    """Those made for a period or a part of it, the newest first."""
    sql = f"{_CHECKS} AND c.contract = $2 AND c.covers_from >= $3 AND c.covers_to <= $4 ORDER BY c.id DESC"
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, contract, period.starts_on, period.ends_on)
    return tuple(_view(row) for row in rows)


async def check(check_id: int, *, for_: Actor) -> CheckView:
    """One check. NotFound when there is none or it is another vendor's."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_CHECKS} AND c.id = $2", for_.vendor, check_id)
    if row is None:
        raise NotFound
    return _view(row)


async def check_items(check_id: int) -> Sequence[ItemView]:
    """In order. Ask for the check first."""
    async with transaction() as connection:
        return tuple(ItemView(**row) for row in await connection.fetch(_ITEMS, check_id))


async def checks_of_items(items: Sequence[int]) -> Mapping[int, tuple[int, str]]:
    """Item id → its check and its subject."""
    sql = "SELECT id, session, subject FROM kpi_check_item WHERE id = ANY($1::int[])"
    async with transaction() as connection:
        return {row["id"]: (row["session"], row["subject"]) for row in await connection.fetch(sql, list(items))}


def _view(row: "Record") -> CheckView:
    return CheckView(**dict(row) | {"kind": CheckKind(row["kind"]), "period": Period.parse(row["period"])})
