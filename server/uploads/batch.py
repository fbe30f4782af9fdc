"""One upload: its progress, problems, numbers, what it would replace, and what may be done with it."""

from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from importers.batches import actions, queries
from importers.batches.actions import Upload
from importers.batches.annotating import ANNOTATE_JOB
from importers.batches.queries import BatchView, Diff, Only, Standing
from importers.batches.queries.grouping import groups
from importers.batches.rules import BatchState
from server.uploads.limits import file_limit
from server.uploads.queries import Summary, summary
from server.uploads.screens import Attempt, BatchScreen, CopyScreen, Narrowed
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import submitted
from server.web.history import history
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.findings.version_queries import CarryOver, carry_over
from vendors.periods import local_date
from vendors.registry.rules import must_be_of

SUMMED: Final = frozenset({BatchState.READY, BatchState.STORED})
PREVIEWED: Final = 200
"""Rows of each sort a preview lists; the versions page lists more."""


@get("/batches/{batch:int}", opt={"right": Right.VIEW_BATCH})
async def one_batch(
    request: WebRequest,
    house: NamedDependency[House],
    batch: FromPath[int],
) -> Page:
    who = actor(request)
    found = await queries.batch(batch, for_=who)
    query = request.query_params
    only = Only(**{name: query.get(name, "")[:60] for name in ("severity", "code", "sheet", "column")})
    standing, changes, carried = await _replaced(found, who)
    screen = BatchScreen(
        attempt=Attempt(batch=found),
        mine=who.vendor == found.vendor,
        limit=file_limit(house),
        issues=await queries.issues(batch, for_=who, only=only),
        groups=await groups(batch, for_=who),
        narrowed=Narrowed(batch=batch, only=only),
        summary=await _summary(found, who),
        sheets=await queries.sheets(batch, for_=who),
        copy=CopyScreen(batch=found, now=clock.now()),
        standing=standing,
        changes=changes,
        carried=carried,
        attempts=tuple(Attempt(batch=one) for one in await queries.attempts(found.task, for_=who)),
        history=await history("batch", batch),
    )
    return Page("uploads/batch.html", screen, fragment="uploads/_batch.html")


async def _summary(found: BatchView, who: Actor) -> Summary | None:
    if found.state not in SUMMED or found.check_only:
        return None
    return await summary(found.id, on=local_date(found.received_at), for_=who)


async def _replaced(found: BatchView, who: Actor) -> tuple[Standing | None, Diff | None, CarryOver | None]:
    """What a workbook ready to be confirmed would replace, with what, and which opinions stay."""
    if found.state is not BatchState.READY:
        return None, None, None
    standing = await queries.takes_the_place_of(found.id, for_=who)
    if standing is None:
        return None, None, None
    changes = await queries.diff(found.id, against=standing.batch, for_=who, size=PREVIEWED)
    if found.check_only:  # nothing of it was received that could keep an opinion
        return standing, changes, None
    return standing, changes, await carry_over(batch=found.id, place=standing.batch)


@post("/batches/{batch:int}/confirm", opt={"right": Right.UPLOAD_WORKBOOK})
async def confirm(request: WebRequest, house: NamedDependency[House], batch: FromPath[int]) -> Redirect:
    receipt = await actions.confirm(batch=batch, by=actor(request), at=clock.now(), queue=house.queue)
    said = Words(f"已确认提交，回执号 {receipt}。", f"Submitted; the receipt is {receipt}.")
    return see_other(request, f"/batches/{batch}", said=said)


@post("/batches/{batch:int}/submit", opt={"right": Right.UPLOAD_WORKBOOK})
async def submit_checked(request: WebRequest, house: NamedDependency[House], batch: FromPath[int]) -> Redirect:
    """正式报送 what was only checked: the very bytes again, without sending them again."""
    who = actor(request)
    found = await queries.batch(batch, for_=who)
    must_be_of(who, found.vendor)
    content = await house.blobs.get(found.sha256)
    upload = Upload(filename=found.filename, content=content)
    taken = await actions.take_in(
        task=found.task, upload=upload, by=who, at=clock.now(), blobs=house.blobs, queue=house.queue
    )
    return see_other(request, f"/batches/{taken.batch}")


@post("/batches/{batch:int}/withdraw", opt={"right": Right.UPLOAD_WORKBOOK})
async def withdraw(request: WebRequest, batch: FromPath[int]) -> Redirect:
    await actions.withdraw(batch=batch, by=actor(request), at=clock.now())
    return see_other(request, f"/batches/{batch}", said=Words("已撤回，未入库。", "Withdrawn; nothing was stored."))


@post("/batches/{batch:int}/void", opt={"right": Right.MANAGE_TASKS})
async def void(request: WebRequest, batch: FromPath[int]) -> Redirect:
    form = await submitted(request, "reason")
    await actions.void(batch=batch, reason=form.value("reason"), by=actor(request), at=clock.now())
    return see_other(request, f"/batches/{batch}", said=Words("该批次已作废。", "The upload is void."))


@get("/batches/{batch:int}/copy", opt={"right": Right.VIEW_BATCH})
async def copy(request: WebRequest, batch: FromPath[int]) -> Page:
    """How far the annotated copy is; the batch's page asks until it is there."""
    found = await queries.batch(batch, for_=actor(request))
    return Page("uploads/copy.html", CopyScreen(batch=found, now=clock.now()), fragment="uploads/_copy.html")


@post("/batches/{batch:int}/copy", opt={"right": Right.VIEW_BATCH})
async def make_copy(request: WebRequest, house: NamedDependency[House], batch: FromPath[int]) -> Redirect:
    """Have the annotated copy made when it is missing."""
    found = await queries.batch(batch, for_=actor(request))
    if not CopyScreen(batch=found, now=clock.now()).missing:
        raise NotFound
    await house.queue.enqueue(ANNOTATE_JOB, {"batch": batch}, once=f"annotate-{batch}")
    return see_other(request, f"/batches/{batch}/copy")


HANDLERS = (one_batch, confirm, submit_checked, withdraw, void, copy, make_copy)
