"""随机抽取: the list of draws."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from litestar import Response, get
from litestar.params import FromQuery

from importers.workbook.writing.looks import DATE, LONG_TEXT, MONEY, WHOLE
from server.draws.screens import DrawsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field
from vendors.draws import queries
from vendors.draws.queries import PAGE, DrawCard, DrawFilter, State
from vendors.draws.rules import Method, Purpose
from vendors.labels import Labelled
from vendors.periods import local_date

L = TypeVar("L", bound=Labelled)
_ASKED: Final = ("text", "purpose", "method", "status", "since", "until")
_FIELDS: Final = (
    Field("抽样编号", 16), Field("事项", 18), Field("名称", 32), Field("方法", 16), Field("状态", 12),
    Field("总体", 10, WHOLE), Field("抽中", 10, WHOLE), Field("总体金额（元）", 18, MONEY),
    Field("封存日期", 13, DATE), Field("封存人", 12), Field("抽取日期", 13, DATE), Field("抽取人", 12),
    Field("见证人", 20), Field("种子封存值", 68), Field("总体摘要", 68), Field("依据", 36, LONG_TEXT),
)  # fmt: skip


@get("/draws", opt={"right": Right.VIEW_DRAWS})
async def draws(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, which = actor(request), _filter(request.query_params)
    found = await queries.draws(which, for_=who, before=_before(after), limit=PAGE + 1)
    typed = {name: request.query_params.get(name, "") for name in _ASKED}
    screen = DrawsScreen(
        rows=found[:PAGE],
        total=await queries.count_draws(which, for_=who),
        next=with_query(request, after=_cursor(found[PAGE - 1])) if len(found) > PAGE else "",
        first_page=with_query(request) if after else "",
        export=with_query(request).replace("/draws", "/draws/export", 1),
        typed=typed,
    )
    return Page("draws/draws.html", screen)


@get("/draws/export", opt={"right": Right.VIEW_DRAWS})
async def export(request: WebRequest) -> Response[bytes]:
    rows = await queries.draws(_filter(request.query_params), for_=actor(request), limit=None)
    return listing("抽样批次", _FIELDS, (_row(card) for card in rows), at=clock.now(), plain="draws")


def _row(card: DrawCard) -> tuple[str | int | Decimal | date | None, ...]:
    drawn = card.drawn_at is not None
    return (
        card.number, card.purpose.zh, card.title, card.method.zh, card.state.zh,
        card.frame_size if drawn else None, card.size if drawn else None,
        Decimal(card.frame_amount) / 100 if drawn else None, local_date(card.committed_at), card.committed_by,
        local_date(card.drawn_at) if card.drawn_at else None, card.drawn_by, "、".join(card.witnesses),
        card.seed_commitment, card.frame_hash, card.basis,
    )  # fmt: skip


def _filter(typed: Mapping[str, str]) -> DrawFilter:
    """Values nobody offers filter nothing."""
    return DrawFilter(
        text=typed.get("text", ""),
        purpose=_one(Purpose, typed.get("purpose", "")),
        method=_one(Method, typed.get("method", "")),
        state=_one(State, typed.get("status", "")),
        since=_day(typed.get("since", "")),
        until=_day(typed.get("until", "")),
    )


def _one(kind: type[L], value: str) -> L | None:
    return kind(value) if value in set(kind) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _cursor(card: DrawCard) -> str:
    return seal(card.committed_at.isoformat(), card.id)


def _before(cursor: str) -> tuple[datetime, int] | None:
    match unseal(cursor):
        case (str(moment), int(last)):
            try:
                return datetime.fromisoformat(moment), last
            except ValueError:
                return None
        case _:
            return None
