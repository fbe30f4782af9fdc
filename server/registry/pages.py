"""The first page of a vendor, with its standing; and every handler of the room."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.retention.probation_actions import end_with_service
from server.registry import (
    blacklist,
    checks,
    entry,
    holders,
    inspections,
    qualifications,
    registers,
    risk_register,
    risks,
    vendor_list,
)
from server.registry.frame import NOTHING, Refused, frame, refused
from server.registry.screens import VendorScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.history import history
from server.web.pages import Page, see_other
from vendors.contracts import queries as contracts
from vendors.errors import Invalid, NotFound, Words
from vendors.people import queries as people
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry import actions, queries
from vendors.registry.rules import Standing, ban_ends
from vendors.transaction import transaction


@get("/vendors/{vendor:int}", opt={"right": Right.VIEW_VENDORS})
async def one_vendor(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await _vendor_page(request, vendor)


@post("/vendors/{vendor:int}/admit", opt={"right": Right.REGISTER_VENDOR})
async def admit(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    """入库. What is missing is a gate, told in words."""
    form = await submitted(request, "reason")
    try:
        await actions.admit_vendor(vendor=vendor, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _vendor_page(request, vendor, refused("admit", form, invalid))
    return see_other(request, f"/vendors/{vendor}", said=Words("机构已入库。", "The vendor is admitted."))


@post("/vendors/{vendor:int}/standing", opt={"right": Right.REGISTER_VENDOR})
async def change_standing(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "to", "reason", "rescinded_on")
    read = Reading(form)
    to, rescinded = read.choice("to", Standing), read.day("rescinded_on", required=False)
    reason = read.text("reason", longest=300)
    try:
        read.finish()
        if to is None:
            raise NotFound
        at, who = clock.now(), actor(request)
        running = await contracts.contracts(for_=who, vendor=vendor, in_force_on=local_date(at))
        async with transaction():
            await actions.change_standing(
                vendor=vendor, to=to, reason=reason, rescinded_on=rescinded, contracted=bool(running), by=who, at=at
            )
            await end_with_service(vendor=vendor, by=who, at=at)
    except Invalid as invalid:
        return await _vendor_page(request, vendor, refused("standing", form, invalid))
    return see_other(request, f"/vendors/{vendor}", said=Words("机构状态已变更。", "The standing has changed."))


async def _vendor_page(request: WebRequest, vendor: int, refused: Refused = NOTHING) -> Page:
    who = actor(request)
    around = await frame(request, vendor)
    found = around.vendor
    years = parameter("vendor_ban_years", found.expelled_on or around.today)
    screen = VendorScreen(
        frame=around,
        parent=await queries.vendor_by_code(found.parent_code, for_=who) if found.parent_code else None,
        branches=await queries.branches_of(found.code, for_=who),
        staff=len(await people.staff_of(vendor, for_=who)),
        contracts=await contracts.contracts(for_=who, vendor=vendor),
        history=await history("vendor", vendor),
        ban_ends=ban_ends(found.expelled_on or around.today, years=years.whole),
        ban_source=f"{years.source}{years.article}",
        refused=refused,
    )
    return Page("registry/vendor.html", screen, status=refused.status)


HANDLERS = (
    *vendor_list.HANDLERS,
    one_vendor,
    admit,
    change_standing,
    *entry.HANDLERS,
    *qualifications.HANDLERS,
    *holders.HANDLERS,
    *checks.HANDLERS,
    *inspections.HANDLERS,
    *risk_register.HANDLERS,
    *risks.HANDLERS,
    *blacklist.HANDLERS,
    *registers.HANDLERS,
)
