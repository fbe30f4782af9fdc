"""结算人次: the frame draws are made from; patients masked, a million rows page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from importers.workbook.writing.looks import DATE, MONEY
from server.reference.lists import SIZE, asked, asked_day, elsewhere, paged
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, code_words
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import CURSOR, Paged, unseal, with_query
from server.web.tabs import Field, yuan
from vendors.errors import Conflict
from vendors.institutions import list_queries as queries
from vendors.institutions.actions import record_case_export
from vendors.institutions.list_queries import CaseChoice, CaseView, Count

EXPORTED: Final = queries.COUNTED
"""Rows a workbook of cases may have: personal data goes out in no greater heaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesScreen:
    """`count` may be an estimate or "more than"; the code lists name what the rows hold."""

    page: Paged[CaseView]
    count: Count
    first: str
    export: str
    regions: Mapping[str, str]
    insutypes: Mapping[str, str]
    med_types: Mapping[str, str]
    choice: CaseChoice

    @property
    def total(self) -> str:
        number = f"{self.count.rows:,}"
        if self.count.about:
            return _("约 %(n)s", n=number)
        return _("超过 %(n)s", n=number) if self.count.more else number


@get("/cases", opt={"right": Right.VIEW_INSTITUTIONS})
async def cases(request: WebRequest) -> Page:
    who, choice, place = actor(request), _choice(request), _place(asked(request, CURSOR))
    rows = await queries.case_page(choice, after=place, size=SIZE + 1, for_=who)
    count = await queries.case_count(choice, for_=who)
    screen = CasesScreen(
        page=paged(request, rows, total=count.rows, key=lambda one: (one.settled_on.isoformat(), one.id)),
        count=count,
        first=with_query(request) if place else "",
        export=elsewhere(request, "/cases/export"),
        regions=code_words("region"),
        insutypes=code_words("insutype"),
        med_types=code_words("med_type"),
        choice=choice,
    )
    return Page("reference/cases.html", screen)


@get("/cases/export", opt={"right": Right.VIEW_INSTITUTIONS})
async def export_cases(request: WebRequest) -> Response[bytes]:
    """Journaled, since rows about persons leave the service."""
    who, choice, at = actor(request), _choice(request), clock.now()
    rows = await queries.case_page(choice, size=EXPORTED + 1, for_=who)
    if len(rows) > EXPORTED:
        raise Conflict(
            f"超过 {EXPORTED:,} 条，请先缩小范围再导出。",
            f"More than {EXPORTED:,} rows; narrow the list before taking it away.",
        )
    await record_case_export(rows=len(rows), filters=dict(request.query_params), by=who, at=at)
    fields = (
        Field(_("就诊ID"), 24),
        Field(_("机构编码"), 16),
        Field(_("机构名称"), 30),
        Field(_("住院号"), 12),
        Field(_("患者（脱敏）"), 12),
        Field(_("险种"), 8),
        Field(_("医疗类别"), 10),
        Field(_("入院日期"), 12, DATE),
        Field(_("出院日期"), 12, DATE),
        Field(_("科室"), 14),
        Field(_("主要诊断"), 30),
        Field(_("总费用（元）"), 14, MONEY),
        Field(_("统筹支付（元）"), 14, MONEY),
        Field(_("结算日期"), 12, DATE),
    )
    told = (
        (one.visit_id, one.institution_code, one.institution_name, one.hospital_no, one.patient_masked, one.insutype,
         one.med_type, one.admitted_on, one.discharged_on, one.department, one.diagnosis, yuan(one.total_fen),
         yuan(one.fund_fen), one.settled_on)
        for one in rows
    )  # fmt: skip
    return listing(_("结算人次"), fields, told, at=at, plain="cases")


def _choice(request: WebRequest) -> CaseChoice:
    return CaseChoice(
        text=asked(request, "text"),
        region=asked(request, "region"),
        institution_code=asked(request, "institution"),
        med_type=asked(request, "med_type"),
        insutype=asked(request, "insutype"),
        settled_from=asked_day(request, "from"),
        settled_to=asked_day(request, "to"),
    )


def _place(cursor: str) -> tuple[date, int] | None:
    place = unseal(cursor)
    try:
        return (date.fromisoformat(str(place[0])), int(place[1] or 0)) if place else None
    except (ValueError, IndexError):
        return None


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (cases, export_cases)
