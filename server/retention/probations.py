"""观察期: the list, one with its exit test; a suspended vendor given work again."""

from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, COUNT, DATE, LONG_TEXT
from kpi.retention import probation_actions as actions
from kpi.retention import probation_queries as queries
from kpi.retention.probation_queries import ProbationView
from kpi.retention.probation_rules import Outcome
from kpi.scorecards import queries as scorecards
from kpi.scorecards.rules import CardState
from server.retention.case_screens import ProbationScreen, ProbationsScreen
from server.retention.screens import Asked
from server.retention.vendor_page import vendor_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.reading import SIZE, before, export_address, paged
from server.web.tabs import Field
from vendors.errors import Gate, Invalid, NotFound, Words
from vendors.periods import local_date

_FIELDS: Final = (
    Field("编号", 16), Field("机构", 30), Field("开始日期", 13, DATE), Field("截止日期", 13, DATE),
    Field("在办上限", 10, COUNT), Field("现在办", 10, COUNT), Field("状态", 12, CENTRED), Field("决定人", 12),
    Field("事由", 40, LONG_TEXT), Field("考核意见", 40, LONG_TEXT),
)  # fmt: skip


@get("/probations", opt={"right": Right.VIEW_RETENTION})
async def probations(request: WebRequest, status: FromQuery[str] = "", after: FromQuery[str] = "") -> Page:
    who, running = actor(request), status == "running"
    total = len(await queries.probations(for_=who, running=running))
    rows = await queries.probations(for_=who, running=running, before=before(after), size=SIZE + 1)
    screen = ProbationsScreen(
        page=paged(request, rows, total),
        first="/probations" if after else "",
        export=export_address(request, "/probations"),
        running=running,
        today=local_date(clock.now()),
    )
    return Page("retention/probations.html", screen)


@get("/probations/export", opt={"right": Right.VIEW_RETENTION})
async def export(request: WebRequest, status: FromQuery[str] = "") -> Response[bytes]:
    rows = await queries.probations(for_=actor(request), running=status == "running")
    return listing("观察期", _FIELDS, map(_row, rows), at=clock.now(), plain="probations")


def _row(one: ProbationView) -> tuple[str | int | date | None, ...]:
    return (
        one.number, one.vendor_name, one.starts_on, one.ends_on, one.cap, one.in_hand, one.state.zh, one.entered_by,
        one.grounds, one.findings,
    )  # fmt: skip


@get("/probations/{probation:int}", opt={"right": Right.VIEW_RETENTION})
async def one(request: WebRequest, probation: FromPath[int]) -> Page:
    return await _page(request, probation)


async def _page(request: WebRequest, probation: int, asked: Asked | None = None, *, status: int = 200) -> Page:
    who = actor(request)
    found = await queries.probation(probation, for_=who)
    cards = await scorecards.cards(for_=who, vendor=found.vendor, states=(CardState.PUBLISHED,))
    screen = ProbationScreen(
        one=found,
        cards=[row for row in cards if row.published_at and row.published_at >= found.entered_at],
        history=await history("probation", probation) if who.at_bureau else (),
        asked=asked or Asked(),
        today=local_date(clock.now()),
    )
    return Page("retention/probation.html", screen, fragment="retention/_probation.html", status=status)


@post("/probations/{probation:int}/end", opt={"right": Right.DECIDE_RETENTION})
async def end(request: WebRequest, probation: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "outcome", "findings")
    try:
        said = await _end(request, probation, form)
    except Invalid as invalid:
        return await _page(request, probation, Asked(name="end", form=form.failed(invalid)), status=422)
    except Gate as gate:
        return await _page(request, probation, Asked(name="end", form=form, refused=gate.words), status=409)
    return see_other(request, f"/probations/{probation}", said=said)


async def _end(request: WebRequest, probation: int, form: Form) -> Words:
    read = Reading(form)
    outcome, findings = read.choice("outcome", Outcome), read.text("findings")
    read.finish()
    if outcome is None:
        raise NotFound
    await actions.end_probation(
        probation=probation, outcome=outcome, findings=findings, by=actor(request), at=clock.now()
    )
    return Words(f"观察期考核：{outcome.zh}。", f"The probation: {outcome.en.lower()}.")


@post("/retention/vendors/{vendor:int}/resume", opt={"right": Right.DECIDE_RETENTION})
async def resume(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    """恢复派单, on probation when ticked."""
    form = await submitted(request, "reason", "probation")
    try:
        await actions.resume(
            vendor=vendor, reason=form.value("reason"), probation=bool(form.value("probation")), by=actor(request),
            at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await vendor_page(request, vendor, Asked(name="resume", form=form.failed(invalid)), status=422)
    except Gate as gate:
        return await vendor_page(request, vendor, Asked(name="resume", form=form, refused=gate.words), status=409)
    said = Words("已恢复派单。", "The vendor may be given work again.")
    return see_other(request, f"/retention/vendors/{vendor}", said=said)


@post("/retention/vendors/{vendor:int}/probation", opt={"right": Right.DECIDE_RETENTION})
async def enter(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "grounds")
    try:
        made = await actions.enter_probation(
            vendor=vendor, grounds=form.value("grounds"), by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await vendor_page(request, vendor, Asked(name="probation", form=form.failed(invalid)), status=422)
    said = Words("已进入观察期。", "The probation has begun.")
    return see_other(request, f"/probations/{made}", said=said)


ACTS = (probations, export, one, end, resume, enter)
