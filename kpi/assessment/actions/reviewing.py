"""复核结束: nothing is left to hear; accepted objections make a new version of the card."""

from datetime import datetime
from typing import TYPE_CHECKING

from kpi.assessment.actions.feedback import locked
from kpi.assessment.rules import Remedy, must_be_heard, must_review
from kpi.engine.canonical import card_from_json
from kpi.rulebooks.facts_file import facts_from_json
from kpi.scorecards.comparing import compare
from kpi.scorecards.rules import CardState, Origin, move
from kpi.scorecards.versions import keep, latest
from kpi.scorecards.working import Frozen, Worked, work_out
from vendors.actors import SYSTEM, Actor
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date

if TYPE_CHECKING:
    from asyncpg import Record

_OPEN = "SELECT count(*) FROM kpi_objection WHERE scorecard = $1 AND state = 'open'"
_REMEDIES = "SELECT DISTINCT remedy FROM kpi_objection WHERE scorecard = $1 AND state = 'accepted'"
_FULL = "SELECT facts, card, cutoff, issued_by FROM kpi_scorecard WHERE id = $1"
_REVIEW = "UPDATE kpi_scorecard SET state = $2, reviewed_by = $3, reviewed_by_id = $4, reviewed_at = $5 WHERE id = $1"
_SHOWN = """
UPDATE kpi_scorecard n SET fed_back_by = $3, fed_back_at = $4, objections_due_on = o.objections_due_on,
  objections_provisional = o.objections_provisional, heard_by = o.heard_by, heard_at = o.heard_at
FROM kpi_scorecard o WHERE n.id = $1 AND o.id = $2
"""


async def review(*, card: int, by: Actor, at: datetime) -> int:
    """复核: returns the card that goes on, which is a new version where an objection was accepted.

    A new version that takes nothing off goes to approval; one that takes points off or has a new veto or cap is a
    draft again, to be fed back anew.
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
        remedies = {each["remedy"] for each in await deed.connection.fetch(_REMEDIES, card)}
        going = await _anew(deed, row, recount=Remedy.RECOUNT.value in remedies) if remedies else card
        if going is not None:
            await deed.connection.execute(_REVIEW, going, state.value, by.name, by.id, at)
        on = going or await deed.connection.fetchval(_NEWEST, row["contract"], row["period"])
        after: dict[str, Json] = {"number": row["number"], "accepted": len(remedies), "goes_on": going is not None}
        told = going or card  # a draft to be fed back again is not the vendor's to see yet
        deed.note("scorecard.reviewed", "scorecard", told, vendor=row["vendor"], after=after)
        return int(on)


_NEWEST = "SELECT id FROM kpi_scorecard WHERE contract = $1 AND period = $2 ORDER BY version DESC LIMIT 1"


async def _anew(deed: Deed, row: "Record", *, recount: bool) -> int | None:
    """The corrected version if it may go on; None when it must be fed back first. The same card if nothing changed."""
    full = await deed.connection.fetchrow(_FULL, row["id"])
    under = await contract_view(row["contract"], for_=SYSTEM)
    period = Period.parse(row["period"])
    before = await latest(deed, row["contract"], period)
    kept = None if recount else Frozen(facts=facts_from_json(full["facts"]), cutoff=full["cutoff"])
    worked: Worked = await work_out(contract=under, period=period, cutoff=deed.at, frozen=kept)
    if worked.facts == full["facts"]:
        return int(row["id"])
    if worked.card.total is None:
        raise Conflict("更正后无法评定，请检查更正的数据。", "Put right, the card cannot be graded; check the facts.")
    made = await keep(
        deed,
        under=under,
        period=period,
        worked=worked,
        before=before,
        origin=Origin.OBJECTION,
        issued_by=(row["issued_by_id"], full["issued_by"]),
    )
    if compare(card_from_json(full["card"]), worked.card).lost:
        return None
    await deed.connection.execute(_SHOWN, made, row["id"], deed.by.name, deed.at)
    return made
