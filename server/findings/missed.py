"""漏检: what a second reviewer found on a case its vendor had passed over."""

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from server.findings.screens import MissedScreen, violations_by_group
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.findings.actions import record_missed
from vendors.institutions import queries as institutions
from vendors.periods import local_date
from vendors.policy.codes import violation_names
from vendors.tasks import queries as tasks

_NOT_LISTED = Words("该就诊不在此任务的病例清单中。", "That visit is not on this task's case list.")


@get("/review/missed/new", opt={"right": Right.REVIEW_SECOND})
async def new_missed(request: WebRequest, task: FromQuery[str] = "", visit: FromQuery[str] = "") -> Page:
    return await _missed_page(request, Form(values={"task": task, "visit_id": visit}))


@post("/review/missed/new", opt={"right": Right.REVIEW_SECOND})
async def save_missed(request: WebRequest) -> Page | Redirect:
    who, at = actor(request), clock.now()
    form = await submitted(request, "task", "visit_id", "violation", "note")
    read = Reading(form)
    task, visit, note = read.whole("task"), read.text("visit_id", longest=30), read.text("note")
    violation = read.text("violation")
    if violation and violation not in violation_names(local_date(at)):
        read.fault("violation", Words("请从列表中选择。", "Choose from the list."))
    case = (await institutions.cases_by_visit((visit,))).get(visit) if visit else None
    if visit and case is None:
        read.fault("visit_id", _NOT_LISTED)
    try:
        read.finish()
        await record_missed(task=task or 0, case=case or 0, violation=violation, note=note, by=who, at=at)
    except NotFound:
        return await _missed_page(request, form.failed(Invalid({"visit_id": _NOT_LISTED})))
    except Invalid as invalid:
        return await _missed_page(request, form.failed(invalid))
    said = Words("漏检已登记，计入该机构的漏检率。", "The missed finding is recorded and counts for the vendor.")
    return see_other(request, "/review", said=said)


async def _missed_page(request: WebRequest, form: Form) -> Page:
    screen = MissedScreen(
        form=form,
        tasks=await tasks.tasks(for_=actor(request)),
        groups=violations_by_group(local_date(clock.now())),
    )
    return Page("findings/missed.html", screen, status=422 if form.errors else 200)


MISSED = (new_missed, save_missed)
