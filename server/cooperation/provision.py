"""数据提供台账: the ledger, a release asked for, one row of it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import COUNT, DATE
from server.cooperation.provision_screens import LedgerScreen, NewProvisionScreen, ProvisionScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import with_query
from server.web.reading import SIZE, asked, before, day, export_address, member, number, paged
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.attachments.queries import attachments
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.provision import actions, queries
from vendors.provision.actions import LEGAL_BASIS, Release
from vendors.provision.queries import ProvisionFilters, ProvisionView
from vendors.provision.rules import Channel, ProvisionState, What
from vendors.registry.queries import vendors
from vendors.tasks.queries import task as task_view
from vendors.tasks.queries import tasks

FIELDS: Final = (
    Field("编号", 16), Field("机构", 16), Field("内容", 12), Field("说明", 30), Field("行数", 10, COUNT),
    Field("接收人", 12), Field("用途", 30), Field("法律依据", 30), Field("方式", 14), Field("申请人", 12),
    Field("审批人", 16), Field("审批日期", 12, DATE), Field("提供日期", 12, DATE), Field("签收日期", 12, DATE),
    Field("应返还销毁", 12, DATE), Field("处置", 8), Field("处置日期", 12, DATE), Field("确认人", 12),
    Field("确认日期", 12, DATE), Field("状态", 14),
)  # fmt: skip


def _filters(query: Mapping[str, str], today: date) -> ProvisionFilters:
    return ProvisionFilters(
        vendor=number(query.get("vendor", "")),
        state=member(ProvisionState, query.get("state", "")),
        what=member(What, query.get("what", "")),
        text=query.get("text", ""),
        late_on=today if query.get("late") else None,
        since=day(query.get("since", "")),
        until=day(query.get("until", "")),
    )


@get("/provision", opt={"right": Right.VIEW_PROVISION})
async def ledger(request: WebRequest, after: FromQuery[str] = "") -> Page:
    return await ledger_page(request, after=after)


async def ledger_page(request: WebRequest, *, after: str = "", form: Form | None = None) -> Page:
    who, today = actor(request), local_date(clock.now())
    query = asked(request, "text", "vendor", "what", "state", "late", "since", "until")
    which = _filters(query, today)
    shown = await queries.provision_totals(for_=who, on=today, which=which)
    rows = await queries.provisions(for_=who, which=which, before=before(after), size=SIZE + 1)
    screen = LedgerScreen(
        page=paged(request, rows, shown.count),
        first=with_query(request) if after else "",
        export=export_address(request, "/provision"),
        totals=await queries.provision_totals(for_=who, on=today),
        shown=shown,
        today=today,
        years=parameter("provision_retention_years", today).whole,
        filters=query,
        vendors=await vendors(for_=who) if who.at_bureau else (),
        form=form or Form(),
    )
    return Page("cooperation/ledger.html", screen, status=422 if form else 200)


@get("/provision/export", opt={"right": Right.VIEW_PROVISION})
async def export(request: WebRequest) -> Response[bytes]:
    at = clock.now()
    found = await queries.provisions(for_=actor(request), which=_filters(request.query_params, local_date(at)))
    rows = [
        (
            one.number, one.vendor_name, one.what.zh, one.description, one.row_count, one.recipient, one.purpose,
            one.legal_basis, one.channel.zh, one.requested_by, one.approved_by,
            one.approved_at and local_date(one.approved_at), one.provided_at and local_date(one.provided_at),
            one.received_at and local_date(one.received_at), one.due_back_on,
            one.disposal.zh if one.disposal else None, one.disposed_on, one.confirmed_by,
            one.confirmed_at and local_date(one.confirmed_at), one.state.zh,
        )
        for one in found
    ]  # fmt: skip
    return listing("数据提供台账", FIELDS, rows, at=at, plain="provision")


@get("/provision/new", opt={"right": Right.RECORD_PROVISION})
async def new_provision(request: WebRequest, task: FromQuery[str] = "") -> Page:
    return await _new_page(request, Form(values={"task": task, "legal_basis": LEGAL_BASIS}))


@post("/provision/new", opt={"right": Right.RECORD_PROVISION})
async def request_provision(request: WebRequest) -> Page | Redirect:
    who = actor(request)
    form = await submitted(
        request, "vendor", "what", "description", "rows", "purpose", "legal_basis", "channel", "task", "due_back_on"
    )
    try:
        release = await _read(form, who)
        made = await actions.request_provision(release=release, by=who, at=clock.now())
    except Invalid as invalid:
        return await _new_page(request, form.failed(invalid), status=422)
    return see_other(request, f"/provision/{made}", said=Words("已登入台账。", "It is on the ledger."))


async def _read(form: Form, who: Actor) -> Release:
    read = Reading(form)
    vendor, rows, task = read.whole("vendor"), read.whole("rows"), read.whole("task", required=False)
    what, channel = read.choice("what", What), read.choice("channel", Channel)
    description = read.text("description", required=False, longest=200)
    purpose, basis = read.text("purpose", longest=300), read.text("legal_basis", longest=200)
    due = read.day("due_back_on", required=False)
    about = None if task is None else await task_view(task, for_=who)
    if about is not None and about.vendor != vendor:
        read.fault("task", Words("该任务由其他机构承办。", "The task is another vendor's."))
    read.finish()
    if vendor is None or rows is None or what is None or channel is None:
        raise NotFound
    return Release(
        vendor=vendor, what=what, rows=rows, purpose=purpose, description=description, legal_basis=basis,
        channel=channel, object_type="task" if task else "", object_id=task, due_back_on=due,
        contract=about.contract if about else None,
    )  # fmt: skip


async def _new_page(request: WebRequest, form: Form, *, status: int = 200) -> Page:
    who = actor(request)
    screen = NewProvisionScreen(
        form=form,
        vendors=await vendors(for_=who),
        tasks=await tasks(for_=who),
        most=parameter("provision_approval_rows", local_date(clock.now())).whole,
    )
    return Page("cooperation/new_provision.html", screen, status=status)


@get("/provision/{provision:int}", opt={"right": Right.VIEW_PROVISION})
async def one_provision(request: WebRequest, provision: FromPath[int]) -> Page:
    return await provision_page(request, provision)


async def provision_page(request: WebRequest, provision: int, *, form: Form | None = None, asked: str = "") -> Page:
    """`form` is the one that failed, `asked` which of the page's forms it is."""
    who = actor(request)
    row = await queries.provision(provision, for_=who)
    about, path = await _about(row, who)
    screen = ProvisionScreen(
        row=row,
        about=about,
        about_path=path,
        files=await attachments(object_type="provision", object_ids=[provision], for_=who),
        history=await history("provision", provision),
        today=local_date(clock.now()),
        form=form or Form(),
        asked=asked,
    )
    status = 422 if form else 200
    return Page("cooperation/provision.html", screen, fragment="cooperation/_provision.html", status=status)


async def _about(row: ProvisionView, who: Actor) -> tuple[str, str]:
    """What the release belongs to, words and address; nothing of a task this person does not see."""
    if row.object_type == "draw" and row.object_id is not None and who.at_bureau:
        return str(row.object_id), f"/draws/{row.object_id}"
    if row.object_type != "task" or row.object_id is None:
        return "", ""
    try:
        found = await task_view(row.object_id, for_=who)
    except NotFound:
        return "", ""
    return f"{found.number} {found.title}", f"/tasks/{found.id}"


HANDLERS = (ledger, export, new_provision, request_provision, one_provision)
