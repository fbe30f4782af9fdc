from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Conflict, HengjianError, Invalid, Words
from vendors.findings.blindness import must_read_no_journal
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import (
    REVIEW_ACTS,
    TIE_ACTS,
    Act,
    FindingState,
    Opinion,
    Stage,
    must_be_a_third,
    must_differ,
    next_state,
)
from vendors.journal.actions import Deed, act

_INSERT = """
INSERT INTO vendors_review (finding, vendor, stage, opinion, reason, reviewer, reviewer_name, at, blind, settles)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_ACTS: Final = {**REVIEW_ACTS, **{(Stage.TIE, opinion): done for opinion, done in TIE_ACTS.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A finding as the person saw it."""

    finding: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickResult:
    """What became of one item of a bulk act: a new state, or the sentence that says why not."""

    finding: int
    state: FindingState | None
    error: Words | None


async def review_first(
    *, finding: int, version: int, opinion: Opinion, reason: str = "", by: Actor, at: datetime
) -> FindingState:
    """初审. A 不通过 is advice: the finding goes on to the second reviewer with it.

    Raises NotFound, Forbidden (role, own upload, was second reviewer), Conflict (state, stale version),
    Invalid (a return or rejection without reason).
    """
    pick = Pick(finding=finding, version=version)
    return await _review(Stage.FIRST, pick, opinion=opinion, reason=reason, by=by, at=at)


async def review_second(
    *, finding: int, version: int, opinion: Opinion, reason: str = "", by: Actor, at: datetime
) -> FindingState:
    """复审 by somebody else: 通过 makes it a 线索, 不通过 closes it. Raises as review_first does, and
    Forbidden to whoever reads the whole journal when it is blind.

    A blind one that says the opposite of the first leads to 待裁定; one that returns the finding says neither.
    """
    pick = Pick(finding=finding, version=version)
    return await _review(Stage.SECOND, pick, opinion=opinion, reason=reason, by=by, at=at)


async def break_tie(
    *, finding: int, version: int, opinion: Opinion, reason: str, by: Actor, at: datetime
) -> FindingState:
    """裁定 by a third person who sees both opinions; always with a reason. Raises as review_first does."""
    pick = Pick(finding=finding, version=version)
    return await _review(Stage.TIE, pick, opinion=opinion, reason=reason, by=by, at=at)


async def review_many(
    *, stage: Stage, picks: Sequence[Pick], opinion: Opinion, reason: str = "", by: Actor, at: datetime
) -> tuple[PickResult, ...]:
    """One opinion on many findings, each its own act; a refused one does not hold up the others.

    A finding under blind review is refused at the second stage: its reviewer looks at it by itself.
    """
    results = []
    for pick in picks:
        try:
            state = await _review(stage, pick, opinion=opinion, reason=reason, by=by, at=at, alone=False)
        except HengjianError as refused:
            results.append(PickResult(finding=pick.finding, state=None, error=refused.words))
        else:
            results.append(PickResult(finding=pick.finding, state=state, error=None))
    return tuple(results)


async def _review(
    stage: Stage, pick: Pick, *, opinion: Opinion, reason: str, by: Actor, at: datetime, alone: bool = True
) -> FindingState:
    _must_give_reason(stage, opinion, reason)
    what = _ACTS[stage, opinion]
    async with act(by=by, at=at) as deed:
        held = await hold(deed, finding=pick.finding, version=pick.version)
        next_state(state=held.state, act=what, by=by, vendor=held.vendor)
        await _must_be_another(deed, held, stage)
        blind = held.blind and stage is Stage.SECOND
        if blind or stage is Stage.TIE:
            must_read_no_journal(by)
        if blind and not alone:
            raise Conflict("盲审的疑点须逐件复审。", "A finding under blind review is reviewed by itself.")
        differs = blind and await _differs(deed, held, opinion)
        row = (held.id, held.vendor, stage.value, opinion.value, reason, by.id, by.name, at, blind, not differs)
        await deed.connection.execute(_INSERT, *row)
        if stage is Stage.FIRST:
            await deed.connection.execute(
                "UPDATE vendors_finding SET first_reviewer = $2 WHERE id = $1", held.id, by.id
            )
        done, after = (Act.SECOND_DIFFER, {"opinion": opinion.value}) if differs else (what, None)
        return await move(deed, held, done, note=reason, after=after)


def _must_give_reason(stage: Stage, opinion: Opinion, reason: str) -> None:
    if reason.strip():
        return
    if stage is Stage.TIE:
        raise Invalid({"reason": Words("裁定须说明理由。", "A tie-break needs a reason.")})
    if opinion is not Opinion.PASS:
        raise Invalid({"reason": Words("退回或不通过须说明理由。", "A return or a rejection needs a reason.")})


async def _must_be_another(deed: Deed, held: Held, stage: Stage) -> None:
    """Nobody speaks at two stages of one finding, whichever round it was."""
    rows = await deed.connection.fetch(
        "SELECT DISTINCT reviewer FROM vendors_review WHERE finding = $1 AND stage <> $2", held.id, stage.value
    )
    others = frozenset(row["reviewer"] for row in rows)
    if stage is Stage.TIE:
        must_be_a_third(by=deed.by, reviewers=others)
    must_differ(by=deed.by, uploaded_by=held.uploaded_by, other_stage=others)


async def _differs(deed: Deed, held: Held, opinion: Opinion) -> bool:
    """Whether a blind second opinion is the opposite of the first of this round."""
    first = await deed.connection.fetchval(
        "SELECT opinion FROM vendors_review WHERE finding = $1 AND stage = 'first' ORDER BY id DESC LIMIT 1", held.id
    )
    return opinion is not Opinion.RETURN and first is not None and first != opinion.value
