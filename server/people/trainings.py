"""业务培训 (ZY-54) of many at once: one session, everybody who was to come, and who did not."""

from decimal import Decimal
from typing import Final

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from server.people.ids import id_of
from server.people.screens import TrainingScreen
from server.people.staff import wanted
from server.web import clock, csrf
from server.web.access import LAST_ID, Right, WebRequest, actor
from server.web.forms import Form, Reading
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.people.queries import staff_of
from vendors.people.record_actions import Lesson, record_training
from vendors.periods import local_date
from vendors.registry.queries import vendors

NAMES: Final = ("vendor", "topic", "held_on", "hours", "organiser")


@get("/people/trainings/new", opt={"right": Right.MANAGE_STAFF})
async def new_training(request: WebRequest, vendor: FromQuery[str] = "") -> Page:
    return await _page(request, Form(values={"vendor": vendor}), frozenset())


@post("/people/trainings/new", opt={"right": Right.MANAGE_STAFF})
async def add_training(request: WebRequest) -> Page | Redirect:
    """Everybody of the vendor at work is listed; the ticked ones were there."""
    sent = await request.form()
    there = frozenset(filter(None, (id_of(str(one)) for one in sent.getall("there", []))))
    form = Form(values={name: str(sent.get(name, "")).strip() for name in NAMES})
    who, at = actor(request), clock.now()
    read = Reading(form)
    for name in sent:
        if name not in {*NAMES, "there", csrf.FIELD}:
            read.fault(name, Words("未知的字段。", "Unknown field."))
    topic, held, hours = read.text("topic", longest=120), read.day("held_on"), read.decimal("hours")
    organiser = read.text("organiser", longest=80)
    vendor = who.vendor or wanted(form.value("vendor"), "", "", "", "").vendor
    try:
        read.finish()
        people = frozenset(one.id for one in await staff_of(vendor or LAST_ID, for_=who, on=local_date(at)))
        lesson = Lesson(held_on=held or local_date(at), topic=topic, hours=hours or Decimal(0), organiser=organiser)
        await record_training(staff=people, absent=people - there, lesson=lesson, by=who, at=at)
    except Invalid as invalid:
        return await _page(request, form.failed(invalid), there)
    said = Words(f"培训已登记：{len(people)} 人。", f"Training recorded for {len(people)} people.")
    return see_other(request, "/people", said=said)


async def _page(request: WebRequest, form: Form, there: frozenset[int]) -> Page:
    who = actor(request)
    vendor = who.vendor or wanted(form.value("vendor"), "", "", "", "").vendor
    people = await staff_of(vendor, for_=who, on=local_date(clock.now())) if vendor else ()
    screen = TrainingScreen(
        form=form, vendors=await vendors(for_=who) if who.at_bureau else (), vendor=vendor, people=people, there=there
    )
    return Page("people/training.html", screen, status=422 if form.errors else 200)


HANDLERS: Final = (new_training, add_training)
