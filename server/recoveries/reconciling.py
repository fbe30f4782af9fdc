"""对账: a period's movements by stream and destination, as a page and as a workbook; marking accounts 已对账."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.response import Redirect

from server.recoveries.books import book_of
from server.recoveries.tones import STATES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import workbook
from server.web.i18n import code_words
from server.web.pages import Page, see_other
from server.web.paging import with_query
from vendors.errors import Invalid, Words
from vendors.handling.rules import Stream
from vendors.periods import Period, local_date
from vendors.policy.codes import code_list
from vendors.recoveries import actions
from vendors.recoveries.queries import AccountFilters, AccountRow, accounts
from vendors.recoveries.queries.reconciliation import Movement, Origin, Reconciliation, reconciliation
from vendors.recoveries.rules import DESTINATION, Column, Destination, State

_MOST: Final = 500
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationScreen:
    """`rows` are the accounts that may be ticked. Streams stand apart; nothing adds them up."""

    period: Period
    periods: Sequence[Period]
    region: str
    regions: Mapping[str, str]
    found: Reconciliation
    rows: Sequence[AccountRow]
    export: str
    streams: Sequence[Stream] = tuple(Stream)
    columns: Sequence[Column] = tuple(Column)
    origins: Sequence[Origin] = tuple(Origin)
    destinations: Mapping[Stream, Destination] = field(default_factory=lambda: DESTINATION)
    tones: Mapping[State, str] = field(default_factory=lambda: STATES)

    @property
    def by_stream(self) -> Sequence[tuple[Stream, Movement]]:
        return [(one, moved) for one in self.streams if (moved := self.found.of(one)) is not None]

    @property
    def counties(self) -> Sequence[str]:
        return list(dict.fromkeys(one.region for one in self.found.groups))

    @property
    def four(self) -> Sequence[Column]:
        """The columns of LZ Art.23."""
        return [one for one in self.columns if one is not Column.PENALTY]


@get("/recoveries/reconciliation", opt={"right": Right.VIEW_RECOVERIES})
async def reconciling(request: WebRequest) -> Page:
    who, at = actor(request), clock.now()
    period, region = _period(request), _region(request)
    found = await reconciliation(window=(period.starts_on, period.ends_on), region=region, for_=who)
    known = await accounts(for_=who, at=at, filters=AccountFilters(region=region), size=_MOST)
    query = with_query(request).partition("?")[2]
    screen = ReconciliationScreen(
        period=period,
        periods=_periods(local_date(at)),
        region=region,
        regions=code_words("region"),
        found=found,
        rows=[row for row in known.rows if row.state is not State.RECONCILED],
        export=f"/recoveries/reconciliation/export?{query}" if query else "/recoveries/reconciliation/export",
    )
    return Page("recoveries/reconciliation.html", screen)


@get("/recoveries/reconciliation/export", opt={"right": Right.VIEW_RECOVERIES})
async def export(request: WebRequest) -> Response[bytes]:
    who, at = actor(request), clock.now()
    period, region = _period(request), _region(request)
    found = await reconciliation(window=(period.starts_on, period.ends_on), region=region, for_=who)
    content = book_of(found, period=period, regions=code_list("region"), at=at)
    return workbook(content, name=f"追回资金对账表_{period.zh}.xlsx", plain=f"reconciliation-{period}.xlsx")


@post("/recoveries/reconciliation", opt={"right": Right.BOOK_RECOVERY})
async def mark(request: WebRequest) -> Redirect:
    form = await request.form()
    picked = {}
    for text in form.getall("pick", []):
        recovery, _dot, version = str(text).partition(".")
        if recovery.isascii() and recovery.isdigit() and version.isascii() and version.isdigit():
            picked[int(recovery)] = int(version)
    if not picked:
        raise Invalid({"pick": Words("请先勾选台账。", "Tick some accounts first.")})
    at = clock.now()
    note = str(form.get("note", ""))[:200]
    done = await actions.reconcile_many(accounts=picked, day=local_date(at), note=note, by=actor(request), at=at)
    said = Words(f"{done} 个台账已对账。", f"{done} accounts are reconciled.")
    return see_other(request, "/recoveries/reconciliation", said=said)


def _period(request: WebRequest) -> Period:
    """The month asked for, else this one."""
    today = local_date(clock.now())
    try:
        return Period.parse(request.query_params.get("period", ""))
    except ValueError:
        return Period(today.year, "M", today.month)


def _periods(today: date) -> Sequence[Period]:
    """The last months, this year and the one before it."""
    months = [Period(today.year, "M", today.month)]
    for _month in range(_MONTHS - 1):
        months.append(months[-1].previous)
    quarter = Period.quarter_of(today)
    year = Period(today.year, "Y", 1)
    return (*months, quarter, quarter.previous, year, year.previous)


def _region(request: WebRequest) -> str:
    return request.query_params.get("region", "").strip()[:6]


HANDLERS = (reconciling, export, mark)
