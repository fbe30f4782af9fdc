"""The matrix of contracts and quarters, and issuing cards from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from kpi.ranking.queries import placed
from kpi.ranking.rules import Standing
from kpi.scorecards import actions, queries
from kpi.scorecards.outdated_queries import outdated
from kpi.scorecards.queries import CardRow
from kpi.scorecards.rules import CardState
from server.desk.grades import quarters_back
from server.desk.ranking import window
from server.desk.todos import ran_in
from server.scorecards.asked import number, quarter, quarter_or_none
from server.scorecards.screens import Cell, MatrixRow, MatrixScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import submitted
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.errors import Conflict, Words
from vendors.periods import Period, local_date
from vendors.registry.rules import Kind

COLUMNS = 4
CHOICE = 8  # quarters one may choose from


@get("/assessments", opt={"right": Right.VIEW_SCORECARDS})
async def assessments(request: WebRequest, period: FromQuery[str] = "") -> Page:
    who = actor(request)
    today = local_date(clock.now())
    periods = quarters_back(today, CHOICE)
    asked = quarter_or_none(period)
    chosen = asked if asked is not None and asked in periods else periods[0]
    columns = tuple(reversed(window(chosen)))[:COLUMNS]
    rows = await queries.cards(for_=who)
    signed = await contracts.contracts(for_=who)
    shown = [row.id for row in rows if row.period in columns]
    places = await placed(for_=who, period=columns[0]) if who.at_bureau else {}
    kinds = _matrix(rows, signed, columns, places=places, anew=frozenset(await outdated(shown)))
    screen = MatrixScreen(period=chosen, periods=periods, columns=columns, kinds=kinds)
    return Page("scorecards/assessments.html", screen)


@post("/assessments/issue", opt={"right": Right.ISSUE_SCORECARD})
async def issue(request: WebRequest) -> Redirect:
    form = await submitted(request, "period", "contract")
    period, contract = quarter(form.value("period")), form.value("contract")
    who, at = actor(request), clock.now()
    if contract:
        card = await actions.issue(contract=number(contract), period=period, by=who, at=at)
        return see_other(request, f"/scorecards/{card}", said=Words("记分卡已出具。", "The card is issued."))
    return see_other(request, f"/assessments?period={period}", said=await _issue_missing(period, who, at))


async def _issue_missing(period: Period, who: Actor, at: datetime) -> Words:
    """Cards for every contract that ran and has none; what could not be issued is said with its reason."""
    carded = {row.contract for row in await queries.cards(for_=who, period=period)}
    issued, refused = 0, []
    for one in await contracts.contracts(for_=who):
        if one.id in carded or not ran_in(one, period):
            continue
        try:
            await actions.issue(contract=one.id, period=period, by=who, at=at)
            issued += 1
        except Conflict as conflict:
            refused.append((one.number, conflict.words))
    told = Words(f"已出具 {issued} 份记分卡。", f"{issued} cards are issued.")
    return Words(
        told.zh + "".join(f"{name}：{words.zh}" for name, words in refused),
        " ".join([told.en, *(f"{name}: {words.en}" for name, words in refused)]),
    )


def _matrix(
    rows: Sequence[CardRow],
    signed: Sequence[ContractView],
    columns: Sequence[Period],
    *,
    places: Mapping[int, Standing],
    anew: frozenset[int],
) -> Mapping[Kind, Sequence[MatrixRow]]:
    """By kind, the best of the newest quarter first; contracts that ran in none of the columns are left out.

    `anew` are cards to be worked out anew.
    """
    cards = {(row.contract, row.period): row for row in rows}
    found: dict[Kind, list[MatrixRow]] = {}
    for contract in sorted(signed, key=lambda one: (one.vendor_kind.value, one.vendor_name, one.number)):
        cells = tuple(
            _cell(one, cards.get((contract.id, one)), open_=ran_in(contract, one), anew=anew) for one in columns
        )
        if any(cell.card or cell.open for cell in cells):
            newest = cells[0].card
            trend = tuple(_total(cards.get((contract.id, one))) for one in window(columns[0]))
            standing = places.get(newest.id) if newest else None
            row = MatrixRow(contract=contract, standing=standing, trend=trend, cells=cells)
            found.setdefault(contract.vendor_kind, []).append(row)
    return {kind: sorted(rows_, key=lambda row: row.rank or len(signed) + 1) for kind, rows_ in found.items()}


def _cell(period: Period, card: CardRow | None, *, open_: bool, anew: frozenset[int]) -> Cell:
    return Cell(period=period, card=card, open=open_, outdated=card is not None and card.id in anew)


def _total(card: CardRow | None) -> Decimal | None:
    return card.total if card and card.state is CardState.PUBLISHED else None


ACTS = (assessments, issue)
