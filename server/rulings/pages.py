"""Pages of due process: the worklist by stage and the case file; what is done on them is in acts."""

from litestar import get
from litestar.params import FromPath, FromQuery

from server.rulings import acts
from server.rulings.casefile import case_page
from server.rulings.discussions import DISCUSSIONS
from server.rulings.hearing import HEARINGS
from server.rulings.letters import LETTERS
from server.rulings.screens import STATES, Queue, WorklistScreen
from server.rulings.together import TOGETHER
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page
from server.web.paging import seal, unseal, with_query
from vendors.actors import Actor, Role
from vendors.findings import queries as findings
from vendors.findings.queries import Filters
from vendors.rulings import queries

PAGE_SIZE = 50


@get("/rulings", opt={"right": Right.VIEW_RULINGS})
async def worklist(
    request: WebRequest, stage: FromQuery[str] = "", text: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    who, at = actor(request), clock.now()
    chosen = Queue(stage) if stage in set(Queue) else _start(who)
    narrow, start = Filters(text=text.strip()[:100]), unseal(after)
    found = await queries.queue(
        for_=who,
        at=at,
        states=STATES[chosen],
        filters=narrow,
        after=start[0] if start and isinstance(start[0], int) else 0,
        size=PAGE_SIZE,
    )
    counts = await findings.counts(for_=who, at=at, filters=narrow)
    screen = WorklistScreen(
        queue=chosen,
        counts={queue: sum(counts[state] for state in states) for queue, states in STATES.items()},
        rows=found.rows,
        text=text,
        next=with_query(request, stage=chosen.value, after=seal(found.next)) if found.next else "",
        first=with_query(request, stage=chosen.value) if start else "",
        at_bureau=who.at_bureau,
    )
    return Page("rulings/worklist.html", screen)


def _start(who: Actor) -> Queue:
    """Where a person's own work waits."""
    if who.has(Role.SECOND_REVIEWER):
        return Queue.NOTIFY
    if who.has(Role.LEGAL):
        return Queue.RECHECK
    if who.has(Role.LEADER):
        return Queue.DECIDE
    return Queue.TERM if who.at_bureau else Queue.DONE


@get("/rulings/{finding:int}", opt={"right": Right.VIEW_RULINGS})
async def one_case(request: WebRequest, finding: FromPath[int]) -> Page:
    return await case_page(request, finding)


HANDLERS = (worklist, one_case, *acts.ACTS, *HEARINGS, *LETTERS, *DISCUSSIONS, *TOGETHER)
