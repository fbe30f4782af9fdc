from collections import Counter
from typing import Final

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.batches import actions, queries
from importers.batches.actions import Upload
from importers.batches.queries.versions import REVIEW_BEGUN
from importers.batches.rules import BatchState
from importers.intake.limits import LIMITS, MIB
from server.uploads import batch, downloads, offers, versions, workbooks
from server.uploads.limits import file_limit
from server.uploads.screens import Attempt, BatchesScreen, UploadScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.findings.version_queries import review_begun
from vendors.periods import local_date
from vendors.tasks.queries import task as task_view

BODY_LIMIT: Final = LIMITS.file_bytes + MIB
"""What is read of a request at all: the largest workbook the gate opens, and its form."""
LISTED: Final = 300


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
    if len(content) > file_limit(house):
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


@post("/tasks/{task:int}/submit", opt={"right": Right.UPLOAD_WORKBOOK})
async def submit(request: WebRequest, task: FromPath[int]) -> Redirect:
    """提交 a task whose deliverables are record sheets alone."""
    await actions.submit_results(task=task, by=actor(request), at=clock.now())
    return see_other(request, f"/tasks/{task}", said=Words("任务已提交。", "The task is submitted."))


@get("/batches", opt={"right": Right.VIEW_BATCH})
async def batches(request: WebRequest, status: FromQuery[str] = "", task: FromQuery[int] = 0) -> Page:
    who = actor(request)
    found = await (queries.attempts(task, for_=who) if task else queries.batches(for_=who, size=LISTED))
    chosen = [one for one in found if status in ("", one.state.value)]
    screen = BatchesScreen(
        attempts=tuple(Attempt(batch=one) for one in chosen),
        counts=Counter(one.state for one in found),
        status=status,
        task=await task_view(task, for_=who) if task else None,
        total=len(found),
        cut=not task and len(found) == LISTED,
    )
    return Page("uploads/batches.html", screen)


async def _upload_page(request: WebRequest, house: House, task: int, form: Form, *, status: int = 200) -> Page:
    who = actor(request)
    attempts = await queries.batches(for_=who, task=task, size=20)
    stored = [one for one in attempts if one.state is BatchState.STORED]
    begun = [one for one in stored if await review_begun(batch=one.id)]
    screen = UploadScreen(
        task=await task_view(task, for_=who),
        attempts=tuple(Attempt(batch=one) for one in attempts),
        refused=REVIEW_BEGUN if begun else None,
        limit=file_limit(house),
        today=local_date(clock.now()),
        form=form,
    )
    return Page("uploads/upload.html", screen, status=status)


def _too_large(size: int, house: House) -> Invalid:
    said = Words(
        f"文件 {size / MIB:.1f} MB，超过上限 {file_limit(house) // MIB} MB；请按机构或月份拆分后分别报送。",
        f"The file has {size / MIB:.1f} MB, the limit is {file_limit(house) // MIB} MB; split it and upload the parts.",
    )
    return Invalid({"file": said})


HANDLERS = (
    upload_page,
    take_in,
    submit,
    batches,
    *batch.HANDLERS,
    *versions.HANDLERS,
    *offers.HANDLERS,
    *downloads.HANDLERS,
    *workbooks.HANDLERS,
)
