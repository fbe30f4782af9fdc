import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi.engine.rulebook import Measure
from kpi.retention.notice_rules import Need, Stage, Told, need, stage
from kpi.retention.rows import BEFORE, measures_of, told_of
from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.labels import Labelled
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_PROPOSALS = f"""
SELECT p.id, p.vendor, v.name AS vendor_name, v.kind, p.scorecard, s.number AS card_number, s.period, s.total, p.grade,
  p.measures, p.fee_ratio, p.fee_due_fen, p.fee_deducted_fen, p.reason, p.state, p.decided_by, p.decision,
  p.decided_at, p.proposed_at, p.adopted, p.discussed_on, p.discussed_by, p.discussion, s.rulebook, s.contract,
  c.number AS contract_number, s.state = 'superseded' AS superseded,
  n.id AS notice, n.answer_by, n.answer, h.recorded_at IS NOT NULL AS heard,
  b.id AS before, b.state AS before_state, b.number AS before_card, b.same
FROM kpi_proposal p JOIN kpi_scorecard s ON s.id = p.scorecard JOIN vendors_vendor v ON v.id = p.vendor
JOIN vendors_contract c ON c.id = s.contract
LEFT JOIN kpi_retention_notice n ON n.proposal = p.id LEFT JOIN kpi_retention_hearing h ON h.notice = n.id
{BEFORE}
WHERE ($1::int IS NULL OR p.vendor = $1)
"""  # noqa: S608 constant
_TOLD = " AND ($1::int IS NULL OR p.state <> 'proposed' OR n.id IS NOT NULL)"


class ProposalState(Labelled):
    """Where a proposal stands."""

    PROPOSED = "proposed", "待决定", "To be decided"
    ACCEPTED = "accepted", "已采纳", "Accepted"
    DECLINED = "declined", "未采纳", "Declined"
    KEPT = "kept", "维持原决定", "Earlier decision kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measure as proposed and what its rulebook says of it; `adopted` None until the decision."""

    code: str
    words: Words
    effect: str
    procedure: str
    collective: bool
    adopted: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was decided last on an earlier version of the card; `same` when its consequence is proposed again."""

    proposal: int
    card_number: str
    accepted: bool
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """A proposal; `measures` in words, `fee_ratio` of the linked part of one instalment, money in fen.

    `superseded`: the card it followed has been issued anew, so it is history and no longer to be decided. `items` are
    the measures with what they do, `needed` what goes before the decision, `told` the notice as far as it has come.
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
    items: Sequence[Measured]
    needed: Need
    told: Told | None
    notice: int | None
    contract: int
    contract_number: str
    discussed_on: date | None
    discussed_by: str
    discussion: str
    before: Before | None

    @property
    def keepable(self) -> bool:
        """Nothing new is proposed, so the earlier decision may simply be kept."""
        return self.before is not None and self.before.same

    @property
    def coefficient(self) -> Decimal:
        """The share of the linked fee due as decided: all of it where a deduction was declined."""
        declined = self.state is ProposalState.DECLINED
        if self.state is ProposalState.KEPT and self.before:
            declined = not self.before.accepted
        return Decimal(1) if declined else self.fee_ratio

    def stage(self, on: date) -> Stage:
        decided = self.state is not ProposalState.PROPOSED
        needed = need(()) if self.keepable else self.needed
        return stage(decided=decided, superseded=self.superseded, needed=needed, told=self.told, on=on)


async def proposals(
    *, for_: Actor, period: Period | None = None, vendor: int | None = None, undecided: bool = False
) -> tuple[ProposalView, ...]:
    """Undecided ones first, then the newest; without those that lapsed undecided when their card was superseded.

    A vendor sees its own, once it has been told of them or they are decided.
    """
    sql = (
        f"{_PROPOSALS}{_TOLD} AND ($2::text IS NULL OR s.period = $2) AND ($3::int IS NULL OR p.vendor = $3)"
        " AND (NOT $4 OR p.state = 'proposed')"
        " AND NOT (s.state = 'superseded' AND p.state = 'proposed')"
        " ORDER BY p.state <> 'proposed', s.period DESC, p.id"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, period and str(period), vendor, undecided)
    return tuple(_view(row) for row in rows)


async def proposal(id_: int, *, for_: Actor) -> ProposalView:
    """Raises NotFound, for a vendor also while it has not been told."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_PROPOSALS}{_TOLD} AND p.id = $2", for_.vendor, id_)
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
    known = measures_of(row["measures"], rulebook=fields.pop("rulebook"))
    items = tuple(_measured(one, known, row) for one in json.loads(fields.pop("measures")))
    told = told_of(row if row["notice"] else None)
    for name in ("adopted", "answer_by", "answer", "heard"):
        del fields[name]
    earlier = [fields.pop(name) for name in ("before", "before_state", "before_card", "same")]
    return ProposalView(
        kind=Kind(fields.pop("kind")),
        state=ProposalState(fields.pop("state")),
        period=Period.parse(fields.pop("period")),
        measures=tuple(item.words for item in items),
        reason=Words(zh, en),
        clause=clause,
        items=items,
        needed=need(known.values(), cut=row["fee_ratio"] < 1),
        told=told,
        before=_before(*earlier),
        **fields,
    )


def _before(proposal: int | None, state: str, card: str, same: bool) -> Before | None:
    if proposal is None:
        return None
    return Before(proposal=proposal, card_number=card, accepted=state == ProposalState.ACCEPTED, same=same)


def _measured(kept: Sequence[str], known: Mapping[str, Measure], row: "Record") -> Measured:
    """Decisions of before measures could be chosen took all of them or none."""
    code, zh, en = kept
    rule = known[code]
    adopted = None
    if row["state"] != ProposalState.PROPOSED:
        chosen = json.loads(row["adopted"]) if row["adopted"] else None
        adopted = row["state"] == ProposalState.ACCEPTED if chosen is None else code in chosen
    return Measured(
        code=code, words=Words(zh, en), effect=rule.effect, procedure=rule.procedure, collective=rule.collective,
        adopted=adopted,
    )  # fmt: skip
