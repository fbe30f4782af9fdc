"""对账: what the ledger held at the beginning of a period, what moved in it, what it holds at the end.

By county, stream, fund and source (LZ Art.13, 23; BT-09); by the day a row was booked, so that a closed period keeps
its figures. Nothing here adds up over streams of different destinations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Forbidden
from vendors.handling.rules import MeasureKind, Stream
from vendors.labels import Labelled
from vendors.recoveries.rules import COLUMN_OF, Column, Destination, EntryKind
from vendors.transaction import transaction

_DAY: Final = "(e.at AT TIME ZONE 'Asia/Shanghai')::date"


def _sums(where: str, prefix: str) -> str:
    """The seven movements of a span of days, as columns."""
    of = {
        "added": "e.kind = 'due'",
        "lowered": "e.kind = 'due_lowered'",
        "recovered": "e.kind IN ('receipt', 'receipt_reversed', 'offset', 'offset_reversed')",
        "turned": "e.kind = 'refundable'",
        "written_off": "e.kind IN ('write_off', 'write_off_lowered')",
        "remitted": "e.kind IN ('remittance', 'remittance_reversed', 'remittance_recalled')",
        "refunded": "e.kind IN ('refund', 'refund_reversed')",
    }
    return ", ".join(
        f"coalesce(sum(s.amount_fen) FILTER (WHERE {test} AND {where}), 0)::bigint AS {prefix}{name}"
        for name, test in of.items()
    )


_MOVED: Final = f"""
SELECT n.region, r.stream, r.destination, r.destination_note, i.fund, i.source = 'smart_monitoring' AS machine,
  i.measure_kind, {_sums(f"{_DAY} < $1", "before_")}, {_sums(f"{_DAY} >= $1", "")}
FROM vendors_recovery_share s JOIN vendors_recovery_entry e ON e.id = s.entry
JOIN vendors_recovery_item i ON i.id = s.item JOIN vendors_recovery r ON r.id = i.recovery
JOIN vendors_institution n ON n.id = r.institution
WHERE {_DAY} <= $2 AND ($3 = '' OR n.region = $3)
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608 constant names
_ROWS: Final = f"""
SELECT e.id, {_DAY} AS booked_on, e.day, r.number, d.number AS decision_number, n.name AS institution_name, n.region,
  r.stream, r.destination, e.kind, e.amount_fen, e.voucher, e.party, e.reason, e.reverses, e.reversal, e.by_name
FROM vendors_recovery_entry e JOIN vendors_recovery r ON r.id = e.recovery JOIN vendors_decision d ON d.id = r.decision
JOIN vendors_institution n ON n.id = r.institution
WHERE {_DAY} BETWEEN $1 AND $2 AND ($3 = '' OR n.region = $3) ORDER BY r.stream, e.id
"""  # noqa: S608 constant names
_DIFFERENCES: Final = """
SELECT r.id AS recovery, r.number, n.name AS institution_name, r.stream, m.day, m.amount_fen AS difference_fen, m.note,
  m.by_name, m.at
FROM vendors_recovery_mark m
JOIN vendors_recovery r ON r.id = m.recovery JOIN vendors_institution n ON n.id = r.institution
WHERE m.kind = 'reconciled' AND m.day BETWEEN $1 AND $2 AND ($3 = '' OR n.region = $3) ORDER BY m.id
"""


