"""排名对比: the vendors of one kind in one period, by score and by indicator, with what samples leave open."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from kpi.ranking import queries
from kpi.ranking.comparing import Comparison, comparison, indicators
from kpi.ranking.rules import Standing, standings
from kpi.scorecards.queries import CardRow
from kpi.scorecards.queries import cards as every_card
from kpi.scorecards.rules import CardState
from server.desk.axes import achieved, axis, means
from server.desk.grades import short_period
from server.desk.ranking import known_since, mean, window
from server.desk.screens import Lines
from server.ranking.exporting import compared_book, ranked_book
from server.ranking.screens import Choice, NothingYet, RankingScreen, Row, Versus, share
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.charts.drawing import Series
from server.web.i18n import _
from server.web.pages import Page
from vendors.errors import NotFound
from vendors.periods import Period


@get("/ranking", opt={"right": Right.VIEW_RANKING})
async def ranking(
    request: WebRequest,
    period: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    indicator: FromQuery[str] = "",
    card: FromQuery[str] = "",
) -> Page:
    """Values nobody offers choose nothing: the latest period, its first kind, the most telling indicator."""
    who = actor(request)
    periods = await queries.periods(for_=who)
    if not periods:
        return Page("ranking/nothing.html", NothingYet())
    chosen = _chosen(periods, period)
    entries = await queries.entries(for_=who, period=chosen)
    which = next((one for one in entries if one.value == kind), next(iter(entries)))
    confidence = queries.confidence_of(chosen)
    placed = standings(entries[which], confidence=confidence)
    against = next((one for one in placed if str(one.row.id) == card), placed[0])
    rows = await every_card(for_=who, states=(CardState.PUBLISHED,))
    compared = {code: comparison(code, entries[which], confidence=confidence) for code in indicators(entries[which])}
    shown = _indicator(compared, indicator)
    screen = RankingScreen(
        period=chosen,
        periods=periods,
        kinds=[(one, len(of_kind)) for one, of_kind in entries.items()],
        kind=which,
        confidence=share(float(confidence)).replace(".0%", "%"),
        rows=_rows(placed, rows, chosen),
        choices=[_choice(one) for one in compared.values()],
        versus=Versus(comparison=compared[shown]) if shown else None,
        against=against,
        radar=_radar(against, placed),
        trend=_trend(against, rows, chosen),
    )
    return Page("ranking/ranking.html", screen)


@get("/ranking/export", opt={"right": Right.VIEW_RANKING})
async def export(
    request: WebRequest, period: FromQuery[str] = "", kind: FromQuery[str] = "", indicator: FromQuery[str] = ""
) -> Response[bytes]:
    """The kind's table, or with an indicator its comparison. Raises NotFound where nothing was published."""
    who, at = actor(request), clock.now()
    periods = await queries.periods(for_=who)
    if not periods:
        raise NotFound
    chosen = _chosen(periods, period)
    entries = await queries.entries(for_=who, period=chosen)
    which = next((one for one in entries if one.value == kind), next(iter(entries)))
    confidence = queries.confidence_of(chosen)
    if indicator and indicator in indicators(entries[which]):
        return compared_book(comparison(indicator, entries[which], confidence=confidence), chosen, at=at)
    return ranked_book(standings(entries[which], confidence=confidence), chosen, which, at=at)


def _chosen(periods: Sequence[Period], asked: str) -> Period:
    return next((one for one in periods if str(one) == asked), periods[0])


def _rows(placed: Sequence[Standing], rows: Sequence[CardRow], period: Period) -> Sequence[Row]:
    totals = {(row.contract, row.period): row.total for row in rows}
    return [
        Row(standing=one, trend=tuple(totals.get((one.row.contract, each)) for each in window(period)))
        for one in placed
    ]


def _choice(one: Comparison) -> Choice:
    return Choice(code=one.code, sampled=one.sampled, turned=bool(one.turned))


def _indicator(compared: Mapping[str, Comparison], asked: str) -> str:
    """The one asked for; else one whose orders contradict each other, else a sampled one, else any."""
    if asked in compared:
        return asked
    telling = sorted(compared.values(), key=lambda one: (not one.turned, not one.sampled))
    return telling[0].code if telling else ""


def _radar(one: Standing, placed: Sequence[Standing]) -> Lines:
    """The indicators that apply to the card, its achievement against the kind's mean."""
    lines = [line for line in one.card.lines if line.applicable]
    shares = means([each.card for each in placed])
    series = (
        Series(name=one.row.short_name or one.row.vendor_name, values=[achieved(line) for line in lines]),
        Series(name=_("同类均值"), values=[shares.get(line.code) for line in lines], tone="muted", dashed=True),
    )
    return Lines(labels=[axis(line.code) for line in lines], series=series)


def _trend(one: Standing, rows: Sequence[CardRow], period: Period) -> Lines:
    own = {row.period: row.total for row in rows if row.contract == one.row.contract}
    periods = known_since(window(period), [row.period for row in rows if row.kind is one.row.kind])
    means_: list[Decimal | None] = [mean(rows, each, one.row.kind) for each in periods]
    series = (
        Series(name=one.row.short_name or one.row.vendor_name, values=[own.get(each) for each in periods], area=True),
        Series(name=_("同类均值"), values=means_, tone="muted", dashed=True),
    )
    return Lines(labels=[short_period(each) for each in periods], series=series)


HANDLERS: tuple[HTTPRouteHandler, ...] = (ranking, export)
