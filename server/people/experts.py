"""专家库: five specialities (LT-11), who may be drawn, and what was paid to them."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, COUNT, MONEY
from server.accounts.queries import PersonView, people
from server.people.pool_pages import page_of
from server.people.pool_screens import ExpertScreen, ExpertsScreen
from server.people.screens import TIE_TONES
from server.web import clock, csrf
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import with_query
from server.web.tabs import Field, yuan
from vendors.actors import Role
from vendors.errors import Invalid, Words
from vendors.money import Fen
from vendors.people.pool import actions as pool_actions
from vendors.people.pool import queries as pool_queries
from vendors.people.pool.cards import ExpertCard, Speciality
from vendors.people.recusal.queries import institution_at, ties_of
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date

NAMES: Final = ("name", "employer", "title", "former_employer", "former_until")
_ACTIVE: Final = {"1": True, "0": False}
_FIELDS: Final = (
    Field("姓名", 12), Field("工作单位", 30), Field("职称", 16), Field("专业", 22), Field("评审场次", 10, COUNT),
    Field("劳务报酬（元）", 14, MONEY), Field("状态", 10, CENTRED),
)  # fmt: skip


@get("/experts", opt={"right": Right.VIEW_POOL})
async def experts(
    request: WebRequest,
    *,
    text: FromQuery[str] = "",
    speciality: FromQuery[str] = "",
    active: FromQuery[str] = "",
    after: FromQuery[str] = "",
) -> Page:
    who = actor(request)
    found = await pool_queries.experts(
        for_=who, text=text, speciality=_speciality(speciality), active=_ACTIVE.get(active)
    )
    screen = ExpertsScreen(
        page=page_of(request, found, after),
        first=with_query(request) if after else "",
        every=await pool_queries.experts(for_=who),
        text=text,
        speciality=speciality,
        active=active,
        export=with_query(request).replace("/experts", "/experts/export", 1),
    )
    return Page("people/experts.html", screen)


@get("/experts/export", opt={"right": Right.VIEW_POOL})
async def export(
    request: WebRequest, text: FromQuery[str] = "", speciality: FromQuery[str] = "", active: FromQuery[str] = ""
) -> Response[bytes]:
    found = await pool_queries.experts(
        for_=actor(request), text=text, speciality=_speciality(speciality), active=_ACTIVE.get(active)
    )
    rows = (
        (
            one.card.name, one.card.employer, one.card.title, "、".join(each.zh for each in one.card.specialities),
            one.sessions, yuan(one.fee_fen), "在库" if one.active else "停用",
        )
        for one in found
    )  # fmt: skip
    return listing("专家名册", _FIELDS, rows, at=clock.now(), plain="experts")


@get("/experts/new", opt={"right": Right.MANAGE_POOL})
async def new_expert(request: WebRequest) -> Page:
    return await _page(request, 0, Form(), ())


@post("/experts/new", opt={"right": Right.MANAGE_POOL})
async def add_expert(request: WebRequest) -> Page | Redirect:
    return await _keep(request, None)


@get("/experts/{expert:int}", opt={"right": Right.VIEW_POOL})
async def one_expert(request: WebRequest, expert: FromPath[int]) -> Page:
    return await _page(request, expert, None, ())


@post("/experts/{expert:int}", opt={"right": Right.MANAGE_POOL})
async def correct_expert(request: WebRequest, expert: FromPath[int]) -> Page | Redirect:
    await pool_queries.expert(expert, for_=actor(request))
    return await _keep(request, expert)


@post("/experts/{expert:int}/active", opt={"right": Right.MANAGE_POOL})
async def set_active(request: WebRequest, expert: FromPath[int]) -> Page | Redirect:
    found = await pool_queries.expert(expert, for_=actor(request))
    form = await submitted(request, "reason")
    try:
        await pool_actions.set_active(
            person_type="expert",
            person=expert,
            active=not found.active,
            reason=form.value("reason"),
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _page(request, expert, form.failed(invalid), ())
    return see_other(request, f"/experts/{expert}", said=Words("状态已变更。", "The state has changed."))


@post("/experts/{expert:int}/account", opt={"right": Right.MANAGE_POOL})
async def link_account(request: WebRequest, expert: FromPath[int]) -> Page | Redirect:
    """The account the expert signs in with; empty takes it away."""
    form = await submitted(request, "account")
    read = Reading(form)
    account = read.whole("account", required=False)
    if account is not None and account not in {one.id for one in await _accounts()}:
        read.fault("account", Words("请选择角色为专家的账号。", "Choose an account that is an expert's."))
    try:
        read.finish()
        await pool_actions.link_account(expert=expert, account=account, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _page(request, expert, form.failed(invalid), ())
    return see_other(request, f"/experts/{expert}", said=Words("账号已登记。", "The account is on record."))


async def _accounts() -> Sequence[PersonView]:
    """Open accounts with the role of an expert."""
    return [one for one in await people() if Role.EXPERT in one.roles and not one.disabled]


@post("/experts/{expert:int}/sessions", opt={"right": Right.MANAGE_POOL})
async def record_session(request: WebRequest, expert: FromPath[int]) -> Page | Redirect:
    await pool_queries.expert(expert, for_=actor(request))
    form = await submitted(request, "held_on", "purpose", "sessions", "fee")
    read = Reading(form)
    held, purpose = read.day("held_on"), read.text("purpose", longest=120)
    count, fee = read.whole("sessions"), read.fen("fee")
    at = clock.now()
    try:
        read.finish()
        await pool_actions.record_session(
            expert=expert,
            held_on=held or local_date(at),
            purpose=purpose,
            sessions=count or 0,
            fee_fen=fee or Fen(0),
            by=actor(request),
            at=at,
        )
    except Invalid as invalid:
        return await _page(request, expert, form.failed(invalid), ())
    return see_other(request, f"/experts/{expert}", said=Words("劳务已登记。", "The fee is on record."))


async def _keep(request: WebRequest, known: int | None) -> Page | Redirect:
    """Several specialities may be ticked: they come as one name with several values."""
    sent = await request.form()
    ticked = tuple(str(value) for value in sent.getall("specialities", []))
    form = Form(values={name: str(sent.get(name, "")).strip() for name in NAMES})
    read = Reading(form)
    for name in sent:
        if name not in {*NAMES, "specialities", csrf.FIELD}:
            read.fault(name, Words("未知的字段。", "Unknown field."))
    name, employer = read.text("name", longest=40), read.text("employer", longest=100)
    title, former = (
        read.text("title", required=False, longest=60),
        read.text("former_employer", required=False, longest=100),
    )
    left = read.day("former_until", required=False)
    try:
        read.finish()
        card = ExpertCard(
            name=name,
            employer=employer,
            specialities=tuple(one for one in Speciality if one.value in ticked),
            institution=await institution_at(employer),
            title=title,
            former_employer=former,
            former_until=left,
        )
        kept = await pool_actions.keep_expert(card=card, expert=known, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _page(request, known or 0, form.failed(invalid), ticked)
    return see_other(request, f"/experts/{kept}", said=Words("专家已登记。", "The expert is on record."))


async def _page(request: WebRequest, expert: int, form: Form | None, ticked: tuple[str, ...]) -> Page:
    who = actor(request)
    found = await pool_queries.expert(expert, for_=who) if expert else None
    known = _values(found.card) | {"account": str(found.account or "")} if found else {}
    screen = ExpertScreen(
        expert=expert,
        active=found is None or found.active,
        form=Form(values={**known, **(form.values if form else {})}, errors=form.errors if form else {}),
        chosen=ticked or (tuple(one.value for one in found.card.specialities) if found else ()),
        paid=await pool_queries.sessions(expert, for_=who) if found else (),
        fee_fen=found.fee_fen if found else 0,
        ties=await ties_of(person_type=PersonType.EXPERT, person=expert, for_=who),
        history=await history("expert", expert) if found else (),
        tones=TIE_TONES,
        accounts=[(one.id, f"{one.name}（{one.username}）") for one in await _accounts()] if found else (),
    )
    status = 422 if form is not None and form.errors else 200
    return Page("people/expert.html", screen, fragment="people/_expert.html", status=status)


def _values(card: ExpertCard) -> dict[str, str]:
    found = {name: getattr(card, name) for name in NAMES}
    return {name: str(value) for name, value in found.items() if value is not None}


def _speciality(text: str) -> Speciality | None:
    return Speciality(text) if text in set(Speciality) else None


HANDLERS: Final = (
    experts,
    export,
    new_expert,
    add_expert,
    one_expert,
    correct_expert,
    set_active,
    record_session,
    link_account,
)
