"""专家评审 as an expert sees it: what was asked of them, the case, and the opinion they sign."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.reviewing.screens import OpinionScreen, OpinionsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import unread
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.actions import record_download
from vendors.attachments.queries import attachment
from vendors.errors import Invalid, NotFound, Words
from vendors.people.recusal.ties import TieKind
from vendors.periods import local_date
from vendors.reviewing import actions
from vendors.reviewing.actions import Statement
from vendors.reviewing.queries import opinions as queries
from vendors.reviewing.rules import Conclusion


@get("/opinions", opt={"right": Right.GIVE_EXPERT_OPINION})
async def opinions(request: WebRequest) -> Page:
    screen = OpinionsScreen(rows=await queries.asked_of(for_=actor(request)), today=local_date(clock.now()))
    return Page("reviewing/opinions.html", screen)


@get("/opinions/{opinion:int}", opt={"right": Right.GIVE_EXPERT_OPINION})
async def one_opinion(request: WebRequest, opinion: FromPath[int]) -> Page:
    return await _page(request, opinion, Form(values={"signed_on": local_date(clock.now()).isoformat()}))


async def _page(request: WebRequest, opinion: int, form: Form, *, which: str = "") -> Page:
    case = await queries.expert_case(opinion, for_=actor(request))
    screen = OpinionScreen(case=case, form=form, which=which, today=local_date(clock.now()))
    return Page("reviewing/opinion.html", screen, status=422 if form.errors else 200)


@get("/opinions/{opinion:int}/files/{scan:int}", opt={"right": Right.GIVE_EXPERT_OPINION})
async def evidence_file(
    request: WebRequest, house: NamedDependency[House], opinion: FromPath[int], scan: FromPath[int]
) -> Response[bytes]:
    """A file of the evidence, under a name that tells nothing of who sent it."""
    who = actor(request)
    case = await queries.expert_case(opinion, for_=who)
    if scan not in {item.file for item in case.evidence}:
        raise NotFound
    found = await attachment(scan, for_=who)
    content = await house.blobs.get(found.sha256)
    at = clock.now()
    await record_download(attachment=scan, object_type=found.object_type, object_id=found.object_id, by=who, at=at)
    plain = f"{case.asked.number}-{scan}.{found.filename.rpartition('.')[2].lower()}"
    return unread(content, name=plain, plain=plain)


@post("/opinions/{opinion:int}/give", opt={"right": Right.GIVE_EXPERT_OPINION})
async def give(request: WebRequest, opinion: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "conclusion", "reason", "signed_on")
    read, at = Reading(form), clock.now()
    conclusion, signed = read.choice("conclusion", Conclusion), read.day("signed_on")
    reason = read.text("reason", longest=2000)
    try:
        read.finish()
        statement = Statement(
            conclusion=conclusion or Conclusion.UNDECIDED, reason=reason, signed_on=signed or local_date(at)
        )
        await actions.give_opinion(opinion=opinion, statement=statement, by=actor(request), at=at)
    except Invalid as invalid:
        return await _page(request, opinion, form.failed(invalid), which="give")
    return see_other(request, "/opinions", said=Words("评审意见已签署。", "The opinion is signed."))


@post("/opinions/{opinion:int}/decline", opt={"right": Right.GIVE_EXPERT_OPINION})
async def decline(request: WebRequest, opinion: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await actions.decline(opinion=opinion, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _page(request, opinion, form.failed(invalid), which="decline")
    return see_other(request, "/opinions", said=Words("已谢绝该次评审。", "The request is declined."))


@post("/opinions/{opinion:int}/recuse", opt={"right": Right.GIVE_EXPERT_OPINION})
async def recuse(request: WebRequest, opinion: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "kind", "reason")
    read = Reading(form)
    kind, reason = read.choice("kind", TieKind), read.text("reason", longest=300)
    try:
        read.finish()
        await actions.recuse(
            opinion=opinion, kind=kind or TieKind.OTHER, reason=reason, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _page(request, opinion, form.failed(invalid), which="recuse")
    return see_other(request, "/opinions", said=Words("回避已申报。", "The recusal is declared."))


OPINIONS: Final = (opinions, one_opinion, evidence_file, give, decline, recuse)
