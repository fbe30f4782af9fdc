"""裁定: both opinions of a blind review side by side, and the third person's decision."""

from typing import Final

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from server.reviewing.screens import TieScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.findings import queries
from vendors.findings.actions import break_tie
from vendors.findings.rules import TIE_ACTS, FindingState, Opinion
from vendors.reviewing.queries.opinions import requests_of


@get("/tie-breaks/{finding:int}", opt={"right": Right.BREAK_TIE})
async def one_tie(request: WebRequest, finding: FromPath[int]) -> Page:
    return await _tie_page(request, finding, Form())


async def _tie_page(request: WebRequest, finding: int, form: Form) -> Page:
    who, at = actor(request), clock.now()
    detail = await queries.finding(id_=finding, for_=who, at=at)
    if detail.head.state is not FindingState.AWAITING_TIE:
        raise NotFound
    screen = TieScreen(finding=detail, form=form, who=who.id, requests=await requests_of(finding, for_=who, at=at))
    return Page("reviewing/tie.html", screen, status=422 if form.errors else 200)


@post("/tie-breaks/{finding:int}", opt={"right": Right.BREAK_TIE})
async def decide(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    form = await submitted(request, "version", "opinion", "reason")
    read = Reading(form)
    version, opinion = read.whole("version"), read.choice("opinion", Opinion)
    reason = read.text("reason", longest=500)
    try:
        read.finish()
        given = opinion or Opinion.RETURN
        state = await break_tie(finding=finding, version=version or 0, opinion=given, reason=reason, by=who, at=at)
    except Invalid as invalid:
        return await _tie_page(request, finding, form.failed(invalid))
    act = TIE_ACTS[given]
    number = (await queries.finding(id_=finding, for_=who, at=at)).head.number
    said = Words(f"{number} {act.zh}，现为“{state.zh}”。", f"{number} {act.en}: {state.en}.")
    return see_other(request, "/review?tab=tie", said=said)


TIES: Final = (one_tie, decide)
