"""限期整改: the list, one with its plan, report and exit test."""

from collections import Counter
from collections.abc import Awaitable
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, DATE, LONG_TEXT
from kpi.retention import rectification_actions as actions
from kpi.retention import rectification_queries as queries
from kpi.retention.rectification_queries import RectificationView
from kpi.retention.rectification_rules import RectificationState, Verdict
from server.retention.case_screens import RectificationScreen, RectificationsScreen
from server.retention.screens import Asked
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.reading import SIZE, before, export_address, member, paged
from server.web.tabs import Field
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.policy.parameters import parameter

_FIELDS: Final = (
    Field("编号", 16), Field("机构", 30), Field("合同", 18), Field("责令日期", 13, DATE), Field("方案期限", 13, DATE),
    Field("整改期限", 13, DATE), Field("暂定", 8, CENTRED), Field("延期次数", 10, CENTRED), Field("状态", 14, CENTRED),
    Field("方案报送", 13, DATE), Field("报告报送", 13, DATE), Field("验收日期", 13, DATE),
    Field("验收意见", 40, LONG_TEXT), Field("整改事由", 40, LONG_TEXT),
)  # fmt: skip


@get("/rectifications", opt={"right": Right.VIEW_RETENTION})
async def rectifications(request: WebRequest, status: FromQuery[str] = "", after: FromQuery[str] = "") -> Page:
    who, chosen = actor(request), member(RectificationState, status)
    states = {chosen} if chosen else frozenset(RectificationState)
    counted = Counter(one.state for one in await queries.rectifications(for_=who))
    rows = await queries.rectifications(for_=who, states=states, before=before(after), size=SIZE + 1)
    screen = RectificationsScreen(
        page=paged(request, rows, sum(counted[state] for state in states)),
        first="/rectifications" if after else "",
        export=export_address(request, "/rectifications"),
        chosen=chosen.value if chosen else "",
        counts={state: counted.get(state, 0) for state in RectificationState},
        today=local_date(clock.now()),
    )
    return Page("retention/rectifications.html", screen)


@get("/rectifications/export", opt={"right": Right.VIEW_RETENTION})
async def export(request: WebRequest, status: FromQuery[str] = "") -> Response[bytes]:
    chosen = member(RectificationState, status)
    states = {chosen} if chosen else frozenset(RectificationState)
    rows = await queries.rectifications(for_=actor(request), states=states)
    return listing("限期整改", _FIELDS, map(_row, rows), at=clock.now(), plain="rectifications")


def _row(one: RectificationView) -> tuple[str | int | date | None, ...]:
    days = (local_date(at) if at else None for at in (one.plan_at, one.report_at, one.examined_at))
    return (
        one.number, one.vendor_name, one.contract_number, one.opened_on, one.plan_due_on, one.due_on,
        "暂定" if one.due_provisional else "", str(one.extensions), one.state.zh, *days, one.findings, one.grounds,
    )  # fmt: skip


@get("/rectifications/{rectification:int}", opt={"right": Right.VIEW_RETENTION})
async def one(request: WebRequest, rectification: FromPath[int]) -> Page:
    return await _page(request, rectification)


async def _page(request: WebRequest, rectification: int, asked: Asked | None = None) -> Page:
    who, today = actor(request), local_date(clock.now())
    screen = RectificationScreen(
        one=await queries.rectification(rectification, for_=who),
        files=await attachments(object_type="rectification", object_ids=[rectification], for_=who),
        history=await history("rectification", rectification) if who.at_bureau else (),
        asked=asked or Asked(),
        today=today,
        extension_days=parameter("rectification_extension_days", today).whole,
        extensions_max=parameter("rectification_extensions_max", today).whole,
    )
    fragment = "retention/_rectification.html"
    return Page("retention/rectification.html", screen, fragment=fragment, status=422 if asked else 200)


async def _done(
    request: WebRequest, rectification: int, name: str, form: Form, *, doing: Awaitable[Words]
) -> Page | Redirect:
    try:
        said = await doing
    except Invalid as invalid:
        return await _page(request, rectification, Asked(name=name, form=form.failed(invalid)))
    return see_other(request, f"/rectifications/{rectification}", said=said)


@post(
    "/rectifications/{rectification:int}/plan", opt={"right": Right.ANSWER_RETENTION}, request_max_body_size=BODY_LIMIT
)
async def plan(request: WebRequest, house: NamedDependency[House], rectification: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "plan")
    return await _done(request, rectification, "plan", form, doing=_plan(request, house, rectification, form, file))


async def _plan(request: WebRequest, house: House, rectification: int, form: Form, file: File | None) -> Words:
    kept = (file, await keep(file, blobs=house.blobs)) if file else None
    await actions.submit_plan(
        rectification=rectification, plan=form.value("plan"), file=kept, by=actor(request), at=clock.now()
    )
    return Words("整改方案已报送。", "The plan is in.")


@post(
    "/rectifications/{rectification:int}/report",
    opt={"right": Right.ANSWER_RETENTION},
    request_max_body_size=BODY_LIMIT,
)
async def report(request: WebRequest, house: NamedDependency[House], rectification: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "report")
    return await _done(request, rectification, "report", form, doing=_report(request, house, rectification, form, file))


async def _report(request: WebRequest, house: House, rectification: int, form: Form, file: File | None) -> Words:
    kept = (file, await keep(file, blobs=house.blobs)) if file else None
    await actions.submit_report(
        rectification=rectification, report=form.value("report"), file=kept, by=actor(request), at=clock.now()
    )
    return Words("整改报告已报送，等待验收。", "The report is in and waits to be examined.")


@post("/rectifications/{rectification:int}/examination", opt={"right": Right.PROPOSE_RETENTION})
async def examine(request: WebRequest, rectification: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "verdict", "findings", "days")
    return await _done(request, rectification, "examination", form, doing=_examine(request, rectification, form))


async def _examine(request: WebRequest, rectification: int, form: Form) -> Words:
    read = Reading(form)
    verdict, findings = read.choice("verdict", Verdict), read.text("findings")
    days = read.whole("days", required=verdict is Verdict.EXTENDED)
    read.finish()
    if verdict is None:
        raise NotFound
    await actions.examine(
        rectification=rectification, verdict=verdict, findings=findings, days=days, by=actor(request), at=clock.now()
    )
    return Words(f"验收结论：{verdict.zh}。", f"The exit test: {verdict.en.lower()}.")


ACTS = (rectifications, export, one, plan, report, examine)
