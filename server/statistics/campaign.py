"""专项整治行动情况统计表: the list, a new one, one table and its workbook."""

from dataclasses import replace

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.statistics import campaign_xlsx
from server.statistics.campaign_screens import ReportScreen, ReportsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.downloads import workbook
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.campaigns.queries import CampaignFilters, campaigns
from vendors.campaigns.rules import OPEN
from vendors.errors import Conflict, Forbidden, Invalid, Words
from vendors.periods import Period, local_date
from vendors.statistics.campaign import actions, queries
from vendors.statistics.campaign.queries import ReportView
from vendors.statistics.campaign.rules import RowState, Scope, must_approve


def scope_of(request: WebRequest) -> Scope:
    """本期 unless 累计 is asked for."""
    return Scope.CUMULATIVE if request.query_params.get("scope") == Scope.CUMULATIVE.value else Scope.CURRENT


@get("/statistics/campaign", opt={"right": Right.VIEW_STATISTICS})
async def reports(request: WebRequest) -> Page:
    return await _list(actor(request), Form())


@post("/statistics/campaign", opt={"right": Right.FILL_STATISTICS})
async def begin(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "campaign", "period")
    read = Reading(form)
    chosen, text = read.whole("campaign"), read.text("period", longest=10)
    try:
        period = _period(read, text)
        read.finish()
        made = await actions.open_report(campaign_id=chosen or 0, period=period, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _list(actor(request), form.failed(invalid))
    return see_other(request, f"/statistics/campaign/{made}", said=Words("统计表已建立。", "The table is begun."))


def _period(read: Reading, text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        said = Words("期间应写成 2026-05、2026Q2、2026H1 或 2026。", "Write 2026-05, 2026Q2, 2026H1 or 2026.")
        if text:
            read.fault("period", said)
        return Period(1949, "Y", 1)


async def _list(who: Actor, form: Form) -> Page:
    screen = ReportsScreen(
        rows=await queries.reports(for_=who),
        campaigns=await campaigns(for_=who, which=CampaignFilters(states=OPEN)),
        today=local_date(clock.now()),
        form=form,
    )
    return Page("statistics/campaigns.html", screen, status=422 if form.errors else 200)


@get("/statistics/campaign/{table:int}", opt={"right": Right.VIEW_STATISTICS})
async def one(request: WebRequest, table: FromPath[int]) -> Page:
    return await report_page(request, table)


async def report_page(
    request: WebRequest, table: int, *, form: Form | None = None, asked: str = "", refused: Words | None = None
) -> Page:
    """One table; with `form` what was wrong with the act `asked`, with `refused` why it cannot be handed in yet."""
    who, now = actor(request), clock.now()
    view = await queries.report(table, for_=who, at=now)
    versions = await queries.reports(for_=who, campaign_id=view.head.campaign)
    newest = max((one for one in versions if one.period == view.head.period), key=lambda one: one.version)
    screen = ReportScreen(
        view=view,
        scope=scope_of(request),
        today=local_date(now),
        fillable=_fillable(who, view),
        approvable=_approvable(who, view),
        city=may(who, Right.FILL_STATISTICS) and not who.region,
        moved=await queries.changed_since(view.head, for_=who, at=now),
        newest=newest if newest.id != table else None,
        form=form or Form(),
        asked=asked,
        refused=refused,
    )
    status = 409 if refused else 422 if form and form.errors else 200
    return Page("statistics/campaign.html", screen, status=status)


def _fillable(who: Actor, view: ReportView) -> frozenset[str]:
    """The rows this person may write into now."""
    if view.head.locked or not may(who, Right.FILL_STATISTICS):
        return frozenset()
    return frozenset(
        row.region for row in view.rows if row.state is not RowState.SUBMITTED and who.region in {"", row.region}
    )


def _approvable(who: Actor, view: ReportView) -> bool:
    """Whether the leader who looks filled in nothing of it."""
    try:
        must_approve(who, filled_by=view.filled_by | {view.head.submitted_by or 0})
    except Forbidden:
        return False
    return True


@get("/statistics/campaign/{table:int}/export", opt={"right": Right.VIEW_STATISTICS})
async def export(request: WebRequest, table: FromPath[int], house: NamedDependency[House]) -> Response[bytes]:
    who, now = actor(request), clock.now()
    view = await queries.report(table, for_=who, at=now)
    if who.region and view.head.superseded_at:
        raise Conflict("该版已被替代。", "This version has been superseded.")
    office = campaign_xlsx.signed(view, bureau=house.settings.bureau, leader="")
    content = campaign_xlsx.render(view, office=replace(office, filler=office.filler or who.name), at=now)
    name = f"{view.head.campaign_name}_{view.head.period}_统计表_v{view.head.version}.xlsx"
    return workbook(content, name=name, plain=f"campaign-table-{view.head.period}-v{view.head.version}.xlsx")


HANDLERS = (reports, begin, one, export)
