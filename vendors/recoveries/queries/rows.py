"""What an account consists of, as it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.handling.rules import MeasureKind
from vendors.recoveries.rules import TAKEN_BACK_BY, EntryKind, MarkKind, Sums

if TYPE_CHECKING:
    from asyncpg import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is due for one finding. `standing_fen` is what stands determined of it now; `changed` by a reversal."""

    id: int
    finding: int | None
    finding_number: str
    finding_version: int
    fund: str
    insutype: str
    measure: int
    measure_kind: MeasureKind
    source: str
    suspended: bool
    changed: bool
    standing_fen: int | None
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the ledger; `shares` (item → fen) come to `amount_fen`. `reversed_by` is the row that took it back."""

    id: int
    kind: EntryKind
    amount_fen: int
    day: date
    voucher: str
    party: str
    reason: str
    reverses: int | None
    reversed_by: int | None
    reversal: str
    by: int
    by_name: str
    at: datetime
    shares: Mapping[int, int]

    @property
    def may_be_taken_back(self) -> bool:
        return self.kind in TAKEN_BACK_BY and self.reversed_by is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An instalment of the plan in force."""

    plan: int
    position: int
    due_on: date
    amount_fen: int
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    id: int
    item: int | None
    kind: MarkKind
    amount_fen: int
    day: date
    note: str
    answers: int | None
    by: int
    by_name: str
    at: datetime


def item(row: "Record") -> Item:
    fields = {name: row[name] for name in Item.__slots__ if name != "sums"}
    told = {
        "finding_number": row["finding_number"] or "",
        "finding_version": row["finding_version"] or 0,
        "insutype": row["insutype"] or "",
        "measure_kind": MeasureKind(row["measure_kind"]),
    }
    return Item(**{**fields, **told, "sums": Sums(**{name: row[name] for name in Sums.__slots__})})


def entry(row: "Record", shares: Mapping[int, int]) -> Entry:
    fields = {name: row[name] for name in Entry.__slots__ if name != "shares"}
    return Entry(**{**fields, "kind": EntryKind(row["kind"]), "shares": shares})


def planned(row: "Record") -> Planned:
    return Planned(**{name: row[name] for name in Planned.__slots__})


def mark(row: "Record") -> Mark:
    return Mark(**{**{name: row[name] for name in Mark.__slots__}, "kind": MarkKind(row["kind"])})
