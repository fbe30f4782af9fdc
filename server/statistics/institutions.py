"""机构年度汇总 (LZ-06): what each institution came to in a year, for its yearly assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from litestar import Response, get

from importers.workbook.writing.looks import COUNT, MONEY
from server.statistics.asking import as_of, counties, place
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, locale
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import with_query
from server.web.tabs import Field, yuan
from vendors.errors import Invalid
from vendors.findings.rules import Severity
from vendors.periods import local_date
from vendors.policy.codes import violation_group_in_english, violation_types
from vendors.statistics.institution_years import SORTS, InstitutionYear, YearFilters, institution_years

SHOWN = 200
EARLIEST = 2015
FIELDS = (
    Field("机构编码", 16), Field("机构名称", 32), Field("类型", 14), Field("县区", 16), Field("违规次数", 10, COUNT),
    Field("问题数", 10, COUNT), Field("违规金额(元)", 18, MONEY), Field("欺诈", 8, COUNT), Field("滥用", 8, COUNT),
    Field("浪费", 8, COUNT), Field("未定性", 8, COUNT), Field("违规类型", 40),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsScreen:
    """`rows` are the first so many, by what was asked; the workbook holds all of them."""

    rows: Sequence[InstitutionYear]
    year: int
    years: Sequence[int]
    filters: Mapping[str, str]
    export: str
    as_of: datetime
    groups: Mapping[str, str]
    shown: int = SHOWN
    natures: Sequence[Severity] = tuple(Severity)

    @property
    def regions(self) -> Mapping[str, str]:
        return counties()

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [("fen", _("违规金额")), ("times", _("违规次数")), ("findings", _("问题数"))]

    @property
    def fen(self) -> int:
        return sum(row.fen for row in self.rows)


def _asked(query: Mapping[str, str], now: datetime) -> tuple[YearFilters, datetime]:
    text = query.get("year", "")
    year = int(text) if text.isdecimal() and EARLIEST <= int(text[:4]) <= local_date(now).year else local_date(now).year
    try:
        instant = as_of(query, now)
    except Invalid:
        instant = now
    sort = query.get("sort", "")
    return (
        YearFilters(
            year=year,
            region=query.get("region", "") if query.get("region", "") in counties() else "",
            text=query.get("text", ""),
            sort=sort if sort in SORTS else "fen",
        ),
        instant,
    )


def groups(on: date) -> Mapping[str, str]:
    """Level-1 violation types by their two digits, in their official words."""
    return {code[:2]: one.group_name for code, one in violation_types(on).items()}


def _shown(on: date) -> Mapping[str, str]:
    """The same in the present language."""
    if locale() == "zh":
        return groups(on)
    return {code[:2]: violation_group_in_english(one) for code, one in violation_types(on).items()}


@get("/statistics/institutions", opt={"right": Right.VIEW_STATISTICS})
async def institutions(request: WebRequest) -> Page:
    now = clock.now()
    which, instant = _asked(request.query_params, now)
    rows = await institution_years(which, for_=actor(request), as_of=instant, size=SHOWN)
    screen = YearsScreen(
        rows=rows,
        year=which.year,
        years=range(local_date(now).year, EARLIEST - 1, -1),
        filters={"region": which.region, "text": which.text, "sort": which.sort},
        export=with_query(request).replace("/institutions", "/institutions/export", 1),
        as_of=instant,
        groups=_shown(local_date(now)),
    )
    return Page("statistics/institutions.html", screen)


@get("/statistics/institutions/export", opt={"right": Right.VIEW_STATISTICS})
async def export(request: WebRequest) -> Response[bytes]:
    now = clock.now()
    which, instant = _asked(request.query_params, now)
    names = groups(local_date(now))
    rows = [
        (
            row.code, row.name, row.kind, place(row.region), row.times, row.findings, yuan(row.fen),
            *(row.natures[one] for one in Severity), row.unsaid,
            "、".join(names.get(code, code) for code in row.violations),
        )
        for row in await institution_years(which, for_=actor(request), as_of=instant)
    ]  # fmt: skip
    return listing(f"{which.year}年定点机构违规汇总", FIELDS, rows, at=now, plain=f"institutions-{which.year}")


HANDLERS = (institutions, export)
