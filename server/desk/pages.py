from litestar import get
from litestar.params import FromQuery

from server.desk import messages
from server.desk.dashboard import dashboard
from server.desk.greeting import greeting
from server.desk.queues import begun
from server.desk.screens import PlainScreen, TodosScreen
from server.desk.todo import Todo
from server.desk.todos import todos
from server.desk.vendor_desk import vendor_desk
from server.web import clock
from server.web.access import MATRIX, Right, WebRequest, actor, may
from server.web.history import Event
from server.web.i18n import label, words
from server.web.kinds import term
from server.web.pages import Page
from server.web.paging import seal, unseal, with_query
from vendors.journal import queries as journal
from vendors.periods import Period, local_date

PAGE_SIZE = 50
_SILENT = frozenset({Right.OPEN, Right.SIGNED_IN, Right.VIEW_DASHBOARD})


@get("/", opt={"right": Right.VIEW_DASHBOARD})
async def start(request: WebRequest, period: FromQuery[str] = "") -> Page:
    who, at = actor(request), clock.now()
    if not may(who, Right.VIEW_SCORECARDS):
        held = [label(right) for right in MATRIX if may(who, right) and right not in _SILENT]
        return Page("desk/plain.html", PlainScreen(greeting=greeting(who, at), rights=held))
    waiting = await _todos(request)
    if not who.at_bureau:
        return Page("desk/vendor.html", await vendor_desk(who, at, todos=waiting))
    return Page("desk/bureau.html", await dashboard(who, at, todos=waiting, wanted=_quarter(period)))


@get("/todos", opt={"right": Right.SIGNED_IN})
async def todo_list(request: WebRequest, tab: FromQuery[str] = "", after: FromQuery[str] = "") -> Page:
    who, today = actor(request), local_date(clock.now())
    done = tab == "done"
    place = unseal(after)
    before = place[0] if place and isinstance(place[0], int) else None
    links = await journal.page(actor=who.id, before=before, size=PAGE_SIZE + 1) if done else ()
    shown = links[:PAGE_SIZE]
    screen = TodosScreen(
        today=today,
        todos=() if done else await begun(who, today) if tab == "begun" else await _todos(request),
        done=[
            Event(
                at=link.entry.at,
                title=words(term(link.entry.kind)),
                note=f"{link.entry.object_type} {link.entry.object_id} {link.entry.note}".strip(),
            )
            for link in shown
        ],
        tab=tab if tab in {"done", "begun"} else "",
        next=with_query(request, after=seal(shown[-1].seq)) if len(links) > PAGE_SIZE else "",
    )
    return Page("desk/todos.html", screen)


async def _todos(request: WebRequest) -> tuple[Todo, ...]:
    """Those the badges were counted from, when they were."""
    known: tuple[Todo, ...] | None = request.scope["state"].get("todos")
    return known if known is not None else await todos(actor(request), clock.now())


def _quarter(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


HANDLERS = (start, todo_list, *messages.HANDLERS)
