"""Pages of due process: the worklist by stage and the case file; what is done on them is in acts."""

from datetime import datetime

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from server.rulings import acts
from server.rulings.casefile import case_page
from server.rulings.discussions import DISCUSSIONS
from server.rulings.hearing import HEARINGS
from server.rulings.letters import LETTERS
from server.rulings.several import SEVERAL
from server.rulings.summing import SUMS
from server.rulings.together import TOGETHER
from server.rulings.worklist import FIELDS, STATES, Work, WorklistScreen, line, wanted
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import seal, unseal
from vendors.actors import Actor
from vendors.findings import queries as findings
from vendors.findings.rules import FindingState
from vendors.registry import queries as registry
from vendors.rulings import queries
from vendors.rulings.queries import RulingPage, WorkOrder
from vendors.transaction import reading

PAGE_SIZE = 50
_MOST = 20_000
_EVERY = frozenset[FindingState]().union(*STATES.values())


@get("/rulings", opt={"right": Right.VIEW_RULINGS})
async def worklist(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, at = actor(request), clock.now()
    work = wanted(request.query_params, who)
    async with reading():
        found = await _found(work, who, at, after)
        counts = await findings.counts(for_=who, at=at, states=_EVERY, filters=work.filters)
        codes = {row.finding.institution_code for row in found.rows} if work.grouped else set()
        screen = WorklistScreen(
            work=work,
            counts={queue: sum(counts[state] for state in states) for queue, states in STATES.items()},
            rows=found.rows,
            shares=await queries.shares(
                for_=who, at=at, states=STATES[work.queue], filters=work.filters, institutions=codes
            ),
            next=work.address(after=seal(*found.cursor)) if found.cursor else "",
            first=work.address() if after else "",
            vendors=await registry.vendors(for_=who) if who.at_bureau else (),
            acts=_acts(work, who),
            who=who,
        )
    return Page("rulings/worklist.html", screen)


async def _found(work: Work, who: Actor, at: datetime, after: str = "", *, size: int = PAGE_SIZE) -> RulingPage:
    match unseal(after):
        case (int(key), int(id_)):
            place: tuple[int, int] | None = (key, id_)
        case _:
            place = None
    ordered = WorkOrder(by=work.sort, descending=work.descending, after=place)
    return await queries.queue(
        for_=who, at=at, states=STATES[work.queue], filters=work.filters, ordered=ordered, size=size
    )


def _acts(work: Work, who: Actor) -> tuple[str, ...]:
    """What this person may do together to what is picked at this stage."""
    return tuple(name for name, right in work.acts if may(who, right))


@get("/rulings/export", opt={"right": Right.VIEW_RULINGS})
async def worklist_export(request: WebRequest) -> Response[bytes]:
    who, at = actor(request), clock.now()
    found = await _found(wanted(request.query_params, who), who, at, size=_MOST)
    return listing("告知认定", FIELDS, (line(row) for row in found.rows), at=at, plain="rulings")


@get("/rulings/{finding:int}", opt={"right": Right.VIEW_RULINGS})
async def one_case(request: WebRequest, finding: FromPath[int]) -> Page:
    return await case_page(request, finding)


CASES = (worklist, worklist_export, one_case, *acts.ACTS)
HANDLERS = (*CASES, *HEARINGS, *LETTERS, *DISCUSSIONS, *TOGETHER, *SUMS, *SEVERAL)
