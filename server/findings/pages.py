"""Pages of the review queues; what is done on them is in acts."""

from collections.abc import Mapping

from litestar import get
from litestar.params import FromPath, FromQuery

from importers.batches.queries import neighbourhood
from server.findings import acts
from server.findings.drawer import finding_page
from server.findings.missed import MISSED
from server.findings.provenance import SPAN, SourceScreen
from server.findings.screens import QueueScreen, violation_groups
from server.findings.wanted import STATES, Tab, Wanted, tabs_of, wanted
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.pages import Page
from server.web.paging import seal, unseal, with_query
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.findings import queries
from vendors.findings.rules import FindingState, Stage
from vendors.registry import queries as registry
from vendors.tasks import queries as tasks

PAGE_SIZE = 50


@get("/review", opt={"right": Right.VIEW_FINDINGS})
async def review_queue(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, at = actor(request), clock.now()
    queue = wanted(request, who)
    start = unseal(after)
    found = await queries.queue(
        for_=who,
        at=at,
        states=queue.states,
        filters=queue.filters,
        after=start[0] if start and isinstance(start[0], int) else 0,
        size=PAGE_SIZE,
    )
    screen = QueueScreen(
        wanted=queue,
        tabs=tabs_of(who),
        counts=_by_tab(await queries.counts(for_=who, at=at, filters=queue.filters)),
        rows=found.rows,
        next=with_query(request, after=seal(found.next)) if found.next else "",
        here_url=with_query(request, after=after),
        stage=_stage(who, queue),
        vendors=await registry.vendors(for_=who) if who.at_bureau else (),
        tasks=await tasks.tasks(for_=who),
        groups=violation_groups(),
    )
    return Page("findings/queue.html", screen, fragment="findings/_queue.html")


def _by_tab(counts: Mapping[FindingState, int]) -> Mapping[Tab, int]:
    return {tab: sum(counts[state] for state in states) for tab, states in STATES.items()}


def _stage(who: Actor, queue: Wanted) -> Stage | None:
    """The stage whose opinions this person may give on the whole queue."""
    rights = {Stage.FIRST: Right.REVIEW_FIRST, Stage.SECOND: Right.REVIEW_SECOND}
    return queue.stage if queue.stage and may(who, rights[queue.stage]) else None


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


HANDLERS = (review_queue, one_finding, source_row, *acts.ACTS, *MISSED)
