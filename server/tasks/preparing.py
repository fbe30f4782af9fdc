"""What a draft gets before it is issued: its case list and the draw of its sample."""

from decimal import Decimal

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect

from server.tasks.one import task_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.pages import Page, see_other
from vendors.draws.algorithm.records import as_json
from vendors.errors import Invalid, NotFound, Words
from vendors.institutions.queries import CaseFilter
from vendors.tasks import list_actions, queries


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
        return await task_page(request, task, form.failed(invalid))
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
        return await task_page(request, task, form.failed(invalid))
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
            return Response(as_json(each.record), media_type=MediaType.JSON, headers=headers)
    raise NotFound


HANDLERS = (assign_cases, commit_draw, draw_cases, draw_record)
