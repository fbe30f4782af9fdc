"""每日核验: the nights' recomputations, and one asked for now."""

from litestar import get, post
from litestar.response import Redirect

from kpi.assessment.actions.rechecking import recheck
from kpi.assessment.recheck_queries import rechecks
from server.assessment.screens import RechecksScreen
from server.web import clock
from server.web.access import Right, WebRequest
from server.web.forms import submitted
from server.web.pages import Page, see_other
from vendors.errors import Words

SHOWN = 60


@get("/assessments/rechecks", opt={"right": Right.VIEW_RECHECKS})
async def list_rechecks(request: WebRequest) -> Page:  # noqa: ARG001  the room's shape
    return Page("assessment/rechecks.html", RechecksScreen(rows=await rechecks(most=SHOWN)))


@post("/assessments/rechecks", opt={"right": Right.ISSUE_SCORECARD})
async def recheck_now(request: WebRequest) -> Redirect:
    await submitted(request)
    found = await recheck(at=clock.now())
    wrong = len(found.wrong)
    said = Words(
        f"已重算 {found.cards} 份记分卡，{wrong} 份不一致。", f"{found.cards} cards recomputed, {wrong} differ."
    )
    return see_other(request, "/assessments/rechecks", said=said)


ACTS = (list_rechecks, recheck_now)
