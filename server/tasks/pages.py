from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec
from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.tasks.screens import DrawScreen, NewTaskScreen, TaskScreen, TasksScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.draws.replaying import replay
from vendors.errors import Invalid, NotFound, Words
from vendors.institutions.queries import CaseFilter
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.tasks import actions, list_actions, queries
from vendors.tasks.rules import TaskKind, TaskState
from vendors.transaction import transaction

_Step = Callable[[int, str, Actor, datetime], Awaitable[None]]


@get("/tasks", opt={"right": Right.VIEW_TASKS})
async def tasks(request: WebRequest, status: FromQuery[str] = "") -> Page:
    states = frozenset({TaskState(status)}) if status in set(TaskState) else frozenset()
    found = await queries.tasks(for_=actor(request), states=states)
    return Page("tasks/tasks.html", TasksScreen(tasks=found, today=local_date(clock.now()), status=status))


@get("/tasks/new", opt={"right": Right.MANAGE_TASKS})
async def new_task(request: WebRequest) -> Page:
    return await _new_page(request, Form(values={"deadline_days": "15"}))


@post("/tasks/new", opt={"right": Right.MANAGE_TASKS})
async def create_task(request: WebRequest) -> Page | Redirect:
    names = ("contract", "kind", "title", "covers_from", "covers_to", "deadline_days", "instructions")
    form = await submitted(request, *names)
    read = Reading(form)
    contract, kind = read.whole("contract"), read.choice("kind", TaskKind)
    first, last, days = read.day("covers_from"), read.day("covers_to"), read.whole("deadline_days")
    title, instructions = read.text("title", longest=120), read.text("instructions", required=False)
    try:
        read.finish()
        if contract is None or kind is None or first is None or last is None or days is None:
            raise NotFound
        task = await actions.create_task(
            contract=contract,
            kind=kind,
            title=title,
            covers_from=first,
            covers_to=last,
            deadline_days=days,
            instructions=instructions,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _new_page(request, form.failed(invalid), status=422)
    said = Words("任务已建立，请列入病例并抽样。", "The task is drafted; give it cases and draw the sample.")
    return see_other(request, f"/tasks/{task}", said=said)


@get("/tasks/{task:int}", opt={"right": Right.VIEW_TASKS})
async def one_task(request: WebRequest, task: FromPath[int]) -> Page:
    return await _task_page(request, task, Form())


@post("/tasks/{task:int}/cases", opt={"right": Right.MANAGE_TASKS})
async def assign_cases(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "settled_from", "settled_to", "region", "med_type")
    read = Reading(form)
    first, last = read.day("settled_from"), read.day("settled_to")
    region, med_type = form.value("region"), form.value("med_type")
    try:
        read.finish()
        if first is None or last is None:
            raise NotFound
        wanted = CaseFilter(
            settled_from=first,
            settled_to=last,
            regions=(region,) if region else (),
            med_types=(med_type,) if med_type else (),
        )
        added = await list_actions.assign_cases(task=task, cases=wanted, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _task_page(request, task, form.failed(invalid))
    said = Words(f"列入 {added} 份病例。", f"{added} cases are on the list.")
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/draws", opt={"right": Right.DRAW_CASES})
async def commit_draw(request: WebRequest, task: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "percent")
    read = Reading(form)
    percent = read.decimal("percent")
    try:
        read.finish()
        ratio = (percent or Decimal(0)) / 100
        await list_actions.commit_draw(task=task, ratio=ratio, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _task_page(request, task, form.failed(invalid))
    said = Words("随机种子已封存，可以抽取。", "The seed is committed; the draw may be made.")
    return see_other(request, f"/tasks/{task}", said=said)


@post("/tasks/{task:int}/draws/{draw:int}", opt={"right": Right.DRAW_CASES})
async def draw_cases(request: WebRequest, task: FromPath[int], draw: FromPath[int]) -> Redirect:
    drawn = await list_actions.draw_cases(draw_id=draw, by=actor(request), at=clock.now())
    said = Words(f"抽中 {len(drawn)} 份。", f"{len(drawn)} cases are drawn.")
    return see_other(request, f"/tasks/{task}", said=said)


@get("/tasks/{task:int}/draws/{draw:int}/record", opt={"right": Right.VIEW_TASKS})
async def draw_record(request: WebRequest, task: FromPath[int], draw: FromPath[int]) -> Response[bytes]:
    """What `hengjian draw verify` replays. The seed is in it once the draw is made, not before."""
    for each in await queries.draws(task, for_=actor(request)):
        if each.id == draw and each.drawn_at is not None:
            headers = {"Content-Disposition": f'attachment; filename="{each.number}.json"'}
            return Response(msgspec.json.encode(each.record), media_type=MediaType.JSON, headers=headers)
    raise NotFound


async def _issue(task: int, _reason: str, by: Actor, at: datetime) -> None:
    await actions.issue_task(task=task, by=by, at=at)


async def _accept(task: int, _reason: str, by: Actor, at: datetime) -> None:
    async with transaction():
        await actions.accept_task(task=task, by=by, at=at)
        await actions.start_task(task=task, by=by, at=at)


async def _refuse(task: int, reason: str, by: Actor, at: datetime) -> None:
    await actions.refuse_task(task=task, reason=reason, by=by, at=at)


async def _return(task: int, reason: str, by: Actor, at: datetime) -> None:
    await actions.return_task(task=task, reason=reason, by=by, at=at)


async def _check(task: int, _reason: str, by: Actor, at: datetime) -> None:
    await actions.begin_check(task=task, by=by, at=at)


async def _check_off(task: int, reason: str, by: Actor, at: datetime) -> None:
    await actions.check_off(task=task, by=by, at=at, note=reason)


async def _terminate(task: int, reason: str, by: Actor, at: datetime) -> None:
    await actions.terminate_task(task=task, reason=reason, by=by, at=at)


BUREAU_STEPS: Final[dict[str, tuple[_Step, Words]]] = {
    "issue": (_issue, Words("任务已下达。", "The task is issued.")),
    "check": (_check, Words("已开始验收。", "Acceptance has begun.")),
    "return": (_return, Words("已退回补正。", "The task is returned.")),
    "done": (_check_off, Words("任务已验收。", "The task is accepted as done.")),
    "terminate": (_terminate, Words("任务已终止。", "The task is terminated.")),
}
VENDOR_STEPS: Final[dict[str, tuple[_Step, Words]]] = {
    "accept": (_accept, Words("任务已接收，可以报送。", "The task is accepted; workbooks may be uploaded.")),
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
        return await _task_page(request, task, form.failed(invalid))
    return see_other(request, f"/tasks/{task}", said=said)


async def _new_page(request: WebRequest, form: Form, *, status: int = 200) -> Page:
    found = await contracts.contracts(for_=actor(request), in_force_on=local_date(clock.now()))
    return Page("tasks/new.html", NewTaskScreen(contracts=found, form=form), status=status)


async def _task_page(request: WebRequest, task: int, form: Form) -> Page:
    who = actor(request)
    found = await queries.task(task, for_=who)
    draws = await queries.draws(task, for_=who)
    screen = TaskScreen(
        task=found,
        coverage=await queries.coverage(task, for_=who),
        draws=tuple(DrawScreen(draw=each, problems=replay(each.record) if each.drawn_at else ()) for each in draws),
        cases=await queries.task_cases(task, for_=who),
        history=await history("task", task),
        regions=code_list("region"),
        today=local_date(clock.now()),
        form=form,
    )
    return Page("tasks/task.html", screen, status=422 if form.errors else 200)


HANDLERS = (
    tasks,
    new_task,
    create_task,
    one_task,
    assign_cases,
    commit_draw,
    draw_cases,
    draw_record,
    bureau_step,
    vendor_step,
)
