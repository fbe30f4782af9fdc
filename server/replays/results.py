"""What a replay found: who changes points, place, grade, money; the reason line by line; how firm the places are."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from importers.workbook.writing.looks import COUNT, MONEY, SCORE
from importers.workbook.writing.sheets import Value
from kpi.engine.score import score
from kpi.replays.rules import Replay, Replayed, fitted
from kpi.rulebooks.queries import by_id
from server.replays.runs import RUNS, Run
from server.replays.screens import CardScreen, RunScreen, lines_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import unread
from server.web.listing import listing
from server.web.pages import Page
from server.web.reading import asked
from server.web.tabs import Field
from vendors.errors import Conflict, NotFound
from vendors.periods import Period

_FIELDS: Final = (
    Field("考核期", 14), Field("机构", 30), Field("合同编号", 18), Field("原得分", 10, SCORE),
    Field("试算得分", 10, SCORE), Field("得分变化", 10, SCORE), Field("原名次", 8, COUNT), Field("试算名次", 8, COUNT),
    Field("原等级", 10), Field("试算等级", 10), Field("原应付挂钩款（元）", 16, MONEY),
    Field("试算应付挂钩款（元）", 16, MONEY), Field("变化的指标", 60), Field("原后果", 60), Field("试算后果", 60),
)  # fmt: skip


@get("/what-if/runs/{run:str}", opt={"right": Right.TRY_RULES})
async def one_run(request: WebRequest, run: FromPath[str]) -> Page:
    found = _run(request, run)
    screen = RunScreen(run=found, period=_period(found, asked(request, "period")["period"]))
    return Page("replays/run.html", screen, fragment="replays/_run.html")


@get("/what-if/runs/{run:str}/cards/{card:int}", opt={"right": Right.TRY_RULES})
async def one_card(request: WebRequest, run: FromPath[str], card: FromPath[int]) -> Page:
    """One card line by line under both rules."""
    found = _run(request, run)
    replayed = next((one for one in _done(found).cards if one.card.id == card), None)
    if replayed is None:
        raise NotFound
    rulebook = found.order.rulebook
    screen = CardScreen(
        run=found,
        replayed=replayed,
        before=score(by_id(replayed.card.rulebook), replayed.card.facts),
        after=score(rulebook, fitted(replayed.card.facts, rulebook)),
    )
    return Page("replays/card.html", screen, fragment="replays/_card.html")


@get("/what-if/runs/{run:str}/export", opt={"right": Right.TRY_RULES})
async def export(request: WebRequest, run: FromPath[str]) -> Response[bytes]:
    found = _run(request, run)
    rows = [_row(one) for one in _done(found).cards]
    return listing(f"规则试算{found.order.version}", _FIELDS, rows, at=clock.now(), plain="what-if")


@get("/what-if/runs/{run:str}/file", opt={"right": Right.TRY_RULES})
async def file(request: WebRequest, run: FromPath[str]) -> Response[bytes]:
    """The rules as tried, to be read in as a new version."""
    order = _run(request, run).order
    return unread(order.text.encode(), name=f"{order.version}-试算.toml", plain=f"{order.version}-what-if.toml")


def _run(request: WebRequest, token: str) -> Run:
    return RUNS.one(token, owner=actor(request).id)


def _done(run: Run) -> Replay:
    if run.replay is None:
        raise Conflict("试算尚未完成。", "The replay is not done yet.")
    return run.replay


def _period(run: Run, text: str) -> Period | None:
    """The period asked for, else the latest replayed."""
    known = run.replay.periods if run.replay else ()
    return next((one for one in known if str(one) == text), known[0] if known else None)


def _row(one: Replayed) -> Sequence[Value]:
    before, after, card = one.before, one.after, one.card
    return (
        card.period.zh, card.vendor_name, card.contract_number, before.total, after.total, one.points, before.place,
        after.place, before.grade.zh, after.grade.zh, _yuan(before.due_fen), _yuan(after.due_fen), lines_of(one),
        before.consequence.zh if before.consequence else "", after.consequence.zh if after.consequence else "",
    )  # fmt: skip


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


HANDLERS = (one_run, one_card, export, file)
