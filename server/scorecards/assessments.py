"""The matrix of contracts and periods with where each stands, and issuing cards from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, COUNT
from kpi.assessment.queries import AssessmentView, open_objections
from kpi.assessment.queries import assessments as frozen_periods
from kpi.ranking.queries import placed
from kpi.ranking.rules import Standing
from kpi.scorecards import actions, queries
from kpi.scorecards.outdated_queries import outdated, restated
from kpi.scorecards.queries import CardRow
from kpi.scorecards.rules import UNDER_WAY, CardState
from server.desk.ranking import window
from server.desk.todos import ran_in
from server.scorecards.asked import number, period_named, period_or_none
from server.scorecards.screens import Cell, MatrixRow, MatrixScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import submitted
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.errors import Conflict, Words
from vendors.periods import Period, local_date
from vendors.registry.rules import Kind

COLUMNS = 4
FIELDS: Final = (
    Field("类别", 18), Field("名次", 8, CENTRED), Field("机构", 28), Field("合同编号", 18), Field("考核期间", 16),
    Field("记分卡", 22), Field("综合得分", 12), Field("等级", 10), Field("办理阶段", 20),
    Field("待复核异议", 12, COUNT),
)  # fmt: skip
MONTHS: Final = 12
PER_YEAR: Final = {"Q": 4, "M": 12, "H": 2, "Y": 1}
CHOICE: Final = {"Q": 8, "M": 12, "H": 4, "Y": 3}
"""How many finished periods of each kind one may choose from."""


@get("/assessments", opt={"right": Right.VIEW_SCORECARDS})
async def assessments(request: WebRequest, period: FromQuery[str] = "") -> Page:
    return Page("scorecards/assessments.html", await _screen(actor(request), local_date(clock.now()), period))


@get("/assessments/export", opt={"right": Right.VIEW_SCORECARDS})
async def export(request: WebRequest, period: FromQuery[str] = "") -> Response[bytes]:
    """The chosen period's column, one row a contract."""
    at = clock.now()
    screen = await _screen(actor(request), local_date(at), period)
    rows = [
        (
            kind.zh, row.rank, row.contract.vendor_name, row.contract.number, screen.period.zh,
            cell.card.number if cell.card else None, cell.card.total if cell.card else None,
            cell.grade if cell.published else None, cell.stage.zh, cell.objections,
        )
        for kind, found in screen.kinds.items()
        for row in found
        for cell in row.cells[:1]
    ]  # fmt: skip
    return listing(f"{screen.period.zh}考核评分", FIELDS, rows, at=at, plain=f"assessments-{screen.period}")


async def _screen(who: Actor, today: date, period: str) -> MatrixScreen:
    periods = _choices(today)
    asked = period_or_none(period)
    known = [one for each in periods.values() for one in each]
    chosen = asked if asked is not None and asked in known else periods["Q"][0]
    columns = tuple(reversed(window(chosen)))[:COLUMNS]
    rows = await queries.cards(for_=who)
    signed = await contracts.contracts(for_=who)
    shown = [row.id for row in rows if row.period in columns]
    places = await placed(for_=who, period=columns[0]) if who.at_bureau else {}
    states = _States(
        cards=rows,
        frozen=await frozen_periods(for_=who, uncarded=True),
        anew=frozenset(await outdated(shown)) | frozenset(await restated(shown)),
        objected=await open_objections(for_=who),
        today=today,
    )
    kinds = _matrix(states, signed, columns, places=places)
    return MatrixScreen(period=chosen, periods=periods, columns=columns, kinds=kinds)


@post("/assessments/issue", opt={"right": Right.ISSUE_SCORECARD})
async def issue(request: WebRequest) -> Redirect:
    form = await submitted(request, "period", "contract")
    period, contract = period_named(form.value("period")), form.value("contract")
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


def _choices(today: date) -> Mapping[str, Sequence[Period]]:
    """Finished periods of each kind, newest first."""
    found: dict[str, list[Period]] = {}
    for kind, number_ in CHOICE.items():
        one = Period(today.year, kind, (today.month - 1) * PER_YEAR[kind] // MONTHS + 1)
        found[kind] = []
        while len(found[kind]) < number_:
            one = one.previous
            found[kind].append(one)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _States:
    """Everything the matrix is made of; `anew` are cards to be worked out anew, `objected` open objections by card."""

    cards: Sequence[CardRow]
    frozen: Sequence[AssessmentView]
    anew: frozenset[int]
    objected: Mapping[int, int]
    today: date

    def cell(self, contract: ContractView, period: Period) -> Cell:
        own = [row for row in self.cards if row.contract == contract.id and row.period == period]
        published = next((row for row in own if row.state is CardState.PUBLISHED), None)
        under_way = next((row for row in own if row.state in UNDER_WAY), None)
        frozen = next((one for one in self.frozen if one.contract == contract.id and one.period == period), None)
        return Cell(
            period=period,
            published=published,
            under_way=under_way,
            frozen=frozen,
            open=ran_in(contract, period) and not (frozen and frozen.open and self.today <= frozen.evaluate_by),
            outdated=published is not None and published.id in self.anew,
            objections=self.objected.get(under_way.id, 0) if under_way else 0,
        )


def _matrix(
    states: _States, signed: Sequence[ContractView], columns: Sequence[Period], *, places: Mapping[int, Standing]
) -> Mapping[Kind, Sequence[MatrixRow]]:
    """By kind, the best of the newest period first; contracts that ran in none of the columns are left out."""
    totals = {(row.contract, row.period): row.total for row in states.cards if row.state is CardState.PUBLISHED}
    found: dict[Kind, list[MatrixRow]] = {}
    for contract in sorted(signed, key=lambda one: (one.vendor_kind.value, one.vendor_name, one.number)):
        cells = tuple(states.cell(contract, one) for one in columns)
        if any(cell.card or cell.open or cell.frozen for cell in cells):
            newest = cells[0].published
            trend = tuple(totals.get((contract.id, one)) for one in window(columns[0]))
            row = MatrixRow(
                contract=contract, standing=places.get(newest.id) if newest else None, trend=trend, cells=cells
            )
            found.setdefault(contract.vendor_kind, []).append(row)
    return {kind: sorted(rows, key=lambda row: row.rank or len(signed) + 1) for kind, rows in found.items()}


ACTS = (assessments, export, issue)
