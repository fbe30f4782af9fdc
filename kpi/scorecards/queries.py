from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi.engine.canonical import card_as_json, card_from_json
from kpi.engine.card import Card
from kpi.engine.facts import Facts
from kpi.engine.score import score
from kpi.rulebooks.facts_file import facts_from_json
from kpi.rulebooks.queries import by_id
from kpi.scorecards.rules import CURRENT, CardState, Stage
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_CARDS = """
SELECT s.id, s.vendor, v.name AS vendor_name, v.short_name, v.kind, s.contract, c.number AS contract_number, s.number,
  s.period, s.version, s.state, s.rulebook, s.total, s.grade, s.vetoed, s.cutoff, s.issued_by, s.issued_by_id,
  s.issued_at, s.origin, s.fed_back_at, s.objections_due_on, s.objections_provisional, s.heard_at, s.reviewed_by,
  s.reviewed_by_id, s.reviewed_at, s.approved_by, s.approved_at, s.published_at, s.applied_at, s.archived_at
FROM kpi_scorecard s JOIN vendors_vendor v ON v.id = s.vendor JOIN vendors_contract c ON c.id = s.contract
WHERE ($1::int IS NULL OR (s.vendor = $1 AND COALESCE(s.fed_back_at, s.published_at) IS NOT NULL))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A card in a list. `total` None when it could not be graded."""

    id: int
    vendor: int
    vendor_name: str
    short_name: str
    kind: Kind
    contract: int
    contract_number: str
    number: str
    period: Period
    version: int
    state: CardState
    rulebook: str
    total: Decimal | None
    grade: str
    vetoed: bool
    cutoff: datetime
    issued_by: str
    issued_by_id: int
    issued_at: datetime
    origin: str
    fed_back_at: datetime | None
    objections_due_on: date | None
    objections_provisional: bool
    heard_at: datetime | None
    reviewed_by: str
    reviewed_by_id: int | None
    reviewed_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    published_at: datetime | None
    applied_at: datetime | None
    archived_at: datetime | None

    @property
    def stage(self) -> Stage:
        """The state, and once published whether its result has been applied and put away."""
        if self.state is CardState.PUBLISHED and self.archived_at:
            return Stage.ARCHIVED
        if self.state is CardState.PUBLISHED and self.applied_at:
            return Stage.APPLIED
        return Stage(self.state.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card with its lines and the facts it was worked out from; `same` when it recomputes to the same bytes."""

    row: CardRow
    card: Card
    facts: Facts
    same: bool


async def card(id_: int, *, for_: Actor) -> CardView:
    """Raises NotFound; a vendor sees its own cards from their feedback on, never a draft."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_CARDS} AND s.id = $2", for_.vendor, id_)
        kept = await connection.fetchrow("SELECT facts, card FROM kpi_scorecard WHERE id = $1", id_)
    if row is None or kept is None:
        raise NotFound
    return CardView(
        row=_row(row),
        card=card_from_json(kept["card"]),
        facts=facts_from_json(kept["facts"]),
        same=recomputed(rulebook=row["rulebook"], facts=kept["facts"]) == kept["card"],
    )


def recomputed(*, rulebook: str, facts: str) -> str:
    """The card's bytes worked out again from what was frozen (an old card stays as it was, for ever)."""
    return card_as_json(score(by_id(rulebook), facts_from_json(facts)))


async def cards(
    *,
    for_: Actor,
    period: Period | None = None,
    vendor: int | None = None,
    contract: int | None = None,
    states: Collection[CardState] = CURRENT,
) -> tuple[CardRow, ...]:
    """Cards by period (newest first), kind and total; of one contract's period the newest version comes last."""
    sql = (
        f"{_CARDS} AND ($2::text IS NULL OR s.period = $2) AND ($3::int IS NULL OR s.vendor = $3)"
        " AND ($4::int IS NULL OR s.contract = $4) AND s.state = ANY($5)"
        " ORDER BY s.period DESC, v.kind, s.total DESC NULLS LAST, s.version, s.id"
    )
    wanted = [state.value for state in states]
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, period and str(period), vendor, contract, wanted)
    return tuple(_row(row) for row in rows)


def _row(row: "Record") -> CardRow:
    fields = dict(row)
    enums = {
        "kind": Kind(fields["kind"]),
        "state": CardState(fields["state"]),
        "period": Period.parse(fields["period"]),
    }
    return CardRow(**{**fields, **enums})
