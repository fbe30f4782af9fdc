from collections import Counter
from typing import Final

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.batches import actions, queries
from importers.batches.actions import Upload
from importers.batches.rules import BatchState
from importers.intake.limits import LIMITS, MIB
from server.uploads import downloads, workbooks
from server.uploads.queries import summary
from server.uploads.screens import Attempt, BatchesScreen, BatchScreen, UploadScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form
from server.web.history import history
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.periods import local_date
from vendors.tasks.queries import task as task_view

BODY_LIMIT: Final = LIMITS.file_bytes + MIB
"""What is read of a request at all: the largest workbook the gate opens, and its form."""
LISTED: Final = 300
SUMMED: Final = frozenset({BatchState.READY, BatchState.STORED, BatchState.SUPERSEDED})


@get("/tasks/{task:int}/upload", opt={"right": Right.UPLOAD_WORKBOOK})
async def upload_page(request: WebRequest, house: NamedDependency[House], task: FromPath[int]) -> Page:
    return await _upload_page(request, house, task, Form())


@post("/tasks/{task:int}/upload", opt={"right": Right.UPLOAD_WORKBOOK}, request_max_body_size=BODY_LIMIT)
async def take_in(request: WebRequest, house: NamedDependency[House], task: FromPath[int]) -> Page | Redirect:
    who = actor(request)
    await task_view(task, for_=who)
    sent = await request.form()
    file, check_only = sent.get("file"), sent.get("check_only") == "yes"
    form = Form(values={"check_only": "yes" if check_only else ""})
    if not isinstance(file, UploadFile) or not file.filename:
        missing = Invalid({"file": Words("请选择要报送的文件。", "Choose the file to upload.")})
        return await _upload_page(request, house, task, form.failed(missing), status=422)
    content = await file.read()
    if len(content) > _limit(house):
        return await _upload_page(request, house, task, form.failed(_too_large(len(content), house)), status=413)
    try:
        taken = await actions.take_in(
            task=task,
            upload=Upload(filename=file.filename, content=content, check_only=check_only),
            by=who,
            at=clock.now(),
            blobs=house.blobs,
            queue=house.queue,
        )
    except Invalid as invalid:
        return await _upload_page(request, house, task, form.failed(invalid), status=422)
    return see_other(request, f"/batches/{taken.batch}", said=_AGAIN if taken.again else None)


_AGAIN: Final = Words(
    "这份文件此前已经报送过，下面是首次报送的结果。", "You sent this very file before; this is the first answer."
)


@get("/batches", opt={"right": Right.VIEW_BATCH})
async def batches(request: WebRequest, status: FromQuery[str] = "") -> Page:
    found = await queries.batches(for_=actor(request), size=LISTED)
    chosen = [one for one in found if status in ("", one.state.value)]
    screen = BatchesScreen(
        attempts=tuple(Attempt(batch=one) for one in chosen),
        counts=Counter(one.state for one in found),
        status=status,
        total=len(found),
        cut=len(found) == LISTED,
    )
    return Page("uploads/batches.html", screen)


@get("/batches/{batch:int}", opt={"right": Right.VIEW_BATCH})
async def one_batch(
    request: WebRequest,
    house: NamedDependency[House],
    batch: FromPath[int],
    severity: FromQuery[str] = "",
    code: FromQuery[str] = "",
) -> Page:
    who = actor(request)
    found = await queries.batch(batch, for_=who)
    on = local_date(found.received_at)
    issues = await queries.issues(batch, for_=who, severity=severity, code=code)
    screen = BatchScreen(
        attempt=Attempt(batch=found),
        mine=who.vendor == found.vendor,
        limit=_limit(house),
        issues=sorted(issues, key=lambda issue: (issue.sheet, issue.row or 0)),
        groups=await queries.issue_groups(batch, for_=who),
        summary=await summary(batch, on=on, for_=who) if found.state in SUMMED else None,
        history=await history("batch", batch),
        severity=severity,
        code=code,
    )
    return Page("uploads/batch.html", screen, fragment="uploads/_batch.html")


@post("/batches/{batch:int}/confirm", opt={"right": Right.UPLOAD_WORKBOOK})
async def confirm(request: WebRequest, batch: FromPath[int]) -> Redirect:
    receipt = await actions.confirm(batch=batch, by=actor(request), at=clock.now())
    said = Words(f"已确认提交，回执号 {receipt}。", f"Submitted; the receipt is {receipt}.")
    return see_other(request, f"/batches/{batch}", said=said)


@post("/batches/{batch:int}/withdraw", opt={"right": Right.UPLOAD_WORKBOOK})
async def withdraw(request: WebRequest, batch: FromPath[int]) -> Redirect:
    await actions.withdraw(batch=batch, by=actor(request), at=clock.now())
    return see_other(request, f"/batches/{batch}", said=Words("已撤回，未入库。", "Withdrawn; nothing was stored."))


async def _upload_page(request: WebRequest, house: House, task: int, form: Form, *, status: int = 200) -> Page:
    who = actor(request)
    screen = UploadScreen(
        task=await task_view(task, for_=who),
        attempts=tuple(Attempt(batch=one) for one in await queries.batches(for_=who, task=task, size=20)),
        limit=_limit(house),
        today=local_date(clock.now()),
        form=form,
    )
    return Page("uploads/upload.html", screen, status=status)


def _limit(house: House) -> int:
    return min(house.settings.upload_limit, LIMITS.file_bytes)


def _too_large(size: int, house: House) -> Invalid:
    said = Words(
        f"文件 {size / MIB:.1f} MB，超过上限 {_limit(house) // MIB} MB；请按机构或月份拆分后分别报送。",
        f"The file has {size / MIB:.1f} MB, the limit is {_limit(house) // MIB} MB; split it and upload the parts.",
    )
    return Invalid({"file": said})


HANDLERS = (upload_page, take_in, batches, one_batch, confirm, withdraw, *downloads.HANDLERS, *workbooks.HANDLERS)
