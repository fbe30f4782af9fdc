"""风险登记簿: the risks of every vendor, the gravest first, a page at a time. The bureau's alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get
from litestar.params import FromQuery

from importers.workbook.writing.looks import CENTRED, DATE, LONG_TEXT, WHOLE
from server.registry.risks import TONES, Matrix, drawn
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import label
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field
from vendors.periods import local_date
from vendors.registry.oversight import queries
from vendors.registry.oversight.queries import Place, RiskView
from vendors.registry.oversight.rules import RiskCategory

_PAGE: Final = 50
_COLUMNS: Final = (
    Field("第三方机构", 24), Field("类别", 16, CENTRED), Field("风险描述", 48, LONG_TEXT), Field("可能性", 8, WHOLE),
    Field("影响", 8, WHOLE), Field("分值", 8, WHOLE), Field("等级", 8, CENTRED), Field("应对措施", 48, LONG_TEXT),
    Field("责任人", 12, CENTRED), Field("复评日期", 13, DATE), Field("关闭日期", 13, DATE),
    Field("结果", 30, LONG_TEXT),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RisksScreen:
    """A page of the register; the matrix counts all that the filter shows."""

    page: Paged[RiskView]
    first: str
    after: str
    matrix: Matrix
    category: str
    state: str
    today: date
    export: str
    categories: Sequence[RiskCategory] = tuple(RiskCategory)

    @property
    def rows(self) -> Sequence[RiskView]:
        return self.page.rows

    def tone(self, row: RiskView) -> str:
        return TONES[row.level]


@get("/vendors/risks", opt={"right": Right.VIEW_OVERSIGHT})
async def register(
    request: WebRequest, category: FromQuery[str] = "", status: FromQuery[str] = "open", after: FromQuery[str] = ""
) -> Page:
    who, today, chosen, state = actor(request), local_date(clock.now()), _category(category), _state(status)
    found = await queries.risks(for_=who, on=today, category=chosen, state=state, after=_place(after), limit=_PAGE + 1)
    tally = await queries.risk_tally(for_=who, category=chosen, state=state)
    cursor = _cursor(found[_PAGE - 1]) if len(found) > _PAGE else None
    here = with_query(request)
    screen = RisksScreen(
        page=Paged(rows=found[:_PAGE], total=tally.total, next=cursor),
        first=here if after else "",
        after=with_query(request, after=cursor) if cursor else "",
        matrix=drawn(tally.open, on=today),
        category=category,
        state=status,
        today=today,
        export=with_query(request, category=category, status=status).replace("/vendors/risks", "/vendors/risks/export"),
    )
    return Page("registry/risks.html", screen)


def _cursor(row: RiskView) -> str:
    closed, grave, review_on, key = row.place
    return seal(closed, grave, review_on.isoformat(), key)


def _place(after: str) -> Place | None:
    match unseal(after):
        case (int(closed), int(grave), str(day), int(key)):
            try:
                return closed, grave, date.fromisoformat(day), key
            except ValueError:
                return None
        case _:
            return None


def _category(typed: str) -> RiskCategory | None:
    return RiskCategory(typed) if typed in set(RiskCategory) else None


def _state(typed: str) -> str:
    return typed if typed in {"open", "closed"} else ""


@get("/vendors/risks/export", opt={"right": Right.VIEW_OVERSIGHT})
async def export(
    request: WebRequest, category: FromQuery[str] = "", status: FromQuery[str] = "open"
) -> Response[bytes]:
    at = clock.now()
    rows = await queries.risks(
        for_=actor(request), on=local_date(at), category=_category(category), state=_state(status)
    )
    told = (
        (
            one.vendor_name, label(one.category), one.description, one.likelihood, one.impact, one.score,
            label(one.level), one.measure, one.owner, one.review_on, one.closed_on, one.outcome,
        )
        for one in rows
    )  # fmt: skip
    return listing("机构风险登记簿", _COLUMNS, told, at=at, plain="vendor-risks")


HANDLERS = (register, export)
