"""Steps of a task: the bureau's and the vendor's, each one post."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.tasks.one import task_page
from server.web import clock, csrf
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.errors import Invalid, NotFound, Words
from vendors.people.recusal.actions import Person, declare
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date
from vendors.tasks import actions, scope_actions
from vendors.tasks.assignment.team import join_team
from vendors.tasks.particulars import DeliverableKind, Owed
from vendors.tasks.reassigning import reassign_task
from vendors.tasks.scope_queries import scope
from vendors.transaction import transaction

_Step = Callable[[int, str, Actor, datetime], Awaitable[None]]
_WAIVE: Final = "waive."


async def _check(task: int, _reason: str, by: Actor, at: datetime) -> None:
    await actions.begin_check(task=task, by=by, at=at)


async def _check_off(task: int, reason: str, by: Actor, at: datetime) -> None:
    await actions.check_off(task=task, by=by, at=at, note=reason)


async def _archive(task: int, _reason: str, by: Actor, at: datetime) -> None:
    await actions.archive_task(task=task, by=by, at=at)


async def _terminate(task: int, reason: str, by: Actor, at: datetime) -> None:
    await actions.terminate_task(task=task, reason=reason, by=by, at=at)


async def _start(task: int, _reason: str, by: Actor, at: datetime) -> None:
    await actions.start_task(task=task, by=by, at=at)


async def _submit(task: int, _reason: str, by: Actor, at: datetime) -> None:
    await actions.submit_task(task=task, by=by, at=at)


async def _refuse(task: int, reason: str, by: Actor, at: datetime) -> None:
    await actions.refuse_task(task=task, reason=reason, by=by, at=at)


BUREAU_STEPS: Final[Mapping[str, tuple[_Step, Words]]] = {
    "check": (_check, Words("已开始验收。", "Acceptance has begun.")),
    "done": (_check_off, Words("任务已验收。", "The task is accepted as done.")),
    "archive": (_archive, Words("任务已归档。", "The task is archived.")),
    "terminate": (_terminate, Words("任务已终止。", "The task is terminated.")),
}
VENDOR_STEPS: Final[Mapping[str, tuple[_Step, Words]]] = {
    "start": (_start, Words("任务已开始执行。", "Work on the task has begun.")),
    "submit": (_submit, Words("任务已提交验收。", "The task is handed in.")),
    "refuse": (_refuse, Words("任务已拒收。", "The task is refused.")),
}


@post("/tasks/{task:int}/steps/{step:str}", opt={"right": Right.MANAGE_TASKS})
async def bureau_step(request: WebRequest, task: FromPath[int], step: FromPath[str]) -> Page | Redirect:
    return await _take_step(request, task, BUREAU_STEPS.get(step))


@post("/tasks/{task:int}/answers/{step:str}", opt={"right": Right.ANSWER_TASK})
async def vendor_step(request: WebRequest, task: FromPath[int], step: FromPath[str]) -> Page | Redirect:
    return await _take_step(request, task, VENDOR_STEPS.get(step))


async def _take_step(request: WebRequest, task: int, step: tuple[_Step, Words] | None) -> Page | Redirect:
    if step is None:
        raise NotFound
    form = await submitted(request, "reason")
    take, said = step
    try:
        await take(task, form.value("reason"), actor(request), clock.now())
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/steps/issue", opt={"right": Right.MANAGE_TASKS})
async def issue(request: WebRequest, task: FromPath[int]) -> Redirect:
    """下达; fields waive.CODE hold the reasons for bars that are set aside."""
    await actions.issue_task(task=task, by=actor(request), at=clock.now(), waivers=await _waivers(request))
    return see_other(request, f"/tasks/{task}", said=Words("任务已下达。", "The task is issued."))


async def _waivers(request: WebRequest, *others: str) -> Mapping[str, str]:
    sent = await request.form()
    waivers = {name: value for name, value in sent.multi_items() if name.startswith(_WAIVE) and isinstance(value, str)}
    await submitted(request, *waivers, *others)
    return {name.removeprefix(_WAIVE): value.strip() for name, value in waivers.items() if value.strip()}


@post("/tasks/{task:int}/steps/return", opt={"right": Right.MANAGE_TASKS})
async def send_back(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason", "days")
    read = Reading(form)
    days, reason = read.whole("days", required=False), form.value("reason")
    try:
        read.finish()
        await actions.return_task(task=task, reason=reason, days=days, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    said = Words("已退回补正，重新计时。", "The task is returned; its clock starts anew.")
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/steps/reassign", opt={"right": Right.MANAGE_TASKS})
async def reassign(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    waivers = await _waivers(request, "contract", "reason")
    sent = await request.form()
    values = {name: str(sent.get(name, "")).strip() for name in ("contract", "reason")}
    form = Form(values=values)
    read = Reading(form)
    contract = read.whole("contract")
    try:
        read.finish()
        to = await reassign_task(
            task=task, contract=contract or 0, reason=form.value("reason"), waivers=waivers, by=actor(request),
            at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    return see_other(request, f"/tasks/{to}", said=Words("任务已改派。", "The task is reassigned."))


_NOBODY: Final = Words("请至少勾选一名参加人员。", "Tick at least one person who works on it.")


@post("/tasks/{task:int}/answers/accept", opt={"right": Right.ANSWER_TASK})
async def accept(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    """接收 with the team. Who is ticked as having no tie is declared so; once all have declared, work begins."""
    team, free = await _chosen(request, "team", "no_tie"), await _chosen(request, "no_tie", "team")
    who, at = actor(request), clock.now()
    if not team:
        return await task_page(request, task, Form(errors={"team": _NOBODY}))
    try:
        async with transaction():
            await actions.accept_task(task=task, team=team, by=who, at=at)
            for person in sorted(free & team):
                one = Person(type=PersonType.STAFF, id=person)
                await declare(object_type="task", object_id=task, person=one, none=True, by=who, at=at)
            silent = (await scope(task, on=local_date(at), for_=who)).undeclared
            if not silent:
                await actions.start_task(task=task, by=who, at=at)
    except Invalid as invalid:
        return await task_page(request, task, Form(errors=invalid.fields))
    said = Words("任务已接收，可以报送。", "The task is accepted; workbooks may be uploaded.")
    if silent:
        said = Words("任务已接收；全部人员申报回避后才能开始。", "Accepted; work begins once everybody has declared.")
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/answers/join", opt={"right": Right.ANSWER_TASK})
async def join(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    """One more person on a team at work; ticked as having no tie, they are declared so."""
    chosen, free = await _chosen(request, "team", "no_tie"), await _chosen(request, "no_tie", "team")
    who, at = actor(request), clock.now()
    if len(chosen) != 1:
        return await task_page(request, task, Form(errors={"team": _NOBODY}))
    (person,) = chosen
    try:
        async with transaction():
            if free:
                one = Person(type=PersonType.STAFF, id=person)
                await declare(object_type="task", object_id=task, person=one, none=True, by=who, at=at)
            await join_team(task=task, staff=person, by=who, at=at)
    except Invalid as invalid:
        return await task_page(request, task, Form(errors=invalid.fields))
    return see_other(request, f"/tasks/{task}", said=Words("参加人员已增补。", "The person has joined the team."))


async def _chosen(request: WebRequest, name: str, *others: str) -> set[int]:
    """The ids of ticked boxes. Raises Invalid for fields that are neither these nor `others`."""
    sent = await request.form()
    wrong = {other for other in sent if other not in {name, *others, csrf.FIELD}}
    if wrong:
        raise Invalid({one: Words("未知的字段。", "Unknown field.") for one in wrong})
    return {int(value) for key, value in sent.multi_items() if key == name and str(value).isdigit()}


@post("/tasks/{task:int}/inspectors", opt={"right": Right.MANAGE_TASKS})
async def inspectors(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    """Who goes along; who is ticked as having no tie is declared so. Once the task is issued a reason is given."""
    fields = ("inspector", "no_tie", "replace_reason")
    chosen, free = await _chosen(request, *fields), await _chosen(request, "no_tie", *fields)
    sent = (await request.form()).get("replace_reason")
    reason = str(sent or "").strip()
    if sent is not None and not reason:
        return await task_page(request, task, Form(errors={"replace_reason": Words("请写明理由。", "Give a reason.")}))
    who, at = actor(request), clock.now()
    async with transaction():
        for person in sorted(free & chosen):
            one = Person(type=PersonType.INSPECTOR, id=person)
            await declare(object_type="task", object_id=task, person=one, none=True, by=who, at=at)
        await scope_actions.name_inspectors(task=task, inspectors=chosen, reason=reason, by=who, at=at)
    return see_other(request, f"/tasks/{task}", said=Words("检查人员已确定。", "The inspectors are named."))


@post("/tasks/{task:int}/deliverables", opt={"right": Right.MANAGE_TASKS})
async def ask_for(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "kind", "title", "due_on")
    read = Reading(form)
    kind, title = read.choice("kind", DeliverableKind), read.text("title", longest=120)
    due = read.day("due_on", required=False)
    try:
        read.finish()
        owed = (Owed(kind=kind or DeliverableKind.OTHER, title=title, due_on=due),)
        await scope_actions.owe(task=task, deliverables=owed, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await task_page(request, task, form.failed(invalid))
    return see_other(request, f"/tasks/{task}", said=Words("已增加交付物。", "The deliverable is asked for."))


HANDLERS = (bureau_step, vendor_step, issue, send_back, reassign, accept, join, inspectors, ask_for)
