"""One finding's page and its original rows; the queues, bulk acts and single acts are in modules of their own."""

from litestar import get
from litestar.params import FromPath

from importers.batches.queries import neighbourhood
from server.findings import acts
from server.findings.answers import ANSWERS
from server.findings.bulk import BULK
from server.findings.casework import CASEWORK
from server.findings.drawer import finding_page
from server.findings.missed import MISSED
from server.findings.provenance import SPAN, SourceScreen
from server.findings.queue import QUEUE
from server.findings.wanted import wanted
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page
from vendors.errors import NotFound
from vendors.findings import queries


@get("/review/{finding:int}", opt={"right": Right.VIEW_FINDINGS})
async def one_finding(request: WebRequest, finding: FromPath[int]) -> Page:
    return await finding_page(request, wanted(request, actor(request)), finding)


@get("/review/{finding:int}/source/{line:int}", opt={"right": Right.VIEW_FINDINGS})
async def source_row(request: WebRequest, finding: FromPath[int], line: FromPath[int]) -> Page:
    who = actor(request)
    detail = await queries.finding(id_=finding, for_=who, at=clock.now())
    found = next((one for one in detail.lines if one.id == line), None)
    if found is None:
        raise NotFound
    batch = detail.head.batch
    around = await neighbourhood(batch, sheet=found.sheet, row=found.row, around=SPAN, for_=who)
    screen = SourceScreen(wanted=wanted(request, who), finding=detail, line=found, around=around)
    return Page("findings/source.html", screen, fragment="findings/_source.html")


HANDLERS = (*QUEUE, *BULK, one_finding, source_row, *acts.ACTS, *ANSWERS, *CASEWORK, *MISSED)
