"""A measure is proposed: complete for its kind, its amounts within what was determined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.handling.actions.citing import papers
from vendors.handling.actions.held import HeldDecision, alone, hold_decision, hold_measure
from vendors.handling.complete import problems
from vendors.handling.gates import Proposal, check_months, limits
from vendors.handling.rights import PROPOSE, must_hold
from vendors.handling.rules import BY_FINDING, FREE, OF_PERSONS, MeasureKind, MeasureState, Stream, branch_of, stream_of
from vendors.journal.actions import Deed, act
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.rulings.actions.deciding import set_state
from vendors.rulings.decision_rules import DecisionState

_INSERT = """
INSERT INTO vendors_measure
  (decision, kind, branch, state, stream, amount_fen, serious, months, target, doctor, grounds, basis, reference,
   opinion, discussion, ends_on, proposed_by, proposed_by_name, proposed_at)
VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id
"""
_REMAINING = """
SELECT f.id, f.number, d.amount_fen - coalesce((
    SELECT sum(p.fen) FROM vendors_measure_part p JOIN vendors_measure m ON m.id = p.measure
    WHERE p.finding = f.id AND m.decision = $1 AND m.state <> ALL('{withdrawn,lifted}')), 0)::bigint AS remaining
FROM vendors_determination d JOIN vendors_decision n ON n.number = d.decision
JOIN vendors_finding f ON f.id = d.finding
WHERE n.id = $1 AND d.superseded_at IS NULL
"""
_DOCTOR = "SELECT name FROM vendors_doctor WHERE code = $1 AND institution = $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasure:
    """What is proposed. `parts` (finding → fen) for 追回 and 拒付; `amount_fen` for 违约金, 罚款 and 没收.

    `target` names the people or department of 中止; `ends_on` is the release date of 暂停结算; `voluntary`: the
    institution returns the money itself. `opinion` and `discussion` are records of collective discussions.
    """

    kind: MeasureKind
    parts: Mapping[int, int] = field(default_factory=dict)
    amount_fen: int = 0
    voluntary: bool = False
    serious: bool = False
    months: int | None = None
    target: str = ""
    doctor: str = ""
    grounds: str = ""
    basis: str = ""
    reference: str = ""
    ends_on: date | None = None
    opinion: int | None = None
    discussion: int | None = None

    @property
    def stream(self) -> Stream | None:
        return stream_of(self.kind, voluntary=self.voluntary)


async def propose_measure(*, decision: int, measure: NewMeasure, by: Actor, at: datetime) -> int:
    """Propose one of the measures of LZ Art.18 and 39; returns its id.

    Raises NotFound, Forbidden, Conflict (closed; a suspension beside another), Gate (a suspension's length), Invalid
    (incomplete, more than what was determined).
    """
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        held = await hold_decision(deed, decision)
        today = local_date(at)
        wrong = problems(measure, on=today, grounds=code_list("termination_reason", today))
        if wrong:
            raise Invalid(wrong)
        check_months(Proposal(kind=measure.kind, serious=measure.serious, months=measure.months), limits(today))
        await _within_determined(deed, held, measure)
        target = await _target(deed, held, measure)
        opinion, discussion = await papers(deed, held, opinion=measure.opinion, discussion=measure.discussion)
        if measure.kind is MeasureKind.SUSPEND:
            await alone(deed, held, since=today, until=None)
        made = await _insert(deed, held, measure, target=target, papers=(opinion, discussion))
        await set_state(deed, decision=held.id, state=_next(held.state))
    return made


async def withdraw_measure(*, measure: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a proposal back; what it had taken of the determined amounts is free again."""
    must_hold(by, PROPOSE)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明撤回理由。", "Say why it is taken back.")})
    async with act(by=by, at=at) as deed:
        held = await hold_measure(deed, measure, to=MeasureState.WITHDRAWN)
        await deed.connection.execute("UPDATE vendors_measure SET state = 'withdrawn' WHERE id = $1", measure)
        deed.note(
            "measure.withdrawn", "decision", held.decision.id, note=reason,
            before={"measure": measure, "state": held.state.value}, after={"state": "withdrawn"},
        )  # fmt: skip


def _next(state: DecisionState) -> DecisionState:
    return DecisionState.HANDLING if state is DecisionState.OPEN else state


async def _within_determined(deed: Deed, held: HeldDecision, measure: NewMeasure) -> None:
    """Every finding is the decision's, and no more is taken than is left of what stands determined. Raises Invalid."""
    if measure.stream not in BY_FINDING:
        return
    rows = await deed.connection.fetch(_REMAINING, held.id)
    left = {row["id"]: (row["number"], row["remaining"]) for row in rows}
    for finding, fen in measure.parts.items():
        if finding not in left:
            raise Invalid(
                {"parts": Words("金额只能对应本决定认定的问题。", "Amounts are of this decision's findings.")}
            )
        number, remaining = left[finding]
        if fen > remaining:
            raise Invalid(
                {
                    f"part_{finding}": Words(
                        f"{number} 认定金额中尚可处理 {yuan(max(remaining, 0))} 元，不能为 {yuan(fen)} 元。",
                        f"{number}: {yuan(max(remaining, 0))} yuan is left of what was determined, not {yuan(fen)}.",
                    )
                }
            )


async def _target(deed: Deed, held: HeldDecision, measure: NewMeasure) -> str:
    """Whom the measure is against: a doctor is one of this institution's. Raises Invalid."""
    if measure.kind not in OF_PERSONS:
        return measure.target
    name = await deed.connection.fetchval(_DOCTOR, measure.doctor, held.institution)
    if name is None:
        raise Invalid(
            {"doctor": Words("该机构没有这名医保医师（药师）。", "This institution has no such doctor or pharmacist.")}
        )
    return str(name)


async def _insert(
    deed: Deed, held: HeldDecision, measure: NewMeasure, *, target: str, papers: tuple[int | None, int | None]
) -> int:
    stream = measure.stream
    by_finding = {finding: fen for finding, fen in measure.parts.items() if fen and stream in BY_FINDING}
    amount = sum(by_finding.values()) if stream in BY_FINDING else measure.amount_fen if stream in FREE else 0
    made: int = await deed.connection.fetchval(
        _INSERT, held.id, measure.kind.value, branch_of(measure.kind).value, stream.value if stream else "", amount,
        measure.serious, measure.months, target, measure.doctor, measure.grounds, measure.basis, measure.reference,
        *papers, measure.ends_on, deed.by.id, deed.by.name, deed.at,
    )  # fmt: skip
    await deed.connection.executemany(
        "INSERT INTO vendors_measure_part (measure, finding, fen) VALUES ($1, $2, $3)",
        [(made, finding, fen) for finding, fen in sorted(by_finding.items())],
    )
    deed.note(
        "measure.proposed", "decision", held.id,
        after={"measure": made, "kind": measure.kind.value, "amount_fen": amount, "months": measure.months},
    )  # fmt: skip
    return made
