"""The list of accounts and what waits to be booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from litestar import Response, get

from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT, MONEY
from server.recoveries.tones import STATES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, code_words, label
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field, yuan
from vendors.handling.rules import Stream
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.recoveries import queries
from vendors.recoveries.queries import AccountFilters, AccountRow, ToBook
from vendors.recoveries.queries.lists import StreamSums
from vendors.recoveries.rules import State

SIZE: Final = 50
_EVERY: Final = 100_000
_ASKED: Final = ("stream", "state", "region", "text", "due_by", "overdue", "only")
_ONLY: Final = ("held", "owed_back", "write_off")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScreen:
    """`sums` stand stream by stream: they are never added up."""

    page: Paged[AccountRow]
    first: str
    asked: Mapping[str, str]
    counts: Mapping[State, int]
    sums: Sequence[StreamSums]
    waiting: Sequence[ToBook]
    regions: Mapping[str, str]
    today: date
    export: str
    streams: Sequence[Stream] = tuple(Stream)
    states: Sequence[State] = tuple(State)
    tones: Mapping[State, str] = field(default_factory=lambda: STATES)


@get("/recoveries", opt={"right": Right.VIEW_RECOVERIES})
async def all_accounts(request: WebRequest) -> Page:
    who, at = actor(request), clock.now()
    asked, start = _asked(request), unseal(request.query_params.get("after", ""))
    before = start[0] if start and isinstance(start[0], int) else None
    wanted = filters(asked)
    found = await queries.accounts(for_=who, at=at, filters=wanted, before=before, size=SIZE)
    counts = await queries.account_counts(for_=who, at=at, filters=wanted)
    query = with_query(request).partition("?")[2]
    screen = ListScreen(
        page=Paged(
            rows=found.rows,
            total=sum(counts.values()),
            next=with_query(request, after=seal(found.next)) if found.next else None,
        ),
        first=with_query(request) if before else "",
        asked=asked,
        counts=counts,
        sums=await queries.stream_sums(for_=who, at=at, filters=wanted),
        waiting=await queries.to_be_booked(for_=who),
        regions=code_words("region"),
        today=local_date(at),
        export=f"/recoveries/export?{query}" if query else "/recoveries/export",
    )
    return Page("recoveries/list.html", screen)


@get("/recoveries/export", opt={"right": Right.VIEW_RECOVERIES})
async def export(request: WebRequest) -> Response[bytes]:
    """What the filter shows, all of it."""
    who, at = actor(request), clock.now()
    found = await queries.accounts(for_=who, at=at, filters=filters(_asked(request)), size=_EVERY)
    regions = code_list("region")
    rows = (
        (one.number, one.decision_number, one.institution_code, one.institution_name,
         regions.get(one.region, one.region), label(one.stream), label(one.destination), one.destination_note or None,
         yuan(one.sums.due_fen), yuan(one.sums.recovered_fen), yuan(one.sums.outstanding_fen), yuan(one.overdue_fen),
         yuan(one.sums.remitted_fen), yuan(one.sums.written_off_fen), yuan(one.sums.owed_back_fen),
         one.next_due_on if one.sums.outstanding_fen else None,
         label(one.state), one.reconciled_on)
        for one in found.rows
    )  # fmt: skip
    return listing(_("追回台账"), _fields(), rows, at=at, plain="recoveries")


def _fields() -> Sequence[Field]:
    told = (
        (_("台账编号"), 18, CODE), (_("处理决定"), 18, CODE), (_("机构编码"), 16, CODE), (_("定点机构"), 28, LONG_TEXT),
        (_("县区"), 12, CENTRED), (_("资金种类"), 16, LONG_TEXT), (_("去向"), 14, CENTRED),
        (_("协议约定的去向"), 20, LONG_TEXT), (_("应追（元）"), 16, MONEY), (_("已追回（元）"), 16, MONEY),
        (_("未追回（元）"), 16, MONEY), (_("逾期（元）"), 16, MONEY), (_("已上缴（元）"), 16, MONEY),
        (_("已核销（元）"), 16, MONEY), (_("应退未退（元）"), 16, MONEY), (_("下一到期日"), 12, DATE),
        (_("状态"), 12, CENTRED), (_("对账日期"), 12, DATE),
    )  # fmt: skip
    return tuple(Field(name, width, look) for name, width, look in told)


def _asked(request: WebRequest) -> Mapping[str, str]:
    return {name: request.query_params.get(name, "").replace("\0", "").strip()[:60] for name in _ASKED}


def filters(asked: Mapping[str, str]) -> AccountFilters:
    """What was asked for; values nobody offered are left out."""
    return AccountFilters(
        streams=(Stream(asked["stream"]),) if asked["stream"] in set(Stream) else (),
        states=(State(asked["state"]),) if asked["state"] in set(State) else (),
        region=asked["region"],
        text=asked["text"],
        overdue=bool(asked["overdue"]),
        due_by=_day(asked["due_by"]),
        held=asked["only"] == _ONLY[0],
        owed_back=asked["only"] == _ONLY[1],
        write_off_waits=asked["only"] == _ONLY[2],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


HANDLERS = (all_accounts, export)
