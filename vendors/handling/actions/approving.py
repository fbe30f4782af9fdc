"""Legal review, approval, carrying out and lifting of a measure."""

from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Gate, Invalid, Words
from vendors.handling.actions.held import HeldMeasure, alone, hold_measure, proposal
from vendors.handling.gates import GateCode, check, limits, steps
from vendors.handling.rights import APPROVE, PROPOSE, REVIEW, must_hold
from vendors.handling.rules import DATED, MeasureKind, MeasureState, after_months
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.policy.parameters import parameter

_REVIEW: Final = """
INSERT INTO vendors_legal_review (decision, measure, passed, opinion, reviewer, reviewer_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_APPROVE: Final = """
UPDATE vendors_measure SET state = 'approved', approved_by = $2, approved_by_name = $3, approved_at = $4 WHERE id = $1
"""
_CARRY: Final = """
UPDATE vendors_measure SET state = 'carried_out', begins_on = $2, ends_on = $3, carried_note = $4 WHERE id = $1
"""
_LIFT: Final = "UPDATE vendors_measure SET state = 'lifted', lifted_on = $2, lifted_reason = $3 WHERE id = $1"
_MONTHS: Final = 12


async def review_legality(*, measure: int, passed: bool, opinion: str, by: Actor, at: datetime) -> None:
    """法制审核: passed, or returned to whoever proposed it. The reviewer is somebody else.

    Raises NotFound, Forbidden, Conflict, Gate (a rescission without the department's opinion), Invalid.
    """
    must_hold(by, REVIEW)
    if not opinion.strip():
        raise Invalid({"opinion": Words("请写明审核意见。", "Give the opinion in words.")})
    async with act(by=by, at=at) as deed:
        held = await hold_measure(deed, measure, to=MeasureState.RETURNED)
        _other_person(held, by, Words("提出人不能审核自己提出的措施。", "Nobody reviews what they proposed."))
        await _opinion_first(deed, held)
        await deed.connection.execute(_REVIEW, held.decision.id, measure, passed, opinion.strip(), by.id, by.name, at)
        if not passed:
            await deed.connection.execute("UPDATE vendors_measure SET state = 'returned' WHERE id = $1", measure)
        kind = "measure.review_passed" if passed else "measure.review_refused"
        deed.note(kind, "decision", held.decision.id, after={"measure": measure}, note=opinion.strip())


async def approve_measure(*, measure: int, by: Actor, at: datetime) -> None:
    """批准 once every gate is open; the money it takes is due from then on.

    Raises NotFound, Forbidden, Conflict, Gate (names the first gate that is closed and what is missing).
    """
    must_hold(by, APPROVE)
    async with act(by=by, at=at) as deed:
        held = await hold_measure(deed, measure, to=MeasureState.APPROVED)
        _other_person(held, by, Words("提出人不能批准自己提出的措施。", "Nobody approves what they proposed."))
        check(await proposal(deed, held), limits(local_date(at)))
        await deed.connection.execute(_APPROVE, measure, by.id, by.name, at)
        deed.note(
            "measure.approved", "decision", held.decision.id,
            after={"measure": measure, "kind": held.kind.value, "amount_fen": held.row["amount_fen"]},
        )  # fmt: skip


async def carry_out(*, measure: int, on: date, note: str = "", by: Actor, at: datetime) -> None:
    """执行: a suspension, hold or rescission begins on the day, which fixes its last day; other measures are done.

    Raises NotFound, Forbidden, Conflict, Invalid (a day before the approval, or one to come for what has no term).
    """
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        held = await hold_measure(deed, measure, to=MeasureState.CARRIED_OUT)
        today = local_date(at)
        if on < held.decision.decided_on or (on > today and held.kind not in DATED):
            words = Words("执行日期不早于决定日；没有期限的不晚于今天。", "Not before the decision, nor in the future.")
            raise Invalid({"on": words})
        ends = _ends(held, on)
        if ends is not None and ends < on:
            raise Invalid({"on": Words("执行日期晚于恢复日期。", "It begins after its own release date.")})
        if held.kind is MeasureKind.SUSPEND:
            await alone(deed, held.decision, since=on, until=ends, but=measure)
        await deed.connection.execute(_CARRY, measure, on, ends, note.strip())
        deed.note(
            "measure.carried_out", "decision", held.decision.id, note=note.strip(),
            after={"measure": measure, "on": on.isoformat(), "ends_on": ends.isoformat() if ends else None},
        )  # fmt: skip


async def lift_measure(*, measure: int, on: date, reason: str, by: Actor, at: datetime) -> None:
    """解除: a suspension or hold ends before its day, a rescission or cancellation is taken back; also after 结案.

    Money is corrected by reversing the determination, not here. Raises NotFound, Forbidden, Conflict, Invalid.
    """
    must_hold(by, APPROVE)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明解除理由。", "Say why it is lifted.")})
    async with act(by=by, at=at) as deed:
        held = await hold_measure(deed, measure, to=MeasureState.LIFTED, though_closed=True)
        if held.kind not in DATED:
            raise Conflict(
                f"“{held.kind.zh}”已执行完毕；涉及金额的通过撤销、变更认定更正。",
                f"“{held.kind.en}” is done; money is corrected by reversing the determination.",
            )
        if on < held.row["begins_on"] or on > local_date(at):
            raise Invalid(
                {"on": Words("解除日期须在执行之后、不晚于今天。", "A day since it began, not in the future.")}
            )
        await deed.connection.execute(_LIFT, measure, on, reason.strip())
        deed.note(
            "measure.lifted", "decision", held.decision.id, note=reason.strip(),
            before={"measure": measure, "ends_on": str(held.row["ends_on"])}, after={"lifted_on": on.isoformat()},
        )  # fmt: skip


def _ends(held: HeldMeasure, on: date) -> date | None:
    if held.row["months"] is not None:
        return after_months(on, held.row["months"])
    if held.kind is MeasureKind.RESCIND:
        return after_months(on, _MONTHS * parameter("institution_ban_years", on).whole)
    found: date | None = held.row["ends_on"]
    return found


def _other_person(held: HeldMeasure, by: Actor, words: Words) -> None:
    if by.id == held.row["proposed_by"]:
        raise Forbidden(words.zh, words.en)


async def _opinion_first(deed: Deed, held: HeldMeasure) -> None:
    """A rescission comes to the legal reviewer with the department's opinion (LZ Art.20). Raises Gate."""
    if held.kind is MeasureKind.RESCIND:
        for step in steps(await proposal(deed, held), limits(local_date(deed.at))):
            if step.gate is GateCode.OPINION and not step.open:
                raise Gate(step.gate.value, step.words.zh, step.words.en)
