"""The measures of a decision, with their gates as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.gates import Limits, Opinion, Paper, Proposal, Step, steps
from vendors.handling.rules import (
    BY_FINDING,
    DATED,
    LIVE,
    Branch,
    MeasureKind,
    MeasureState,
    Stream,
)
from vendors.rulings.queries.discussions import covers
from vendors.rulings.rules import DiscussionVerdict
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_MEASURES: Final = f"""
SELECT m.*, o.verdict AS opinion_verdict, {covers("o", "m.decision")} AS opinion_covers,
  c.verdict AS discussion_verdict, {covers("c", "m.decision")} AS discussion_covers,
  o.number AS opinion_number, o.held_on AS opinion_held_on, o.recorded_at AS opinion_recorded_at,
  c.number AS discussion_number, c.held_on AS discussion_held_on, c.recorded_at AS discussion_recorded_at
FROM vendors_measure m LEFT JOIN vendors_discussion o ON o.id = m.opinion
LEFT JOIN vendors_discussion c ON c.id = m.discussion WHERE m.decision = $1 ORDER BY m.id
"""  # noqa: S608 constant names
_PARTS: Final = """
SELECT p.measure, p.finding, f.number, p.fen FROM vendors_measure_part p JOIN vendors_finding f ON f.id = p.finding
WHERE p.measure = ANY($1) ORDER BY p.measure, p.finding
"""
_REVIEWS: Final = """
SELECT measure, passed, opinion, reviewer_name, at FROM vendors_legal_review WHERE decision = $1 ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    finding: int
    number: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReview:
    passed: bool
    opinion: str
    reviewer_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureView:
    """One measure; `steps` are its gates, open and closed, as long as it waits for approval."""

    id: int
    kind: MeasureKind
    branch: Branch
    state: MeasureState
    stream: Stream | None
    amount_fen: int
    serious: bool
    months: int | None
    target: str
    doctor: str
    grounds: str
    basis: str
    reference: str
    begins_on: date | None
    ends_on: date | None
    carried_note: str
    lifted_on: date | None
    lifted_reason: str
    proposed_by: int
    proposed_by_name: str
    proposed_at: datetime
    approved_by_name: str
    approved_at: datetime | None
    opinion: Paper | None
    discussion: Paper | None
    opinion_id: int | None
    discussion_id: int | None
    parts: tuple[Part, ...]
    reviews: tuple[LegalReview, ...]
    steps: tuple[Step, ...]

    @property
    def blocked(self) -> bool:
        return self.state is MeasureState.PROPOSED and any(not step.open for step in self.steps)

    @property
    def reviewed(self) -> bool:
        return bool(self.reviews) and self.reviews[-1].passed

    @property
    def lasting(self) -> bool:
        """Whether it holds from a day on, so that it may be lifted."""
        return self.kind in DATED


async def decision_of(measure: int, *, for_: Actor) -> int:
    """Whose a measure is. NotFound when there is none, it is another county's, or a vendor asks."""
    async with transaction() as connection:
        found = await connection.fetchval("SELECT decision FROM vendors_measure WHERE id = $1", measure)
    if found is None or not for_.at_bureau:
        raise NotFound
    return int(found)


async def measures_of(
    connection: "Connection", decision: int, within: Limits, *, suspensions: int
) -> tuple[MeasureView, ...]:
    rows = await connection.fetch(_MEASURES, decision)
    parts = await connection.fetch(_PARTS, [row["id"] for row in rows])
    reviews = await connection.fetch(_REVIEWS, decision)
    total = sum(row["amount_fen"] for row in rows if row["state"] in LIVE and row["stream"] in BY_FINDING)
    sums = total, suspensions
    return tuple(_view(row, parts=parts, reviews=reviews, sums=sums, within=within) for row in rows)


def _view(
    row: "Record", *, parts: Sequence["Record"], reviews: Sequence["Record"], sums: tuple[int, int], within: Limits
) -> MeasureView:
    mine = tuple(
        LegalReview(**{name: one[name] for name in LegalReview.__slots__})
        for one in reviews
        if one["measure"] == row["id"]
    )
    opinion, discussion = _paper(row, "opinion"), _paper(row, "discussion")
    kind, state = MeasureKind(row["kind"]), MeasureState(row["state"])
    proposal = Proposal(
        kind=kind,
        total_fen=sums[0],
        grounds=row["grounds"],
        suspensions=sums[1],
        serious=row["serious"],
        months=row["months"],
        opinion=opinion,
        review=Opinion(passed=mine[-1].passed, at=mine[-1].at) if mine else None,
        discussion=discussion,
    )
    return MeasureView(
        **{name: row[name] for name in _PLAIN},
        kind=kind,
        state=state,
        branch=Branch(row["branch"]),
        stream=Stream(row["stream"]) if row["stream"] else None,
        opinion=opinion,
        discussion=discussion,
        opinion_id=row["opinion"],
        discussion_id=row["discussion"],
        parts=tuple(
            Part(finding=one["finding"], number=one["number"], fen=one["fen"])
            for one in parts
            if one["measure"] == row["id"]
        ),
        reviews=mine,
        steps=steps(proposal, within),
    )


_PLAIN: Final = (
    "id", "amount_fen", "serious", "months", "target", "doctor", "grounds", "basis", "reference", "begins_on",
    "ends_on", "carried_note", "lifted_on", "lifted_reason", "proposed_by", "proposed_by_name", "proposed_at",
    "approved_by_name", "approved_at",
)  # fmt: skip


def _paper(row: "Record", name: str) -> Paper | None:
    if row[name] is None:
        return None
    told = {field: row[f"{name}_{field}"] for field in Paper.__slots__}
    return Paper(**{**told, "verdict": DiscussionVerdict(told["verdict"])})
