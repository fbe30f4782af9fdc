"""移送 as a list and one by one."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.case_rules import TransferResult
from vendors.policy.calendar import Deadline, deadline
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT: Final = """
SELECT t.id, t.number, t.decision, d.number AS decision_number, i.id AS institution, i.name AS institution_name,
  i.code AS institution_code, i.region, t.target, t.agency, t.transferred_on, t.findings::text AS findings,
  t.amount_fen, t.reason, t.basis, t.document, t.sent_by_name, t.at, t.receipt_on, t.receipt_by, t.result,
  t.result_on, t.result_text, t.result_fen
"""
_FROM: Final = """
FROM vendors_transfer t JOIN vendors_decision d ON d.id = t.decision JOIN vendors_institution i ON i.id = d.institution
WHERE ($1 = '' OR strpos(t.number || d.number || i.name || i.code || t.agency, $1) > 0)
  AND ($2 = '' OR t.target = $2) AND ($3::date IS NULL OR t.transferred_on >= $3)
  AND ($4::date IS NULL OR t.transferred_on <= $4)
  AND ($5 = '' OR ($5 = 'receipt' AND t.receipt_on IS NULL AND t.result = '')
       OR ($5 = 'result' AND t.result = '' AND t.receipt_on IS NOT NULL) OR t.result = $5)
  AND ($6::int IS NULL OR t.decision = $6)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """A transfer; `findings` are ids, `target` a code of transfer_target."""

    id: int
    number: str
    decision: int
    decision_number: str
    institution: int
    institution_name: str
    institution_code: str
    region: str
    target: str
    agency: str
    transferred_on: date
    findings: tuple[int, ...]
    amount_fen: int
    reason: str
    basis: str
    document: str
    sent_by_name: str
    at: datetime
    receipt_on: date | None
    receipt_by: str
    result: TransferResult | None
    result_on: date | None
    result_text: str
    result_fen: int

    @property
    def receipt_due(self) -> Deadline:
        return deadline(self.transferred_on, parameter("transfer_receipt_days", self.transferred_on).whole)

    def receipt_overdue(self, today: date) -> bool:
        due = self.receipt_due
        return self.receipt_on is None and self.result is None and not due.provisional and today > due.on


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFilters:
    """`standing`: `receipt` and `result` keep those still waiting for it, a result's value those with it."""

    text: str = ""
    target: str = ""
    since: date | None = None
    until: date | None = None
    standing: str = ""
    decision: int | None = None


async def transfers(
    *, for_: Actor, which: TransferFilters, before: int | None = None, size: int | None = None
) -> tuple[TransferView, ...]:
    """The newest first, before an id. NotFound for vendor people."""
    sql = f"{_SELECT} {_FROM} AND ($7::int IS NULL OR t.id < $7) ORDER BY t.id DESC LIMIT $8"
    arguments = _arguments(for_, which)
    async with transaction() as connection:
        rows = await connection.fetch(sql, *arguments, before, size)
    return tuple(_view(row) for row in rows)


async def transfer_count(*, for_: Actor, which: TransferFilters) -> int:
    arguments = _arguments(for_, which)
    async with transaction() as connection:
        return int(await connection.fetchval(f"SELECT count(*) {_FROM}", *arguments))


async def transfer(transfer_id: int, *, for_: Actor) -> TransferView:
    """NotFound when there is none, it is another county's, or a vendor asks."""
    arguments = _arguments(for_, TransferFilters())
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} {_FROM} AND t.id = $7", *arguments, transfer_id)
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: "Record") -> TransferView:
    return TransferView(
        **{
            **row,
            "findings": tuple(json.loads(row["findings"])),
            "result": TransferResult(row["result"]) if row["result"] else None,
        }
    )


def _arguments(for_: Actor, which: TransferFilters) -> tuple[object, ...]:
    if not for_.at_bureau:
        raise NotFound
    return which.text.strip(), which.target, which.since, which.until, which.standing, which.decision
