"""What people do to a slip from its page."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.cooperation.handoffs import handoff_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.actions import keep
from vendors.errors import Invalid, NotFound, Words
from vendors.handoffs import actions, answer_actions
from vendors.handoffs.rules import Answer
from vendors.registry.rules import Group


@post("/handoffs/{handoff:int}/received", opt={"right": Right.ANSWER_HANDOFF})
async def receive(request: WebRequest, handoff: FromPath[int]) -> Redirect:
    await submitted(request)
    await answer_actions.receive_handoff(handoff=handoff, by=actor(request), at=clock.now())
    return _back(request, handoff, Words("已接收，请在期限内答复。", "Received; answer it by its day."))


@post("/handoffs/{handoff:int}/answer", opt={"right": Right.ANSWER_HANDOFF}, request_max_body_size=BODY_LIMIT)
async def answer(request: WebRequest, house: NamedDependency[House], handoff: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "answer", "text")
    read = Reading(form)
    said, text = read.choice("answer", Answer), read.text("text")
    try:
        read.finish()
        if said is None:
            raise NotFound
        sha256 = await keep(file, blobs=house.blobs) if file else ""
        await answer_actions.answer_handoff(
            handoff=handoff, answer=said, text=text, by=actor(request), at=clock.now(), file=file, sha256=sha256
        )
    except Invalid as invalid:
        return await handoff_page(request, handoff, form=form.failed(invalid), asked="answer")
    return _back(request, handoff, Words("流转单已答复。", "The slip is answered."))


@post("/handoffs/{handoff:int}/forwarded", opt={"right": Right.ANSWER_HANDOFF})
async def forward(request: WebRequest, handoff: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "to_group", "text")
    read = Reading(form)
    group, text = read.choice("to_group", Group), read.text("text")
    try:
        read.finish()
        if group is None:
            raise NotFound
        await answer_actions.forward_handoff(
            handoff=handoff, to_group=group, text=text, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await handoff_page(request, handoff, form=form.failed(invalid), asked="forward")
    return _back(request, handoff, Words("已转办。", "The slip is forwarded."))


@post("/handoffs/{handoff:int}/receiver", opt={"right": Right.MANAGE_TASKS})
async def route(request: WebRequest, handoff: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "to_vendor")
    read = Reading(form)
    vendor = read.whole("to_vendor")
    try:
        read.finish()
        if vendor is None:
            raise NotFound
        await actions.route_handoff(handoff=handoff, vendor=vendor, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await handoff_page(request, handoff, form=form.failed(invalid), asked="route")
    return _back(request, handoff, Words("已分派接收机构。", "The slip has its receiver."))


@post("/handoffs/{handoff:int}/withdrawn", opt={"right": Right.SEND_HANDOFF})
async def withdraw(request: WebRequest, handoff: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await actions.withdraw_handoff(handoff=handoff, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await handoff_page(request, handoff, form=form.failed(invalid), asked="withdraw")
    return _back(request, handoff, Words("流转单已撤回。", "The slip is withdrawn."))


@post("/handoffs/{handoff:int}/closed", opt={"right": Right.SEND_HANDOFF})
async def close(request: WebRequest, handoff: FromPath[int]) -> Redirect:
    await submitted(request)
    await answer_actions.close_handoff(handoff=handoff, by=actor(request), at=clock.now())
    return _back(request, handoff, Words("流转单已办结。", "The slip is closed."))


def _back(request: WebRequest, handoff: int, said: Words) -> Redirect:
    return see_other(request, f"/handoffs/{handoff}", said=said)


HANDLERS = (receive, answer, forward, route, withdraw, close)
