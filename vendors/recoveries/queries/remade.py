"""Decisions that determined the same findings before or after this one (责令重作): two ledgers, each for itself."""

from dataclasses import dataclass
from typing import Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.rules import Stream
from vendors.transaction import transaction

_REMADE: Final = """
WITH other AS (
  SELECT DISTINCT d.finding, k.id AS decision, k.number
  FROM vendors_decision n JOIN vendors_determination mine ON mine.decision = n.number
  JOIN vendors_determination d ON d.finding = mine.finding AND d.decision <> n.number
  JOIN vendors_decision k ON k.number = d.decision WHERE n.id = $1
)
SELECT o.decision, o.number, o.decision < $1 AS earlier, r.stream,
  coalesce(sum(i.refundable_fen - i.refunded_fen), 0)::bigint AS owed_back_fen,
  coalesce(bool_or(i.suspended), false) AS suspended
FROM other o LEFT JOIN (vendors_recovery_item i JOIN vendors_recovery r ON r.id = i.recovery)
  ON i.finding = o.finding AND r.decision = o.decision
GROUP BY o.decision, o.number, r.stream ORDER BY o.decision, r.stream
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """One stream of another decision's ledger on the findings of this one; None where nothing is booked there.

    `earlier`: that decision was reversed and made anew by this one, otherwise it is the one made anew. `owed_back_fen`
    is to be given back there, `suspended`: its due waits for the new determination.
    """

    decision: int
    number: str
    earlier: bool
    stream: Stream | None
    owed_back_fen: int
    suspended: bool


async def remade(decision: int, *, for_: Actor) -> tuple[Remade, ...]:
    """The other decisions on this one's findings, by stream. NotFound for vendor people."""
    if not for_.at_bureau:
        raise NotFound
    async with transaction() as connection:
        rows = await connection.fetch(_REMADE, decision)
    return tuple(Remade(**{**row, "stream": Stream(row["stream"]) if row["stream"] else None}) for row in rows)
