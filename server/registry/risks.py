"""风险评估 of a vendor (ZY-08): its own page, a risk rated and closed. The bureau's alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from server.registry.frame import NOTHING, Frame, Refused, frame, refused
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import Event, history
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.registry.oversight import actions, queries
from vendors.registry.oversight.actions import Rating
from vendors.registry.oversight.queries import RiskView
from vendors.registry.oversight.rules import SCALE, RiskCategory, RiskLevel, level, matrix

TONES: Final[Mapping[RiskLevel, str]] = {RiskLevel.HIGH: "bad", RiskLevel.MEDIUM: "warn", RiskLevel.LOW: "good"}
_RATING: Final = ("likelihood", "impact", "measure", "owner", "review_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place of the matrix: how many open risks, and how grave a risk there is."""

    count: int
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Likelihood down from 5 to 1, impact across from 1 to 5."""

    rows: Sequence[tuple[int, Sequence[Cell]]]
    impacts: Sequence[int] = tuple(SCALE)


def drawn(open_: Iterable[tuple[int, int]], *, on: date) -> Matrix:
    """The matrix of (likelihood, impact) of open risks."""
    high, medium = queries.levels(on)
    counts = matrix(open_)
    return Matrix(
        rows=tuple(
            (
                likelihood,
                tuple(
                    Cell(
                        count=counts[likelihood, impact],
                        tone=TONES[level(likelihood * impact, high=high, medium=medium)],
                    )
                    for impact in SCALE
                ),
            )
            for likelihood in reversed(SCALE)
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRisksScreen:
    """One vendor's."""

    frame: Frame
    rows: Sequence[RiskView]
    matrix: Matrix
    refused: Refused
    categories: Sequence[RiskCategory] = tuple(RiskCategory)
    scale: Sequence[int] = tuple(SCALE)

    @property
    def form(self) -> Form:
        return self.refused.of("add")

    @property
    def today(self) -> date:
        return self.frame.today

    def tone(self, row: RiskView) -> str:
        return TONES[row.level]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskScreen:
    """One risk, to be rated anew or closed."""

    frame: Frame
    row: RiskView
    history: Sequence[Event]
    refused: Refused
    scale: Sequence[int] = tuple(SCALE)

    @property
    def tone(self) -> str:
        return TONES[self.row.level]

    @property
    def form(self) -> Form:
        """What stands, ready to be changed; or what was typed."""
        if self.refused.name == "rate":
            return self.refused.form
        row = self.row
        standing = {"likelihood": str(row.likelihood), "impact": str(row.impact), "measure": row.measure}
        return Form(values={**standing, "owner": row.owner, "review_on": row.review_on.isoformat()})


@get("/vendors/{vendor:int}/risks", opt={"right": Right.VIEW_OVERSIGHT})
async def of_vendor(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await _list(request, vendor)


@post("/vendors/{vendor:int}/risks", opt={"right": Right.REGISTER_VENDOR})
async def add(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "category", "description", *_RATING)
    read = Reading(form)
    category, description = read.choice("category", RiskCategory), read.text("description", longest=500)
    try:
        rating = _rating(read)
        if category is None:
            raise NotFound
        await actions.add_risk(
            vendor=vendor, category=category, description=description, rating=rating, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _list(request, vendor, refused("add", form, invalid))
    return see_other(request, f"/vendors/{vendor}/risks", said=Words("风险已登记。", "The risk is on record."))


def _rating(read: Reading) -> Rating:
    likelihood, impact = read.whole("likelihood"), read.whole("impact")
    measure, owner = read.text("measure", longest=500), read.text("owner", longest=80)
    review_on = read.day("review_on")
    read.finish()
    if likelihood is None or impact is None or review_on is None:
        raise NotFound
    return Rating(likelihood=likelihood, impact=impact, measure=measure, owner=owner, review_on=review_on)


@get("/vendors/{vendor:int}/risks/{risk:int}", opt={"right": Right.VIEW_OVERSIGHT})
async def one(request: WebRequest, vendor: FromPath[int], risk: FromPath[int]) -> Page:
    return await _one(request, vendor, risk)


@post("/vendors/{vendor:int}/risks/{risk:int}", opt={"right": Right.REGISTER_VENDOR})
async def rate(request: WebRequest, vendor: FromPath[int], risk: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, *_RATING)
    await _belongs(request, vendor, risk)
    try:
        await actions.reassess_risk(risk=risk, rating=_rating(Reading(form)), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _one(request, vendor, risk, refused("rate", form, invalid))
    return see_other(request, f"/vendors/{vendor}/risks", said=Words("风险已重新评估。", "The risk is rated anew."))


@post("/vendors/{vendor:int}/risks/{risk:int}/close", opt={"right": Right.REGISTER_VENDOR})
async def close(request: WebRequest, vendor: FromPath[int], risk: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "outcome")
    await _belongs(request, vendor, risk)
    try:
        await actions.close_risk(risk=risk, outcome=form.value("outcome"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _one(request, vendor, risk, refused("close", form, invalid))
    return see_other(request, f"/vendors/{vendor}/risks", said=Words("风险已关闭。", "The risk is closed."))


async def _belongs(request: WebRequest, vendor: int, risk: int) -> RiskView:
    found = await queries.risk(risk, for_=actor(request), on=local_date(clock.now()))
    if found.vendor != vendor:
        raise NotFound
    return found


async def _list(request: WebRequest, vendor: int, refused: Refused = NOTHING) -> Page:
    around = await frame(request, vendor, "/risks")
    rows = await queries.risks(for_=actor(request), on=around.today, vendor=vendor)
    pairs = [(one.likelihood, one.impact) for one in rows if one.closed_on is None]
    screen = VendorRisksScreen(frame=around, rows=rows, matrix=drawn(pairs, on=around.today), refused=refused)
    return Page("registry/vendor_risks.html", screen, status=refused.status)


async def _one(request: WebRequest, vendor: int, risk: int, refused: Refused = NOTHING) -> Page:
    row = await _belongs(request, vendor, risk)
    screen = RiskScreen(
        frame=await frame(request, vendor, "/risks"),
        row=row,
        history=await history("vendor_risk", risk),
        refused=refused,
    )
    return Page("registry/risk.html", screen, fragment="registry/_risk.html", status=refused.status)


HANDLERS = (of_vendor, add, one, rate, close)
