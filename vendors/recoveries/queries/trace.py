"""One finding from the report to the money back, with the rows of the ledger behind each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.rules import Stream
from vendors.recoveries.rules import EntryKind, Stage
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_HEAD: Final = """
SELECT f.id, f.number, f.vendor, v.name AS vendor_name, i.name AS institution_name, f.fund, f.source, f.created_at,
  f.amount_fen, f.state,
  (SELECT max(w.at) FROM vendors_review w
   WHERE w.finding = f.id AND w.stage = 'first' AND w.opinion <> 'return') AS first_at,
  (SELECT max(w.at) FROM vendors_review w
   WHERE w.finding = f.id AND w.stage <> 'first' AND w.opinion = 'pass' AND w.settles) AS second_at,
  (SELECT n.at FROM vendors_notice n WHERE n.finding = f.id) AS notified_at,
  d.at AS determined_at, d.amount_fen AS determined_fen, d.decision AS decision_number, k.id AS decision
FROM vendors_finding f JOIN vendors_vendor v ON v.id = f.vendor JOIN vendors_institution i ON i.id = f.institution
LEFT JOIN vendors_determination d ON d.finding = f.id AND d.superseded_at IS NULL
LEFT JOIN vendors_decision k ON k.number = d.decision
WHERE f.id = $1
"""
_MOVED: Final = """
SELECT e.id AS entry, r.id AS recovery, r.number, r.decision, r.stream, e.kind, s.amount_fen, e.day, e.voucher,
  e.reversal, e.at
FROM vendors_recovery_item i JOIN vendors_recovery_share s ON s.item = i.id
JOIN vendors_recovery_entry e ON e.id = s.entry JOIN vendors_recovery r ON r.id = i.recovery
WHERE i.finding = $1 ORDER BY e.id, r.id
"""
_UNREVIEWED: Final = ("awaiting_first", "returned")
_OF: Final[Mapping[EntryKind, Stage]] = {
    EntryKind.DUE: Stage.DUE,
    EntryKind.DUE_LOWERED: Stage.DUE,
    EntryKind.RECEIPT: Stage.RECOVERED,
    EntryKind.RECEIPT_REVERSED: Stage.RECOVERED,
    EntryKind.OFFSET: Stage.RECOVERED,
    EntryKind.OFFSET_REVERSED: Stage.RECOVERED,
    EntryKind.REFUNDABLE: Stage.RECOVERED,
    EntryKind.REMITTANCE: Stage.RETURNED,
    EntryKind.REMITTANCE_REVERSED: Stage.RETURNED,
    EntryKind.REMITTANCE_RECALLED: Stage.RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A finding's share of a row of the ledger. `fen` is signed as the stage counts it."""

    entry: int
    recovery: int
    number: str
    decision: int
    stream: Stream
    kind: EntryKind
    fen: int
    day: date
    voucher: str
    reversal: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stage reached, or not (`at` None). Money steps have an amount for each stream, never one over all."""

    stage: Stage
    at: datetime | None
    fen: int | None = None
    streams: Mapping[Stream, int]
    rows: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """`others` are the finding's rows that move no stage: written off, refunded."""

    finding: int
    number: str
    vendor_name: str
    institution_name: str
    fund: str
    source: str
    decision: int | None
    decision_number: str
    steps: tuple[Step, ...]
    others: tuple[Moved, ...]


async def trace(finding: int, *, for_: Actor) -> Trace:
    """NotFound when not there or not for this person: the ledger is the bureau's alone."""
    if not for_.at_bureau:
        raise NotFound
    async with transaction() as connection:
        head = await connection.fetchrow(_HEAD, finding)
        if head is None:
            raise NotFound
        moved = await _moved(connection, finding)
    return Trace(
        finding=head["id"],
        number=head["number"],
        vendor_name=head["vendor_name"],
        institution_name=head["institution_name"],
        fund=head["fund"],
        source=head["source"],
        decision=head["decision"],
        decision_number=head["decision_number"] or "",
        steps=(*_spoken(head), *(_money(stage, moved) for stage in (Stage.DUE, Stage.RECOVERED, Stage.RETURNED))),
        others=tuple(one for one in moved if one.kind not in _OF),
    )


async def _moved(connection: "Connection", finding: int) -> tuple[Moved, ...]:
    found = []
    for row in await connection.fetch(_MOVED, finding):
        told = dict(row)
        kind, fen = EntryKind(told.pop("kind")), told.pop("amount_fen")
        stream = Stream(told.pop("stream"))
        found.append(Moved(**told, stream=stream, kind=kind, fen=-fen if kind is EntryKind.REFUNDABLE else fen))
    return tuple(found)


def _spoken(head: "Record") -> tuple[Step, ...]:
    """The stages before money, each reached only when those before it were."""
    told = (
        (Stage.REPORTED, head["created_at"], head["amount_fen"]),
        (Stage.FIRST, head["first_at"] if head["state"] not in _UNREVIEWED else None, None),
        (Stage.SECOND, head["second_at"], None),
        (Stage.NOTIFIED, head["notified_at"], None),
        (Stage.DETERMINED, head["determined_at"], head["determined_fen"]),
    )
    return tuple(Step(stage=stage, at=at, fen=fen, streams={}) for stage, at, fen in told)


def _money(stage: Stage, moved: tuple[Moved, ...]) -> Step:
    rows = tuple(one for one in moved if _OF.get(one.kind) is stage)
    streams: dict[Stream, int] = {}
    for one in rows:
        streams[one.stream] = streams.get(one.stream, 0) + one.fen
    at = max((one.at for one in rows), default=None)
    return Step(stage=stage, at=at, streams=streams, rows=rows)
