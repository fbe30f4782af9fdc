"""The register of contracts, filtered, sorted, paged and counted by the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.contracts.queries import sees_drafts
from vendors.contracts.rules import UNSIGNED, ContractState
from vendors.labels import Labelled
from vendors.policy.parameters import parameter
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_STATE: Final = """
CASE WHEN c.status <> 'signed' OR c.starts_on > $1 THEN c.status WHEN c.ends_on >= $1 THEN 'in_force'
  ELSE 'expired' END
"""
_FROM: Final = f"""
FROM (SELECT c.*, v.name AS vendor_name, v.kind AS vendor_kind, {_STATE} AS seen
  FROM vendors_contract c JOIN vendors_vendor v ON v.id = c.vendor) c
WHERE ($2::int IS NULL OR c.vendor = $2) AND c.status <> ALL($3)
  AND CASE WHEN $4 = '' THEN c.seen <> 'discarded' ELSE c.seen = $4 END
  AND ($5 = '' OR c.vendor_kind = $5) AND ($6::int IS NULL OR c.budget_year = $6)
  AND ($7::int IS NULL OR c.vendor = $7) AND ($8 = '' OR strpos(c.number || c.title || c.vendor_name, $8) > 0)
  AND ($9::date IS NULL OR (c.seen IN ('in_force', 'suspended', 'amending') AND c.ends_on <= $9))
"""  # noqa: S608 constant
_COLUMNS: Final = (
    "c.id, c.vendor, c.vendor_name, c.vendor_kind, c.number, c.title, c.amount_fen, c.budget_year, c.starts_on,"
    " c.ends_on, c.seen"
)


class Sort(Labelled):
    """How the register is ordered; each by id where equal."""

    STARTS = "starts", "起始日期", "First day"
    ENDS = "ends", "截止日期", "Last day"
    AMOUNT = "amount", "金额", "Amount"
    NUMBER = "number", "合同编号", "Number"


_ORDER: Final[Mapping[Sort, tuple[str, str]]] = {
    Sort.STARTS: ("c.starts_on", "date"),
    Sort.ENDS: ("c.ends_on", "date"),
    Sort.AMOUNT: ("c.amount_fen", "bigint"),
    Sort.NUMBER: ("c.number", "text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What the register is narrowed to; empty values leave it wide, but discarded drafts are shown when asked for.

    `expiring`: within the first reminder's days.
    """

    state: str = ""
    kind: str = ""
    year: int | None = None
    vendor: int | None = None
    text: str = ""
    expiring: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """The order, and the row after which the page begins: its sort value as text, and its id."""

    by: Sort = Sort.STARTS
    descending: bool = True
    after: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """A contract in the register, its state as of the day asked for."""

    id: int
    vendor: int
    vendor_name: str
    vendor_kind: Kind
    number: str
    title: str
    amount_fen: int
    budget_year: int
    starts_on: date
    ends_on: date
    seen: ContractState

    def place(self, by: Sort) -> tuple[str, int]:
        """Where the row stands in an order."""
        values = {Sort.STARTS: self.starts_on, Sort.ENDS: self.ends_on, Sort.AMOUNT: self.amount_fen}
        return str(values.get(by, self.number)), self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Over every contract in sight: how many in each state, fen in force, how many soon over, reports overdue."""

    by_state: Mapping[ContractState, int]
    in_force_fen: int
    expiring: int
    late_reports: int
    late_filings: int
    years: tuple[int, ...]


async def page_of_contracts(
    narrowed: Narrowed, *, on: date, for_: Actor, ordered: Ordered | None = None, size: int | None = None
) -> tuple[tuple[ContractRow, ...], int]:
    """One page (all rows without a size) as of a day, and how many rows there are in all."""
    ordered = ordered or Ordered()
    column, kind = _ORDER[ordered.by]
    direction, beyond = ("DESC", "<") if ordered.descending else ("ASC", ">")
    values = _values(narrowed, on, for_)
    sql = (
        f"SELECT {_COLUMNS} {_FROM} AND ($10::text IS NULL OR ({column}, c.id) {beyond} ($10::text::{kind}, $11::int))"
        f" ORDER BY {column} {direction}, c.id {direction} LIMIT $12"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, *values, *(ordered.after or (None, None)), size)
        total = await connection.fetchval(f"SELECT count(*) {_FROM}", *values)
    return tuple(_row(row) for row in rows), int(total)


async def figures(*, on: date, for_: Actor) -> Figures:
    """The numbers over the register."""
    values = _values(Narrowed(), on, for_)
    soon = _soon(on)
    late = """
    SELECT count(*) FROM vendors_report_due r JOIN vendors_contract c ON c.id = r.contract
    WHERE ($1::int IS NULL OR r.vendor = $1) AND r.delivered_on IS NULL AND r.due_on < $2 AND c.status <> 'archived'
    """
    filing = """
    SELECT count(*) FROM vendors_contract WHERE ($1::int IS NULL OR vendor = $1) AND status <> 'archived'
      AND ((published_on IS NULL AND publish_due_on < $2) OR (filed_on IS NULL AND file_due_on < $2))
    """
    async with transaction() as connection:
        states = await connection.fetch(
            "SELECT c.seen, count(*) AS n, sum(c.amount_fen) AS fen, count(*) FILTER (WHERE c.ends_on <= $10"
            f" AND c.seen IN ('in_force', 'suspended', 'amending')) AS soon {_FROM} GROUP BY c.seen",
            *values, soon,
        )  # fmt: skip
        years = await connection.fetch(f"SELECT DISTINCT c.budget_year AS year {_FROM} ORDER BY 1 DESC", *values)
        late_reports = await connection.fetchval(late, for_.vendor, on)
        late_filings = await connection.fetchval(filing, for_.vendor, on)
    by_state = {ContractState(row["seen"]): row for row in states}
    running = by_state.get(ContractState.IN_FORCE)
    return Figures(
        by_state={state: by_state[state]["n"] if state in by_state else 0 for state in ContractState},
        in_force_fen=int(running["fen"]) if running else 0,
        expiring=sum(row["soon"] for row in states),
        late_reports=late_reports,
        late_filings=late_filings,
        years=tuple(row["year"] for row in years),
    )


def _soon(on: date) -> date:
    return on + timedelta(days=parameter("contract_reminder_days_1", on).whole)


def _values(narrowed: Narrowed, on: date, for_: Actor) -> tuple[object, ...]:
    hidden = [] if sees_drafts(for_) else [state.value for state in UNSIGNED]
    until = _soon(on) if narrowed.expiring else None
    return (
        on, for_.vendor, hidden, narrowed.state, narrowed.kind, narrowed.year, narrowed.vendor,
        narrowed.text.strip(), until,
    )  # fmt: skip


def _row(row: "Record") -> ContractRow:
    fields = dict(row)
    return ContractRow(vendor_kind=Kind(fields.pop("vendor_kind")), seen=ContractState(fields.pop("seen")), **fields)
