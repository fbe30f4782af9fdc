"""Declaring ties before work starts, telling of others, and confirming what the registers hint at."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from server.people.ids import id_of
from server.people.pool_screens import DeclareScreen, FoundScreen, NewTieScreen
from server.web import clock
from server.web.access import LAST_ID, Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.errors import Invalid, NotFound, Words
from vendors.people.person_queries import person as one_person
from vendors.people.pool.queries import experts, inspectors
from vendors.people.queries import staff_of
from vendors.people.recusal import actions
from vendors.people.recusal.actions import Given, Person
from vendors.people.recusal.finder import find_ties
from vendors.people.recusal.queries import declarations, institution_at
from vendors.people.recusal.ties import PersonType, Source, TieKind
from vendors.periods import local_date
from vendors.registry.queries import vendors
from vendors.tasks.queries import TaskView, task

FOUND: Final = 200
NONE: Final = "none"
_TIE: Final = ("person", "kind", "institution", "ended_on", "detail")
_PICK: Final = Words("请从列表中选择。", "Choose from the list.")
ROWS: Final = ("", "_2", "_3", "_4", "_5")
"""What the names of a tie's fields end in: one declaration may name so many ties."""
_ROW: Final = _TIE[1:]
Options = Sequence[tuple[str, str]]


@get("/recusals/new", opt={"right": Right.DECLARE_RECUSAL})
async def new_tie(request: WebRequest, who: FromQuery[str] = "") -> Page:
    return await _new_page(request, Form(values={"person": who}))


