"""What waits for the accountant: approved measures without a ledger, instalments that fall due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.actors import Actor
from vendors.errors import Forbidden
from vendors.handling.queries import dues
from vendors.handling.rules import Stream
from vendors.transaction import transaction

_CANDIDATES: Final = """
SELECT d.id, d.number, d.decided_on, d.institution, i.name AS institution_name, i.region, min(m.approved_at) AS since
FROM vendors_decision d JOIN vendors_measure m ON m.decision = d.id JOIN vendors_institution i ON i.id = d.institution
WHERE m.state IN ('approved', 'carried_out') AND m.stream <> ''
  AND NOT EXISTS (SELECT FROM vendors_recovery_item t WHERE t.measure = m.id)
GROUP BY d.id, i.id ORDER BY min(m.approved_at)
"""
_BOOKED: Final = "SELECT DISTINCT measure FROM vendors_recovery_item WHERE measure = ANY($1)"
_DUE: Final = """
SELECT r.id AS recovery, r.number, r.decision, r.stream, i.name AS institution_name, i.region, o.due_on,
  least(least(o.so_far, r.due_fen) - r.recovered_fen - r.written_off_fen - s.fen, o.amount_fen)::bigint AS fen
FROM vendors_recovery r JOIN vendors_institution i ON i.id = r.institution JOIN LATERAL (
  SELECT due_on, amount_fen, sum(amount_fen) OVER (ORDER BY position) AS so_far
  FROM vendors_recovery_instalment n WHERE n.recovery = r.id
    AND n.plan = (SELECT max(plan) FROM vendors_recovery_instalment l WHERE l.recovery = r.id)) o ON true
CROSS JOIN LATERAL (
  SELECT coalesce(sum(due_fen - recovered_fen - written_off_fen), 0) AS fen FROM vendors_recovery_item
  WHERE recovery = r.id AND suspended) s
WHERE o.due_on <= $1 AND least(o.so_far, r.due_fen) > r.recovered_fen + r.written_off_fen + s.fen
ORDER BY o.due_on, r.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBook:
    """A decision with approved measures nobody has booked; what they come to, by stream."""

    decision: int
    number: str
    decided_on: date
    institution: int
    institution_name: str
    region: str
    streams: Mapping[Stream, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueInstalment:
    """What is still open of an instalment that is due by the day asked for."""

    recovery: int
    number: str
    decision: int
    stream: Stream
    institution_name: str
    region: str
    due_on: date
    fen: int


async def to_be_booked(*, for_: Actor) -> tuple[ToBook, ...]:
    """The longest waiting first. Forbidden to a vendor's people."""
    if not for_.at_bureau:
        raise Forbidden("追回台账只供医保部门查看。", "The recovery ledger is the bureau's alone.")
    async with transaction() as connection:
        rows = await connection.fetch(_CANDIDATES)
        found = []
        for row in rows:
            streams = await _unbooked(row["id"])
            if streams:
                told = dict(row)
                del told["id"], told["since"]
                found.append(ToBook(decision=row["id"], streams=streams, **told))
    return tuple(found)


async def _unbooked(decision: int) -> Mapping[Stream, int]:
    told = await dues(decision)
    async with transaction() as connection:
        rows = await connection.fetch(_BOOKED, [one.measure for one in told])
    booked = {row["measure"] for row in rows}
    streams: dict[Stream, int] = {}
    for one in told:
        if one.measure not in booked and one.fen:
            streams[one.stream] = streams.get(one.stream, 0) + one.fen
    return streams


async def due_instalments(*, by: date) -> tuple[DueInstalment, ...]:
    """Instalments not wholly paid whose day is not after `by`; nothing of items waiting for a new determination."""
    async with transaction() as connection:
        rows = await connection.fetch(_DUE, by)
    return tuple(DueInstalment(**{**row, "stream": Stream(row["stream"])}) for row in rows)
