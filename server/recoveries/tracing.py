"""One finding's money step by step, and the funnel over a window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from litestar import get
from litestar.params import FromPath, FromQuery

from server.desk.funnel import drawn
from server.recoveries.ledger import fund_name
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import label
from server.web.pages import Page
from vendors.findings.rules import Source
from vendors.periods import end_of_day, local_date
from vendors.recoveries import queries
from vendors.recoveries.queries import Funnel, Trace
from vendors.recoveries.rules import Stage
from vendors.rulings.queries.reversals import ReversalView, reversals


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceScreen:
    trace: Trace
    reversals: Sequence[ReversalView]

    @property
    def fund(self) -> str:
        return fund_name(self.trace.fund)

    @property
    def source(self) -> str:
        source = self.trace.source
        return label(Source(source)) if source in set(Source) else "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelScreen:
    """`stages` are drawn as the chart and told as a table beside it."""

    window: tuple[date, date]
    as_of: date
    today: date
    funnel: Funnel

    @property
    def drawn(self) -> Sequence[tuple[str, int, str]]:
        return drawn(self.funnel)

    @property
    def stages(self) -> Mapping[Stage, queries.FunnelStage]:
        return self.funnel.stages


@get("/recoveries/trace/{finding:int}", opt={"right": Right.VIEW_RECOVERIES})
async def one_trace(request: WebRequest, finding: FromPath[int]) -> Page:
    found = await queries.trace(finding, for_=actor(request))
    screen = TraceScreen(trace=found, reversals=await reversals(finding=finding))
    return Page("recoveries/trace.html", screen, fragment="recoveries/_trace.html")


@get("/recoveries/funnel", opt={"right": Right.VIEW_RECOVERIES})
async def funnel(since: FromQuery[str] = "", until: FromQuery[str] = "", as_of: FromQuery[str] = "") -> Page:
    now = clock.now()
    today = local_date(now)
    window = (_day(since, date(today.year, 1, 1)), _day(until, today))
    seen = min(_day(as_of, today), today)
    instant = now if seen == today else end_of_day(seen)
    screen = FunnelScreen(
        window=window, as_of=seen, today=today, funnel=await queries.funnel(window=window, as_of=instant)
    )
    return Page("recoveries/funnel.html", screen)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


HANDLERS = (one_trace, funnel)
