"""考核异议: raised from a card's line, listed, decided by another person."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import DATE
from kpi.assessment import queries
from kpi.assessment.actions import objections as acts
from kpi.assessment.actions.objections import Ruling
from kpi.assessment.queries import ObjectionFilter, ObjectionView
from kpi.assessment.rules import REVIEWERS, ObjectionState, Remedy, must_be_open, must_speak
from kpi.engine.amounts import Style
from kpi.rulebooks.queries import by_id
from kpi.scorecards import queries as scorecards
from server.assessment.asked import period_or_none
from server.assessment.files import FILES_LIMIT, kept, submitted_with_files
from server.assessment.screens import FactField, NewObjectionScreen, ObjectionScreen, ObjectionsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from server.web.reading import SIZE, asked, export_address, member
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.attachments.queries import attachments
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.periods import local_date

FIELDS: Final = (
    Field("机构", 28), Field("考核期间", 16), Field("记分卡", 22), Field("指标", 24), Field("异议和理由", 50),
    Field("提出日期", 12, DATE), Field("状态", 10), Field("更正方式", 18), Field("复核理由", 50), Field("复核人", 12),
    Field("复核日期", 12, DATE),
)  # fmt: skip


@get("/objections", opt={"right": Right.VIEW_SCORECARDS})
async def objections(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, query = actor(request), asked(request, "state", "period", "text")
    which, skip = _which(query), _skipped(after)
    rows = await queries.objections(for_=who, which=which, skip=skip, size=SIZE + 1)
    screen = ObjectionsScreen(
        rows=rows[:SIZE],
        total=await queries.objection_count(for_=who, which=which),
        first=with_query(request) if skip else "",
        next=with_query(request, after=seal(skip + SIZE)) if len(rows) > SIZE else "",
        filters=query,
        export=export_address(request, "/objections"),
    )
    return Page("assessment/objections.html", screen)


@get("/objections/export", opt={"right": Right.VIEW_SCORECARDS})
async def export(request: WebRequest) -> Response[bytes]:
    found = await queries.objections(for_=actor(request), which=_which(asked(request, "state", "period", "text")))
    rows = [
        (
            one.vendor_name, one.period.zh, one.card_number, f"{one.indicator} {one.line.words.zh}", one.statement,
            local_date(one.raised_at), one.state.zh, one.remedy.zh if one.remedy else "", one.reasons,
            one.decided_by, one.decided_at and local_date(one.decided_at),
        )
        for one in found
    ]  # fmt: skip
    return listing("考核异议", FIELDS, rows, at=clock.now(), plain="objections")


def _which(query: Mapping[str, str]) -> ObjectionFilter:
    state = member(ObjectionState, query["state"])
    return ObjectionFilter(
        states=(state,) if state else tuple(ObjectionState), period=period_or_none(query["period"]), text=query["text"]
    )


def _skipped(after: str) -> int:
    match unseal(after):
        case (int(rows),) if rows > 0:
            return rows
    return 0


@get("/scorecards/{card:int}/objections/{code:str}", opt={"right": Right.OBJECT_TO_SCORE})
async def new_objection(request: WebRequest, card: FromPath[int], code: FromPath[str]) -> Page:
    return await _new(card, code, actor(request), Form())


@post(
    "/scorecards/{card:int}/objections/{code:str}",
    opt={"right": Right.OBJECT_TO_SCORE},
    request_max_body_size=FILES_LIMIT,
)
async def raise_objection(
    request: WebRequest, house: NamedDependency[House], card: FromPath[int], code: FromPath[str]
) -> Page | Redirect:
    who = actor(request)
    form, files = await submitted_with_files(request, "statement")
    try:
        await acts.object_to(
            card=card,
            indicator=code,
            statement=form.value("statement"),
            files=await kept(files, blobs=house.blobs),
            by=who,
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _new(card, code, who, form.failed(invalid), status=422)
    said = Words("异议已提交，由出具人以外的人员复核。", "The objection is sent; somebody else reviews it.")
    return see_other(request, f"/scorecards/{card}", said=said)


async def _new(card: int, code: str, who: Actor, form: Form, *, status: int = 200) -> Page:
    view = await scorecards.card(card, for_=who)
    try:
        line = view.card.line(code)
    except KeyError as missing:
        raise NotFound from missing
    must_speak(who)
    row = view.row
    heard, today = row.heard_at is not None, local_date(clock.now())
    must_be_open(state=row.state, heard=heard, due_on=row.objections_due_on, today=today)
    known = await queries.objections(for_=who, card=card)
    if any(one.indicator == code and one.state is not ObjectionState.WITHDRAWN for one in known):
        raise Conflict("该指标已提出异议。", "There is an objection to this line already.")
    return Page("assessment/new_objection.html", NewObjectionScreen(row=view.row, line=line, form=form), status=status)


@get("/objections/{objection:int}", opt={"right": Right.VIEW_SCORECARDS})
async def objection(request: WebRequest, objection: FromPath[int]) -> Page:
    return await _one(objection, actor(request))


@post("/objections/{objection:int}/withdrawn", opt={"right": Right.OBJECT_TO_SCORE})
async def withdraw(request: WebRequest, objection: FromPath[int]) -> Redirect:
    await submitted(request)
    await acts.withdraw(objection=objection, by=actor(request), at=clock.now())
    return see_other(request, f"/objections/{objection}", said=Words("异议已撤回。", "The objection is withdrawn."))


@post("/objections/{objection:int}/decided", opt={"right": Right.REVIEW_OBJECTION})
async def decide(request: WebRequest, objection: FromPath[int]) -> Page | Redirect:
    who = actor(request)
    view, _made = await queries.objection(objection, for_=who)
    fields = await _fields(view, who)
    form = await submitted(request, "accepted", "remedy", "reasons", "points", *(one.field for one in fields))
    try:
        ruling = _ruling(form, fields)
        await acts.decide(objection=objection, ruling=ruling, by=who, at=clock.now())
    except Invalid as invalid:
        return await _one(objection, who, form=form.failed(invalid))
    return see_other(request, f"/scorecards/{view.scorecard}", said=Words("异议已复核。", "The objection is decided."))


def _ruling(form: Form, fields: Sequence[FactField]) -> Ruling:
    """Raises Invalid naming every field that is wrong."""
    read = Reading(form)
    if form.value("accepted") not in {"yes", "no"}:
        read.fault("accepted", Words("请选择成立或不成立。", "Decide whether it holds."))
    accepted = form.value("accepted") == "yes"
    remedy = read.choice("remedy", Remedy, required=accepted)
    points = read.decimal("points", required=False) if remedy is Remedy.ADJUST else None
    typed = {one: read.decimal(one.field, required=False) for one in fields} if remedy is Remedy.CORRECT else {}
    read.finish()
    facts = {one.name: one.stored(value) for one, value in typed.items() if value is not None and one.changed(value)}
    return Ruling(accepted=accepted, reasons=form.value("reasons"), remedy=remedy, facts=facts, points=points)


async def _fields(view: ObjectionView, who: Actor) -> Sequence[FactField]:
    card = await scorecards.card(view.scorecard, for_=who)
    known = by_id(card.row.rulebook).facts
    return [
        FactField(
            name=name,
            words=Words(known[name].words.zh, known[name].words.en),
            percent=known[name].style is Style.PERCENT,
            value=card.facts.values[name].value if name in card.facts.values else None,
        )
        for name in view.line.facts
        if name in known
    ]


async def _one(objection: int, who: Actor, *, form: Form | None = None) -> Page:
    view, made = await queries.objection(objection, for_=who)
    fields = await _fields(view, who)
    screen = ObjectionScreen(
        view=view,
        corrections=made,
        fields=fields,
        files=await attachments(object_type="objection", object_ids=[objection], for_=who),
        form=form or Form(values={one.field: one.typed for one in fields}),
        may_decide=view.open and who.has(*REVIEWERS) and who.id != view.issued_by_id,
        issued_by_me=who.id == view.issued_by_id,
        history=await history("objection", objection) if who.at_bureau else (),
    )
    return Page("assessment/objection.html", screen, status=422 if form else 200)


ACTS = (objections, export, new_objection, raise_objection, objection, withdraw, decide)
