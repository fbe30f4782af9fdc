"""A version against the one before it: line by line, fact by fact, and what it does to the linked fee."""

from litestar import get
from litestar.params import FromPath

from kpi.retention.payments import linked_in
from kpi.retention.queries import ProposalState, proposal_of
from kpi.retention.rules import linked_fee
from kpi.rulebooks.queries import by_id
from kpi.scorecards import queries
from kpi.scorecards.comparing import compare
from kpi.scorecards.queries import CardRow, CardView
from kpi.scorecards.rules import CardState
from server.assessment.screens import DifferenceScreen, Fee
from server.desk.grades import grade_name
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.errors import NotFound


@get("/scorecards/{card:int}/differences", opt={"right": Right.VIEW_SCORECARDS})
async def differences(request: WebRequest, card: FromPath[int]) -> Page:
    """Against the version a reader saw last: the newest older one this person may see."""
    who = actor(request)
    after = await queries.card(card, for_=who)
    older = await _older(after.row, who)
    before = await queries.card(older.id, for_=who)
    rulebook = by_id(after.row.rulebook)
    screen = DifferenceScreen(
        before=before,
        after=after,
        comparison=compare(before.card, after.card, facts=(before.facts, after.facts)),
        names={name: one.words for name, one in rulebook.facts.items()},
        grades=(grade_name(before.row.grade, before.row.rulebook), grade_name(after.row.grade, after.row.rulebook)),
        fee=await _fee(before, after, who),
    )
    return Page("assessment/differences.html", screen)


async def _older(row: CardRow, who: Actor) -> CardRow:
    known = await queries.cards(for_=who, contract=row.contract, period=row.period, states=tuple(CardState))
    earlier = [one for one in known if one.version < row.version]
    if not earlier:
        raise NotFound("没有更早的版本。", "There is no earlier version.")
    return max(earlier, key=lambda one: one.version)


async def _fee(before: CardView, after: CardView, who: Actor) -> Fee | None:
    """What the two versions make of the quarter's linked fee; None while either has led to nothing (to be told)."""
    old, new = [await proposal_of(one.row.id, for_=who) for one in (before, after)]
    if old is None or new is None or (not who.at_bureau and ProposalState.PROPOSED in {old.state, new.state}):
        return None
    under = await contracts.contract(after.row.contract, for_=who)
    linked = await linked_in(under, after.row.period)
    return Fee(
        linked_fen=linked,
        ratios=(old.coefficient, new.coefficient),
        due_fen=(linked_fee(linked, old.coefficient).due, linked_fee(linked, new.coefficient).due),
    )


ACTS = (differences,)
