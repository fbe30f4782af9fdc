from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.registry import registers
from server.registry.screens import NewVendorScreen, VendorScreen, VendorsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.pages import Page, see_other
from vendors.contracts import queries as contracts
from vendors.errors import Invalid, Words
from vendors.people import actions as people_actions
from vendors.people import queries as people
from vendors.periods import local_date
from vendors.registry import actions, queries
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction


@get("/vendors", opt={"right": Right.VIEW_VENDORS})
async def register(
    request: WebRequest, kind: FromQuery[str] = "", standing: FromQuery[str] = "", text: FromQuery[str] = ""
) -> Page:
    who = actor(request)
    found = await queries.vendors(
        for_=who,
        kind=Kind(kind) if kind in set(Kind) else None,
        standing=Standing(standing) if standing in set(Standing) else None,
        text=text,
    )
    counts = await queries.standing_counts(for_=who)
    screen = VendorsScreen(vendors=found, counts=counts, kind=kind, standing=standing, text=text)
    return Page("registry/vendors.html", screen)


@get("/vendors/new", opt={"right": Right.REGISTER_VENDOR})
async def new_vendor() -> Page:
    return Page("registry/new.html", NewVendorScreen(form=Form()))


@post("/vendors/new", opt={"right": Right.REGISTER_VENDOR})
async def register_vendor(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "code", "name", "short_name", "kind", "legal_representative", "contact", "note")
    read = Reading(form)
    kind, code, note = read.choice("kind", Kind), read.text("code"), read.text("note", required=False)
    name, short_name = read.text("name", longest=100), read.text("short_name", longest=20)
    legal, contact = read.text("legal_representative", longest=40), read.text("contact", required=False, longest=80)
    try:
        read.finish()
        vendor = await actions.register_vendor(
            code=code,
            name=name,
            short_name=short_name,
            kind=kind or Kind.A,
            legal_representative=legal,
            contact=contact,
            note=note,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return Page("registry/new.html", NewVendorScreen(form=form.failed(invalid)), status=422)
    return see_other(request, f"/vendors/{vendor}", said=Words("已登记入库。", "The vendor is registered."))


@get("/vendors/{vendor:int}", opt={"right": Right.VIEW_VENDORS})
async def one_vendor(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await _vendor_page(request, vendor)


@post("/vendors/{vendor:int}/standing", opt={"right": Right.REGISTER_VENDOR})
async def change_standing(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "to", "reason", "banned_until")
    read = Reading(form)
    to, until = read.choice("to", Standing), read.day("banned_until", required=False)
    reason = read.text("reason")
    try:
        read.finish()
        await actions.change_standing(
            vendor=vendor,
            to=to or Standing.REGISTERED,
            reason=reason,
            banned_until=until,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _vendor_page(request, vendor, form=form.failed(invalid))
    return see_other(request, f"/vendors/{vendor}", said=Words("机构状态已变更。", "The standing has changed."))


@post("/vendors/{vendor:int}/staff", opt={"right": Right.MANAGE_STAFF})
async def add_staff(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "name", "post", "certificate", "certified_until", "on_post_from", "undertaking_on")
    read = Reading(form)
    name, post_, since = read.text("name", longest=40), read.text("post", longest=40), read.day("on_post_from")
    until, bound = read.day("certified_until", required=False), read.day("undertaking_on", required=False)
    certificate = read.text("certificate", required=False, longest=60)
    who, at = actor(request), clock.now()
    try:
        read.finish()
        async with transaction():
            staff = await people_actions.add_staff(
                vendor=vendor,
                name=name,
                post=post_,
                certificate=certificate,
                certified_until=until,
                on_post_from=since or local_date(at),
                by=who,
                at=at,
            )
            if bound:
                await people_actions.sign_undertaking(staff=staff, on=bound, by=who, at=at)
    except Invalid as invalid:
        return await _vendor_page(request, vendor, staff_form=form.failed(invalid))
    return see_other(request, f"/vendors/{vendor}", said=Words("人员已登记。", "The person is on the list."))


async def _vendor_page(
    request: WebRequest, vendor: int, *, form: Form | None = None, staff_form: Form | None = None
) -> Page:
    who = actor(request)
    found = await queries.vendor(vendor, for_=who)
    screen = VendorScreen(
        vendor=found,
        staff=await people.staff_of(vendor, for_=who),
        contracts=await contracts.contracts(for_=who, vendor=vendor),
        history=await history("vendor", vendor),
        today=local_date(clock.now()),
        form=form or Form(),
        staff_form=staff_form or Form(),
    )
    return Page("registry/vendor.html", screen, status=422 if form or staff_form else 200)


HANDLERS = (register, new_vendor, register_vendor, one_vendor, change_standing, add_staff, *registers.HANDLERS)
