"""The decision that findings are determined in, and the collective discussion it rests on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vendors.copying import as_json
from vendors.errors import Invalid, Words
from vendors.journal.actions import Deed
from vendors.numbering import DECISIONS, allot
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.actions.discussing import NewDiscussion, take_down, use_discussion
from vendors.rulings.decision_rules import Attendee, DecisionState, DiscussionKind, check_undiscussed
from vendors.rulings.rules import Discussion, DiscussionVerdict, check_agreed, check_discussion

_RECORD = """
SELECT number, kind, institution, held_on, attendees, findings, conclusion, verdict
FROM vendors_discussion WHERE id = $1
"""
_INSERT = """
INSERT INTO vendors_decision
  (number, institution, amount_fen, discussion, state, decided_on, decided_by, decided_by_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision against one institution; `amount_fen` is what it determines in all."""

    id: int
    number: str
    institution: int
    amount_fen: int
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a decision is about and the discussion it rests on, whose words `snapshot` keeps (JSON)."""

    institution: int
    settled: Mapping[int, Mapping[int, int]]
    discussion: int | None = None
    snapshot: str | None = None

    @property
    def amount_fen(self) -> int:
        return sum(sum(lines.values()) for lines in self.settled.values())


async def relied_on(
    deed: Deed,
    institution: int,
    settled: Mapping[int, Mapping[int, int]],
    *,
    told: Discussion | None,
    record: int | None,
) -> Ground:
    """The discussion behind a decision (`settled`: fen by finding and line), recorded now when it was told whole.

    Raises Gate where one is due and missing (LZ Art.21), Invalid for one that does not carry this decision.
    """
    ground = Ground(institution=institution, settled=settled)
    today = local_date(deed.at)
    threshold = parameter("collective_discussion_fen", today).whole
    if record is not None:
        held = await record_of(deed, record, institution=institution, findings=settled, on=today)
        await use_discussion(deed, record)
        return Ground(institution=institution, settled=settled, discussion=record, snapshot=_snapshot(held))
    people = parameter("discussion_people_min", today).whole
    check_discussion(ground.amount_fen, threshold_fen=threshold, people=people, discussion=told, on=today)
    if told is None:
        return ground
    made = await take_down(
        deed,
        NewDiscussion(
            kind=DiscussionKind.LEADERS,
            institution=institution,
            held_on=told.held_on,
            attendees=[Attendee(name=name) for name in told.attendees],
            conclusion=told.conclusion,
            verdict=told.verdict,
            findings=tuple(settled),
        ),
    )
    await use_discussion(deed, made)
    return Ground(institution=institution, settled=settled, discussion=made, snapshot=_snapshot(told))


async def record_of(
    deed: Deed, record: int, *, institution: int, findings: Mapping[int, object], on: date
) -> Discussion:
    """A recorded leaders' discussion of these findings. Raises Invalid when it is not one, Gate when it said no."""
    row = await deed.connection.fetchrow(_RECORD, record)
    if row is None or row["institution"] != institution or row["held_on"] > on:
        raise Invalid(
            {"discussion": Words("集体讨论记录不属于这家机构。", "That discussion is not about this institution.")}
        )
    if row["kind"] != DiscussionKind.LEADERS.value:
        raise Invalid({"discussion": Words("须为负责人集体讨论。", "It has to be the leaders' collective discussion.")})
    if not set(findings) <= set(json.loads(row["findings"])):
        raise Invalid(
            {"discussion": Words("集体讨论未包括本次认定的全部问题。", "The discussion left out some of the findings.")}
        )
    verdict = DiscussionVerdict(row["verdict"])
    check_agreed(verdict, number=f" {row['number']} ")
    names = tuple(one["name"] for one in json.loads(row["attendees"]))
    return Discussion(held_on=row["held_on"], attendees=names, conclusion=row["conclusion"], verdict=verdict)


async def decided(deed: Deed, ground: Ground) -> Decision:
    """Write the decision down; nothing upheld needs no handling and is closed at once."""
    today = local_date(deed.at)
    amount = ground.amount_fen
    threshold = parameter("collective_discussion_fen", today).whole
    check_undiscussed(amount, threshold_fen=threshold, discussed=ground.discussion is not None)
    (number,) = await allot(deed.connection, DECISIONS, year=today.year)
    state = DecisionState.OPEN if amount else DecisionState.CLOSED
    made = await deed.connection.fetchval(
        _INSERT,
        number,
        ground.institution,
        amount,
        ground.discussion,
        state.value,
        today,
        deed.by.id,
        deed.by.name,
        deed.at,
    )
    deed.note(
        "decision.made",
        "decision",
        made,
        after={
            "number": number,
            "amount_fen": amount,
            "findings": len(ground.settled),
            "discussion": ground.discussion,
        },
    )
    return Decision(
        id=made,
        number=number,
        institution=ground.institution,
        amount_fen=amount,
        findings=tuple(ground.settled),
    )


async def set_state(deed: Deed, *, decision: int, state: DecisionState) -> None:
    """Within an act of handling or recovery: how far the decision has come."""
    before = await deed.connection.fetchval("SELECT state FROM vendors_decision WHERE id = $1 FOR UPDATE", decision)
    if before != state.value:
        await deed.connection.execute("UPDATE vendors_decision SET state = $2 WHERE id = $1", decision, state.value)
        deed.note("decision.state", "decision", decision, before={"state": before}, after={"state": state.value})


def _snapshot(discussion: Discussion) -> str:
    return as_json(
        {
            "held_on": discussion.held_on.isoformat(),
            "attendees": list(discussion.attendees),
            "conclusion": discussion.conclusion,
            "verdict": discussion.verdict.value,
        }
    )
