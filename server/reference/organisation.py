"""组织机构: the bureau's tree; units are added, renamed and closed with a reason."""

from datetime import date
from typing import Final

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from server.accounts.queries import people_by_unit
from server.reference.screens import OrganisationScreen, UnitScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.i18n import code_words
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.organisation import actions, queries
from vendors.organisation.rules import NewUnit, UnitKind
from vendors.periods import local_date


@get("/organisation", opt={"right": Right.VIEW_REFERENCE})
async def organisation(request: WebRequest) -> Page:
    return await _page(request, Form())


@post("/organisation", opt={"right": Right.MANAGE_REFERENCE})
async def add_unit(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "code", "name", "kind", "region", "parent", "begins")
    at = clock.now()
    read = Reading(form)
    kind = read.choice("kind", UnitKind)
    new = NewUnit(
        code=read.text("code", longest=20).upper(),
        name=read.text("name", longest=80),
        kind=kind or UnitKind.OTHER,
        region=read.text("region", longest=6),
        parent=read.text("parent", required=False, longest=20),
        begins=read.day("begins", required=False) or local_date(at),
    )
    try:
        read.finish()
        made = await actions.add_unit(new=new, by=actor(request), at=at)
    except Invalid as invalid:
        return await _page(request, form.failed(invalid))
    return see_other(request, f"/organisation/{made}", said=Words("单位已登记。", "The unit is on record."))


@post("/organisation/packaged", opt={"right": Right.MANAGE_REFERENCE})
async def seed(request: WebRequest) -> Redirect:
    at = clock.now()
    made = await actions.seed_units(begins=date(local_date(at).year, 1, 1), by=actor(request), at=at)
    said = Words(f"已载入 {made} 个单位，请按实际改名。", f"{made} units are entered; rename them as they are.")
    return see_other(request, "/organisation", said=said)


@get("/organisation/{unit:int}", opt={"right": Right.VIEW_REFERENCE})
async def one_unit(request: WebRequest, unit: FromPath[int]) -> Page:
    return await _unit_page(request, unit)


@post("/organisation/{unit:int}/name", opt={"right": Right.MANAGE_REFERENCE})
async def rename(request: WebRequest, unit: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "name", "reason")
    read = Reading(form)
    name, reason = read.text("name", longest=80), read.text("reason", longest=300)
    try:
        read.finish()
        await actions.rename_unit(unit=unit, name=name, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _unit_page(request, unit, form=form.failed(invalid))
    return see_other(request, f"/organisation/{unit}", said=Words("单位已改名。", "The unit is renamed."))


@post("/organisation/{unit:int}/close", opt={"right": Right.MANAGE_REFERENCE})
async def close(request: WebRequest, unit: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "last_day", "reason")
    at = clock.now()
    read = Reading(form)
    on, reason = read.day("last_day"), read.text("reason", longest=300)
    try:
        read.finish()
        await actions.close_unit(unit=unit, on=on or local_date(at), reason=reason, by=actor(request), at=at)
    except Invalid as invalid:
        return await _unit_page(request, unit, close_form=form.failed(invalid))
    return see_other(request, f"/organisation/{unit}", said=Words("已登记撤销。", "The unit will be closed."))


async def _page(request: WebRequest, form: Form) -> Page:
    found, today = await queries.units(for_=actor(request)), local_date(clock.now())
    screen = OrganisationScreen(
        people=await people_by_unit(),
        branches=queries.tree(found, on=today),
        closed=[one for one in found if not one.stands_on(today)],
        regions=code_words("region"),
        kinds=UnitKind,
        form=form,
    )
    return Page("reference/organisation.html", screen, status=422 if form.errors else 200)


async def _unit_page(
    request: WebRequest, unit: int, *, form: Form | None = None, close_form: Form | None = None
) -> Page:
    who = actor(request)
    found = await queries.unit(unit, for_=who)
    every = await queries.units(for_=who)
    screen = UnitScreen(
        unit=found,
        above=next((one for one in every if one.id == found.parent), None),
        below=[one for one in every if one.parent == found.id],
        region=code_words("region").get(found.region, found.region),
        history=await history("unit", unit),
        form=form or Form(values={"name": found.name}),
        close_form=close_form or Form(),
        today=local_date(clock.now()),
    )
    return Page("reference/unit.html", screen, status=422 if form or close_form else 200)


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (organisation, add_unit, seed, one_unit, rename, close)
