"""不良记录: the register, one record, its report to the finance department and its end; taken away as a workbook."""

from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT
from kpi.retention import misconduct_actions as actions
from kpi.retention import misconduct_queries as queries
from kpi.retention.misconduct_queries import MisconductView
from server.retention.case_screens import MisconductScreen, RecordScreen
from server.retention.screens import Asked
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.reading import SIZE, before, export_address, paged
from server.web.tabs import Field
from vendors.errors import Invalid, Words
from vendors.periods import local_date
from vendors.registry.rules import Kind

_FIELDS: Final = (
    Field("编号", 16), Field("机构名称", 30), Field("统一社会信用代码", 24, CODE), Field("类别", 20, CENTRED),
    Field("法定代表人", 12, CENTRED), Field("不良行为", 44, LONG_TEXT), Field("依据", 34, LONG_TEXT),
    Field("列入日期", 13, DATE), Field("截止日期", 13, DATE), Field("禁入至", 13, DATE), Field("报财政日期", 13, DATE),
    Field("报送文号", 20), Field("提前结束", 13, DATE), Field("结束理由", 30, LONG_TEXT), Field("状态", 10, CENTRED),
)  # fmt: skip


@get("/misconduct", opt={"right": Right.VIEW_RETENTION})
async def register(request: WebRequest, status: FromQuery[str] = "", after: FromQuery[str] = "") -> Page:
    who, today, only = actor(request), local_date(clock.now()), status == "open"
    total = len(await queries.misconduct(for_=who, on=today, in_force=only))
    rows = await queries.misconduct(for_=who, on=today, in_force=only, before=before(after), size=SIZE + 1)
    screen = MisconductScreen(
        page=paged(request, rows, total),
        first="/misconduct" if after else "",
        export=export_address(request, "/misconduct"),
        in_force=only,
        today=today,
    )
    return Page("retention/misconduct.html", screen)


@get("/misconduct/export", opt={"right": Right.VIEW_RETENTION})
async def export(request: WebRequest, status: FromQuery[str] = "") -> Response[bytes]:
    at = clock.now()
    today = local_date(at)
    rows = await queries.misconduct(for_=actor(request), on=today, in_force=status == "open")
    told = [_row(one, today) for one in rows]
    return listing("第三方机构不良记录名单", _FIELDS, told, at=at, plain="misconduct")


def _row(one: MisconductView, today: date) -> tuple[str | date | None, ...]:
    return (
        one.number, one.name, one.code, Kind(one.kind).zh, one.legal_representative, one.grounds, one.basis,
        one.listed_on, one.until, one.banned_until, one.reported_on, one.reported_as or None, one.ended_on,
        one.end_reason or None, "有效" if one.in_force(today) else "已结束",
    )  # fmt: skip


@get("/misconduct/{misconduct:int}", opt={"right": Right.VIEW_RETENTION})
async def one(request: WebRequest, misconduct: FromPath[int]) -> Page:
    return await _page(request, misconduct)


async def _page(request: WebRequest, record: int, asked: Asked | None = None) -> Page:
    who = actor(request)
    screen = RecordScreen(
        one=await queries.misconduct_record(record, for_=who),
        history=await history("misconduct", record) if who.at_bureau else (),
        asked=asked or Asked(),
        today=local_date(clock.now()),
    )
    fragment = "retention/_record.html"
    return Page("retention/record.html", screen, fragment=fragment, status=422 if asked else 200)


@post("/misconduct/{misconduct:int}/report", opt={"right": Right.PROPOSE_RETENTION})
async def report(request: WebRequest, misconduct: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reported_on", "reference")
    read = Reading(form)
    on, reference = read.day("reported_on"), read.text("reference", longest=120)
    try:
        read.finish()
        await actions.report_misconduct(
            record=misconduct, on=on or date.min, reference=reference, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _page(request, misconduct, Asked(name="report", form=form.failed(invalid)))
    said = Words("已登记报送财政部门。", "The report to the finance department is recorded.")
    return see_other(request, f"/misconduct/{misconduct}", said=said)


@post("/misconduct/{misconduct:int}/end", opt={"right": Right.DECIDE_RETENTION})
async def end(request: WebRequest, misconduct: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await actions.end_misconduct(record=misconduct, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _page(request, misconduct, Asked(name="end", form=form.failed(invalid)))
    return see_other(request, f"/misconduct/{misconduct}", said=Words("不良记录已提前结束。", "The record has ended."))


ACTS = (register, export, one, report, end)
