"""Measures: a new one by its kind, one with its gates, what is done to it."""

from collections.abc import Awaitable

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.handling.screens import MeasureScreen, NewMeasureScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from server.web.reading import member
from vendors.errors import Gate, Invalid, NotFound, Words
from vendors.handling import actions, queries
from vendors.handling.actions import NewMeasure
from vendors.handling.gates import limits
from vendors.handling.queries import Handling
from vendors.handling.rules import BY_FINDING, FREE, SUSPENSIONS, MeasureKind, stream_of
from vendors.money import yuan
from vendors.periods import local_date

_PLAIN = (
    "kind", "voluntary", "serious", "months", "target", "doctor", "grounds", "basis", "reference", "ends_on", "opinion",
    "discussion", "amount",
)  # fmt: skip


@get("/decisions/{decision:int}/measures/new", opt={"right": Right.HANDLE_DECISION})
async def new_measure(request: WebRequest, decision: FromPath[int], kind: FromQuery[str] = "") -> Page:
    chosen = member(MeasureKind, kind)
    if chosen is None:
        raise NotFound
    case = await queries.handling(decision, for_=actor(request), at=clock.now())
    parts = {f"part_{one.id}": yuan(case.left_fen(one)) for one in case.findings if case.left_fen(one)}
    values = {**parts, "discussion": str(case.discussion or "")}
    return _new_page(case, chosen, Form(values=values))


def _new_page(
    case: Handling, kind: MeasureKind, form: Form, *, refused: Words | None = None, status: int = 200
) -> Page:
    today = local_date(clock.now())
    within = limits(today)
    screen = NewMeasureScreen(
        case=case, kind=kind, form=form, refused=refused, today=today, months=within.months,
        serious_months=within.serious_months, threshold_fen=within.discussion_fen,
    )  # fmt: skip
    return Page("handling/new_measure.html", screen, status=status)


