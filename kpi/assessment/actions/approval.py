"""集体审定: a leader approves a reviewed card on the record of a meeting; at last the card is put away."""

import json
from datetime import datetime
from typing import Final

from kpi.assessment.actions.feedback import locked
from kpi.assessment.decider_queries import deciders
from kpi.assessment.rules import Meeting, must_manage, refuse_incomplete
from kpi.scorecards.actions import publish
from kpi.scorecards.rules import CardState, move, must_approve
from vendors.actors import Actor
from vendors.errors import Conflict
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.parameters import parameter

_RECORD = """
INSERT INTO kpi_approval (scorecard, held_on, members, minutes, conclusion, approved_by, approved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_APPROVE = "UPDATE kpi_scorecard SET state = $2, approved_by = $3, approved_at = $4 WHERE id = $1"
_APPLY = "UPDATE kpi_scorecard SET applied_at = coalesce(applied_at, $2) WHERE id = $1"
_ARCHIVE = """
UPDATE kpi_scorecard SET archived_at = $2
WHERE id = $1 AND state = 'published' AND applied_at IS NOT NULL AND archived_at IS NULL RETURNING id
"""
_REVIEWED: Final = "SELECT reviewed_by_id, reviewed_at FROM kpi_scorecard WHERE id = $1"


async def approve(*, card: int, meeting: Meeting, by: Actor, at: datetime) -> None:
    """审定: a leader who had no hand in the card approves it on the record of a discussion held since its review.

    Raises NotFound, Forbidden, Conflict, Invalid (the record is incomplete).
    """
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        seen = await deed.connection.fetchrow(_REVIEWED, card)
        must_approve(
            by, issued_by=row["issued_by_id"], reviewed_by=seen["reviewed_by_id"], decided_by=await deciders(card)
        )
        state = move(CardState(row["state"]), CardState.APPROVED)
        day = local_date(at)
        refuse_incomplete(
            meeting,
            since=seen["reviewed_at"] and local_date(seen["reviewed_at"]),
            today=day,
            people=parameter("assessment_meeting_people_min", day).whole,
        )
        members = [name.strip() for name in meeting.members if name.strip()]
        said = (meeting.held_on, json.dumps(members, ensure_ascii=False), meeting.minutes.strip(), meeting.conclusion)
        await deed.connection.execute(_RECORD, card, *said, by.name, at)
        await deed.connection.execute(_APPROVE, card, state.value, by.name, at)
        after: dict[str, Json] = {"number": row["number"], "total": str(row["total"]), "people": len(members)}
        deed.note("scorecard.approved", "scorecard", card, vendor=row["vendor"], after=after)


async def announce(*, card: int, by: Actor, at: datetime) -> None:
    """公布 a card nothing follows from (a month's, a half-year's): its result is applied with that.

    Raises as `kpi.scorecards.actions.publish` does.
    """
    async with act(by=by, at=at):
        await publish(card=card, by=by, at=at)
        await apply(card=card, by=by, at=at)


async def apply(*, card: int, by: Actor, at: datetime) -> None:
    """结果应用: what follows from a published card has been decided. Raises NotFound, Conflict."""
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        if CardState(row["state"]) is not CardState.PUBLISHED:
            raise Conflict("记分卡尚未公布或已被取代。", "The card is not published, or superseded.")
        await deed.connection.execute(_APPLY, card, at)
        deed.note("scorecard.applied", "scorecard", card, vendor=row["vendor"], after={"number": row["number"]})


async def archive(*, card: int, by: Actor, at: datetime) -> None:
    """归档: a published card whose result has been applied is put away. Raises NotFound, Forbidden, Conflict."""
    must_manage(by)
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        if not await deed.connection.fetchval(_ARCHIVE, card, at):
            raise Conflict(
                "结果应用之后才能归档，且只归档一次。", "A card is archived once, after its result is applied."
            )
        deed.note("scorecard.archived", "scorecard", card, vendor=row["vendor"], after={"number": row["number"]})