class Origin(Labelled):
    """Where the money was found (BT-09)."""

    INSPECTION = "inspection", "稽核检查", "Inspection"
    MACHINE = "machine", "智能监控", "Smart monitoring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Balances before and what moved, in fen. What was recovered and became refundable counts in `turned_fen`."""

    due_before_fen: int
    added_fen: int
    lowered_fen: int
    recovered_fen: int
    turned_fen: int
    written_off_fen: int
    held_before_fen: int
    remitted_fen: int
    owed_before_fen: int
    refunded_fen: int

    @property
    def due_after_fen(self) -> int:
        """未追回余额: what is refundable now had been due and was lowered by as much."""
        came = self.recovered_fen - self.turned_fen
        return self.due_before_fen + self.added_fen + self.lowered_fen - came - self.written_off_fen

    @property
    def held_after_fen(self) -> int:
        return self.held_before_fen + self.recovered_fen - self.turned_fen - self.remitted_fen

    @property
    def owed_after_fen(self) -> int:
        return self.owed_before_fen + self.turned_fen - self.refunded_fen

    @property
    def anything(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One county, stream, destination, fund, origin and column of LZ Art.23."""

    region: str
    stream: Stream
    destination: Destination
    destination_note: str
    fund: str
    origin: Origin
    column: Column
    movement: Movement


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A row of the ledger as it is printed. `booked_on` places it in the period, `day` is the voucher's."""

    id: int
    booked_on: date
    day: date
    number: str
    decision_number: str
    institution_name: str
    region: str
    stream: Stream
    destination: Destination
    kind: EntryKind
    amount_fen: int
    voucher: str
    party: str
    reason: str
    reverses: int | None
    reversal: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """An account agreed with the other side's books, or not: by how much and why."""

    recovery: int
    number: str
    institution_name: str
    stream: Stream
    day: date
    difference_fen: int
    note: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    groups: tuple[Group, ...]
    rows: tuple[LedgerRow, ...]
    reconciled: tuple[Reconciled, ...]

    def of(self, stream: Stream) -> Movement | None:
        """One stream over all counties, funds and origins."""
        return together([one.movement for one in self.groups if one.stream is stream])

    def column(self, column: Column, region: str) -> Movement | None:
        return together([one.movement for one in self.groups if one.column is column and one.region == region])

    def origin(self, stream: Stream, origin: Origin) -> Movement | None:
        return together([one.movement for one in self.groups if one.stream is stream and one.origin is origin])


def together(movements: Sequence[Movement]) -> Movement | None:
    """The sum of movements of one stream or column; None of none."""
    if not movements:
        return None
    return Movement(**{one.name: sum(getattr(each, one.name) for each in movements) for one in fields(Movement)})


async def reconciliation(*, window: tuple[date, date], region: str = "", for_: Actor) -> Reconciliation:
    """A period's movements over the counties this person sees. Forbidden to a vendor's people."""
    if not for_.at_bureau:
        raise Forbidden("追回台账只供医保部门查看。", "The recovery ledger is the bureau's alone.")
    async with transaction() as connection:
        moved = await connection.fetch(_MOVED, *window, region)
        rows = await connection.fetch(_ROWS, *window, region)
        marks = await connection.fetch(_DIFFERENCES, *window, region)
    return Reconciliation(
        groups=tuple(group for group in map(_group, map(dict, moved)) if group.movement.anything),
        rows=tuple(
            LedgerRow(
                **{
                    **row,
                    "stream": Stream(row["stream"]),
                    "destination": Destination(row["destination"]),
                    "kind": EntryKind(row["kind"]),
                }
            )
            for row in rows
        ),
        reconciled=tuple(Reconciled(**{**row, "stream": Stream(row["stream"])}) for row in marks),
    )


def _group(row: "dict[str, object]") -> Group:
    fen = {name: value for name, value in row.items() if isinstance(value, int)}
    before = {name.removeprefix("before_"): value for name, value in fen.items() if name.startswith("before_")}
    came = before["recovered"] - before["turned"]
    movement = Movement(
        due_before_fen=before["added"] + before["lowered"] - came - before["written_off"],
        added_fen=fen["added"],
        lowered_fen=fen["lowered"],
        recovered_fen=fen["recovered"],
        turned_fen=fen["turned"],
        written_off_fen=fen["written_off"],
        held_before_fen=came - before["remitted"],
        remitted_fen=fen["remitted"],
        owed_before_fen=before["turned"] - before["refunded"],
        refunded_fen=fen["refunded"],
    )
    return Group(
        region=str(row["region"]),
        stream=Stream(str(row["stream"])),
        destination=Destination(str(row["destination"])),
        destination_note=str(row["destination_note"]),
        fund=str(row["fund"]),
        origin=Origin.MACHINE if row["machine"] else Origin.INSPECTION,
        column=COLUMN_OF[MeasureKind(str(row["measure_kind"]))],
        movement=movement,
    )
