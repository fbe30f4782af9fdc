"""年终综合评价 and what a whole contract comes to so far."""

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from kpi.assessment.actions.year_end import evaluate_year
from kpi.assessment.year_end_queries import year_ends
from kpi.scorecards import queries
from kpi.scorecards.contract_queries import contract_score
from server.assessment.screens import ContractScreen, YearEndScreen
from server.desk.todos import ran_in
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.contracts import queries as contracts
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import Period, local_date

YEARS_BACK = 3


@get("/assessments/year-end", opt={"right": Right.ENTER_INDICATORS})
async def year_end(request: WebRequest, year: FromQuery[str] = "") -> Page:
    return await _page(request, year, Form(values={}))


@post("/assessments/year-end", opt={"right": Right.ENTER_INDICATORS})
async def enter_year_end(request: WebRequest, year: FromQuery[str]) -> Page | Redirect:
    form = await submitted(request, "contract", "points", "basis")
    read = Reading(form)
    contract, points, basis = read.whole("contract"), read.decimal("points"), read.text("basis")
    period = _year(year)
    try:
        read.finish()
        if contract is None or points is None or period is None:
            raise NotFound
        await evaluate_year(
            contract=contract, period=period, points=points, basis=basis, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _page(request, year, form.failed(invalid), status=422)
    said = Words("年终综合评价已录入。", "The year-end evaluation is entered.")
    return see_other(request, f"/assessments/year-end?year={period}", said=said)


async def _page(request: WebRequest, year: str, form: Form, *, status: int = 200) -> Page:
    who, today = actor(request), local_date(clock.now())
    years = [Period(today.year - back, "Y", 1) for back in range(YEARS_BACK)]
    chosen = _year(year)
    period = chosen if chosen in years else years[0]
    known = await contracts.contracts(for_=who)
    screen = YearEndScreen(
        period=period,
        years=years,
        contracts=[one for one in known if ran_in(one, period)],
        entered=await year_ends(period=period),
        form=form,
    )
    return Page("assessment/year_end.html", screen, status=status)


def _year(text: str) -> Period | None:
    return Period(int(text), "Y", 1) if text.isascii() and text.isdigit() and len(text) == len("2026") else None


@get("/assessments/contracts/{contract:int}", opt={"right": Right.VIEW_SCORECARDS})
async def one_contract(request: WebRequest, contract: FromPath[int]) -> Page:
    who = actor(request)
    under = await contracts.contract(contract, for_=who)
    rows = await queries.cards(for_=who, contract=contract)
    card = await contract_score(under, until=local_date(clock.now()))
    return Page("assessment/contract.html", ContractScreen(contract=under, rows=rows, card=card))


ACTS = (year_end, enter_year_end, one_contract)
