"""Taking hold of a decision or a measure for an act."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from vendors.errors import Conflict, NotFound
from vendors.handling.gates import Opinion, Paper, Proposal
from vendors.handling.queries.registers import suspensions_in_term
from vendors.handling.rules import MeasureKind, MeasureState, check_move
from vendors.journal.actions import Deed
from vendors.periods import local_date
from vendors.rulings.decision_rules import DecisionState
from vendors.rulings.queries.discussions import covers
from vendors.rulings.rules import DiscussionVerdict

if TYPE_CHECKING:
    from asyncpg import Record

_DECISION: Final = "SELECT id, number, institution, discussion, state, decided_on FROM vendors_decision WHERE id = $1"
_PAPER: Final = f"""
SELECT t.number, t.held_on, t.recorded_at, t.verdict, {covers("t", "$2")} AS covers
FROM vendors_discussion t WHERE t.id = $1
"""  # noqa: S608 constant names
_REVIEW: Final = "SELECT passed, at FROM vendors_legal_review WHERE measure = $1 ORDER BY id DESC LIMIT 1"
_TOTAL: Final = """
SELECT coalesce(sum(amount_fen), 0)::bigint FROM vendors_measure
WHERE decision = $1 AND stream IN ('recover', 'return', 'refuse')
  AND state IN ('proposed', 'returned', 'approved', 'carried_out')
"""

_RUNNING: Final = """
SELECT EXISTS (SELECT FROM vendors_measure WHERE decision = $1 AND id <> $2 AND kind = 'suspend' AND (
  ($4::date IS NULL AND state IN ('proposed', 'approved'))
  OR (state IN ('carried_out', 'lifted') AND coalesce(lifted_on, ends_on) >= $3
    AND ($4::date IS NULL OR begins_on <= $4))))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDecision:
    """A decision whose row this transaction has locked."""

    id: int
    number: str
    institution: int
    discussion: int | None
    state: DecisionState
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMeasure:
    """A measure and its decision, both locked, the decision first."""

    row: "Record"
    decision: HeldDecision
    kind: MeasureKind
    state: MeasureState

    @property
    def id(self) -> int:
        return int(self.row["id"])


async def hold_decision(deed: Deed, decision: int, *, though_closed: bool = False) -> HeldDecision:
    """NotFound when not there or another county's, Conflict when it is closed and may not be."""
    row = await deed.connection.fetchrow(f"{_DECISION} FOR UPDATE", decision)
    if row is None:
        raise NotFound
    held = HeldDecision(**{**row, "state": DecisionState(row["state"])})
    if held.state is DecisionState.CLOSED and not though_closed:
        raise Conflict(
            f"{held.number} 已结案，不能再办理。", f"{held.number} is closed; nothing more is done about it."
        )
    return held


async def hold_measure(
    deed: Deed, measure: int, *, to: MeasureState | None = None, though_closed: bool = False
) -> HeldMeasure:
    """NotFound; Conflict when the decision is closed and may not be, or the measure cannot go to the state."""
    decision = await deed.connection.fetchval("SELECT decision FROM vendors_measure WHERE id = $1", measure)
    if decision is None:
        raise NotFound
    held = await hold_decision(deed, decision, though_closed=though_closed)
    row = await deed.connection.fetchrow("SELECT * FROM vendors_measure WHERE id = $1 FOR UPDATE", measure)
    found = HeldMeasure(row=row, decision=held, kind=MeasureKind(row["kind"]), state=MeasureState(row["state"]))
    if to is not None:
        check_move(found.state, to)
    return found


async def alone(deed: Deed, held: HeldDecision, *, since: date, until: date | None, but: int = 0) -> None:
    """中止协议 of one decision follow one another. Conflict when another runs between the days, or is still to run."""
    if await deed.connection.fetchval(_RUNNING, held.id, but, since, until):
        raise Conflict(
            f"{held.number} 已有中止协议措施，期间不能重叠；须先撤回，或待其届满、解除。",
            f"{held.number} has a suspension already; two do not overlap: take it back, or wait until it has ended.",
        )


async def proposal(deed: Deed, held: HeldMeasure) -> Proposal:
    """The measure as its gates see it now."""
    row = held.row
    review = await deed.connection.fetchrow(_REVIEW, held.id)
    return Proposal(
        kind=held.kind,
        total_fen=await deed.connection.fetchval(_TOTAL, held.decision.id),
        serious=row["serious"],
        months=row["months"],
        opinion=await _paper(deed, held, row["opinion"]),
        discussion=await _paper(deed, held, row["discussion"]),
        grounds=row["grounds"],
        suspensions=await suspensions_in_term(
            institution=held.decision.institution, on=local_date(deed.at), for_=deed.by
        ),
        review=Opinion(passed=review["passed"], at=review["at"]) if review else None,
    )


async def _paper(deed: Deed, held: HeldMeasure, id_: int | None) -> Paper | None:
    row = await deed.connection.fetchrow(_PAPER, id_, held.decision.id) if id_ else None
    return Paper(**{**row, "verdict": DiscussionVerdict(row["verdict"])}) if row else None
