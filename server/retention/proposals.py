"""What published grades propose, and the leader's decisions on it."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.retention import actions, queries
from kpi.scorecards import queries as scorecards
from server.desk.grades import grade_name
from server.retention.screens import PROPOSAL_TONES, ProposalScreen, RetentionScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words


@get("/retention", opt={"right": Right.VIEW_RETENTION})
async def proposals(request: WebRequest) -> Page:
    found = await queries.proposals(for_=actor(request))
    return Page("retention/proposals.html", RetentionScreen(proposals=found, tones=PROPOSAL_TONES))


@get("/retention/{proposal:int}", opt={"right": Right.VIEW_RETENTION})
async def one_proposal(request: WebRequest, proposal: FromPath[int]) -> Page:
    return await _page(request, proposal, Form())


@post("/retention/{proposal:int}", opt={"right": Right.DECIDE_RETENTION})
async def decide(request: WebRequest, proposal: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "accepted", "decision")
    read = Reading(form)
    decision = read.text("decision")
    if form.value("accepted") not in {"yes", "no"}:
        read.fault("accepted", Words("请选择采纳或不采纳。", "Accept or decline."))
    try:
        read.finish()
        await actions.decide(
            proposal=proposal,
            accepted=form.value("accepted") == "yes",
            decision=decision,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _page(request, proposal, form.failed(invalid))
    return see_other(request, "/retention", said=Words("决定已登记。", "The decision is recorded."))


async def _page(request: WebRequest, proposal: int, form: Form) -> Page:
    who = actor(request)
    found = await queries.proposal(proposal, for_=who)
    row = (await scorecards.card(found.scorecard, for_=who)).row
    screen = ProposalScreen(
        proposal=found,
        grade=grade_name(found.grade, row.rulebook),
        history=await history("proposal", proposal),
        form=form,
    )
    status = 422 if form.errors else 200
    return Page("retention/proposal.html", screen, fragment="retention/_proposal.html", status=status)


ACTS = (proposals, one_proposal, decide)
