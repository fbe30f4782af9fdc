"""反馈: a draft is shown to the vendor, which may object within the term or say that it has nothing to object."""

from datetime import datetime
from typing import TYPE_CHECKING

from kpi.assessment.rules import must_manage, must_speak
from kpi.scorecards.rules import CardState, move
from vendors.actors import Actor
from vendors.errors import Conflict, NotFound
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter

if TYPE_CHECKING:
    from asyncpg import Record

_LOCKED = """
SELECT id, vendor, contract, number, period, state, issued_by_id, total, objections_due_on, heard_at
FROM kpi_scorecard WHERE id = $1 FOR UPDATE
"""
_FEED_BACK = """
UPDATE kpi_scorecard SET state = $2, fed_back_by = $3, fed_back_at = $4, objections_due_on = $5,
  objections_provisional = $6 WHERE id = $1
"""
_HEARD = "UPDATE kpi_scorecard SET heard_by = $2, heard_at = $3 WHERE id = $1"


async def locked(deed: Deed, card: int) -> "Record":
    """The card's row, held until the act ends. Raises NotFound; a vendor's people find their own cards only."""
    row = await deed.connection.fetchrow(_LOCKED, card)
    if row is None or (deed.by.vendor is not None and row["vendor"] != deed.by.vendor):
        raise NotFound
    return row


async def feed_back(*, card: int, by: Actor, at: datetime) -> None:
    """已反馈: the vendor sees the draft and may object for `objection_days` working days from the next.

    Raises NotFound, Forbidden, Conflict (not a draft, or a card that cannot be graded).
    """
    must_manage(by)
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        state = move(CardState(row["state"]), CardState.FED_BACK)
        if row["total"] is None:
            raise Conflict("该记分卡无法评定，不能反馈。", "This card cannot be graded, so it cannot be fed back.")
        day = local_date(at)
        due = deadline(day, parameter("objection_days", day).whole)
        await deed.connection.execute(_FEED_BACK, card, state.value, by.name, at, due.on, due.provisional)
        after: dict[str, Json] = {"number": row["number"], "objections_due_on": due.on.isoformat()}
        deed.note("scorecard.fed_back", "scorecard", card, vendor=row["vendor"], after=after)


async def end_objections(*, card: int, note: str = "", by: Actor, at: datetime) -> None:
    """无异议（或异议已提完）: the vendor need not wait for the term to end.

    Raises NotFound, Forbidden, Conflict (not fed back, or said already).
    """
    must_speak(by)
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        if CardState(row["state"]) is not CardState.FED_BACK or row["heard_at"]:
            raise Conflict("当前不在异议期。", "This card is not open to objections.")
        await deed.connection.execute(_HEARD, card, by.name, at)
        deed.note(
            "scorecard.unopposed", "scorecard", card, vendor=row["vendor"], after={"number": row["number"]}, note=note
        )
