import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.labels import Labelled
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_PROPOSALS = """
SELECT p.id, p.vendor, v.name AS vendor_name, v.kind, p.scorecard, s.number AS card_number, s.period, s.total, p.grade,
  p.measures, p.fee_ratio, p.fee_due_fen, p.fee_deducted_fen, p.reason, p.state, p.decided_by, p.decision,
  p.decided_at, p.proposed_at,
  s.state = 'superseded' AS superseded
FROM kpi_proposal p JOIN kpi_scorecard s ON s.id = p.scorecard JOIN vendors_vendor v ON v.id = p.vendor
WHERE ($1::int IS NULL OR p.vendor = $1)
"""


class ProposalState(Labelled):
    """Where a proposal stands."""

    PROPOSED = "proposed", "待决定", "To be decided"
    ACCEPTED = "accepted", "已采纳", "Accepted"
    DECLINED = "declined", "未采纳", "Declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """A proposal; `measures` in words, `fee_ratio` of the linked part of one instalment, money in fen.

    `superseded`: the card it followed has been issued anew, so it is history and no longer to be decided.
    """

    id: int
    vendor: int
    vendor_name: str
    kind: Kind
    scorecard: int
    card_number: str
    period: Period
    total: Decimal | None
    grade: str
    measures: Sequence[Words]
    fee_ratio: Decimal
    fee_due_fen: int
    fee_deducted_fen: int
    reason: Words
    clause: str
    state: ProposalState
    decided_by: str
    decision: str
    decided_at: datetime | None
    proposed_at: datetime
    superseded: bool


async def proposals(*, for_: Actor, period: Period | None = None) -> tuple[ProposalView, ...]:
    """Undecided ones first, then the newest; without those that lapsed undecided when their card was superseded."""
    sql = (
        f"{_PROPOSALS} AND ($2::text IS NULL OR s.period = $2)"
        " AND NOT (s.state = 'superseded' AND p.state = 'proposed')"
        " ORDER BY p.state <> 'proposed', s.period DESC, p.id"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, period and str(period))
    return tuple(_view(row) for row in rows)


async def proposal(id_: int, *, for_: Actor) -> ProposalView:
    """Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_PROPOSALS} AND p.id = $2", for_.vendor, id_)
    if row is None:
        raise NotFound
    return _view(row)


async def proposal_of(card: int, *, for_: Actor) -> ProposalView | None:
    """The proposal that followed a card, if it was published."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_PROPOSALS} AND p.scorecard = $2", for_.vendor, card)
    return None if row is None else _view(row)


def _view(row: "Record") -> ProposalView:
    fields = dict(row)
    zh, en, clause = json.loads(fields.pop("reason"))
    measures = tuple(Words(words[1], words[2]) for words in json.loads(fields.pop("measures")))
    return ProposalView(
        kind=Kind(fields.pop("kind")),
        state=ProposalState(fields.pop("state")),
        period=Period.parse(fields.pop("period")),
        measures=measures,
        reason=Words(zh, en),
        clause=clause,
        **fields,
    )
