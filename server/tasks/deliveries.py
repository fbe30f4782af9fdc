"""Deliverables of a task: handed in with a file, accepted or returned."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.tasks.one import task_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.attachments.actions import keep
from vendors.attachments.rules import File
from vendors.errors import Invalid, NotFound, Words
from vendors.tasks.deliverables import actions as deliverable_actions
from vendors.tasks.deliverables.queries import deliverable as deliverable_view


@post(
    "/tasks/{task:int}/deliverables/{item:int}/deliver",
    opt={"right": Right.ANSWER_TASK},
    request_max_body_size=BODY_LIMIT,
)
async def deliver(
    request: WebRequest, house: NamedDependency[House], task: FromPath[int], item: FromPath[int]
) -> Page | Redirect:
    who = actor(request)
    await _must_be_its(who, task, item)
    try:
        form, sent = await submitted_with_file(request, "note")
        file = _there(sent)
        kept = await keep(file, blobs=house.blobs)
        note = form.value("note")
        await deliverable_actions.deliver(deliverable=item, file=file, sha256=kept, note=note, by=who, at=clock.now())
    except Invalid as invalid:
        return await task_page(request, task, Form(errors=invalid.fields))
    return see_other(request, f"/tasks/{task}", said=Words("交付物已提交。", "The deliverable is handed in."))


@post("/tasks/{task:int}/deliverables/{item:int}/accept", opt={"right": Right.MANAGE_TASKS})
async def accept(request: WebRequest, task: FromPath[int], item: FromPath[int]) -> Redirect:
    await _must_be_its(actor(request), task, item)
    await deliverable_actions.accept_deliverable(deliverable=item, by=actor(request), at=clock.now())
    return see_other(request, f"/tasks/{task}", said=Words("交付物已验收。", "The deliverable is accepted."))


@post("/tasks/{task:int}/deliverables/{item:int}/return", opt={"right": Right.MANAGE_TASKS})
async def send_back(request: WebRequest, task: FromPath[int], item: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    await _must_be_its(actor(request), task, item)
    try:
        reason = form.value("reason")
        await deliverable_actions.return_deliverable(deliverable=item, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    return see_other(request, f"/tasks/{task}", said=Words("交付物已退回。", "The deliverable is returned."))


def _there(sent: File | None) -> File:
    if sent is None:
        raise Invalid({"file": Words("请选择文件。", "Choose a file.")})
    return sent


async def _must_be_its(who: Actor, task: int, item: int) -> None:
    if (await deliverable_view(item, for_=who)).task != task:
        raise NotFound


HANDLERS = (deliver, accept, send_back)
