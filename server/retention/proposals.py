"""What published grades propose: the list, and one with its way from the notice to the decision."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from importers.workbook.writing.looks import CENTRED, DATE, LONG_TEXT, MONEY
from kpi.retention import notice_queries, queries
from kpi.retention.misconduct_queries import misconduct
from kpi.retention.notice_rules import Stage
from kpi.retention.probation_queries import probations
from kpi.retention.queries import ProposalView
from kpi.retention.rectification_queries import rectifications
from kpi.scorecards import queries as scorecards
from server.desk.grades import grade_name
from server.retention.screens import Asked, ProposalScreen, ProposalsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.reading import SIZE, export_address, member
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.attachments.queries import attachments
from vendors.periods import local_date
from vendors.policy.parameters import parameter

_FIELDS: Final = (
    Field("机构", 30), Field("合同", 18), Field("考核期", 14, CENTRED), Field("得分", 10, CENTRED),
    Field("等级", 10, CENTRED), Field("建议或采纳的措施", 44, LONG_TEXT), Field("支付比例", 10, CENTRED),
    Field("应付挂钩款（元）", 16, MONEY), Field("扣减（元）", 14, MONEY), Field("环节", 14, CENTRED),
    Field("决定人", 12), Field("决定日期", 13, DATE), Field("决定和理由", 40, LONG_TEXT),
)  # fmt: skip


@get("/retention", opt={"right": Right.VIEW_RETENTION})
async def proposals(request: WebRequest, stage: FromQuery[str] = "", after: FromQuery[str] = "") -> Page:
    today, chosen = local_date(clock.now()), member(Stage, stage)
    every = await queries.proposals(for_=actor(request))
    wanted = [one for one in every if chosen is None or one.stage(today) is chosen]
    start = next((value for value in unseal(after) or () if isinstance(value, int)), 0)
    rows, more = wanted[start : start + SIZE], len(wanted) > start + SIZE
    counted = Counter(one.stage(today) for one in every)
    screen = ProposalsScreen(
        page=Paged(rows=rows, total=len(wanted), next=with_query(request, after=seal(start + SIZE)) if more else None),
        first=with_query(request) if after else "",
        export=export_address(request, "/retention"),
        chosen=chosen.value if chosen else "",
        counts={one: counted.get(one, 0) for one in Stage},
        today=today,
    )
    return Page("retention/proposals.html", screen)


@get("/retention/export", opt={"right": Right.VIEW_RETENTION})
async def export(request: WebRequest, stage: FromQuery[str] = "") -> Response[bytes]:
    at, chosen = clock.now(), member(Stage, stage)
    today = local_date(at)
    every = await queries.proposals(for_=actor(request))
    rows = [_row(one, today) for one in every if chosen is None or one.stage(today) is chosen]
    return listing("留用决定", _FIELDS, rows, at=at, plain="retention")


def _row(one: ProposalView, today: date) -> tuple[str | Decimal | date | None, ...]:
    taken = "；".join(item.words.zh for item in one.items if item.adopted is not False)
    return (
        one.vendor_name, one.contract_number, one.period.zh, "" if one.total is None else f"{one.total:f}",
        one.grade, taken or "无", f"{one.fee_ratio:.0%}", Decimal(one.fee_due_fen) / 100,
        Decimal(one.fee_deducted_fen) / 100,
        one.stage(today).zh, one.decided_by, local_date(one.decided_at) if one.decided_at else None, one.decision,
    )  # fmt: skip


@get("/retention/{proposal:int}", opt={"right": Right.VIEW_RETENTION})
async def one_proposal(request: WebRequest, proposal: FromPath[int]) -> Page:
    return await proposal_page(request, proposal)


async def proposal_page(request: WebRequest, proposal: int, asked: Asked | None = None, *, status: int = 200) -> Page:
    """`asked` is the form of the page that failed."""
    who, today = actor(request), local_date(clock.now())
    found = await queries.proposal(proposal, for_=who)
    told = await notice_queries.notice(found.notice, for_=who) if found.notice else None
    row = (await scorecards.card(found.scorecard, for_=who)).row
    screen = ProposalScreen(
        proposal=found,
        notice=told,
        files=await attachments(object_type="retention_notice", object_ids=[told.id], for_=who) if told else (),
        grade=grade_name(found.grade, row.rulebook),
        history=await history("proposal", proposal) if who.at_bureau else (),
        asked=asked or Asked(),
        today=today,
        links=await _links(found, who, today),
        people_min=parameter("discussion_people_min", today).whole,
        earliest=today + timedelta(days=parameter("retention_hearing_days", today).whole),
    )
    return Page("retention/proposal.html", screen, fragment="retention/_proposal.html", status=status)


async def _links(found: ProposalView, who: Actor, today: date) -> Sequence[tuple[str, str]]:
    """What the decision has opened: address and number."""
    opened = [
        (f"/rectifications/{one.id}", one.number)
        for one in await rectifications(for_=who, vendor=found.vendor)
        if one.proposal == found.id
    ]
    opened += [
        (f"/probations/{one.id}", one.number)
        for one in await probations(for_=who, vendor=found.vendor)
        if one.proposal == found.id
    ]
    listed = await misconduct(for_=who, on=today, vendor=found.vendor)
    return [*opened, *((f"/misconduct/{one.id}", one.number) for one in listed if one.proposal == found.id)]


ACTS = (proposals, export, one_proposal)
