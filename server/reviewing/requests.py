"""专家评审 as the bureau asks for it and reads it."""

from typing import Final

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.reviewing.screens import NewRequestScreen, RequestScreen, RequestsScreen
from server.web import clock, csrf
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading
from server.web.history import history
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from vendors.errors import Invalid, NotFound, Words
from vendors.findings import queries as findings
from vendors.people.pool import queries as pool
from vendors.people.pool.cards import Speciality
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.reviewing import actions
from vendors.reviewing.actions import Request
from vendors.reviewing.actions.asking import DAYS
from vendors.reviewing.queries import opinions as queries

SIZE: Final = 50
COUNTS: Final = {one: f"count_{one.value}" for one in Speciality}
NAMES: Final = ("finding", "question", "named_why", "due_on", *COUNTS.values())


@get("/expert-requests", opt={"right": Right.VIEW_AGREEMENT})
async def request_list(request: WebRequest, after: FromQuery[str] = "") -> Page:
    at = clock.now()
    start = next((value for value in unseal(after) or () if isinstance(value, int)), None)
    found = await queries.requests(for_=actor(request), at=at, before=start, size=SIZE + 1)
    screen = RequestsScreen(
        rows=found[:SIZE],
        next=with_query(request, after=seal(found[SIZE - 1].id)) if len(found) > SIZE else "",
        first="/expert-requests" if after else "",
        today=local_date(at),
    )
    return Page("reviewing/requests.html", screen)


@get("/expert-requests/new", opt={"right": Right.ASK_EXPERT})
async def new_request(request: WebRequest, finding: FromQuery[str] = "") -> Page:
    return await _new_page(request, Form(values={"finding": finding}), ())


@post("/expert-requests/new", opt={"right": Right.ASK_EXPERT})
async def ask(request: WebRequest) -> Page | Redirect:
    """Several experts may be ticked: they come as one name with several values."""
    sent = await request.form()
    ticked = tuple(str(value) for value in sent.getall("named", []))
    form = Form(values={name: str(sent.get(name, "")).strip() for name in NAMES})
    read = Reading(form)
    for name in sent:
        if name not in {*NAMES, "named", csrf.FIELD}:
            read.fault(name, Words("未知的字段。", "Unknown field."))
    finding, question = read.whole("finding"), read.text("question", longest=1000)
    why, due = read.text("named_why", required=False, longest=200), read.day("due_on", required=False)
    counts = {one: read.whole(name, required=False) or 0 for one, name in COUNTS.items()}
    named = tuple(int(one) for one in ticked if one.isascii() and one.isdigit())
    try:
        read.finish()
        asked = Request(
            question=question,
            drawn={one: count for one, count in counts.items() if count},
            named=named,
            named_why=why,
            due_on=due,
        )
        made = await actions.ask_experts(finding=finding or 0, request=asked, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _new_page(request, form.failed(invalid), ticked)
    said = Words("已提请专家评审。", "The experts have been asked.")
    return see_other(request, f"/expert-requests/{made}", said=said)


async def _new_page(request: WebRequest, form: Form, ticked: tuple[str, ...]) -> Page:
    who, at = actor(request), clock.now()
    chosen = form.value("finding")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < len("2147483648")):
        raise NotFound
    screen = NewRequestScreen(
        finding=await findings.finding(id_=int(chosen), for_=who, at=at),
        form=form,
        ticked=ticked,
        pool=[one for one in await pool.experts(for_=who, active=True) if one.account is not None],
        days=parameter(DAYS, local_date(at)).whole,
        counts=COUNTS,
    )
    return Page("reviewing/new_request.html", screen, status=422 if form.errors else 200)


@get("/expert-requests/{request_id:int}", opt={"right": Right.VIEW_AGREEMENT})
async def one_request(request: WebRequest, request_id: FromPath[int]) -> Page:
    found = await queries.request(request_id, for_=actor(request), at=clock.now())
    told = await history("expert_request", request_id) if found.asked_by_name else ()
    screen = RequestScreen(request=found, history=told, today=local_date(clock.now()))
    return Page("reviewing/request.html", screen)


REQUESTS: Final = (request_list, new_request, ask, one_request)
