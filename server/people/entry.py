"""The forms in which a person is entered and corrected."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.people.ids import id_of
from server.people.screens import EntryScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.i18n import code_words
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.people import actions
from vendors.people.actions import Background
from vendors.people.identities import NOBODY, identify
from vendors.people.person_queries import PersonView, person
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.registry.queries import vendors
from vendors.transaction import transaction

NAMES: Final = (
    "name", "post", "identity_kind", "identity_number", "speciality", "title", "certificate", "certified_until",
    "on_post_from", "former_employer", "former_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What the form says of a person."""

    name: str
    post: str
    certificate: str
    certified_until: date | None
    on_post_from: date
    background: Background


@get("/people/new", opt={"right": Right.MANAGE_STAFF})
async def new_person(request: WebRequest) -> Page:
    chosen = request.query_params.get("vendor", "")
    return await _entry_page(request, Form(values={"vendor": chosen, "is_lead": "0"}), staff=0)


@post("/people/new", opt={"right": Right.MANAGE_STAFF})
async def add_person(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    form = await submitted(request, "vendor", "is_lead", "undertaking_on", *NAMES)
    who, at = actor(request), clock.now()
    read = Reading(form)
    vendor = who.vendor or id_of(form.value("vendor"))
    if vendor is None:
        read.fault("vendor", Words("请从列表中选择。", "Choose from the list."))
    bound = read.day("undertaking_on", required=False)
    try:
        told = _read(read, form, key=house.settings.secret.encode(), at=at)
        if vendor is None:
            raise NotFound
        async with transaction():
            staff = await actions.add_staff(
                vendor=vendor,
                name=told.name,
                post=told.post,
                certificate=told.certificate,
                certified_until=told.certified_until,
                on_post_from=told.on_post_from,
                is_lead=form.value("is_lead") == "1",
                background=told.background,
                by=who,
                at=at,
            )
            if bound:
                await actions.sign_undertaking(staff=staff, on=bound, by=who, at=at)
    except Invalid as invalid:
        return await _entry_page(request, form.failed(invalid), staff=0, status=422)
    waiting = Words("人员已登记，等待医保部门审核。", "The person is listed and waits for the bureau's approval.")
    said = Words("人员已登记。", "The person is on the list.") if who.at_bureau else waiting
    return see_other(request, f"/people/{staff}", said=said)


@get("/people/{staff:int}/edit", opt={"right": Right.MANAGE_STAFF})
async def edit_person(request: WebRequest, staff: FromPath[int]) -> Page:
    found = await person(staff, for_=actor(request), on=local_date(clock.now()))
    return await _entry_page(request, Form(values=_values(found)), staff=staff, masked=found.identity_masked)


@post("/people/{staff:int}/edit", opt={"right": Right.MANAGE_STAFF})
async def correct_person(request: WebRequest, house: NamedDependency[House], staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    found = await person(staff, for_=who, on=local_date(at))
    form = await submitted(request, *NAMES)
    try:
        told = _read(Reading(form), form, key=house.settings.secret.encode(), at=at)
        await actions.edit_staff(
            staff=staff,
            name=told.name,
            post=told.post,
            on_post_from=told.on_post_from,
            certificate=told.certificate,
            certified_until=told.certified_until,
            background=told.background,
            by=who,
            at=at,
        )
    except Invalid as invalid:
        failed = form.failed(invalid)
        return await _entry_page(request, failed, staff=staff, masked=found.identity_masked, status=422)
    return see_other(request, f"/people/{staff}", said=Words("已更正。", "The record is corrected."))


def _read(read: Reading, form: Form, *, key: bytes, at: datetime) -> Entered:
    """Raises Invalid naming every field that is wrong."""
    today = local_date(at)
    name, post_, since = read.text("name", longest=40), read.text("post", longest=40), read.day("on_post_from")
    certificate = read.text("certificate", required=False, longest=60)
    until, left = read.day("certified_until", required=False), read.day("former_until", required=False)
    texts = {one: read.text(one, required=False, longest=60) for one in ("speciality", "title")}
    employer = read.text("former_employer", required=False, longest=100)
    number, kind = form.value("identity_number"), form.value("identity_kind")
    if number and kind not in code_list("identity_document", today):
        read.fault("identity_kind", Words("请选择证件类型。", "Choose the kind of document."))
    read.finish()
    identity = identify(kind, number, key=key, on=today) if number else NOBODY
    background = Background(identity=identity, former_employer=employer, former_until=left, **texts)
    return Entered(
        name=name,
        post=post_,
        certificate=certificate,
        certified_until=until,
        on_post_from=since or today,
        background=background,
    )


def _values(found: PersonView) -> dict[str, str]:
    dates = {
        "certified_until": found.standing.certified_until,
        "on_post_from": found.standing.on_post_from,
        "former_until": found.former_until,
    }
    texts = {name: str(getattr(found, name)) for name in NAMES if hasattr(found, name) and name not in dates}
    return texts | {name: day.isoformat() for name, day in dates.items() if day is not None}


async def _entry_page(request: WebRequest, form: Form, *, staff: int, masked: str = "", status: int = 200) -> Page:
    who, today = actor(request), local_date(clock.now())
    known = tuple(code_list("staff_post", today).values())
    chosen = form.value("post")
    screen = EntryScreen(
        staff=staff,
        form=Form(values={**form.values, "identity_number": ""}, errors=form.errors),
        vendors=await vendors(for_=who) if who.at_bureau and not staff else (),
        posts=known if not chosen or chosen in known else (chosen, *known),
        documents=code_words("identity_document", today),
        masked=masked,
    )
    return Page("people/entry.html", screen, status=status)


HANDLERS: Final = (new_person, add_person, edit_person, correct_person)
