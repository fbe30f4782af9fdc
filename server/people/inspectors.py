"""检查人员: the bureau's inspectors with their 执法证."""

from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, DATE
from server.people.pool_pages import page_of
from server.people.pool_screens import InspectorScreen, InspectorsScreen
from server.people.screens import TIE_TONES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import with_query
from server.web.tabs import Field
from vendors.errors import Invalid, Words
from vendors.people.pool import actions as pool_actions
from vendors.people.pool import queries as pool_queries
from vendors.people.pool.cards import InspectorCard
from vendors.people.recusal.queries import ties_of
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date

NAMES: Final = (
    "name", "unit", "certificate", "valid_from", "valid_until", "speciality", "former_employer", "former_until"
)  # fmt: skip
_ACTIVE: Final = {"1": True, "0": False}
_FIELDS: Final = (
    Field("姓名", 12), Field("单位", 26), Field("执法证号", 20), Field("有效期起", 13, DATE),
    Field("有效期至", 13, DATE), Field("专业", 14), Field("状态", 10, CENTRED),
)  # fmt: skip


@get("/inspectors", opt={"right": Right.VIEW_POOL})
async def inspectors(
    request: WebRequest, text: FromQuery[str] = "", active: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    who = actor(request)
    found = await pool_queries.inspectors(for_=who, text=text, active=_ACTIVE.get(active))
    screen = InspectorsScreen(
        page=page_of(request, found, after),
        first=with_query(request) if after else "",
        every=await pool_queries.inspectors(for_=who),
        text=text,
        active=active,
        export=with_query(request).replace("/inspectors", "/inspectors/export", 1),
        today=local_date(clock.now()),
    )
    return Page("people/inspectors.html", screen)


@get("/inspectors/export", opt={"right": Right.VIEW_POOL})
async def export(request: WebRequest, text: FromQuery[str] = "", active: FromQuery[str] = "") -> Response[bytes]:
    found = await pool_queries.inspectors(for_=actor(request), text=text, active=_ACTIVE.get(active))
    rows = (
        (
            one.card.name, one.card.unit, one.card.certificate, one.card.valid_from, one.card.valid_until,
            one.card.speciality, "在库" if one.active else "停用",
        )
        for one in found
    )  # fmt: skip
    return listing("检查人员名册", _FIELDS, rows, at=clock.now(), plain="inspectors")


@get("/inspectors/new", opt={"right": Right.MANAGE_POOL})
async def new_inspector(request: WebRequest) -> Page:
    return await _page(request, 0, Form())


@post("/inspectors/new", opt={"right": Right.MANAGE_POOL})
async def add_inspector(request: WebRequest) -> Page | Redirect:
    return await _keep(request, None)


@get("/inspectors/{inspector:int}", opt={"right": Right.VIEW_POOL})
async def one_inspector(request: WebRequest, inspector: FromPath[int]) -> Page:
    return await _page(request, inspector, None)


@post("/inspectors/{inspector:int}", opt={"right": Right.MANAGE_POOL})
async def correct_inspector(request: WebRequest, inspector: FromPath[int]) -> Page | Redirect:
    await pool_queries.inspector(inspector, for_=actor(request))
    return await _keep(request, inspector)


@post("/inspectors/{inspector:int}/active", opt={"right": Right.MANAGE_POOL})
async def set_active(request: WebRequest, inspector: FromPath[int]) -> Page | Redirect:
    found = await pool_queries.inspector(inspector, for_=actor(request))
    form = await submitted(request, "reason")
    try:
        await pool_actions.set_active(
            person_type="inspector",
            person=inspector,
            active=not found.active,
            reason=form.value("reason"),
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _page(request, inspector, Form(values=_values(found.card), errors=invalid.fields))
    return see_other(request, f"/inspectors/{inspector}", said=Words("状态已变更。", "The state has changed."))


async def _keep(request: WebRequest, known: int | None) -> Page | Redirect:
    form = await submitted(request, *NAMES)
    read = Reading(form)
    name, unit = read.text("name", longest=40), read.text("unit", longest=100)
    certificate = read.text("certificate", longest=60)
    speciality = read.text("speciality", required=False, longest=60)
    former = read.text("former_employer", required=False, longest=100)
    begins, ends = read.day("valid_from", required=False), read.day("valid_until", required=False)
    left = read.day("former_until", required=False)
    try:
        read.finish()
        kept = await pool_actions.keep_inspector(
            card=InspectorCard(
                name=name,
                unit=unit,
                certificate=certificate,
                valid_from=begins,
                valid_until=ends,
                speciality=speciality,
                former_employer=former,
                former_until=left,
            ),
            inspector=known,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _page(request, known or 0, form.failed(invalid))
    return see_other(request, f"/inspectors/{kept}", said=Words("检查人员已登记。", "The inspector is on record."))


async def _page(request: WebRequest, inspector: int, form: Form | None) -> Page:
    who = actor(request)
    found = await pool_queries.inspector(inspector, for_=who) if inspector else None
    screen = InspectorScreen(
        inspector=inspector,
        active=found is None or found.active,
        form=form or Form(values=_values(found.card) if found else {}),
        ties=await ties_of(person_type=PersonType.INSPECTOR, person=inspector, for_=who),
        history=await history("inspector", inspector) if found else (),
        tones=TIE_TONES,
    )
    status = 422 if form is not None and form.errors else 200
    return Page("people/inspector.html", screen, fragment="people/_inspector.html", status=status)


def _values(card: InspectorCard) -> dict[str, str]:
    found = {name: getattr(card, name) for name in NAMES}
    return {name: str(value) for name, value in found.items() if value is not None}


HANDLERS: Final = (inspectors, export, new_inspector, add_inspector, one_inspector, correct_inspector, set_active)
