"""The list of people: every vendor's for the bureau, their own for a vendor's."""

from datetime import date, timedelta
from typing import Final

from litestar import Response, get
from litestar.params import FromQuery

from importers.workbook.writing.looks import CENTRED, DATE
from server.people.ids import id_of
from server.people.screens import StaffScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field
from vendors.people import list_queries as queries
from vendors.people.expiring import REMINDERS
from vendors.people.headcount import month_ends
from vendors.people.lead_actions import ProposalState
from vendors.people.list_queries import Sort, StaffFilter, StaffRow
from vendors.people.person_queries import proposals
from vendors.people.rules import StaffState
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.queries import vendors

SIZE: Final = 50
MONTHS: Final = 12
EVERY: Final = 100_000  # rows of an export
_FIELDS: Final = (
    Field("承办机构", 20), Field("姓名", 12), Field("岗位", 16), Field("职称", 14), Field("项目负责人", 10, CENTRED),
    Field("证件号码", 22), Field("状态", 12, CENTRED), Field("到岗日期", 13, DATE), Field("离岗日期", 13, DATE),
    Field("证书有效期至", 13, DATE), Field("保密承诺签署", 13, DATE), Field("驻点", 24),
)  # fmt: skip


@get("/people", opt={"right": Right.VIEW_PEOPLE})
async def people(
    request: WebRequest,
    *,
    vendor: FromQuery[str] = "",
    post: FromQuery[str] = "",
    status: FromQuery[str] = "",
    text: FromQuery[str] = "",
    expiring: FromQuery[str] = "",
    sort: FromQuery[str] = "",
    after: FromQuery[str] = "",
) -> Page:
    who, today = actor(request), local_date(clock.now())
    which = wanted(vendor, post, status, text, expiring)
    column, descending = _order(sort)
    rows, total = await queries.staff_page(
        for_=who, on=today, which=which, sort=column, descending=descending, after=_place(after), size=SIZE + 1
    )
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    more = with_query(request, after=seal(last.key, last.id)) if last else None
    chosen = {"vendor": vendor, "post": post, "status": status, "text": text, "expiring": expiring}
    screen = StaffScreen(
        page=Paged(rows=rows[:SIZE], total=total, next=more),
        first=with_query(request) if after else "",
        counts=await queries.state_counts(for_=who, on=today, vendor=which.vendor),
        vendors=await vendors(for_=who) if who.at_bureau else (),
        posts=await queries.posts(for_=who),
        chosen=chosen,
        sorts={one: _heading(request, one, column, descending=descending) for one in Sort},
        export=with_query(request, sort=None).replace("/people", "/people/export", 1),
        months=await month_ends(for_=who, vendor=which.vendor if who.at_bureau else who.vendor, size=MONTHS),
        proposals=await proposals(for_=who, state=ProposalState.PENDING),
        soon=today + timedelta(days=parameter(REMINDERS[0], today).whole),
        today=today,
    )
    return Page("people/staff.html", screen)


@get("/people/export", opt={"right": Right.VIEW_PEOPLE})
async def export(
    request: WebRequest,
    *,
    vendor: FromQuery[str] = "",
    post: FromQuery[str] = "",
    status: FromQuery[str] = "",
    text: FromQuery[str] = "",
    expiring: FromQuery[str] = "",
) -> Response[bytes]:
    at = clock.now()
    which = wanted(vendor, post, status, text, expiring)
    rows, _total = await queries.staff_page(for_=actor(request), on=local_date(at), which=which, size=EVERY)
    return listing("服务人员名册", _FIELDS, (_cells(row) for row in rows), at=at, plain="staff")


def wanted(vendor: str, post: str, state: str, text: str, expiring: str) -> StaffFilter:
    """What the address asks for; a value nobody could choose asks for nothing."""
    return StaffFilter(
        vendor=id_of(vendor),
        post=post,
        state=StaffState(state) if state in set(StaffState) else None,
        text=text,
        expiring=expiring == "1",
    )


def _cells(row: StaffRow) -> tuple[str | date | None, ...]:
    lead = "是" if row.is_lead else "否"
    return (
        row.vendor_name, row.name, row.post, row.title, lead, row.identity_masked, row.state.zh, row.on_post_from,
        row.on_post_to, row.certified_to, row.undertaking_signed_on, row.place,
    )  # fmt: skip


def _order(sort: str) -> tuple[Sort, bool]:
    column, descending = sort.removeprefix("-"), sort.startswith("-")
    return (Sort(column), descending) if column in set(Sort) else (Sort.NAME, False)


def _place(after: str) -> tuple[str, int] | None:
    found = unseal(after)
    match found:
        case (str(key), int(number)):
            return key, number
        case _:
            return None


def _heading(request: WebRequest, column: Sort, sorted_by: Sort, *, descending: bool) -> tuple[str, str]:
    """Where a click on the heading leads, and how it stands now."""
    current = column is sorted_by
    turned = f"-{column.value}" if current and not descending else column.value
    return with_query(request, sort=turned), ("desc" if descending else "asc") if current else ""


HANDLERS: Final = (people, export)
