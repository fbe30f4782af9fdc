from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.errors import HengjianError, Invalid, Words
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import REVIEW_ACTS, FindingState, Opinion, Stage, must_differ, next_state
from vendors.journal.actions import Deed, act

_INSERT = """
INSERT INTO vendors_review (finding, vendor, stage, opinion, reason, reviewer, reviewer_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


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
    """复审 by somebody else: 通过 makes it a 线索, 不通过 closes it. Raises as review_first does."""
    pick = Pick(finding=finding, version=version)
    return await _review(Stage.SECOND, pick, opinion=opinion, reason=reason, by=by, at=at)


async def review_many(
    *, stage: Stage, picks: Sequence[Pick], opinion: Opinion, reason: str = "", by: Actor, at: datetime
) -> tuple[PickResult, ...]:
    """One opinion on many findings, each its own act; a refused one does not hold up the others."""
    results = []
    for pick in picks:
        try:
            state = await _review(stage, pick, opinion=opinion, reason=reason, by=by, at=at)
        except HengjianError as refused:
            results.append(PickResult(finding=pick.finding, state=None, error=refused.words))
        else:
            results.append(PickResult(finding=pick.finding, state=state, error=None))
    return tuple(results)


async def _review(stage: Stage, pick: Pick, *, opinion: Opinion, reason: str, by: Actor, at: datetime) -> FindingState:
    if opinion is not Opinion.PASS and not reason.strip():
        raise Invalid({"reason": Words("退回或不通过须说明理由。", "A return or a rejection needs a reason.")})
    what = REVIEW_ACTS[stage, opinion]
    async with act(by=by, at=at) as deed:
        held = await hold(deed, finding=pick.finding, version=pick.version)
        next_state(state=held.state, act=what, by=by, vendor=held.vendor)
        must_differ(by=by, uploaded_by=held.uploaded_by, other_stage=await _others(deed, held, stage))
        row = (held.id, held.vendor, stage.value, opinion.value, reason, by.id, by.name, at)
        await deed.connection.execute(_INSERT, *row)
        if stage is Stage.FIRST:
            await deed.connection.execute(
                "UPDATE vendors_finding SET first_reviewer = $2 WHERE id = $1", held.id, by.id
            )
        return await move(deed, held, what, note=reason)


async def _others(deed: Deed, held: Held, stage: Stage) -> frozenset[int]:
    """Who has reviewed this finding at the other stage, now or in an earlier round."""
    rows = await deed.connection.fetch(
        "SELECT DISTINCT reviewer FROM vendors_review WHERE finding = $1 AND stage <> $2", held.id, stage.value
    )
    return frozenset(row["reviewer"] for row in rows)
