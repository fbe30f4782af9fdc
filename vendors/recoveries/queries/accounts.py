"""Accounts of the ledger with where they stand; the bureau's alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.rules import Stream
from vendors.periods import local_date
from vendors.recoveries.queries.rows import Entry, Item, Mark, Planned, entry, item, mark, planned
from vendors.recoveries.rules import Destination, MarkKind, State, Sums
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

ACCOUNTS: Final = """
SELECT a.* FROM (SELECT one.*, CASE
    WHEN one.due_fen = 0 AND NOT (one.reconciled AND one.refundable_fen > 0) THEN 'annulled'
    WHEN one.outstanding_fen = 0 AND one.reconciled THEN 'reconciled'
    WHEN one.outstanding_fen = 0 AND one.written_off_fen > 0 THEN 'written_off'
    WHEN one.outstanding_fen = 0 AND one.stream = 'refuse' THEN 'refused'
    WHEN one.outstanding_fen = 0 THEN 'recovered'
    WHEN one.enforced THEN 'enforced'
    WHEN one.overdue_fen > 0 THEN 'overdue'
    WHEN one.recovered_fen > 0 THEN 'partly'
    ELSE 'due' END AS state
FROM (
  SELECT r.id, r.number, r.decision, d.number AS decision_number, d.decided_on, r.institution,
    i.code AS institution_code, i.name AS institution_name, i.region, r.stream, r.destination, r.destination_note,
    r.version, r.opened_at, r.opened_by_name, r.due_fen, r.recovered_fen, r.remitted_fen, r.written_off_fen,
    r.refundable_fen, r.refunded_fen, r.due_fen - r.recovered_fen - r.written_off_fen AS outstanding_fen,
    coalesce(m.enforced, false) AS enforced, coalesce(m.reconciled_after + 1 = r.version, false) AS reconciled,
    m.reconciled_on, p.next_due_on, coalesce(s.fen, 0)::bigint AS suspended_fen,
    greatest(least(coalesce(p.by_now, 0), r.due_fen) - r.recovered_fen - r.written_off_fen - coalesce(s.fen, 0),
      0)::bigint AS overdue_fen, coalesce(m.proposed, 0) > coalesce(m.answered, 0) AS write_off_waits
  FROM vendors_recovery r
  JOIN vendors_decision d ON d.id = r.decision JOIN vendors_institution i ON i.id = r.institution
  LEFT JOIN LATERAL (
    SELECT bool_or(kind = 'enforced') AS enforced, max(after) FILTER (WHERE kind = 'reconciled') AS reconciled_after,
      max(day) FILTER (WHERE kind = 'reconciled') AS reconciled_on,
      count(*) FILTER (WHERE kind = 'write_off_proposed') AS proposed, count(answers) AS answered
    FROM vendors_recovery_mark WHERE recovery = r.id) m ON true
  LEFT JOIN LATERAL (
    SELECT sum(amount_fen) FILTER (WHERE due_on < $1) AS by_now,
      min(due_on) FILTER (WHERE so_far > r.recovered_fen + r.written_off_fen) AS next_due_on
    FROM (SELECT due_on, amount_fen, sum(amount_fen) OVER (ORDER BY position) AS so_far
          FROM vendors_recovery_instalment n WHERE n.recovery = r.id
            AND n.plan = (SELECT max(plan) FROM vendors_recovery_instalment l WHERE l.recovery = r.id)) due
  ) p ON true
  LEFT JOIN LATERAL (
    SELECT sum(due_fen - recovered_fen - written_off_fen) AS fen FROM vendors_recovery_item
    WHERE recovery = r.id AND suspended) s ON true
) one) a
"""
"""Every account by its row; `$1` is the Shanghai day. A due date counts to its last minute."""
_ITEMS: Final = """
SELECT i.*, f.number AS finding_number, f.insutype, f.version AS finding_version, d.amount_fen AS standing_fen,
  EXISTS (SELECT FROM vendors_recovery_share s JOIN vendors_recovery_entry e ON e.id = s.entry
          WHERE s.item = i.id AND e.reversal <> '') AS changed
