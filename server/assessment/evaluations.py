"""数据冻结与自评: frozen by the bureau, answered line by line by the vendor."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from importers.workbook.writing.looks import DATE
from kpi.assessment import queries
from kpi.assessment.actions import freezing
from kpi.assessment.actions.freezing import Said
from kpi.assessment.queries import AssessmentView
from kpi.assessment.rules import SPEAKERS
from server.assessment.asked import period_named, period_or_none
from server.assessment.files import FILES_LIMIT, kept, submitted_with_files
from server.assessment.screens import EvaluationScreen, EvaluationsScreen
from server.assessment.steps import told
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.reading import asked, export_address
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.attachments.queries import attachments
from vendors.contracts import queries as contracts
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.periods import local_date

FIELDS: Final = (
    Field("机构", 28), Field("合同编号", 18), Field("考核期间", 16), Field("数据冻结日期", 14, DATE),
    Field("自评期限", 12, DATE), Field("系统核算", 12), Field("自评人", 12), Field("自评日期", 12, DATE),
    Field("自评说明", 50),
)  # fmt: skip


@post("/assessments/freeze", opt={"right": Right.ISSUE_SCORECARD})
async def freeze(request: WebRequest) -> Redirect:
    """One contract's period, or without a contract every one that ran and has no card."""
    form = await submitted(request, "period", "contract")
    period, who, at = period_named(form.value("period")), actor(request), clock.now()
    if form.value("contract"):
        chosen = Reading(form).whole("contract") or 0
        made = await freezing.freeze(contract=chosen, period=period, by=who, at=at)
        said = Words("数据已冻结，已通知机构自评。", "The facts are frozen; the vendor may evaluate itself.")
        return see_other(request, f"/self-evaluations/{made}", said=said)
    done, refused = 0, []
    known = {one.contract for one in await queries.assessments(for_=who, period=period)}
    for one in await contracts.contracts(for_=who):
        if one.id in known or one.starts_on > period.ends_on or one.ends_on < period.starts_on:
            continue
        try:
            await freezing.freeze(contract=one.id, period=period, by=who, at=at)
            done += 1
        except (Conflict, NotFound) as reason:
            refused.append((one.number, reason.words))
    said = told(Words(f"已冻结 {done} 份合同的数据。", f"The facts of {done} contracts are frozen."), refused)
    return see_other(request, f"/self-evaluations?period={period}", said=said)


@get("/self-evaluations", opt={"right": Right.VIEW_SCORECARDS})
async def self_evaluations(request: WebRequest) -> Page:
    query = asked(request, "period")
    rows = await queries.assessments(for_=actor(request), period=period_or_none(query["period"]))
    screen = EvaluationsScreen(
        rows=rows, filters=query, today=local_date(clock.now()), export=export_address(request, "/self-evaluations")
    )
    return Page("assessment/evaluations.html", screen)


@get("/self-evaluations/export", opt={"right": Right.VIEW_SCORECARDS})
async def export(request: WebRequest) -> Response[bytes]:
    found = await queries.assessments(for_=actor(request), period=period_or_none(asked(request, "period")["period"]))
    rows = [
        (
            one.vendor_name, one.contract_number, one.period.zh, local_date(one.frozen_at), one.evaluate_by,
            one.card.total, one.evaluated_by, one.evaluated_at and local_date(one.evaluated_at), one.summary,
        )
        for one in found
    ]  # fmt: skip
    return listing("考核自评", FIELDS, rows, at=clock.now(), plain="self-evaluations")


@get("/self-evaluations/{assessment:int}", opt={"right": Right.VIEW_SCORECARDS})
async def self_evaluation(request: WebRequest, assessment: FromPath[int]) -> Page:
    return await _page(assessment, actor(request))


@post("/self-evaluations/{assessment:int}", opt={"right": Right.SELF_EVALUATE}, request_max_body_size=FILES_LIMIT)
async def evaluate(request: WebRequest, house: NamedDependency[House], assessment: FromPath[int]) -> Page | Redirect:
    who = actor(request)
    view, _said = await queries.assessment(assessment, for_=who)
    codes = [line.code for line in view.card.lines if line.applicable]
    names = [name for code in codes for name in (f"points-{code}", f"said-{code}")]
    form, files = await submitted_with_files(request, "summary", *names)
    try:
        await freezing.evaluate(
            assessment=assessment,
            lines=_lines(form, codes),
            summary=form.value("summary"),
            files=await kept(files, blobs=house.blobs),
            by=who,
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _page(assessment, who, form=form.failed(invalid))
    said = Words("自评已提交。", "The self-evaluation is sent.")
    return see_other(request, f"/self-evaluations/{assessment}", said=said)


def _lines(form: Form, codes: list[str]) -> Mapping[str, Said]:
    """Raises Invalid."""
    read = Reading(form)
    found = {}
    for code in codes:
        points = read.decimal(f"points-{code}", required=False)
        found[code] = Said(points=points, said=form.value(f"said-{code}"))
    read.finish()
    return {code: said for code, said in found.items() if said.points is not None or said.said}


async def _page(assessment: int, who: Actor, *, form: Form | None = None) -> Page:
    view, said = await queries.assessment(assessment, for_=who)
    screen = EvaluationScreen(
        view=view,
        said=said,
        form=form or Form(values=_prefilled(view)),
        files=await attachments(object_type="assessment", object_ids=[assessment], for_=who),
        may_evaluate=view.open and not who.at_bureau and who.has(*SPEAKERS),
    )
    return Page("assessment/evaluation.html", screen, status=422 if form else 200)


def _prefilled(view: AssessmentView) -> Mapping[str, str]:
    points: dict[str, Decimal | None] = {line.code: line.points for line in view.card.lines}
    return {f"points-{code}": f"{value:f}" for code, value in points.items() if value is not None}


ACTS = (freeze, self_evaluations, export, self_evaluation, evaluate)
