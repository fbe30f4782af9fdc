"""盲审批次: the list, a new sample, one sample, and the second look at a case."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, COUNT, DATE
from kpi.retention.intensity_queries import intensities
from server.reviewing.screens import CaseScreen, NewSampleScreen, SampleScreen, SamplesScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field
from vendors.draws.limits import LEAST
from vendors.draws.queries import draw_card
from vendors.draws.rules import Method
from vendors.errors import Invalid, Words
from vendors.money import half_up
from vendors.periods import local_date
from vendors.policy.codes import taxonomy, violation_names
from vendors.policy.parameters import parameter
from vendors.registry.queries import vendors
from vendors.reviewing import actions
from vendors.reviewing.actions import Look, NewSample
from vendors.reviewing.frames import Narrowing
from vendors.reviewing.queries import samples as queries
from vendors.reviewing.queries.samples import PAGE, SampleCard
from vendors.reviewing.rules import CaseOutcome, SampleKind
from vendors.tasks.queries import tasks

NAMES: Final = ("kind", "title", "vendor", "task", "batch", "method", "percent")
_FIELDS: Final = (
    Field("批次编号", 16), Field("类别", 14), Field("名称", 32), Field("抽样编号", 16), Field("总体", 10, COUNT),
    Field("抽中", 10, COUNT), Field("已办", 10, COUNT), Field("不一致或漏检", 14, COUNT), Field("期限", 13, DATE),
    Field("暂定", 8, CENTRED), Field("状态", 12), Field("封存人", 12), Field("封存日期", 13, DATE),
)  # fmt: skip


@get("/review-samples", opt={"right": Right.VIEW_AGREEMENT})
async def sample_list(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, at = actor(request), clock.now()
    start = next((value for value in unseal(after) or () if isinstance(value, int)), None)
    found = await queries.samples(for_=who, before=start, size=PAGE + 1)
    screen = SamplesScreen(
        rows=found[:PAGE],
        next=with_query(request, after=seal(found[PAGE - 1].id)) if len(found) > PAGE else "",
        first="/review-samples" if after else "",
        today=local_date(at),
        unlooked=await queries.unlooked(for_=who),
    )
    return Page("reviewing/samples.html", screen)


@get("/review-samples/export", opt={"right": Right.VIEW_AGREEMENT})
async def export(request: WebRequest) -> Response[bytes]:
    found = await queries.samples(for_=actor(request), size=100_000)
    return listing("盲审批次", _FIELDS, (_row(card) for card in found), at=clock.now(), plain="review-samples")


def _row(card: SampleCard) -> tuple[str | int | date | None, ...]:
    return (
        card.number, card.kind.zh, card.title, card.draw_number, card.frame_size, card.size, card.done, card.hits,
        card.due_on, "暂定" if card.due_provisional else "", card.state.zh, card.committed_by,
        local_date(card.committed_at),
    )  # fmt: skip


@get("/review-samples/new", opt={"right": Right.SAMPLE_REVIEWS})
async def new_sample(request: WebRequest) -> Page:
    """With a narrowing in the address, how many it would be drawn from beside it."""
    typed = {name: value for name, value in request.query_params.items() if name in NAMES}
    least = half_up(parameter(LEAST, local_date(clock.now())).value * 100).normalize()
    values = {"kind": SampleKind.FINDINGS.value, "method": Method.SIMPLE.value, "percent": f"{least:f}"} | typed
    return await _new_page(request, Form(values=values))


@post("/review-samples/new", opt={"right": Right.SAMPLE_REVIEWS})
async def seal_sample(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, *NAMES)
    read = Reading(form)
    kind, title = read.choice("kind", SampleKind), read.text("title", longest=120)
    method, percent = read.choice("method", Method), read.decimal("percent")
    try:
        read.finish()
        sample = NewSample(
            kind=kind or SampleKind.FINDINGS,
            title=title,
            which=_narrowing(form),
            method=method or Method.SIMPLE,
            ratio=(percent or Decimal(0)) / 100,
        )
        made = await actions.commit_sample(sample=sample, by=actor(request), at=clock.now())
    except Invalid as invalid:
        told = {{"ratio": "percent"}.get(name, name): words for name, words in invalid.fields.items()}
        return await _new_page(request, form.failed(Invalid(told)))
    said = Words("随机种子已封存；请打开总体抽取。", "The seed is sealed; now open the frame and draw.")
    return see_other(request, f"/review-samples/{made}", said=said)


def _narrowing(form: Form) -> Narrowing:
    """What cannot be read as an id narrows to nothing there is."""
    read = Reading(form)
    vendor, task, batch = (read.whole(name, required=False) for name in ("vendor", "task", "batch"))
    read.finish()
    return Narrowing(vendor=vendor, task=task, batch=batch)


async def _new_page(request: WebRequest, form: Form) -> Page:
    who = actor(request)
    kind = SampleKind(form.value("kind")) if form.value("kind") in set(SampleKind) else SampleKind.FINDINGS
    try:
        frame = await queries.drawable(kind, _narrowing(form), for_=who)
    except Invalid:
        frame = 0
    row = parameter(LEAST, local_date(clock.now()))
    screen = NewSampleScreen(
        form=form,
        kind=kind,
        frame=frame,
        vendors=await vendors(for_=who),
        tasks=await tasks(for_=who),
        least=row,
        proposed=await intensities(for_=who, on=local_date(clock.now())),
    )
    return Page("reviewing/new_sample.html", screen, status=422 if form.errors else 200)


@get("/review-samples/{sample:int}", opt={"right": Right.VIEW_AGREEMENT})
async def one_sample(request: WebRequest, sample: FromPath[int]) -> Page:
    return await _sample_page(request, sample, Form())


async def _sample_page(request: WebRequest, sample: int, form: Form) -> Page:
    who = actor(request)
    card = await queries.sample(sample, for_=who)
    of_findings = card.kind is SampleKind.FINDINGS
    screen = SampleScreen(
        card=card,
        seal=(await draw_card(card.draw, for_=who)).seed_commitment if card.draw_number else "",
        findings=await queries.drawn_findings(sample, for_=who) if of_findings else (),
        cases=() if of_findings else await queries.drawn_cases(sample, for_=who),
        history=await history("review_sample", sample),
        today=local_date(clock.now()),
        form=form,
    )
    return Page("reviewing/sample.html", screen, status=422 if form.errors else 200)


@post("/review-samples/{sample:int}/open", opt={"right": Right.SAMPLE_REVIEWS})
async def open_sample(request: WebRequest, sample: FromPath[int]) -> Redirect:
    form = await submitted(request, "witnesses")
    present: Sequence[str] = [name for name in form.value("witnesses").replace("，", "、").split("、") if name.strip()]
    drawn = await actions.open_sample(sample=sample, witnesses=present, by=actor(request), at=clock.now())
    said = Words(f"抽中 {drawn} 件。", f"{drawn} are drawn.")
    return see_other(request, f"/review-samples/{sample}", said=said)


@post("/review-samples/{sample:int}/cancel", opt={"right": Right.SAMPLE_REVIEWS})
async def cancel_sample(request: WebRequest, sample: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await actions.cancel_sample(sample=sample, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _sample_page(request, sample, form.failed(invalid))
    return see_other(request, f"/review-samples/{sample}", said=Words("该批次已作废。", "The sample is given up."))


@get("/review-samples/cases/{drawn:int}", opt={"right": Right.VIEW_AGREEMENT})
async def one_case(request: WebRequest, drawn: FromPath[int]) -> Page:
    return await _case_page(request, drawn, Form())


@post("/review-samples/cases/{drawn:int}", opt={"right": Right.REVIEW_SECOND})
async def look_at(request: WebRequest, drawn: FromPath[int]) -> Page | Redirect:
    """未发现问题 or 发现漏检."""
    form = await submitted(request, "outcome", "violation", "note")
    read = Reading(form)
    outcome = read.choice("outcome", CaseOutcome)
    found = outcome is CaseOutcome.MISSED
    violation, note = read.text("violation", required=found), read.text("note", required=found, longest=500)
    if found and violation and violation not in violation_names(local_date(clock.now())):
        read.fault("violation", Words("请从列表中选择。", "Choose from the list."))
    try:
        read.finish()
        look = Look(violation=violation if found else "", note=note)
        await actions.look_at(item=drawn, look=look, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _case_page(request, drawn, form.failed(invalid))
    case = await queries.drawn_case(drawn, for_=actor(request))
    rest = await queries.drawn_cases(case.sample, for_=actor(request))
    following = next((one.id for one in rest if one.outcome is None), None)
    there = f"/review-samples/cases/{following}" if following else f"/review-samples/{case.sample}"
    said = Words("漏检已登记。", "The missed finding is recorded.") if found else _CLEAN
    return see_other(request, there, said=said)


_CLEAN: Final = Words("已记录未发现问题。", "Recorded: no problem found.")


async def _case_page(request: WebRequest, item: int, form: Form) -> Page:
    who, today = actor(request), local_date(clock.now())
    case = await queries.drawn_case(item, for_=who)
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in taxonomy():
        if entry.in_force(today) and not entry.of_vendors:
            groups.setdefault(entry.group_name, []).append((entry.code, entry.name))
    screen = CaseScreen(
        case=case,
        card=await queries.sample(case.sample, for_=who),
        form=form,
        groups=tuple(groups.items()),
        today=today,
    )
    return Page("reviewing/case.html", screen, status=422 if form.errors else 200)


SAMPLES: Final = (
    sample_list, export, new_sample, seal_sample, one_sample, open_sample, cancel_sample, one_case, look_at,
)  # fmt: skip
