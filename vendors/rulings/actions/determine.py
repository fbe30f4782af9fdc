from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.copying import as_json
from vendors.errors import Invalid, Words
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import EvidenceKind, must_be_allowed, next_state
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.rulings.actions.deciding import Decision, decided, relied_on
from vendors.rulings.actions.panel import panel_due, panel_found
from vendors.rulings.panel_rules import check_departure, check_panel
from vendors.rulings.rules import (
    ACT_OF,
    Discussion,
    Outcome,
    ReasonCode,
    check_clue,
    check_evidence,
    check_heard,
    check_reason,
    moved_by_defence,
    settle,
)

_INSERT = """
INSERT INTO vendors_determination
  (finding, vendor, decision, outcome, reported_fen, amount_fen, lines, reason_code, reason, discussion,
   defence_moved_it, determined_by, determined_by_name, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10::jsonb, $11, $12, $13, $14, $15)
"""
_EVIDENCE = "SELECT DISTINCT kind FROM vendors_evidence WHERE finding = $1 AND voided_at IS NULL"
_VERSIONS = "SELECT coalesce(max(version), 0) FROM vendors_determination WHERE finding = $1"
_RECHECKED = "SELECT EXISTS (SELECT FROM vendors_recheck WHERE finding = $1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRuling:
    """What is decided about one finding; `amounts` (line id → fen) names every line, and is needed for 部分成立."""

    finding: int
    version: int
    outcome: Outcome
    reason_code: ReasonCode
    reason: str = ""
    amounts: Mapping[int, int] | None = None


async def determine(
    *,
    ruling: NewRuling,
    discussion: Discussion | None = None,
    discussion_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Decision:
    """认定 one finding. Raises as determine_many does."""
    return await determine_many(rulings=(ruling,), discussion=discussion, discussion_id=discussion_id, by=by, at=at)


async def determine_many(
    *,
    rulings: Sequence[NewRuling],
    discussion: Discussion | None = None,
    discussion_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Decision:
    """认定 several findings of one institution in one decision, all or none.

    The collective discussion it rests on is named by its record's id, or told whole and recorded with it.
    Raises NotFound, Forbidden, Conflict, Gate (a GateCode says which gate and what is missing) and Invalid
    (none given, one twice, two institutions, amounts or reason that do not fit the outcome).
    """
    if not rulings or len({ruling.finding for ruling in rulings}) != len(rulings):
        raise Invalid({"rulings": Words("每个疑点须且只能认定一次。", "Rule on each finding exactly once.")})
    async with act(by=by, at=at) as deed:
        held = {
            ruling.finding: await hold(deed, finding=ruling.finding, version=ruling.version)
            for ruling in sorted(rulings, key=lambda ruling: ruling.finding)
        }
        institutions = {one.institution for one in held.values()}
        if len(institutions) != 1:
            raise Invalid(
                {"rulings": Words("一次认定只能针对一家机构。", "One decision concerns one institution only.")}
            )
        discussed = discussion is not None or discussion_id is not None
        settled = {
            ruling.finding: await _settled(deed, held[ruling.finding], ruling, discussed=discussed)
            for ruling in rulings
        }
        ground = await relied_on(deed, institutions.pop(), settled, told=discussion, record=discussion_id)
        decision = await decided(deed, ground)
        for ruling in rulings:
            one = held[ruling.finding]
            shared = decision.number, ground.snapshot
            await _write(deed, one, ruling, lines=settled[ruling.finding], decision=shared)
    return decision


async def _settled(deed: Deed, held: Held, ruling: NewRuling, *, discussed: bool) -> Mapping[int, int]:
    """The determined amount of each line, once every gate of this one finding is open.

    Whether a discussion that is named also carries the decision is asked by `relied_on`.
    """
    must_be_allowed(act=ACT_OF[ruling.outcome], by=deed.by, vendor=held.vendor)
    check_heard(held.state, number=held.number, heard_until=held.heard_until)
    next_state(state=held.state, act=ACT_OF[ruling.outcome], by=deed.by, vendor=held.vendor)
    check_reason(ruling.outcome, ruling.reason_code, ruling.reason)
    check_panel(await panel_due(deed, held), number=held.number)
    check_departure(await panel_found(deed, held.id), ruling.outcome, number=held.number, discussed=discussed)
    if ruling.outcome is not Outcome.NOT_UPHELD:
        check_clue(held.certainty, number=held.number)
    kinds = await deed.connection.fetch(_EVIDENCE, held.id)
    check_evidence(ruling.outcome, [EvidenceKind(row["kind"]) for row in kinds], number=held.number)
    lines = await deed.connection.fetch("SELECT id, amount_fen FROM vendors_finding_line WHERE finding = $1", held.id)
    return settle(ruling.outcome, reported={row["id"]: row["amount_fen"] for row in lines}, amended=ruling.amounts)


async def _write(
    deed: Deed, held: Held, ruling: NewRuling, *, lines: Mapping[int, int], decision: tuple[str, str | None]
) -> None:
    number, discussion = decision
    amount = sum(lines.values())
    rechecked = await deed.connection.fetchval(_RECHECKED, held.id)
    moved = rechecked and moved_by_defence(held.state, ruling.outcome)
    await deed.connection.execute(
        _INSERT,
        held.id,
        held.vendor,
        number,
        ruling.outcome.value,
        held.amount_fen,
        amount,
        as_json({str(line): fen for line, fen in lines.items()}),
        ruling.reason_code.value,
        ruling.reason,
        discussion,
        moved,
        deed.by.id,
        deed.by.name,
        deed.at,
        1 + await deed.connection.fetchval(_VERSIONS, held.id),
    )
    after: Mapping[str, Json] = {
        "decision": number,
        "reported_fen": held.amount_fen,
        "amount_fen": amount,
        "defence_moved_it": moved,
    }
    await move(deed, held, ACT_OF[ruling.outcome], note=ruling.reason, after=after)
