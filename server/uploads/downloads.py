import asyncio
import re
from datetime import datetime
from pathlib import PurePath

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.batches.making import slow
from importers.batches.queries import batch as batch_view
from importers.batches.queries.made import made_templates
from importers.batches.templates import task_workbook
from importers.findings.kinds import kind_named
from server.uploads.actions import record_download
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import unread, workbook
from server.web.house import House
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.periods import local_date
from vendors.provision.actions import record_provision
from vendors.provision.rules import What
from vendors.registry.rules import must_be_of
from vendors.tasks.queries import task as task_view
from vendors.tasks.results.sheet_queries import TaskSheet, task_sheet


@get("/tasks/{task:int}/template", opt={"right": Right.VIEW_BATCH})
async def task_template(
    request: WebRequest, house: NamedDependency[House], task: FromPath[int], kind: FromQuery[str] = ""
) -> Response[bytes] | Redirect:
    """Of the task's findings sheet, or of another sheet of its family; one with a long list is made beforehand."""
    who, at = actor(request), clock.now()
    sheet = await task_sheet(task, on=local_date(at), for_=who)
    chosen = kind_named(kind or sheet.workbook_kind.value)
    if chosen is None or chosen.letter != sheet.workbook_kind.value:
        raise NotFound
    if not slow(chosen, cases=len(sheet.cases)):
        secret = house.settings.secret.encode()
        content = await asyncio.to_thread(task_workbook, sheet, kind=chosen.key, secret=secret, at=at)
    else:
        made = (await made_templates(task, for_=who)).get(chosen.key)
        if made is None:
            return Redirect(f"/tasks/{task}/templates", status_code=303)
        content = await house.blobs.get(made.sha256)
    if who.vendor is not None and chosen.record is None and sheet.cases:
        await _record_release(sheet, who, at)
    return workbook(content, name=f"{sheet.number}_{chosen.zh}.xlsx", plain=f"{sheet.number}.xlsx")


async def _record_release(sheet: TaskSheet, who: Actor, at: datetime) -> None:
    """A template filled with the task's cases is personal data given to the vendor's person who saves it."""
    contract = (await task_view(sheet.id, for_=who)).contract
    await record_provision(
        vendor=sheet.vendor, what=What.TEMPLATE, rows=len(sheet.cases), purpose=f"{sheet.number} {sheet.title}",
        object_type="task", object_id=sheet.id, approved_by=f"{sheet.number} 任务下达", contract=contract,
        by=who, at=at,
    )  # fmt: skip


@get("/batches/{batch:int}/annotated", opt={"right": Right.VIEW_BATCH})
async def annotated(request: WebRequest, house: NamedDependency[House], batch: FromPath[int]) -> Response[bytes]:
    who = actor(request)
    found = await batch_view(batch, for_=who)
    if not found.annotated:
        raise NotFound("该批次没有错误标注表。", "This upload has no annotated workbook.")
    content = await house.blobs.get(found.annotated)
    await record_download(batch=found, what="annotated", by=who, at=clock.now())
    stem = PurePath(found.filename).stem
    return workbook(content, name=f"{stem}_错误标注.xlsx", plain=f"{found.number}-annotated.xlsx")


@get("/batches/{batch:int}/original", opt={"right": Right.VIEW_BATCH})
async def original(request: WebRequest, house: NamedDependency[House], batch: FromPath[int]) -> Response[bytes]:
    """The very bytes, for the vendor that sent them alone: nobody else should open an unchecked workbook."""
    who = actor(request)
    found = await batch_view(batch, for_=who)
    must_be_of(who, found.vendor)
    content = await house.blobs.get(found.sha256)
    await record_download(batch=found, what="original", by=who, at=clock.now())
    return unread(content, name=found.filename, plain=f"{found.number}{_suffix(found.filename)}")


def _suffix(filename: str) -> str:
    suffix = PurePath(filename).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z]{1,5}", suffix) else ""


HANDLERS = (task_template, annotated, original)
