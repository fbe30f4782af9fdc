"""定点机构: the register page by page, and one institution with its doctors and its cases by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from server.reference.lists import EXPORTED, SIZE, asked, direction, elsewhere, paged, turned
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, code_words
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import CURSOR, Paged, unseal, with_query
from server.web.tabs import Field
from vendors.institutions import list_queries as queries
from vendors.institutions.list_queries import DoctorChoice, DoctorView, InstitutionChoice
from vendors.institutions.queries import InstitutionView
from vendors.organisation.rules import county_of
from vendors.periods import local_date
from vendors.policy.codes import code_list

MONTHS: Final = 12
SORTABLE: Final = tuple(queries.SORTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsScreen:
    """`facets` are the register's values with counts; `page.next` and `headings` hold addresses."""

    page: Paged[InstitutionView]
    first: str
    export: str
    facets: Mapping[str, Mapping[str, int]]
    regions: Mapping[str, str]
    choice: InstitutionChoice
    headings: Mapping[str, tuple[str, str]]

    @property
    def every(self) -> int:
        return sum(self.facets["region"].values())

    @property
    def counties(self) -> Sequence[tuple[str, str, int]]:
        return [(code, self.regions.get(code, code), n) for code, n in self.facets["region"].items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionScreen:
    """`months` are the first days of months with their settled cases."""

    one: InstitutionView
    region: str
    doctors: Sequence[DoctorView]
    months: Mapping[date, int]
    back: str

    @property
    def labels(self) -> Sequence[str]:
        return [f"{month:%Y-%m}" if month.month == 1 or not place else f"{month:%m}" for place, month in self._placed]

    @property
    def _placed(self) -> Sequence[tuple[int, date]]:
        return list(enumerate(self.months))

    @property
    def total(self) -> int:
        return sum(self.months.values())


@get("/institutions", opt={"right": Right.VIEW_INSTITUTIONS})
async def institutions(request: WebRequest) -> Page:
    who, choice = actor(request), _choice(request)
    sort, place = asked(request, "sort") or "code", unseal(asked(request, CURSOR))
    column = sort.removeprefix("-") if sort.removeprefix("-") in SORTABLE else "code"
    rows = await queries.institution_page(
        choice,
        sort=column,
        descending=sort.startswith("-"),
        after=(str(place[0]), str(place[1])) if place and len(place) == len(("value", "code")) else None,
        size=SIZE + 1,
        for_=who,
    )
    screen = InstitutionsScreen(
        page=paged(
            request,
            rows,
            total=await queries.institution_count(choice, for_=who),
            key=lambda one: (getattr(one, column), one.code),
        ),
        first=with_query(request) if place else "",
        export=elsewhere(request, "/institutions/export"),
        facets=await queries.institution_facets(for_=who),
        regions=code_words("region"),
        choice=choice,
        headings={name: (turned(request, name, sort), direction(name, sort)) for name in SORTABLE},
    )
    return Page("reference/institutions.html", screen)


@get("/institutions/export", opt={"right": Right.VIEW_INSTITUTIONS})
async def export_institutions(request: WebRequest) -> Response[bytes]:
    rows = await queries.institution_page(_choice(request), size=EXPORTED, for_=actor(request))
    regions = code_list("region")
    fields = (
        Field(_("机构编码"), 16),
        Field(_("机构名称"), 36),
        Field(_("机构类型"), 16),
        Field(_("医院等级"), 12),
        Field(_("机构性质"), 10),
        Field(_("县区"), 18),
        Field(_("网格"), 12),
        Field(_("信用等级"), 10),
    )
    told = (
        (one.code, one.name, one.kind, one.level, one.ownership, regions.get(one.region, one.region), one.grid,
         one.credit_grade)
        for one in rows
    )  # fmt: skip
    return listing(_("定点机构"), fields, told, at=clock.now(), plain="institutions")


@get("/institutions/{institution:int}", opt={"right": Right.VIEW_INSTITUTIONS})
async def one_institution(request: WebRequest, institution: FromPath[int]) -> Page:
    who, today = actor(request), local_date(clock.now())
    one = await queries.institution(institution, for_=who)
    screen = InstitutionScreen(
        one=one,
        region=code_words("region").get(one.region, one.region),
        doctors=await queries.doctor_page(DoctorChoice(institution=one.id), size=SIZE, for_=who),
        months=await queries.cases_by_month(one.id, months=MONTHS, until=today, for_=who),
        back=f"/institutions?region={one.region}" if county_of(one.region) else "/institutions",
    )
    return Page("reference/institution.html", screen, fragment="reference/_institution.html")


def _choice(request: WebRequest) -> InstitutionChoice:
    return InstitutionChoice(
        text=asked(request, "text"),
        region=asked(request, "region"),
        kind=asked(request, "kind"),
        level=asked(request, "level"),
        ownership=asked(request, "ownership"),
        grid=asked(request, "grid"),
        credit_grade=asked(request, "credit"),
    )


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (institutions, export_institutions, one_institution)
