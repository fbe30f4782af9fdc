"""Stopping, resuming and extending a task's clock: the vendor asks, the bureau decides."""

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.tasks.one import task_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.tasks.clock import actions as clock_actions
from vendors.tasks.clock.queries import clock as clock_of


@post("/tasks/{task:int}/pauses", opt={"right": Right.ANSWER_TASK})
async def ask(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "material")
    read = Reading(form)
    material = read.text("material", longest=500)
    try:
        read.finish()
        await clock_actions.ask_pause(task=task, material=material, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    said = Words("已向医保部门申请暂停计时。", "The bureau is asked to stop the clock.")
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/pause", opt={"right": Right.MANAGE_TASKS})
async def pause(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    """The bureau stops the clock of its own accord."""
    form = await submitted(request, "material", "expected_on")
    read = Reading(form)
    material, expected = read.text("material", longest=500), read.day("expected_on", required=False)
    try:
        read.finish()
        await clock_actions.pause_task(
            task=task, material=material, expected_on=expected, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    return see_other(request, f"/tasks/{task}", said=Words("已暂停计时。", "The clock is stopped."))


@post("/tasks/{task:int}/pauses/{asked:int}/confirm", opt={"right": Right.MANAGE_TASKS})
async def confirm(request: WebRequest, task: FromPath[int], asked: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "expected_on", "answer")
    read = Reading(form)
    expected, answer = read.day("expected_on", required=False), read.text("answer", required=False, longest=500)
    try:
        read.finish()
        await _must_be_its(request, task, asked)
        await clock_actions.confirm_pause(
            request=asked, expected_on=expected, answer=answer, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    said = Words("已暂停计时，自申请之日起算。", "The clock is stopped from the day it was asked.")
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/pauses/{asked:int}/refuse", opt={"right": Right.MANAGE_TASKS})
async def refuse(request: WebRequest, task: FromPath[int], asked: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await _must_be_its(request, task, asked)
        await clock_actions.refuse_pause(request=asked, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    return see_other(request, f"/tasks/{task}", said=Words("未同意暂停，计时继续。", "Not agreed; the clock runs on."))


@post("/tasks/{task:int}/pauses/{asked:int}/deliver", opt={"right": Right.MANAGE_TASKS})
async def hand_over(request: WebRequest, task: FromPath[int], asked: FromPath[int]) -> Page | Redirect:
    """The bureau has delivered what was waited for; the clock goes on."""
    form = await submitted(request, "delivered")
    read = Reading(form)
    delivered = read.text("delivered", longest=500)
    try:
        read.finish()
        await _must_be_its(request, task, asked)
        due = await clock_actions.deliver_material(
            request=asked, delivered=delivered, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    day = due.isoformat()
    said = Words(f"材料已交付，恢复计时，新的截止日期 {day}。", f"Delivered; the clock goes on, due on {day}.")
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/extensions", opt={"right": Right.MANAGE_TASKS})
async def extend(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "days", "reason")
    read = Reading(form)
    days, reason = read.whole("days"), read.text("reason", longest=500)
    try:
        read.finish()
        due = await clock_actions.extend_task(
            task=task, days=days or 0, reason=reason, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    day = due.isoformat()
    said = Words(f"已延期，新的截止日期 {day}。", f"Extended; due on {day}.")
    return see_other(request, f"/tasks/{task}", said=said)


async def _must_be_its(request: WebRequest, task: int, asked: int) -> None:
    """The address names the task whose request it is. Raises NotFound."""
    found = await clock_of(task, today=local_date(clock.now()), for_=actor(request))
    if found is None or asked not in {one.id for one in found.requests}:
        raise NotFound


HANDLERS = (ask, pause, confirm, refuse, hand_over, extend)
