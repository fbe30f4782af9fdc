from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.reports import queries
from server.reports.actions import ask_for_report
from server.reports.rules import ReportKind, due_on, quarter_from, recent_quarters
from server.reports.screens import Due, ReportScreen, ReportsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import XLSX, attachment
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from server.web.paging import Paged, seal, unseal
from vendors.errors import Invalid, Words
from vendors.periods import local_date

SIZE = 30
_TYPES: dict[queries.Format, str] = {
    "pdf": "application/pdf",
    "xlsx": XLSX,
}


@get("/reports", opt={"right": Right.VIEW_REPORTS})
async def reports(after: FromQuery[str] = "") -> Page:
    return await _list(Form(), after=after)


@post("/reports", opt={"right": Right.RUN_REPORT})
async def run_report(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    form = await submitted(request, "period")
    read = Reading(form)
    text = read.text("period", longest=8)
    try:
        read.finish()
        period = quarter_from(text)
        await ask_for_report(period=period, queue=house.queue, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _list(form.failed(invalid), status=422)
    said = Words(
        f"{period.zh}报告已开始生成，稍后刷新即可看到。", f"The report of {period.en} is being made; reload soon."
    )
    return see_other(request, "/reports", said=said)


@get("/reports/{report:int}", opt={"right": Right.VIEW_REPORTS})
async def one_report(report: FromPath[int]) -> Page:
    return Page("reports/report.html", ReportScreen(detail=await queries.report(report)))


@get("/reports/{report:int}/xlsx", opt={"right": Right.VIEW_REPORTS})
async def download_workbook(report: FromPath[int], house: NamedDependency[House]) -> Response[bytes]:
    return await _download(report, "xlsx", house)


@get("/reports/{report:int}/pdf", opt={"right": Right.VIEW_REPORTS})
async def download_paper(report: FromPath[int], house: NamedDependency[House]) -> Response[bytes]:
    return await _download(report, "pdf", house)


async def _list(form: Form, *, after: str = "", status: int = 200) -> Page:
    place = unseal(after)
    before = place[0] if place and isinstance(place[0], int) else None
    rows = await queries.reports(before=before, size=SIZE + 1)
    today = local_date(clock.now())
    quarters = recent_quarters(today)
    standing = await queries.current(kind=ReportKind.QUARTERLY, periods=quarters)
    screen = ReportsScreen(
        archive=Paged(
            rows=rows[:SIZE],
            total=await queries.report_count(),
            next=seal(rows[SIZE - 1].id) if len(rows) > SIZE else None,
        ),
        schedule=tuple(Due(period=one, due_on=due_on(one), report=standing.get(one), today=today) for one in quarters),
        form=form,
        further=before is not None,
    )
    return Page("reports/reports.html", screen, status=status)


async def _download(report: int, format_: queries.Format, house: House) -> Response[bytes]:
    detail = await queries.report(report)
    sha256, name = detail.file(format_)
    return Response(
        await house.blobs.get(sha256),
        media_type=_TYPES[format_],
        headers={"Content-Disposition": attachment(name, plain=f"{detail.row.number}.{format_}")},
    )


HANDLERS = (reports, run_report, one_report, download_workbook, download_paper)
