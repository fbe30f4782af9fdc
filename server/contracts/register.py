"""The register of contracts: filtered, sorted and paged by the database, and taken away as a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from litestar import Response, get

from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT, MONEY, WHOLE
from server.contracts.tones import RUNNING, TONES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, label
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field, yuan
from vendors.contracts.list_queries import ContractRow, Figures, Narrowed, Ordered, Sort, figures, page_of_contracts
from vendors.contracts.rules import ContractState
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.queries import VendorView, vendors
from vendors.registry.rules import Kind

SIZE: Final = 50
LONGEST: Final = 10
"""Digits: more name no id and no year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A contract of the register on a day; `soon` within the first reminder's days of its end."""

    row: ContractRow
    today: date
    reminder: int

    @property
    def tone(self) -> str:
        return TONES[self.row.seen]

    @property
    def days_left(self) -> int | None:
        """To the last day, while it runs."""
        return (self.row.ends_on - self.today).days if self.row.seen in RUNNING else None

    @property
    def soon(self) -> bool:
        return self.days_left is not None and self.days_left <= self.reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column that can be sorted by: the address that does, and how it is sorted now."""

    url: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterScreen:
    """`page.next` is an address; `figures` are over every contract in sight, `page` over those that match."""

    page: Paged[Listed]
    first: str
    narrowed: Narrowed
    figures: Figures
    headings: Mapping[str, Heading]
    vendors: Sequence[VendorView]
    reminder: int
    export: str
    states: Sequence[ContractState] = tuple(ContractState)
    kinds: Sequence[Kind] = tuple(Kind)

    @property
    def any(self) -> bool:
        return any(self.figures.by_state.values())


@get("/contracts", opt={"right": Right.VIEW_CONTRACTS})
async def contracts(request: WebRequest) -> Page:
    who, today = actor(request), local_date(clock.now())
    narrowed, ordered = _narrowed(request), _ordered(request)
    found, total = await page_of_contracts(narrowed, on=today, for_=who, ordered=ordered, size=SIZE + 1)
    reminder = parameter("contract_reminder_days_1", today).whole
    more = seal(*found[SIZE - 1].place(ordered.by)) if len(found) > SIZE else None
    rows = [Listed(row=row, today=today, reminder=reminder) for row in found[:SIZE]]
    screen = RegisterScreen(
        page=Paged(rows=rows, total=total, next=with_query(request, after=more) if more else None),
        first=with_query(request) if ordered.after else "",
        narrowed=narrowed,
        figures=await figures(on=today, for_=who),
        headings={by.value: _heading(request, by, ordered) for by in Sort},
        vendors=await vendors(for_=who) if who.at_bureau else (),
        reminder=reminder,
        export=with_query(request).replace("/contracts", "/contracts/export", 1),
    )
    return Page("contracts/contracts.html", screen)


@get("/contracts/export", opt={"right": Right.VIEW_CONTRACTS})
async def export(request: WebRequest) -> Response[bytes]:
    """What the filter shows, all of it."""
    at, ordered = clock.now(), replace(_ordered(request), after=None)
    found, _total = await page_of_contracts(_narrowed(request), on=local_date(at), for_=actor(request), ordered=ordered)
    rows = (
        (row.number, row.title, row.vendor_name, label(row.vendor_kind), yuan(row.amount_fen), row.budget_year,
         row.starts_on, row.ends_on, label(row.seen))
        for row in found
    )  # fmt: skip
    return listing(_("服务合同"), _fields(), rows, at=at, plain="contracts")


def _fields() -> Sequence[Field]:
    looks = (
        (_("合同编号"), 18, CODE), (_("名称"), 36, LONG_TEXT), (_("承办机构"), 30, LONG_TEXT), (_("类别"), 18, CENTRED),
        (_("金额（元）"), 16, MONEY), (_("预算年度"), 10, WHOLE), (_("起始日期"), 12, DATE), (_("终止日期"), 12, DATE),
        (_("状态"), 12, CENTRED),
    )  # fmt: skip
    return tuple(Field(name, width, look) for name, width, look in looks)


def _narrowed(request: WebRequest) -> Narrowed:
    asked = request.query_params
    status, kind = asked.get("status", ""), asked.get("kind", "")
    return Narrowed(
        state=status if status in set(ContractState) else "",
        kind=kind if kind in set(Kind) else "",
        year=_number(asked.get("year", "")),
        vendor=_number(asked.get("vendor", "")),
        text=asked.get("text", "").replace("\0", "").strip()[:60],
        expiring=bool(asked.get("expiring", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else None


def _ordered(request: WebRequest) -> Ordered:
    asked = request.query_params
    sort, way = asked.get("sort", ""), asked.get("way", "")
    by = Sort(sort) if sort in set(Sort) else Sort.STARTS
    descending = way != "asc" if by is Sort.STARTS else way == "desc"
    return Ordered(by=by, descending=descending, after=_place(by, unseal(asked.get("after", ""))))


def _place(by: Sort, cursor: tuple[str | int | None, ...] | None) -> tuple[str, int] | None:
    """The row a page begins after; None for a cursor that is not of this order."""
    match cursor:
        case (str(value), int(id_)) if _fits(by, value):
            return value, id_
    return None


def _fits(by: Sort, value: str) -> bool:
    if by is Sort.NUMBER:
        return "\0" not in value
    if by is Sort.AMOUNT:
        return value.isascii() and value.isdigit() and len(value) < 2 * LONGEST - 2
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _heading(request: WebRequest, by: Sort, now: Ordered) -> Heading:
    if by is not now.by:
        return Heading(url=with_query(request, sort=by.value, way=None), direction="")
    return Heading(
        url=with_query(request, sort=by.value, way="asc" if now.descending else "desc"),
        direction="desc" if now.descending else "asc",
    )


HANDLERS = (contracts, export)
