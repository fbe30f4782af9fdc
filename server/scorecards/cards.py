"""One card: shown with its workings and where it is on its way, opened line by line down to records."""

from collections.abc import Sequence
from decimal import Decimal

from litestar import get
from litestar.params import FromPath

from kpi.engine.card import Card
from kpi.ranking.queries import placed
from kpi.retention.queries import ProposalState, ProposalView, proposal_of
from kpi.rulebooks.queries import by_id
from kpi.scorecards import queries
from kpi.scorecards.line_queries import Opened, opened
from kpi.scorecards.outdated_queries import outdated, restated
from kpi.scorecards.queries import CardRow, CardView
from kpi.scorecards.rules import CardState
from server.desk.axes import achieved, axis, means
from server.desk.grades import short_period
from server.desk.ranking import known_since, window
from server.desk.screens import Lines
from server.scorecards.cycle import cycle_of
from server.scorecards.records import line_screen
from server.scorecards.screens import CardScreen, LineRow
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.charts.drawing import Series
from server.web.history import Event, history
from server.web.i18n import _
from server.web.pages import Page
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.errors import NotFound
from vendors.money import half_up
from vendors.periods import local_date


@get("/scorecards/{card:int}", opt={"right": Right.VIEW_SCORECARDS})
async def one_card(request: WebRequest, card: FromPath[int]) -> Page:
    who = actor(request)
    view = await queries.card(card, for_=who)
    row = view.row
    quarters = window(row.period) if row.period.kind == "Q" else (row.period,)
    known = await opened(for_=who, periods=quarters)
    peers = [one for one in known if one.kind is row.kind and one.period == row.period]
    screen = CardScreen(
        view=view,
        contract=await contracts.contract(row.contract, for_=who),
        rulebook=by_id(row.rulebook),
        rows=_rows(view.card, [_of(row, known, one) for one in quarters[:-1]]),
        standing=(await placed(for_=who, period=row.period)).get(row.id) if who.at_bureau else None,
        peers=len(peers),
        radar=_radar(view.card, [one.card for one in peers] if who.at_bureau else ()),
        trend=_trend(view, known, compared=who.at_bureau),
        proposal=_shown(await proposal_of(card, for_=who), who),
        versions=await queries.cards(for_=who, contract=row.contract, period=row.period, states=tuple(CardState)),
        history=await history("scorecard", card) if who.at_bureau else _told(row),
        cycle=await cycle_of(row, who, local_date(clock.now())),
        outdated=(await outdated([row.id])).get(row.id, ()),
        restated=(await restated([row.id])).get(row.id, ()),
    )
    return Page("scorecards/card.html", screen)


@get("/scorecards/{card:int}/lines/{code:str}", opt={"right": Right.VIEW_SCORECARDS})
async def one_line(request: WebRequest, card: FromPath[int], code: FromPath[str]) -> Page:
    who = actor(request)
    view = await queries.card(card, for_=who)
    try:
        line = view.card.line(code)
    except KeyError as missing:
        raise NotFound from missing
    screen = await line_screen(view=view, line=line, who=who)
    return Page("scorecards/line.html", screen, fragment="scorecards/_line.html")


def _of(row: CardRow, known: Sequence[Opened], period: object) -> Card | None:
    """The contract's own published card of a quarter."""
    return next((one.card for one in known if one.contract == row.contract and one.period == period), None)


def _rows(card: Card, earlier: Sequence[Card | None]) -> Sequence[LineRow]:
    before = [{line.code: achieved(line) for line in one.lines} if one else {} for one in earlier]
    return tuple(
        LineRow(line=line, trend=(*(one.get(line.code) for one in before), achieved(line))) for line in card.lines
    )


def _radar(card: Card, peers: Sequence[Card]) -> Lines:
    """The card against its kind's mean, over the indicators that apply."""
    lines = [line for line in card.lines if line.applicable]
    series = [Series(name=_("本机构"), values=[achieved(line) for line in lines])]
    if peers:
        shares = means(peers)
        values = [shares.get(line.code) for line in lines]
        series.append(Series(name=_("同类均值"), values=values, tone="muted", dashed=True))
    return Lines(labels=[axis(line.code) for line in lines], series=series)


def _trend(view: CardView, known: Sequence[Opened], *, compared: bool) -> Lines:
    quarters = known_since(window(view.row.period), [one.period for one in known])
    totals: list[Decimal | None] = []
    kind: list[Decimal | None] = []
    for one in quarters:
        own = _of(view.row, known, one)
        totals.append(own.total if own else None)
        others = [each.card.total for each in known if each.kind is view.row.kind and each.period == one]
        graded = [total for total in others if total is not None]
        kind.append(half_up(sum(graded, Decimal(0)) / len(graded)) if graded else None)
    totals[-1] = view.row.total
    series = [Series(name=_("本机构"), values=totals, area=True)]
    if compared:
        series.append(Series(name=_("同类均值"), values=kind, tone="muted", dashed=True))
    return Lines(labels=[short_period(one) for one in quarters], series=series)


def _shown(proposal: ProposalView | None, who: Actor) -> ProposalView | None:
    """A vendor reads the consequence once it is decided, not before."""
    if proposal and not who.at_bureau and proposal.state is ProposalState.PROPOSED:
        return None
    return proposal


def _told(row: CardRow) -> Sequence[Event]:
    """What a vendor is told of a card's way: the days, not the people."""
    known = (
        (row.issued_at, _("出具记分卡")),
        (row.fed_back_at, _("反馈机构")),
        (row.heard_at, _("表示无（更多）异议")),
        (row.reviewed_at, _("复核完成")),
        (row.approved_at, _("集体审定")),
        (row.published_at, _("公布记分卡")),
        (row.applied_at, _("考核结果应用")),
    )
    past = [(at, title) for at, title in known if at is not None]
    return [Event(at=at, title=title, note="", tone="brand" if at == past[-1][0] else "") for at, title in past]


ACTS = (one_card, one_line)