@post("/decisions/{decision:int}/measures", opt={"right": Right.HANDLE_DECISION})
async def propose(request: WebRequest, decision: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    case = await queries.handling(decision, for_=who, at=at)
    form = await submitted(request, *_PLAIN, *(f"part_{one.id}" for one in case.findings))
    kind = member(MeasureKind, form.value("kind"))
    if kind is None:
        raise NotFound
    try:
        made = await actions.propose_measure(decision=decision, measure=_measure(form, kind, case), by=who, at=at)
    except Invalid as invalid:
        return _new_page(case, kind, form.failed(invalid), status=422)
    except Gate as gate:
        return _new_page(case, kind, form, refused=gate.words, status=409)
    return see_other(request, f"/measures/{made}", said=Words(f"已提出“{kind.zh}”。", f"“{kind.en}” is proposed."))


def _measure(form: Form, kind: MeasureKind, case: Handling) -> NewMeasure:
    """What was typed. Raises Invalid."""
    read, stream = Reading(form), stream_of(kind)
    parts = {}
    if stream in BY_FINDING:
        typed = {one.id: read.fen(f"part_{one.id}", required=False) for one in case.findings}
        parts = {finding: int(fen) for finding, fen in typed.items() if fen}
    new = NewMeasure(
        kind=kind,
        parts=parts,
        amount_fen=(read.fen("amount") or 0) if stream in FREE else 0,
        voluntary=bool(form.value("voluntary")),
        serious=bool(form.value("serious")),
        months=read.whole("months") if kind in SUSPENSIONS else None,
        target=read.text("target", required=False, longest=80),
        doctor=read.text("doctor", required=False, longest=14).upper(),
        grounds=read.text("grounds", required=False, longest=4),
        basis=read.text("basis", required=False),
        reference=read.text("reference", required=False, longest=120),
        ends_on=read.day("ends_on", required=False),
        opinion=read.whole("opinion", required=False),
        discussion=read.whole("discussion", required=False),
    )
    read.finish()
    return new


@get("/measures/{measure:int}", opt={"right": Right.VIEW_DECISIONS})
async def one_measure(request: WebRequest, measure: FromPath[int]) -> Page:
    return await measure_page(request, measure)


async def measure_page(
    request: WebRequest,
    measure: int,
    *,
    form: Form | None = None,
    asked: str = "",
    refused: Words | None = None,
    status: int = 200,
) -> Page:
    """`form` is the one that failed, `asked` which of the page's forms it is."""
    who, at = actor(request), clock.now()
    case = await queries.handling(await queries.decision_of(measure, for_=who), for_=who, at=at)
    screen = MeasureScreen(
        case=case,
        one=next(one for one in case.measures if one.id == measure),
        today=local_date(at),
        form=form or Form(),
        asked=asked,
        refused=refused,
    )
    return Page("handling/measure.html", screen, fragment="handling/_measure.html", status=status)


async def _done(
    request: WebRequest, measure: int, name: str, form: Form, *, doing: Awaitable[Words]
) -> Page | Redirect:
    try:
        said = await doing
    except Invalid as invalid:
        return await measure_page(request, measure, form=form.failed(invalid), asked=name, status=422)
    except Gate as gate:
        return await measure_page(request, measure, form=form, asked=name, refused=gate.words, status=409)
    return see_other(request, f"/measures/{measure}", said=said)


@post("/measures/{measure:int}/discussion", opt={"right": Right.HANDLE_DECISION})
async def cite(request: WebRequest, measure: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "discussion")
    return await _done(request, measure, "discussion", form, doing=_cite(request, measure, form))


async def _cite(request: WebRequest, measure: int, form: Form) -> Words:
    read = Reading(form)
    discussion = read.whole("discussion")
    read.finish()
    await actions.cite_discussion(measure=measure, discussion=discussion or 0, by=actor(request), at=clock.now())
    return Words("集体讨论记录已入卷。", "The discussion is with the measure.")


@post("/measures/{measure:int}/legality", opt={"right": Right.REVIEW_LEGALITY})
async def review(request: WebRequest, measure: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "verdict", "opinion")
    return await _done(request, measure, "legality", form, doing=_review(request, measure, form))


async def _review(request: WebRequest, measure: int, form: Form) -> Words:
    read = Reading(form)
    verdict, opinion = read.text("verdict"), read.text("opinion")
    if verdict not in {"", "pass", "return"}:
        read.fault("verdict", Words("请从列表中选择。", "Choose from the list."))
    read.finish()
    await actions.review_legality(
        measure=measure, passed=verdict == "pass", opinion=opinion, by=actor(request), at=clock.now()
    )
    return Words("法制审核意见已记录。", "The legal review is recorded.")


@post("/measures/{measure:int}/approval", opt={"right": Right.APPROVE_MEASURE})
async def approve(request: WebRequest, measure: FromPath[int]) -> Page | Redirect:
    form = await submitted(request)
    return await _done(request, measure, "approval", form, doing=_approve(request, measure))


async def _approve(request: WebRequest, measure: int) -> Words:
    await actions.approve_measure(measure=measure, by=actor(request), at=clock.now())
    return Words("措施已批准。", "The measure is approved.")


@post("/measures/{measure:int}/execution", opt={"right": Right.HANDLE_DECISION})
async def carry_out(request: WebRequest, measure: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "on", "note")
    return await _done(request, measure, "execution", form, doing=_carry(request, measure, form))


async def _carry(request: WebRequest, measure: int, form: Form) -> Words:
    read = Reading(form)
    on, note = read.day("on"), read.text("note", required=False)
    read.finish()
    at = clock.now()
    await actions.carry_out(measure=measure, on=on or local_date(at), note=note, by=actor(request), at=at)
    return Words("措施已执行。", "The measure is carried out.")


@post("/measures/{measure:int}/lifting", opt={"right": Right.APPROVE_MEASURE})
async def lift(request: WebRequest, measure: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "on", "reason")
    return await _done(request, measure, "lifting", form, doing=_lift(request, measure, form))


async def _lift(request: WebRequest, measure: int, form: Form) -> Words:
    read = Reading(form)
    on, reason = read.day("on"), read.text("reason")
    read.finish()
    at = clock.now()
    await actions.lift_measure(measure=measure, on=on or local_date(at), reason=reason, by=actor(request), at=at)
    return Words("措施已解除。", "The measure is lifted.")


@post("/measures/{measure:int}/withdrawal", opt={"right": Right.HANDLE_DECISION})
async def withdraw(request: WebRequest, measure: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    return await _done(request, measure, "withdrawal", form, doing=_withdraw(request, measure, form))


async def _withdraw(request: WebRequest, measure: int, form: Form) -> Words:
    await actions.withdraw_measure(measure=measure, reason=form.value("reason"), by=actor(request), at=clock.now())
    return Words("措施已撤回。", "The measure is withdrawn.")


HANDLERS = (new_measure, propose, one_measure, cite, review, approve, carry_out, lift, withdraw)
