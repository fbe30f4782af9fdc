"""The register of vendors: filtered, sorted, a page at a time, and taken away as a workbook."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import Response, get
from litestar.params import FromQuery

from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT, MONEY
from importers.workbook.writing.sheets import Value
from server.registry.screens import Listed, VendorsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import label
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field, yuan
from vendors.periods import local_date
from vendors.registry import queries
from vendors.registry.bars import bars_of
from vendors.registry.list_queries import VendorFilter, vendor_page
from vendors.registry.qualifications.expiring import Expiring, expiring_qualifications
from vendors.registry.qualifications.queries import to_verify
from vendors.registry.queries import VendorView
from vendors.registry.rules import Kind, Standing

_SORTED: Final = ("name", "kind", "registered")
_COLUMNS: Final = (
    Field("机构名称", 34), Field("简称", 14), Field("类别", 18, CENTRED), Field("统一社会信用代码", 24, CODE),
    Field("法定代表人", 12, CENTRED), Field("注册资本（元）", 18, MONEY), Field("上级机构", 30),
    Field("地址", 34, LONG_TEXT),
    Field("状态", 12, CENTRED), Field("禁入至", 13, DATE), Field("登记日期", 13, DATE), Field("入库日期", 13, DATE),
    Field("不能派单的原因", 50, LONG_TEXT), Field("即将到期或已到期的资质", 50, LONG_TEXT),
)  # fmt: skip


@get("/vendors", opt={"right": Right.VIEW_VENDORS})
async def register(
    request: WebRequest,
    *,
    kind: FromQuery[str] = "",
    standing: FromQuery[str] = "",
    text: FromQuery[str] = "",
    due: FromQuery[str] = "",
    sort: FromQuery[str] = "kind",
    after: FromQuery[str] = "",
) -> Page:
    who, today = actor(request), local_date(clock.now())
    expiring = await expiring_qualifications(on=today)
    wanted = _wanted(kind, standing, text, due, expiring)
    found = await vendor_page(wanted, for_=who, sort=sort, after=_key(after))
    rows = await _listed(found.rows, expiring)
    here = with_query(request)
    screen = VendorsScreen(
        page=Paged(rows=rows, total=found.total, next=seal(*found.next) if found.next else None),
        first=here if after else "",
        after=with_query(request, after=seal(*found.next)) if found.next else "",
        export="/vendors/export" + here.removeprefix("/vendors"),
        sorts=_sorts(request, sort),
        sort=sort,
        counts=await queries.standing_counts(for_=who),
        expiring=len({one.vendor for one in expiring}),
        waiting=len(await to_verify(for_=who)),
        kind=kind,
        standing=standing,
        text=text,
        due=due,
    )
    return Page("registry/vendors.html", screen)


def _sorts(request: WebRequest, sort: str) -> Mapping[str, str]:
    """Column → the address that sorts by it, the other way round when it does already."""
    return {name: with_query(request, sort=f"-{name}" if sort == name else name) for name in _SORTED}


def _wanted(kind: str, standing: str, text: str, due: str, expiring: Sequence[Expiring]) -> VendorFilter:
    return VendorFilter(
        kind=Kind(kind) if kind in set(Kind) else None,
        standing=Standing(standing) if standing in set(Standing) else None,
        text=text,
        only={one.vendor for one in expiring} if due else None,
    )


def _key(after: str) -> tuple[str, int] | None:
    match unseal(after):
        case (str(value), int(vendor)):
            return value, vendor
        case _:
            return None


async def _listed(rows: Sequence[VendorView], expiring: Sequence[Expiring]) -> Sequence[Listed]:
    bars = await bars_of([row.id for row in rows], on=local_date(clock.now()))
    return tuple(
        Listed(vendor=row, bars=bars[row.id], due=tuple(one for one in expiring if one.vendor == row.id))
        for row in rows
    )


@get("/vendors/export", opt={"right": Right.VIEW_VENDORS})
async def export(
    request: WebRequest,
    *,
    kind: FromQuery[str] = "",
    standing: FromQuery[str] = "",
    text: FromQuery[str] = "",
    due: FromQuery[str] = "",
    sort: FromQuery[str] = "kind",
) -> Response[bytes]:
    at = clock.now()
    expiring = await expiring_qualifications(on=local_date(at))
    wanted = _wanted(kind, standing, text, due, expiring)
    found = await vendor_page(wanted, for_=actor(request), sort=sort, limit=None)
    rows = await _listed(found.rows, expiring)
    return listing("第三方机构", _COLUMNS, (_told(row) for row in rows), at=at, plain="vendors")


def _told(row: Listed) -> tuple[Value, ...]:
    one = row.vendor
    return (
        one.name, one.short_name, label(one.kind), one.code, one.legal_representative, yuan(one.capital_fen),
        one.parent_name or None, one.address or None, label(one.standing), one.banned_until,
        local_date(one.registered_at), one.admitted_on, "".join(bar.words.zh for bar in row.bars) or None,
        "；".join(f"{due.what.zh} {due.valid_to.isoformat()}" for due in row.due) or None,
    )  # fmt: skip


HANDLERS = (register, export)
