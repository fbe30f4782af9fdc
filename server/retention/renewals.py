"""续签建议: contracts by their last day with what is advised, and the advice sheet of one as a paper."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from importers.workbook.writing.looks import CENTRED, DATE, LONG_TEXT, SCORE
from kpi.retention.renewal_queries import RenewalView, renewal, renewals
from kpi.retention.renewal_rules import Advice
from kpi.scorecards.queries import CardRow
from server.desk.grades import grade_name, short_period, tone_of
from server.desk.screens import Lines
from server.paper import pdf, word
from server.retention.advice_sheet import sheet
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.charts.drawing import Series
from server.web.downloads import attachment
from server.web.house import House
from server.web.i18n import _
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.reading import SIZE, export_address, member
from server.web.tabs import Field
from vendors.errors import NotFound
from vendors.periods import local_date

TONES: Final[Mapping[Advice, str]] = {
    Advice.PREFERRED: "good",
    Advice.RENEW: "good",
    Advice.CONDITIONAL: "warn",
    Advice.UNKNOWN: "muted",
    Advice.AGAINST: "bad",
}
_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_FIELDS: Final = (
    Field("合同", 18), Field("机构", 30), Field("类别", 20, CENTRED), Field("止期", 13, DATE),
    Field("考核均分", 10, SCORE), Field("建议", 16, CENTRED), Field("理由", 60, LONG_TEXT),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalsScreen:
    page: Paged[RenewalView]
    first: str
    export: str
    chosen: str
    counts: Mapping[Advice, int]
    today: date
    tones: Mapping[Advice, str] = field(default_factory=lambda: TONES)
    advices: Sequence[Advice] = tuple(Advice)

    def days(self, one: RenewalView) -> int:
        """Until the contract's last day; negative when it has run out."""
        return (one.contract.ends_on - self.today).days


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalScreen:
    one: RenewalView
    trend: Lines
    today: date

    @property
    def tone(self) -> str:
        return TONES[self.one.advised.advice]

    def grade(self, row: CardRow) -> str:
        return grade_name(row.grade, row.rulebook)

    def grade_tone(self, row: CardRow) -> str:
        return tone_of(row.grade, row.rulebook)


@get("/renewals", opt={"right": Right.VIEW_RENEWAL_ADVICE})
async def advice(request: WebRequest, status: FromQuery[str] = "", after: FromQuery[str] = "") -> Page:
    today, chosen = local_date(clock.now()), member(Advice, status)
    every = await renewals(for_=actor(request), on=today)
    wanted = [one for one in every if chosen is None or one.advised.advice is chosen]
    start = next((value for value in unseal(after) or () if isinstance(value, int)), 0)
    more = len(wanted) > start + SIZE
    counted = Counter(one.advised.advice for one in every)
    screen = RenewalsScreen(
        page=Paged(
            rows=wanted[start : start + SIZE],
            total=len(wanted),
            next=with_query(request, after=seal(start + SIZE)) if more else None,
        ),
        first="/renewals" if after else "",
        export=export_address(request, "/renewals"),
        chosen=chosen.value if chosen else "",
        counts={one: counted.get(one, 0) for one in Advice},
        today=today,
    )
    return Page("retention/renewals.html", screen)


@get("/renewals/export", opt={"right": Right.VIEW_RENEWAL_ADVICE})
async def export(request: WebRequest, status: FromQuery[str] = "") -> Response[bytes]:
    at, chosen = clock.now(), member(Advice, status)
    every = await renewals(for_=actor(request), on=local_date(at))
    rows = [_row(one) for one in every if chosen is None or one.advised.advice is chosen]
    return listing("续签建议", _FIELDS, rows, at=at, plain="renewals")


def _row(one: RenewalView) -> tuple[str | Decimal | date | None, ...]:
    reasons = "".join(reason.zh for reason in one.advised.reasons)
    return (
        one.contract.number, one.contract.vendor_name, one.contract.vendor_kind.zh, one.contract.ends_on, one.mean,
        one.advised.advice.zh, reasons,
    )  # fmt: skip


@get("/renewals/{contract:int}", opt={"right": Right.VIEW_RENEWAL_ADVICE})
async def one_contract(request: WebRequest, contract: FromPath[int]) -> Page:
    today = local_date(clock.now())
    found = await renewal(contract, for_=actor(request), on=today)
    series = Series(name=_("综合得分"), values=[row.total for row in found.cards], area=True)
    trend = Lines(labels=[short_period(row.period) for row in found.cards], series=[series])
    return Page("retention/renewal.html", RenewalScreen(one=found, trend=trend, today=today))


@get("/renewals/{contract:int}/sheet/{file:str}", opt={"right": Right.VIEW_RENEWAL_ADVICE})
async def paper(
    request: WebRequest, house: NamedDependency[House], contract: FromPath[int], file: FromPath[str]
) -> Response[bytes]:
    """续签建议书 as a file that ends in `.pdf` or `.docx`."""
    form = file.rpartition(".")[2]
    if form not in _TYPES:
        raise NotFound
    at = clock.now()
    found = await renewal(contract, for_=actor(request), on=local_date(at))
    document = sheet(found, bureau=house.settings.bureau, at=at)
    if form == "pdf":
        content = await asyncio.to_thread(pdf.render, document, font_folder=house.settings.report_fonts)
    else:
        content = await asyncio.to_thread(word.render, document)
    name = f"续签建议书_{found.contract.number}_{local_date(at):%Y%m%d}.{form}"
    headers = {"Content-Disposition": attachment(name, plain=f"renewal-{contract}.{form}")}
    return Response(content, media_type=_TYPES[form], headers=headers)


ACTS = (advice, export, one_contract, paper)
