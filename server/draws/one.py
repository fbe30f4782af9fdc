"""One draw: its page, its replay, its print, and what is published of it."""

import asyncio
from decimal import Decimal
from typing import Final

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery

from importers.workbook.writing.looks import CENTRED, MONEY, TEXT, WHOLE
from server.draws.screens import DrawScreen, ReplayScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import attachment
from server.web.forms import Form
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field
from vendors.draws import queries
from vendors.draws.algorithm.first_algorithm import FirstRecord
from vendors.draws.algorithm.frames import as_csv
from vendors.draws.algorithm.records import ResultLine, as_json
from vendors.draws.algorithm.replaying import replay
from vendors.draws.queries import PAGE, DrawCard
from vendors.errors import NotFound
from vendors.money import half_up
from vendors.periods import local_date
from vendors.policy.codes import code_list

_FIELDS: Final = (
    Field("序号", 8, WHOLE), Field("编号", 24, TEXT), Field("名称", 32), Field("分层", 26),
    Field("金额（元）", 16, MONEY), Field("必然入样", 10, CENTRED), Field("检查人员", 40),
)  # fmt: skip


@get("/draws/{draw:int}", opt={"right": Right.VIEW_DRAWS})
async def one_draw(request: WebRequest, draw: FromPath[int], after: FromQuery[str] = "") -> Page:
    return await draw_page(request, draw, after=after)


@get("/draws/{draw:int}/print", opt={"right": Right.VIEW_DRAWS})
async def print_view(request: WebRequest, draw: FromPath[int]) -> Page:
    """A4, to be signed: no frame around it."""
    screen = await _screen(request, draw, form=Form(), start=0, limit=None)
    return Page("draws/print.html", screen)


@get("/draws/{draw:int}/replay", opt={"right": Right.VIEW_DRAWS})
async def replayed(request: WebRequest, draw: FromPath[int]) -> Page:
    """Draws again from the record and the frame, as anybody could."""
    card = await queries.draw_card(draw, for_=actor(request))
    if card.drawn_at is None:
        raise NotFound
    record = await queries.record(card, inline=True)
    screen = ReplayScreen(card=card, problems=await asyncio.to_thread(replay, record))
    return Page("draws/replay.html", screen, fragment="draws/_replay.html")


@get("/draws/{draw:int}/record", opt={"right": Right.VIEW_DRAWS})
async def record(request: WebRequest, draw: FromPath[int]) -> Response[bytes]:
    """What `hengjian draw verify` replays. The seed is in it once the draw is made, not before."""
    card = await _drawn(request, draw)
    content = as_json(await queries.record(card))
    return _saved(content, MediaType.JSON, f"{card.number}_抽样记录.json", f"{card.number}.json")


@get("/draws/{draw:int}/frame", opt={"right": Right.VIEW_DRAWS})
async def frame(request: WebRequest, draw: FromPath[int], form: FromQuery[str] = "txt") -> Response[bytes]:
    """The frame as canonical text, whose SHA-256 is the frame hash, or as CSV."""
    card = await _drawn(request, draw)
    if form == "csv":
        content = "\ufeff" + as_csv(await queries.frame(card.id))
        return _saved(content.encode(), "text/csv", f"{card.number}_总体.csv", f"{card.number}-frame.csv")
    content = await queries.frame_text(card.id)
    return _saved(content.encode(), MediaType.TEXT, f"{card.number}_总体.txt", f"{card.number}-frame.txt")


@get("/draws/{draw:int}/result", opt={"right": Right.VIEW_DRAWS})
async def result(request: WebRequest, draw: FromPath[int]) -> Response[bytes]:
    card = await _drawn(request, draw)
    names = _names(card)
    rows = (
        (
            place, line.id, line.label, line.stratum, Decimal(line.amount_fen) / 100, "是" if line.certain else "",
            "、".join(names.get(who, who) for who in line.partners),
        )
        for place, line in await _lines(card, after=0, limit=None)
    )  # fmt: skip
    return listing(f"{card.number}_抽样结果", _FIELDS, rows, at=clock.now(), plain=f"{card.number}-result")


async def _drawn(request: WebRequest, draw: int) -> DrawCard:
    card = await queries.draw_card(draw, for_=actor(request))
    if card.drawn_at is None:
        raise NotFound
    return card


def _saved(content: bytes, media_type: str, name: str, plain: str) -> Response[bytes]:
    headers = {"Content-Disposition": attachment(name, plain=plain)}
    return Response(content, media_type=media_type, headers=headers)


def _names(card: DrawCard) -> dict[str, str]:
    return {person.id: person.name for person in card.outcome.people}


async def _lines(card: DrawCard, *, after: int, limit: int | None) -> tuple[tuple[int, ResultLine], ...]:
    if not card.first:
        return await queries.result(card.id, after=after, limit=limit)
    first = await queries.record(card)
    sample = first.sample if isinstance(first, FirstRecord) else ()
    lines = tuple(enumerate((ResultLine(id=unit) for unit in sample), start=1))
    return lines[after : None if limit is None else after + limit]


async def draw_page(request: WebRequest, draw: int, *, after: str = "", form: Form | None = None) -> Page:
    """The page of a draw; `form` when one of its forms was wrong."""
    start = next((value for value in unseal(after) or () if isinstance(value, int)), 0)
    screen = await _screen(request, draw, form=form or Form(), start=start, limit=PAGE + 1)
    return Page("draws/draw.html", screen, status=422 if form else 200)


async def _screen(request: WebRequest, draw: int, *, form: Form, start: int, limit: int | None) -> DrawScreen:
    card = await queries.draw_card(draw, for_=actor(request))
    lines = await _lines(card, after=start, limit=limit)
    more = limit is not None and len(lines) == limit
    ratio = card.plan.ratio
    return DrawScreen(
        card=card,
        lines=lines[:PAGE] if more else lines,
        next=with_query(request, after=seal(lines[PAGE - 1][0])) if more else "",
        first_page=f"/draws/{draw}" if start else "",
        history=await history("draw", draw),
        form=form,
        today=local_date(clock.now()),
        inspectors=_names(card),
        percent="" if ratio is None else f"{half_up(ratio * 100).normalize():f}",
        regions=code_list("region"),
        med_types=code_list("med_type"),
    )
