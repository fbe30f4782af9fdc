"""离岗: the last day on post, and putting it right."""

from typing import Final

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.people.person import person_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.people.actions import leave
from vendors.people.leaving_actions import correct_leaving
from vendors.people.person_queries import person
from vendors.periods import local_date

_FIELDS: Final = {"on": "left_on", "reason": "left_reason"}


@post("/people/{staff:int}/leaving", opt={"right": Right.MANAGE_STAFF})
async def leaving(request: WebRequest, staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form = await submitted(request, "left_on")
    read = Reading(form)
    on = read.day("left_on")
    try:
        read.finish()
        await leave(staff=staff, on=on or local_date(at), by=who, at=at)
    except Invalid as invalid:
        return await person_page(request, staff, form.failed(_here(invalid)))
    return see_other(request, f"/people/{staff}", said=Words("离岗已登记。", "The last day is on record."))


@post("/people/{staff:int}/leaving/correction", opt={"right": Right.MANAGE_STAFF})
async def correction(request: WebRequest, staff: FromPath[int]) -> Page | Redirect:
    """Another last day; none at all when the field is left empty."""
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form = await submitted(request, "left_on", "left_reason")
    read = Reading(form)
    on, reason = read.day("left_on", required=False), read.text("left_reason", longest=300)
    try:
        read.finish()
        await correct_leaving(staff=staff, on=on, reason=reason, by=who, at=at)
    except Invalid as invalid:
        return await person_page(request, staff, form.failed(_here(invalid)))
    return see_other(request, f"/people/{staff}", said=Words("离岗日期已更正。", "The last day is corrected."))


def _here(invalid: Invalid) -> Invalid:
    """Faults under the names of this page's fields."""
    return Invalid({_FIELDS.get(name, name): said for name, said in invalid.fields.items()})


HANDLERS: Final = (leaving, correction)