FROM vendors_recovery_item i LEFT JOIN vendors_finding f ON f.id = i.finding
LEFT JOIN vendors_determination d ON d.finding = f.id AND d.superseded_at IS NULL
WHERE i.recovery = ANY($1) ORDER BY i.id
"""
_ENTRIES: Final = """
SELECT e.*, b.id AS reversed_by FROM vendors_recovery_entry e
LEFT JOIN vendors_recovery_entry b ON b.reverses = e.id WHERE e.recovery = ANY($1) ORDER BY e.id
"""
_SHARES: Final = """
SELECT s.entry, s.item, s.amount_fen FROM vendors_recovery_share s JOIN vendors_recovery_entry e ON e.id = s.entry
WHERE e.recovery = ANY($1) ORDER BY s.id
"""
_PLAN: Final = """
SELECT n.* FROM vendors_recovery_instalment n WHERE n.recovery = ANY($1)
  AND n.plan = (SELECT max(plan) FROM vendors_recovery_instalment l WHERE l.recovery = n.recovery)
ORDER BY n.recovery, n.position
"""
_MARKS: Final = "SELECT * FROM vendors_recovery_mark WHERE recovery = ANY($1) ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account as a list shows it. `reconciled_on` is the last 对账, whether or not something came after it."""

    id: int
    number: str
    decision: int
    decision_number: str
    decided_on: date
    institution: int
    institution_code: str
    institution_name: str
    region: str
    stream: Stream
    destination: Destination
    destination_note: str
    version: int
    opened_at: datetime
    opened_by_name: str
    sums: Sums
    state: State
    overdue_fen: int
    suspended_fen: int
    next_due_on: date | None
    enforced: bool
    write_off_waits: bool
    reconciled_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account with its items, every row of it, the plan in force and what else happened."""

    row: AccountRow
    items: tuple[Item, ...]
    entries: tuple[Entry, ...]
    plan: tuple[Planned, ...]
    marks: tuple[Mark, ...]

    @property
    def proposal(self) -> Mark | None:
        """The write-off that waits for the leader."""
        answered = {one.answers for one in self.marks}
        waiting = (one for one in self.marks if one.kind is MarkKind.WRITE_OFF_PROPOSED and one.id not in answered)
        return next(waiting, None)


async def account_of(recovery: int, *, for_: Actor, at: datetime) -> AccountView:
    """One account. NotFound when not there or not for this person."""
    found = await _views("WHERE a.id = $2", recovery, for_=for_, at=at)
    if not found:
        raise NotFound
    return found[0]


async def accounts_of(decision: int, *, for_: Actor, at: datetime) -> tuple[AccountView, ...]:
    """A decision's accounts in the order of the streams; none before anything is booked."""
    return await _views("WHERE a.decision = $2", decision, for_=for_, at=at)


async def _views(where: str, value: int, *, for_: Actor, at: datetime) -> tuple[AccountView, ...]:
    if not for_.at_bureau:
        raise NotFound
    async with transaction() as connection:
        rows = await connection.fetch(f"{ACCOUNTS} {where} ORDER BY a.id", local_date(at), value)
        ids = [row["id"] for row in rows]
        found = {name: await _by_account(connection, sql, ids) for name, sql in _PARTS.items()}
        shares = await connection.fetch(_SHARES, ids)
    by_entry: dict[int, dict[int, int]] = {}
    for share in shares:
        by_entry.setdefault(share["entry"], {})[share["item"]] = share["amount_fen"]
    streams = list(Stream)
    views = (
        AccountView(
            row=account_row(row),
            items=tuple(item(one) for one in found["items"].get(row["id"], ())),
            entries=tuple(entry(one, by_entry.get(one["id"], {})) for one in found["entries"].get(row["id"], ())),
            plan=tuple(planned(one) for one in found["plan"].get(row["id"], ())),
            marks=tuple(mark(one) for one in found["marks"].get(row["id"], ())),
        )
        for row in rows
    )
    return tuple(sorted(views, key=lambda view: streams.index(view.row.stream)))


_PARTS: Final = {"items": _ITEMS, "entries": _ENTRIES, "plan": _PLAN, "marks": _MARKS}


async def _by_account(connection: "Connection", sql: str, ids: Sequence[int]) -> "Mapping[int, list[Record]]":
    found: dict[int, list[Record]] = {}
    for row in await connection.fetch(sql, ids):
        found.setdefault(row["recovery"], []).append(row)
    return found


def account_row(record: "Record") -> AccountRow:
    told = dict(record)
    fields = {name: told[name] for name in AccountRow.__slots__ if name in told}
    sums = Sums(**{name: told[name] for name in Sums.__slots__})
    enums = {
        "stream": Stream(told["stream"]),
        "destination": Destination(told["destination"]),
        "state": State(told["state"]),
    }
    return AccountRow(**{**fields, **enums, "sums": sums})
