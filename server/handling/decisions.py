"""Decisions: the list, its workbook, one case."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from importers.workbook.writing.looks import CENTRED, COUNT, DATE, MONEY
from server.handling.screens import DecisionScreen, DecisionsScreen
from server.handling.told import told
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.forms import Form
from server.web.here import served_paths
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import with_query
from server.web.reading import SIZE, asked, before, counties, day, export_address, fen, member, number, paged
from server.web.tabs import Field, yuan
from vendors.errors import Words
from vendors.handling import queries
from vendors.handling.queries import DecisionFilters, Stage
from vendors.handling.rules import MeasureKind
from vendors.periods import local_date
from vendors.policy.codes import code_list

FIELDS: Final = (
    Field("文号", 18), Field("定点机构编码", 16), Field("定点机构", 30), Field("县区", 14), Field("决定日期", 12, DATE),
    Field("认定问题（件）", 10, COUNT), Field("认定金额（元）", 14, MONEY), Field("现行认定金额（元）", 14, MONEY),
    Field("处理措施", 36), Field("办理阶段", 14), Field("应备案日期", 12, DATE), Field("暂定", 8, CENTRED),
    Field("备案日期", 12, DATE), Field("重大舆情要情", 12, CENTRED), Field("认定人", 12),
)  # fmt: skip


def _filters(query: Mapping[str, str], today: date) -> DecisionFilters:
    return DecisionFilters(
        text=query.get("text", ""),
        region=query.get("region", ""),
        least_fen=fen(query.get("least", "")),
        most_fen=fen(query.get("most", "")),
        since=day(query.get("since", "")),
        until=day(query.get("until", "")),
        late_on=today if query.get("late") else None,
        institution=number(query.get("institution", "")),
        flagged=bool(query.get("flagged")),
        stage=member(Stage, query.get("stage", "")),
    )


@get("/decisions", opt={"right": Right.VIEW_DECISIONS})
async def decisions(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, today = actor(request), local_date(clock.now())
    query = asked(
        request, "text", "region", "least", "most", "since", "until", "late", "institution", "flagged", "stage"
    )
    which = _filters(query, today)
    rows = await queries.decision_page(for_=who, which=which, before=before(after), size=SIZE + 1)
    shown = await queries.stage_counts(for_=who, which=which)
    late = await queries.stage_counts(for_=who, which=DecisionFilters(late_on=today))
    screen = DecisionsScreen(
        page=paged(request, rows, sum(shown.values())),
        first=with_query(request) if after else "",
        export=export_address(request, "/decisions"),
        counts=await queries.stage_counts(for_=who, which=DecisionFilters()),
        late=sum(late.values()),
        today=today,
        filters=query,
        regions=counties(),
    )
    return Page("handling/decisions.html", screen)


@get("/decisions/export", opt={"right": Right.VIEW_DECISIONS})
async def export(request: WebRequest) -> Response[bytes]:
    at = clock.now()
    found = await queries.decision_page(for_=actor(request), which=_filters(request.query_params, local_date(at)))
    regions = code_list("region")
    rows = [
        (
            one.number, one.institution_code, one.institution_name, regions.get(one.region, one.region), one.decided_on,
            one.findings, yuan(one.amount_fen), yuan(one.standing_fen),
            "、".join(dict.fromkeys(MeasureKind(kind).zh for kind in one.measures)), one.stage.zh,
            one.filing.on if one.needs_filing else None, "暂定" if one.filing.provisional else "", one.filed_on,
            "是" if one.flagged else "", one.decided_by_name,
        )
        for one in found
    ]  # fmt: skip
    return listing("处理决定", FIELDS, rows, at=at, plain="decisions")


@get("/decisions/{decision:int}", opt={"right": Right.VIEW_DECISIONS})
async def one_decision(request: WebRequest, decision: FromPath[int]) -> Page:
    return await decision_page(request, decision)


async def decision_page(
    request: WebRequest,
    decision: int,
    *,
    forms: Mapping[str, Form] | None = None,
    refused: Words | None = None,
    status: int = 200,
) -> Page:
    """The case; `forms` are those that were refused, `refused` what a closed gate said."""
    who, at = actor(request), clock.now()
    served = served_paths(request.app)
    case = await queries.handling(decision, for_=who, at=at)
    screen = DecisionScreen(
        case=case,
        history=await told(case),
        today=local_date(at),
        forms=forms or {},
        refused=refused,
        ledger="/recoveries" in served and may(who, Right.VIEW_RECOVERIES),
    )
    return Page("handling/decision.html", screen, status=status)


HANDLERS = (decisions, export, one_decision)
