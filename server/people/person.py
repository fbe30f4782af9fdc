"""One person: everything on record, and what the bureau and the vendor do to it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.people.screens import PersonScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.house import House
from server.web.i18n import code_words
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.attachments.rules import ACCEPTED, File
from vendors.errors import Invalid, Words
from vendors.people import actions, record_actions, standing_actions
from vendors.people.leaving_actions import correctable
from vendors.people.person_queries import certificate_owner, person, proposals
from vendors.people.record_actions import Lesson
from vendors.people.recusal.queries import institution_at, ties_of
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date

_Decision = Callable[[int, str, Actor, datetime], Awaitable[None]]


@get("/people/{staff:int}", opt={"right": Right.VIEW_PEOPLE})
async def one_person(request: WebRequest, staff: FromPath[int]) -> Page:
    return await person_page(request, staff)


async def _approve(staff: int, reason: str, by: Actor, at: datetime) -> None:
    await standing_actions.approve_staff(staff=staff, opinion=reason, by=by, at=at)


async def _refuse(staff: int, reason: str, by: Actor, at: datetime) -> None:
    await standing_actions.refuse_staff(staff=staff, reason=reason, by=by, at=at)


async def _suspend(staff: int, reason: str, by: Actor, at: datetime) -> None:
    await standing_actions.suspend_staff(staff=staff, reason=reason, by=by, at=at)


async def _resume(staff: int, reason: str, by: Actor, at: datetime) -> None:
    await standing_actions.resume_staff(staff=staff, reason=reason, by=by, at=at)


DECISIONS: Final[dict[str, tuple[_Decision, Words]]] = {
    "approve": (_approve, Words("已审核通过，即日起在岗。", "Approved; on post from today.")),
    "refuse": (_refuse, Words("已退回，机构可更正后再次报审。", "Not approved; the vendor may correct and resubmit.")),
    "suspend": (_suspend, Words("已暂停。", "The person is suspended.")),
    "resume": (_resume, Words("已恢复在岗。", "The person is back on post.")),
}


@post("/people/{staff:int}/decision", opt={"right": Right.APPROVE_STAFF})
async def decide(request: WebRequest, staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form = await submitted(request, "to", "reason")
    decision = DECISIONS.get(form.value("to"))
    if decision is None:
        raise Invalid({"to": Words("请选择审核意见。", "Choose a decision.")})
    take, said = decision
    try:
        reason = _text(form, "reason", longest=300)
        await take(staff, reason, who, at)
    except Invalid as invalid:
        return await person_page(request, staff, form.failed(invalid))
    return see_other(request, f"/people/{staff}", said=said)


@post("/people/{staff:int}/undertaking", opt={"right": Right.MANAGE_STAFF}, request_max_body_size=BODY_LIMIT)
async def undertaking(request: WebRequest, house: NamedDependency[House], staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form, file = await submitted_with_file(request, "undertaking_on")
    read = Reading(form)
    on = read.day("undertaking_on")
    try:
        read.finish()
        scan = await _kept(file, house)
        await actions.sign_undertaking(staff=staff, on=on or local_date(at), scan=scan, by=who, at=at)
    except Invalid as invalid:
        return await person_page(request, staff, form.failed(invalid))
    return see_other(request, f"/people/{staff}", said=Words("保密承诺书已登记。", "The undertaking is on record."))


@post("/people/{staff:int}/certificates", opt={"right": Right.MANAGE_STAFF}, request_max_body_size=BODY_LIMIT)
async def certificates(request: WebRequest, house: NamedDependency[House], staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form, file = await submitted_with_file(request, "kind", "number", "valid_from", "valid_until")
    read = Reading(form)
    kind, number = read.text("kind"), read.text("number", longest=60)
    begins, ends = read.day("valid_from", required=False), read.day("valid_until", required=False)
    try:
        read.finish()
        scan = await _kept(file, house)
        await record_actions.add_certificate(
            staff=staff, kind=kind, number=number, valid_from=begins, valid_until=ends, scan=scan, by=who, at=at
        )
    except Invalid as invalid:
        return await person_page(request, staff, form.failed(invalid))
    waiting = Words("证书已登记，待医保部门核验。", "The certificate is on record and waits to be checked.")
    said = Words("证书已登记。", "The certificate is on record.") if who.at_bureau else waiting
    return see_other(request, f"/people/{staff}", said=said)


@post("/people/certificates/{certificate:int}/check", opt={"right": Right.APPROVE_STAFF})
async def check_certificate(request: WebRequest, certificate: FromPath[int]) -> Redirect:
    who = actor(request)
    staff = await certificate_owner(certificate, for_=who)
    await record_actions.check_certificate(certificate=certificate, by=who, at=clock.now())
    return see_other(request, f"/people/{staff}", said=Words("证书已核验。", "The certificate is checked."))


@post("/people/certificates/{certificate:int}/void", opt={"right": Right.MANAGE_STAFF})
async def void_certificate(request: WebRequest, certificate: FromPath[int]) -> Page | Redirect:
    who = actor(request)
    staff = await certificate_owner(certificate, for_=who)
    form = await submitted(request, "void_reason")
    try:
        reason = _text(form, "void_reason", longest=300)
        await record_actions.void_certificate(certificate=certificate, reason=reason, by=who, at=clock.now())
    except Invalid as invalid:
        said = Invalid({"void_reason": next(iter(invalid.fields.values()))})
        return await person_page(request, staff, form.failed(said))
    return see_other(request, f"/people/{staff}", said=Words("证书已作废。", "The certificate is void."))


@post("/people/{staff:int}/stations", opt={"right": Right.MANAGE_STAFF})
async def stations(request: WebRequest, staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form = await submitted(request, "place", "begins", "ends")
    read = Reading(form)
    place, begins = read.text("place", longest=100), read.day("begins")
    ends = read.day("ends", required=False)
    try:
        read.finish()
        institution = await institution_at(place)
        since = begins or local_date(at)
        await record_actions.station(
            staff=staff, place=place, institution=institution, begins=since, ends=ends, by=who, at=at
        )
    except Invalid as invalid:
        return await person_page(request, staff, form.failed(invalid))
    return see_other(request, f"/people/{staff}", said=Words("驻点已登记。", "The station is on record."))


@post("/people/{staff:int}/trainings", opt={"right": Right.MANAGE_STAFF})
async def trainings(request: WebRequest, staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form = await submitted(request, "topic", "held_on", "hours", "organiser", "attended")
    read = Reading(form)
    topic, held, hours = read.text("topic", longest=120), read.day("held_on"), read.decimal("hours")
    organiser = read.text("organiser", longest=80)
    try:
        read.finish()
        lesson = Lesson(held_on=held or local_date(at), topic=topic, hours=hours or Decimal(0), organiser=organiser)
        absent = () if form.value("attended") == "1" else (staff,)
        await record_actions.record_training(staff=(staff,), lesson=lesson, absent=absent, by=who, at=at)
    except Invalid as invalid:
        return await person_page(request, staff, form.failed(invalid))
    return see_other(request, f"/people/{staff}", said=Words("培训已登记。", "The training is on record."))


async def person_page(request: WebRequest, staff: int, form: Form | None = None) -> Page:
    """The page of one person; with a form that was refused it says so under 422."""
    who, today = actor(request), local_date(clock.now())
    found = await person(staff, for_=who, on=today)
    screen = PersonScreen(
        person=found,
        today=today,
        form=form or Form(),
        certificates=code_words("staff_certificate"),
        documents=code_words("identity_document"),
        scans=await attachments(object_type="staff", object_ids=(staff,), for_=who),
        proposals=await proposals(for_=who, staff=staff),
        ties=await ties_of(person_type=PersonType.STAFF, person=staff, for_=who),
        history=await history("staff", staff),
        accept=ACCEPTED,
        correctable=correctable(found.standing, today),
    )
    return Page("people/person.html", screen, fragment="people/_person.html", status=422 if form else 200)


def _text(form: Form, name: str, *, longest: int) -> str:
    """A text that may be empty: the act says whether it must be there."""
    read = Reading(form)
    text = read.text(name, required=False, longest=longest)
    read.finish()
    return text


async def _kept(file: File | None, house: House) -> tuple[File, str] | None:
    return None if file is None else (file, await keep(file, blobs=house.blobs))


HANDLERS: Final = (
    one_person,
    decide,
    undertaking,
    certificates,
    check_certificate,
    void_certificate,
    stations,
    trainings,
)
