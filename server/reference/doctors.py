"""医保医师和药师: the register page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from importers.workbook.writing.looks import DATE
from server.reference.lists import EXPORTED, SIZE, asked, elsewhere, paged
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, code_words
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import CURSOR, Paged, unseal, with_query
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.institutions import list_queries as queries
from vendors.institutions.list_queries import DoctorChoice, DoctorView
from vendors.institutions.queries import institutions_by_code
from vendors.policy.codes import code_list

KINDS: Final = ("医师", "药师")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorsScreen:
    """`institution` is the code narrowed to; `known` says whether the register holds anybody."""

    page: Paged[DoctorView]
    first: str
    export: str
    regions: Mapping[str, str]
    choice: DoctorChoice
    institution: str
    known: bool


@get("/doctors", opt={"right": Right.VIEW_INSTITUTIONS})
async def doctors(request: WebRequest) -> Page:
    who, place = actor(request), unseal(asked(request, CURSOR))
    choice = await _choice(request)
    rows = await queries.doctor_page(
        choice, after=(str(place[0]), int(place[1] or 0)) if place and len(place) > 1 else None, size=SIZE + 1, for_=who
    )
    screen = DoctorsScreen(
        page=paged(
            request, rows, total=await queries.doctor_count(choice, for_=who), key=lambda one: (one.code, one.id)
        ),
        first=with_query(request) if place else "",
        export=elsewhere(request, "/doctors/export"),
        regions=code_words("region"),
        choice=choice,
        institution=asked(request, "institution"),
        known=bool(rows) or await _any(who),
    )
    return Page("reference/doctors.html", screen)


@get("/doctors/export", opt={"right": Right.VIEW_INSTITUTIONS})
async def export_doctors(request: WebRequest) -> Response[bytes]:
    rows = await queries.doctor_page(await _choice(request), size=EXPORTED, for_=actor(request))
    regions = code_list("region")
    fields = (
        Field(_("医师代码"), 18),
        Field(_("姓名"), 12),
        Field(_("人员类别"), 10),
        Field(_("机构名称"), 36),
        Field(_("县区"), 18),
        Field(_("科室"), 16),
        Field(_("职称"), 14),
        Field(_("服务状态"), 12),
        Field(_("生效日期"), 12, DATE),
        Field(_("有效期至"), 12, DATE),
    )
    told = (
        (one.code, one.name, one.kind, one.institution_name, regions.get(one.region, one.region), one.department,
         one.title, one.status, one.begins, one.ends)
        for one in rows
    )  # fmt: skip
    return listing(_("医保医师和药师"), fields, told, at=clock.now(), plain="doctors")


async def _choice(request: WebRequest) -> DoctorChoice:
    code = asked(request, "institution")
    found = await institutions_by_code([code]) if code else {}
    return DoctorChoice(
        text=asked(request, "text"),
        region=asked(request, "region"),
        kind=asked(request, "kind"),
        status=asked(request, "status"),
        institution=(found[code].id if code in found else 0) if code else None,
    )


async def _any(who: Actor) -> bool:
    return bool(await queries.doctor_page(DoctorChoice(), size=1, for_=who))


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (doctors, export_doctors)
