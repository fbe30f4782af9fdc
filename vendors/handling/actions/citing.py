"""The collective discussions a measure rests on."""

import json
from datetime import datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, Words
from vendors.handling.actions.held import HeldDecision, hold_measure
from vendors.handling.rights import PROPOSE, must_hold
from vendors.handling.rules import MeasureState
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.rulings.actions.discussing import use_discussion
from vendors.rulings.decision_rules import DiscussionKind

_RECORD: Final = "SELECT kind, institution, held_on, findings FROM vendors_discussion WHERE id = $1"
_FINDINGS: Final = """
SELECT d.finding, d.superseded_at IS NULL AS stands
FROM vendors_determination d JOIN vendors_decision n ON n.number = d.decision WHERE n.id = $1
"""
_FIELDS: Final = {DiscussionKind.DEPARTMENT: "opinion", DiscussionKind.LEADERS: "discussion"}
_CITE: Final = {
    DiscussionKind.DEPARTMENT: "UPDATE vendors_measure SET opinion = $2 WHERE id = $1",
    DiscussionKind.LEADERS: "UPDATE vendors_measure SET discussion = $2 WHERE id = $1",
}


async def cite_discussion(*, measure: int, discussion: int, by: Actor, at: datetime) -> None:
    """Rest a proposed measure on a record: the department's opinion or the leaders' discussion, as its kind says.

    Raises NotFound, Forbidden, Conflict (no longer proposed), Invalid (another institution's, other findings).
    """
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        held = await hold_measure(deed, measure)
        if held.state is not MeasureState.PROPOSED:
            raise Conflict("措施已批准或撤回，不能再改依据。", "The measure is no longer a proposal.")
        kind = await _kind(deed, held.decision, discussion)
        await deed.connection.execute(_CITE[kind], measure, discussion)
        await use_discussion(deed, discussion)
        deed.note(
            "measure.discussed", "decision", held.decision.id,
            after={"measure": measure, "discussion": discussion, "kind": kind.value},
        )  # fmt: skip


async def papers(
    deed: Deed, held: HeldDecision, *, opinion: int | None, discussion: int | None
) -> tuple[int | None, int | None]:
    """The two records a proposal names, checked. Raises Invalid."""
    for id_, wanted in ((opinion, DiscussionKind.DEPARTMENT), (discussion, DiscussionKind.LEADERS)):
        if id_ is not None:
            if await _kind(deed, held, id_) is not wanted:
                raise Invalid({_FIELDS[wanted]: Words(f"须为{wanted.zh}。", f"It has to be: {wanted.en}.")})
            await use_discussion(deed, id_)
    return opinion, discussion


async def _kind(deed: Deed, held: HeldDecision, discussion: int) -> DiscussionKind:
    """Whose discussion it was, once it is seen to concern this decision. Raises Invalid."""
    row = await deed.connection.fetchrow(_RECORD, discussion)
    mine = await deed.connection.fetch(_FINDINGS, held.id)
    considered = set(json.loads(row["findings"])) if row else set()
    fits = row is not None and row["institution"] == held.institution and row["held_on"] <= local_date(deed.at)
    if row is None or not fits or considered.isdisjoint(one["finding"] for one in mine):
        raise Invalid(
            {"discussion": Words("集体讨论记录与本决定无关。", "That discussion does not concern this decision.")}
        )
    if not considered >= {one["finding"] for one in mine if one["stands"]}:
        words = Words(
            "集体讨论未包括本决定现行认定的全部问题。", "The discussion left out findings that stand in this decision."
        )
        raise Invalid({"discussion": words})
    return DiscussionKind(row["kind"])
