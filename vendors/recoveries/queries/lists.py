"""The list of accounts, narrowed and counted; what waits for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Forbidden
from vendors.handling.rules import Stream
from vendors.periods import local_date
from vendors.recoveries.queries.accounts import ACCOUNTS, AccountRow, account_row
from vendors.recoveries.rules import DESTINATION, Destination, State, Sums
from vendors.transaction import transaction

_SUMS: Final = ", ".join(f"coalesce(sum({name}), 0)::bigint AS {name}" for name in Sums.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilters:
    """Empty means any. `text` is a number, an institution's code or part of its name.

    `due_by`: something unpaid falls due by that day; `held`: recovered and not yet paid in.
    """

    streams: tuple[Stream, ...] = ()
    states: tuple[State, ...] = ()
    region: str = ""
    institution: int | None = None
    text: str = ""
    overdue: bool = False
    write_off_waits: bool = False
    owed_back: bool = False
    held: bool = False
    due_by: date | None = None


ANY_ACCOUNT: Final = AccountFilters()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Newest first; `next` is the id to continue before, None at the end."""

    rows: tuple[AccountRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSums:
    """What one stream comes to. There is no such thing over several: 合计不相加 (LZ Art.47)."""

    stream: Stream
    accounts: int
    overdue_fen: int
    sums: Sums

    @property
    def destination(self) -> Destination:
        return DESTINATION[self.stream]

    @property
    def flows(self) -> bool:
        return self.destination is not Destination.NONE


async def accounts(
    *,
    for_: Actor,
    at: datetime,
    filters: AccountFilters = ANY_ACCOUNT,
    before: int | None = None,
    size: int = 50,
) -> AccountPage:
    """Forbidden to a vendor's people."""
    _bureau(for_)
    clauses, values = _where(filters, before)
    sql = f"{ACCOUNTS} WHERE true {clauses} ORDER BY a.id DESC LIMIT ${len(values) + 2}"
    async with transaction() as connection:
        found = await connection.fetch(sql, local_date(at), *values, size + 1)
    rows = tuple(account_row(row) for row in found[:size])
    return AccountPage(rows=rows, next=rows[-1].id if len(found) > size else None)


async def account_counts(*, for_: Actor, at: datetime, filters: AccountFilters = ANY_ACCOUNT) -> Mapping[State, int]:
    """How many accounts the filter leaves, by state. Forbidden to a vendor's people."""
    _bureau(for_)
    clauses, values = _where(filters, None)
    sql = f"SELECT state, count(*) AS number FROM ({ACCOUNTS} WHERE true {clauses}) z GROUP BY state"  # noqa: S608 constant names
    async with transaction() as connection:
        rows = await connection.fetch(sql, local_date(at), *values)
    found = {row["state"]: row["number"] for row in rows}
    return {state: found.get(state.value, 0) for state in State}


async def stream_sums(*, for_: Actor, at: datetime, filters: AccountFilters = ANY_ACCOUNT) -> tuple[StreamSums, ...]:
    """What the filter leaves, stream by stream and never together. Forbidden to a vendor's people."""
    _bureau(for_)
    clauses, values = _where(filters, None)
    sql = (
        f"SELECT stream, count(*) AS accounts, coalesce(sum(overdue_fen), 0)::bigint AS overdue_fen, {_SUMS}"  # noqa: S608 constant names
        f" FROM ({ACCOUNTS} WHERE true {clauses}) z GROUP BY stream"
    )
    async with transaction() as connection:
        rows = {row["stream"]: row for row in await connection.fetch(sql, local_date(at), *values)}
    return tuple(
        StreamSums(
            stream=stream,
            accounts=rows[stream.value]["accounts"],
            overdue_fen=rows[stream.value]["overdue_fen"],
            sums=Sums(**{name: rows[stream.value][name] for name in Sums.__slots__}),
        )
        for stream in Stream
        if stream.value in rows
    )


def _bureau(who: Actor) -> None:
    if not who.at_bureau:
        raise Forbidden("追回台账只供医保部门查看。", "The recovery ledger is the bureau's alone.")


def _where(filters: AccountFilters, before: int | None) -> tuple[str, list[object]]:
    every: tuple[tuple[str, object], ...] = (
        ("a.stream = ANY(?)", [one.value for one in filters.streams]),
        ("a.state = ANY(?)", [one.value for one in filters.states]),
        ("a.region = ?", filters.region),
        ("a.institution = ?", filters.institution),
        ("(? IN (a.number, a.decision_number, a.institution_code) OR strpos(a.institution_name, ?) > 0)", filters.text),
        ("(a.overdue_fen > 0) = ?", filters.overdue or None),
        ("a.write_off_waits = ?", filters.write_off_waits or None),
        ("(a.refundable_fen > a.refunded_fen) = ?", filters.owed_back or None),
        ("(a.recovered_fen > a.remitted_fen AND a.destination <> 'none') = ?", filters.held or None),
        ("(a.outstanding_fen > 0 AND a.next_due_on <= ?)", filters.due_by),
        ("a.id < ?", before),
    )
    clauses, values = [], list[object]()
    for clause, value in every:
        if value not in (None, "", []):
            values.append(value)
            clauses.append(f"AND {clause.replace('?', f'${len(values) + 1}')}")
    return " ".join(clauses), values