@post("/recusals/new", opt={"right": Right.DECLARE_RECUSAL})
async def note_tie(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, *_TIE)
    read = Reading(form)
    person, tie = _person(read), await _tie(read, local_date(clock.now()))
    try:
        read.finish()
        if person is None or tie is None:
            raise NotFound
        made = await actions.note_tie(person=person, tie=tie, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _new_page(request, form.failed(invalid), status=422)
    said = Words("利害关系已登记，认定前先行回避。", "The tie is on record and bars until it is decided.")
    return see_other(request, f"/recusals/{made}", said=said)


@get("/recusals/found", opt={"right": Right.DECIDE_RECUSAL})
async def found_ties(request: WebRequest) -> Page:
    found = await find_ties(for_=actor(request), on=local_date(clock.now()), size=FOUND)
    return Page("people/found.html", FoundScreen(rows=found, most=FOUND))


@post("/recusals/found", opt={"right": Right.DECIDE_RECUSAL})
async def confirm_found(request: WebRequest) -> Redirect:
    form = await submitted(request, "person", "kind", "institution_id", "ended_on", "why")
    read = Reading(form)
    person, kind = _person(read), read.choice("kind", TieKind)
    institution, ended = read.whole("institution_id"), read.day("ended_on", required=False)
    why = read.text("why", required=False, longest=200)
    read.finish()
    if person is None or kind is None or institution is None or not 0 < institution <= LAST_ID:
        raise NotFound
    given = Given(institution=institution, kind=kind, ended_on=ended, detail=why)
    await actions.note_tie(person=person, tie=given, source=Source.FOUND, by=actor(request), at=clock.now())
    said = Words("已登记为待认定的利害关系。", "Noted as a tie to be decided.")
    return see_other(request, "/recusals/found", said=said)


@get("/recusals/declare", opt={"right": Right.DECLARE_RECUSAL})
async def declaring(request: WebRequest, task: FromQuery[int] = 0) -> Page:
    return await _declare_page(request, task, Form(values={"kind": NONE}))


@post("/recusals/declare", opt={"right": Right.DECLARE_RECUSAL})
async def declare(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "task", "person", *(name + row for row in ROWS for name in _ROW))
    read = Reading(form)
    number, nothing = id_of(form.value("task")) or 0, form.value("kind") == NONE
    filled = [row for row in ROWS if any(form.value(name + row) for name in _ROW)]
    person, today = _person(read), local_date(clock.now())
    ties = [await _tie(read, today, row) for row in filled or ROWS[:1] if row or not nothing]
    try:
        await _task(number, actor(request))
        read.finish()
        if person is None:
            raise NotFound
        await actions.declare(
            object_type="task",
            object_id=number,
            person=person,
            ties=[tie for tie in ties if tie],
            none=nothing,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _declare_page(request, number, form.failed(invalid), status=422)
    return see_other(request, f"/recusals/declare?task={number}", said=Words("已申报。", "Declared."))


async def _task(number: int, who: Actor) -> TaskView:
    if not 0 < number <= LAST_ID:
        raise NotFound
    return await task(number, for_=who)


def _person(read: Reading) -> Person | None:
    """`staff:12` as the list offers it."""
    kind, _, number = read.text("person", longest=30).partition(":")
    found = id_of(number)
    if kind in set(PersonType) and found:
        return Person(type=PersonType(kind), id=found)
    read.fault("person", _PICK)
    return None


async def _tie(read: Reading, today: date, row: str = "") -> Given | None:
    """The tie of a row of fields, its faults told at them."""
    kind, place = read.choice(f"kind{row}", TieKind), read.text(f"institution{row}", longest=100)
    ended = read.day(f"ended_on{row}", required=False)
    detail = read.text(f"detail{row}", required=False, longest=500)
    institution = await institution_at(place) if place else None
    if place and institution is None:
        words = Words("没有该编码或名称的定点机构。", "No institution of this code or name.")
        read.fault(f"institution{row}", words)
    if kind is None or institution is None:
        return None
    tie = Given(institution=institution, kind=kind, ended_on=ended, detail=detail)
    try:
        actions.check_given(tie, today)
    except Invalid as invalid:
        for name, said in invalid.fields.items():
            read.fault(name + row, said)
    return tie


async def _new_page(request: WebRequest, form: Form, *, status: int = 200) -> Page:
    people = await _people(actor(request), local_date(clock.now()), form.value("person"))
    return Page("people/new_tie.html", NewTieScreen(form=form, people=people), status=status)


async def _declare_page(request: WebRequest, number: int, form: Form, *, status: int = 200) -> Page:
    who, today = actor(request), local_date(clock.now())
    if not number:
        return Page("people/declare.html", DeclareScreen(task=None, form=form, people=(), made=()), status=status)
    found = await _task(number, who)
    screen = DeclareScreen(
        task=found,
        form=form,
        people=await _people(who, today, form.value("person"), vendor=found.vendor),
        made=await declarations(object_type="task", object_id=number, for_=who),
        more=ROWS[1:],
    )
    return Page("people/declare.html", screen, status=status)


async def _people(who: Actor, today: date, chosen: str, *, vendor: int | None = None) -> Options:
    """Whom this person may speak for: a vendor its company and people, the bureau its own, experts and companies."""
    own = who.vendor or vendor
    found = [(f"vendor:{one.id}", f"{PersonType.VENDOR.zh} · {one.short_name}") for one in await vendors(for_=who)]
    if own:
        at_work = await staff_of(own, for_=who, on=today)
        found += [(f"staff:{one.id}", f"{PersonType.STAFF.zh} · {one.name}（{one.post}）") for one in at_work]
    if who.at_bureau:
        pool = await inspectors(for_=who, active=True)
        found += [
            (f"inspector:{one.id}", f"{PersonType.INSPECTOR.zh} · {one.card.name}（{one.card.unit}）") for one in pool
        ]
        known = await experts(for_=who, active=True)
        found += [
            (f"expert:{one.id}", f"{PersonType.EXPERT.zh} · {one.card.name}（{one.card.employer}）") for one in known
        ]
    asked = id_of(chosen.removeprefix("staff:")) if chosen.startswith("staff:") else None
    if asked and chosen not in dict(found):
        extra = await one_person(asked, for_=who, on=today)
        found.append((chosen, f"{PersonType.STAFF.zh} · {extra.name}（{extra.vendor_name}）"))
    return found


HANDLERS: Final = (new_tie, note_tie, found_ties, confirm_found, declaring, declare)
