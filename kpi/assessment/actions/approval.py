"""复核结束与集体审定: a reviewer closes the review, a leader approves on the record of a meeting."""

import json
from datetime import datetime
from typing import Final

from kpi.assessment.actions.feedback import locked
from kpi.assessment.rules import Meeting, must_be_heard, must_review, refuse_incomplete
from kpi.scorecards.rules import CardState, move, must_approve
from vendors.actors import Actor
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.parameters import parameter

_OPEN = "SELECT count(*) FROM kpi_objection WHERE scorecard = $1 AND state = 'open'"
_REVIEW = "UPDATE kpi_scorecard SET state = $2, reviewed_by = $3, reviewed_by_id = $4, reviewed_at = $5 WHERE id = $1"
_RECORD = """
INSERT INTO kpi_approval (scorecard, held_on, members, minutes, conclusion, approved_by, approved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_APPROVE = "UPDATE kpi_scorecard SET state = $2, approved_by = $3, approved_at = $4 WHERE id = $1"
_REVIEWER: Final = "SELECT reviewed_by_id FROM kpi_scorecard WHERE id = $1"


async def review(*, card: int, by: Actor, at: datetime) -> int:
    """复核: nothing is left to hear; returns the card that goes on to approval.

    Raises NotFound, Forbidden (who issued it), Gate `objections_open` or `objection_term`, Conflict.
    """
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        must_review(by, issued_by=row["issued_by_id"])
        state = move(CardState(row["state"]), CardState.REVIEWED)
        must_be_heard(
            today=local_date(at),
            due_on=row["objections_due_on"],
            heard=row["heard_at"] is not None,
            open_=await deed.connection.fetchval(_OPEN, card),
        )
        await deed.connection.execute(_REVIEW, card, state.value, by.name, by.id, at)
        deed.note("scorecard.reviewed", "scorecard", card, vendor=row["vendor"], after={"number": row["number"]})
        return card


async def approve(*, card: int, meeting: Meeting, by: Actor, at: datetime) -> None:
    """审定: a leader who neither issued nor reviewed the card approves it on the record of a collective discussion.

    Raises NotFound, Forbidden, Conflict, Invalid (the record is incomplete).
    """
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        reviewer = await deed.connection.fetchval(_REVIEWER, card)
        must_approve(by, issued_by=row["issued_by_id"], reviewed_by=reviewer)
        state = move(CardState(row["state"]), CardState.APPROVED)
        day = local_date(at)
        refuse_incomplete(meeting, today=day, people=parameter("assessment_meeting_people_min", day).whole)
        members = [name.strip() for name in meeting.members if name.strip()]
        said = (meeting.held_on, json.dumps(members, ensure_ascii=False), meeting.minutes.strip(), meeting.conclusion)
        await deed.connection.execute(_RECORD, card, *said, by.name, at)
        await deed.connection.execute(_APPROVE, card, state.value, by.name, at)
        after: dict[str, Json] = {"number": row["number"], "total": str(row["total"]), "people": len(members)}
        deed.note("scorecard.approved", "scorecard", card, vendor=row["vendor"], after=after)
